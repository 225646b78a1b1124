import agent360_models.fields
import agent360_models.hibachi.feedback.models
import agent360_models.indexes
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('hibachi_core', '0001_initial'),
        ('hibachi_identity', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('booking', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='customer_review', to='hibachi_core.booking')),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.feedback.models.CustomerReview.Status, schema='feedback', type_name='customer_review_status')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('rating', models.SmallIntegerField(blank=True, help_text='1 to 5.', null=True)),
                ('sentiment', agent360_models.fields.PgEnumField(blank=True, enum=agent360_models.hibachi.feedback.models.CustomerReview.Sentiment, null=True, schema='feedback', type_name='review_sentiment')),
                ('comment', models.TextField(blank=True, null=True)),
                ('shared_on', django.contrib.postgres.fields.ArrayField(base_field=agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.feedback.models.CustomerReview.Platform, schema='feedback', type_name='review_platform'), blank=True, default=list, help_text='The public platforms to which the customer was sent on.')),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"feedback"."customer_reviews"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='DiscountCoupon',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(help_text='What the customer types, in whatever case.', max_length=40)),
                ('kind', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.feedback.models.DiscountCoupon.Kind, schema='feedback', type_name='coupon_kind')),
                ('value', models.DecimalField(decimal_places=2, max_digits=10)),
                ('valid_from', models.DateTimeField(default=django.utils.timezone.now)),
                ('valid_until', models.DateTimeField(blank=True, help_text='Not at this moment any more.', null=True)),
                ('max_uses', models.IntegerField(blank=True, help_text='Empty for any number.', null=True)),
                ('used', models.IntegerField(default=0, editable=False)),
                ('is_active', models.BooleanField(default=True)),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Empty for everybody.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='discount_coupons', to='hibachi_core.customer')),
                ('review', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The answer to which it was given.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='discount_coupons', to='hibachi_feedback.customerreview')),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"feedback"."discount_coupons"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='ReviewEscalation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('review', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='escalation', to='hibachi_feedback.customerreview')),
                ('status', agent360_models.fields.PgEnumField(default='open', enum=agent360_models.hibachi.feedback.models.ReviewEscalation.Status, schema='feedback', type_name='review_escalation_status')),
                ('priority', agent360_models.fields.PgEnumField(default='normal', enum=agent360_models.hibachi.feedback.models.ReviewEscalation.Priority, schema='feedback', type_name='review_escalation_priority')),
                ('assigned_to', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='review_escalations', to='hibachi_identity.user')),
                ('resolution', models.TextField(blank=True, help_text='What was done about it.', null=True)),
                ('resolved_at', models.DateTimeField(blank=True, help_text='When it was resolved, or dismissed.', null=True)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"feedback"."review_escalations"',
                'managed': False,
            },
        ),
        migrations.AddIndex(
            model_name='customerreview',
            index=agent360_models.indexes.Index(fields=['status', 'created_at'], name='ix_feedback_customer_reviews_status'),
        ),
        migrations.AddIndex(
            model_name='customerreview',
            index=agent360_models.indexes.Index(fields=['answered_at'], name='ix_feedback_customer_reviews_answered_at'),
        ),
        migrations.AddConstraint(
            model_name='customerreview',
            constraint=models.CheckConstraint(condition=models.Q(('rating__range', (1, 5))), name='ck_customer_reviews_rating', violation_error_message='A rating is 1 to 5.'),
        ),
        migrations.AddConstraint(
            model_name='customerreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('rating__isnull', False), ('sentiment__isnull', False), ('status', 'answered')), models.Q(models.Q(('status', 'answered'), _negated=True), ('answered_at__isnull', True), ('rating__isnull', True), ('sentiment__isnull', True)), _connector='OR'), name='ck_customer_reviews_answer', violation_error_message='An answered review has a rating, a sentiment and a time; no other one has.'),
        ),
        migrations.AddIndex(
            model_name='discountcoupon',
            index=agent360_models.indexes.Index(fields=['customer'], name='ix_feedback_discount_coupons_customer_id'),
        ),
        migrations.AddIndex(
            model_name='discountcoupon',
            index=agent360_models.indexes.Index(fields=['review'], name='ix_feedback_discount_coupons_review_id'),
        ),
        migrations.AddConstraint(
            model_name='discountcoupon',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Upper('code'), name='discount_coupons_code_key', violation_error_message='There is a coupon with this code.'),
        ),
        migrations.AddConstraint(
            model_name='discountcoupon',
            constraint=models.CheckConstraint(condition=models.Q(('value__gt', 0), models.Q(models.Q(('kind', 'percent'), _negated=True), ('value__lte', 100), _connector='OR')), name='ck_discount_coupons_value', violation_error_message='The value is more than 0, and at most 100 percent.'),
        ),
        migrations.AddConstraint(
            model_name='discountcoupon',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('valid_from'))), name='ck_discount_coupons_validity', violation_error_message='A coupon ends after it begins.'),
        ),
        migrations.AddConstraint(
            model_name='discountcoupon',
            constraint=models.CheckConstraint(condition=models.Q(('used__gte', 0), models.Q(('max_uses__isnull', True), ('used__lte', models.F('max_uses')), _connector='OR')), name='ck_discount_coupons_used', violation_error_message='A coupon is used at most max_uses times.'),
        ),
        migrations.AddIndex(
            model_name='reviewescalation',
            index=agent360_models.indexes.Index(fields=['assigned_to'], name='ix_feedback_review_escalations_assigned_to_id'),
        ),
        migrations.AddIndex(
            model_name='reviewescalation',
            index=agent360_models.indexes.Index(condition=models.Q(('resolved_at__isnull', True)), fields=['-priority', 'created_at'], name='ix_feedback_review_escalations_waiting'),
        ),
        migrations.AddConstraint(
            model_name='reviewescalation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('status__in', ['open', 'in_progress'])), models.Q(('resolved_at__isnull', False), ('status__in', ['resolved', 'dismissed'])), _connector='OR'), name='ck_review_escalations_resolved', violation_error_message='Resolved and dismissed escalations have a time of it, and no other ones.'),
        ),
    ]
