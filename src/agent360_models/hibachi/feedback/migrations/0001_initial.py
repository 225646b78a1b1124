import agent360_models.fields
import agent360_models.hibachi.feedback.models.coupons
import agent360_models.hibachi.feedback.models.reviews
import agent360_models.indexes
import django.db.models.deletion
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
            name='ReviewAnalytics',
            fields=[
                ('station_id', models.UUIDField(help_text='The key of the station, which has many rows.', primary_key=True, serialize=False)),
                ('rating', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.feedback.models.reviews.CustomerReview.Rating, null=True, schema='feedback', type_name='review_rating')),
                ('status', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.feedback.models.reviews.CustomerReview.Status, null=True, schema='feedback', type_name='review_status')),
                ('review_count', models.BigIntegerField(null=True)),
                ('yelp_reviews', models.BigIntegerField(null=True)),
                ('google_reviews', models.BigIntegerField(null=True)),
                ('coupons_issued', models.BigIntegerField(null=True)),
                ('escalated_count', models.BigIntegerField(null=True)),
                ('avg_response_hours', agent360_models.fields.NumericField(null=True)),
                ('review_date', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'review analytics',
                'db_table': '"feedback"."review_analytics"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='CustomerReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='customer_reviews', to='hibachi_identity.station')),
                ('booking', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='customer_reviews', to='hibachi_core.booking')),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='customer_reviews', to='hibachi_core.customer')),
                ('rating', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.feedback.models.reviews.CustomerReview.Rating, schema='feedback', type_name='review_rating')),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.feedback.models.reviews.CustomerReview.Status, schema='feedback', type_name='review_status')),
                ('complaint_text', models.TextField(blank=True, help_text='What was wrong; of a bad rating only.', null=True)),
                ('improvement_suggestions', models.TextField(blank=True, null=True)),
                ('left_yelp_review', models.BooleanField(default=False, help_text='Whether the customer went on to Yelp.')),
                ('left_google_review', models.BooleanField(default=False, help_text='Whether the customer went on to Google.')),
                ('external_review_date', models.DateTimeField(blank=True, null=True)),
                ('sms_sent_at', models.DateTimeField(blank=True, help_text='When the customer was asked.', null=True)),
                ('sms_message_id', models.CharField(blank=True, max_length=100, null=True)),
                ('review_link', models.CharField(blank=True, max_length=500, null=True)),
                ('admin_notified_at', models.DateTimeField(blank=True, null=True)),
                ('ai_escalated_at', models.DateTimeField(blank=True, null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('resolved_by', models.UUIDField(blank=True, help_text='The key of a user; no foreign key holds it.', null=True)),
                ('resolution_notes', models.TextField(blank=True, null=True)),
                ('coupon_issued', models.BooleanField(default=False)),
                ('coupon_id', models.UUIDField(blank=True, help_text='The key of a coupon; no foreign key holds it.', null=True)),
                ('ip_address', models.CharField(blank=True, max_length=45, null=True)),
                ('user_agent', models.CharField(blank=True, max_length=500, null=True)),
                ('metadata', models.JSONField(blank=True, default=dict, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': '"feedback"."customer_reviews"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['booking'], name='ix_feedback_reviews_booking'), agent360_models.indexes.Index(fields=['created_at'], name='ix_feedback_reviews_created'), agent360_models.indexes.Index(fields=['rating'], name='ix_feedback_reviews_rating'), agent360_models.indexes.Index(fields=['station', 'customer'], name='ix_feedback_reviews_station_customer'), agent360_models.indexes.Index(fields=['status'], name='ix_feedback_reviews_status')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('complaint_text__isnull', True), ('rating__in', ['great', 'good'])), models.Q(('complaint_text__isnull', False), ('rating__in', ['okay', 'could_be_better'])), _connector='OR'), name='check_complaint_required_for_negative', violation_error_message='A bad rating has a complaint, and no other one has.')],
            },
        ),
        migrations.CreateModel(
            name='DiscountCoupon',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='discount_coupons', to='hibachi_identity.station')),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='discount_coupons', to='hibachi_core.customer')),
                ('review', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The answer to which it was given.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='discount_coupons', to='hibachi_feedback.customerreview')),
                ('coupon_code', models.CharField(help_text='What the customer types.', max_length=50, unique=True)),
                ('discount_type', models.CharField(choices=[('percentage', 'Percent'), ('fixed_amount', 'Cents')], max_length=20)),
                ('discount_value', models.IntegerField(help_text='Percent, or cents.')),
                ('description', models.TextField(blank=True, null=True)),
                ('minimum_order_cents', models.IntegerField(default=0)),
                ('max_uses', models.IntegerField(default=1)),
                ('times_used', models.IntegerField(default=0, editable=False)),
                ('status', agent360_models.fields.PgEnumField(default='active', enum=agent360_models.hibachi.feedback.models.coupons.DiscountCoupon.Status, schema='feedback', type_name='coupon_status')),
                ('valid_from', models.DateTimeField(default=django.utils.timezone.now)),
                ('valid_until', models.DateTimeField(help_text='Not at this moment any more.')),
                ('used_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('used_in_booking', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, help_text='The booking for which it was used last.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='discount_coupons', to='hibachi_core.booking')),
                ('issue_reason', models.CharField(max_length=100)),
                ('issued_by', models.UUIDField(blank=True, help_text='The key of a user; no foreign key holds it.', null=True)),
                ('metadata', models.JSONField(blank=True, default=dict, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"feedback"."discount_coupons"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['coupon_code'], name='ix_feedback_coupons_code'), agent360_models.indexes.Index(fields=['review'], name='ix_feedback_coupons_review'), agent360_models.indexes.Index(fields=['station', 'customer'], name='ix_feedback_coupons_station_customer'), agent360_models.indexes.Index(fields=['status'], name='ix_feedback_coupons_status'), agent360_models.indexes.Index(fields=['valid_until'], name='ix_feedback_coupons_valid_until')],
                'constraints': [models.CheckConstraint(condition=models.Q(('discount_value__gt', 0)), name='check_discount_positive', violation_error_message='A discount is more than 0.'), models.CheckConstraint(condition=models.Q(('discount_type__in', ['percentage', 'fixed_amount'])), name='check_discount_type_valid', violation_error_message='A discount is a percentage or a fixed_amount.'), models.CheckConstraint(condition=models.Q(('max_uses__gt', 0)), name='check_max_uses_positive', violation_error_message='A coupon can be used at least once.'), models.CheckConstraint(condition=models.Q(('minimum_order_cents__gte', 0)), name='check_min_order_non_negative', violation_error_message='The smallest order is not negative.'), models.CheckConstraint(condition=models.Q(models.Q(('discount_type', 'percentage'), ('discount_value__lte', 100)), ('discount_type', 'fixed_amount'), _connector='OR'), name='check_percentage_max_100', violation_error_message='A discount is at most 100 percent.'), models.CheckConstraint(condition=models.Q(('times_used__gte', 0)), name='check_times_used_non_negative', violation_error_message='A coupon is not used less than never.'), models.CheckConstraint(condition=models.Q(('times_used__lte', models.F('max_uses'))), name='check_times_used_within_limit', violation_error_message='A coupon is used at most max_uses times.'), models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('valid_from'))), name='check_valid_date_range', violation_error_message='A coupon ends after it begins.')],
            },
        ),
        migrations.CreateModel(
            name='ReviewEscalation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('review', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='escalations', to='hibachi_feedback.customerreview')),
                ('escalation_type', models.CharField(default='complaint', max_length=50)),
                ('priority', models.CharField(default='medium', help_text='Such as low, medium, high, urgent.', max_length=20)),
                ('assigned_to', models.UUIDField(blank=True, help_text='The key of a user; no foreign key holds it.', null=True)),
                ('escalation_reason', models.TextField()),
                ('action_taken', models.TextField(blank=True, help_text='What was done about it.', null=True)),
                ('status', models.CharField(default='open', help_text='Such as open, in_progress, resolved.', max_length=20)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"feedback"."review_escalations"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['priority'], name='ix_feedback_escalations_priority'), agent360_models.indexes.Index(fields=['review'], name='ix_feedback_escalations_review'), agent360_models.indexes.Index(fields=['status'], name='ix_feedback_escalations_status')],
            },
        ),
    ]
