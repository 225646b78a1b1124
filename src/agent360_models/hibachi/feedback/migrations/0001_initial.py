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
                ('station_id', models.UUIDField(help_text='The key of the station, which has many rows.', primary_key=True, serialize=False, verbose_name='Station id')),
                ('rating', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.feedback.models.reviews.CustomerReview.Rating, help_text="Each answer's own: great, good, okay or could_be_better.", null=True, schema='feedback', type_name='review_rating', verbose_name='Rating')),
                ('status', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.feedback.models.reviews.CustomerReview.Status, help_text='What became of the answers that are counted.', null=True, schema='feedback', type_name='review_status', verbose_name='Status')),
                ('review_count', models.BigIntegerField(help_text='Answers of this station, rating, status and day.', null=True, verbose_name='Review count')),
                ('yelp_reviews', models.BigIntegerField(help_text='Counts customers who went on to Yelp.', null=True, verbose_name='Yelp reviews')),
                ('google_reviews', models.BigIntegerField(help_text='Counts customers who went on to Google.', null=True, verbose_name='Google reviews')),
                ('coupons_issued', models.BigIntegerField(help_text='Counts answers for which a coupon was given.', null=True, verbose_name='Coupons issued')),
                ('escalated_count', models.BigIntegerField(help_text='Counts answers that the AI escalated.', null=True, verbose_name='Escalated count')),
                ('avg_response_hours', agent360_models.fields.NumericField(help_text='From the SMS to the answer; empty without both times.', null=True, verbose_name='Average response time in hours')),
                ('review_date', models.DateTimeField(help_text='The beginning of the day of UTC on which the answers were stored.', null=True, verbose_name='Review date')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, help_text='Taken from the booking by submit(); cannot be deleted while the review is there.', on_delete=django.db.models.deletion.RESTRICT, related_name='customer_reviews', to='hibachi_identity.station', verbose_name='Station')),
                ('booking', models.ForeignKey(db_constraint=False, db_index=False, help_text='What the answer is about; cannot be deleted while the review is there.', on_delete=django.db.models.deletion.RESTRICT, related_name='customer_reviews', to='hibachi_core.booking', verbose_name='Booking')),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, help_text='Taken from the booking by submit(); cannot be deleted while the review is there.', on_delete=django.db.models.deletion.RESTRICT, related_name='customer_reviews', to='hibachi_core.customer', verbose_name='Customer')),
                ('rating', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.feedback.models.reviews.CustomerReview.Rating, help_text='Great and good are good; okay and could_be_better are bad, and have a complaint.', schema='feedback', type_name='review_rating', verbose_name='Rating')),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.feedback.models.reviews.CustomerReview.Status, help_text='A bad answer is escalated, to a person; any other is submitted.', schema='feedback', type_name='review_status', verbose_name='Status')),
                ('complaint_text', models.TextField(blank=True, help_text='What was wrong; of a bad rating only.', null=True, verbose_name='Complaint')),
                ('improvement_suggestions', models.TextField(blank=True, null=True, verbose_name='Improvement suggestions')),
                ('left_yelp_review', models.BooleanField(default=False, help_text='Whether the customer went on to Yelp.', verbose_name='Left a Yelp review')),
                ('left_google_review', models.BooleanField(default=False, help_text='Whether the customer went on to Google.', verbose_name='Left a Google review')),
                ('external_review_date', models.DateTimeField(blank=True, help_text='When the customer went on to Yelp or Google.', null=True, verbose_name='External review date')),
                ('sms_sent_at', models.DateTimeField(blank=True, help_text='When the customer was asked.', null=True, verbose_name='SMS sent at')),
                ('sms_message_id', models.CharField(blank=True, max_length=100, null=True, verbose_name='SMS message id')),
                ('review_link', models.CharField(blank=True, max_length=500, null=True, verbose_name='Review link')),
                ('admin_notified_at', models.DateTimeField(blank=True, null=True, verbose_name='Admin notified at')),
                ('ai_escalated_at', models.DateTimeField(blank=True, help_text='The view review_analytics counts a review as escalated where this is not empty.', null=True, verbose_name='AI escalated at')),
                ('resolved_at', models.DateTimeField(blank=True, help_text='Written when its escalation is resolved.', null=True, verbose_name='Resolved at')),
                ('resolved_by', models.UUIDField(blank=True, help_text='The key of a user; no foreign key holds it.', null=True, verbose_name='Resolved by')),
                ('resolution_notes', models.TextField(blank=True, help_text='What was done about it; written when its escalation is resolved.', null=True, verbose_name='Resolution notes')),
                ('coupon_issued', models.BooleanField(default=False, help_text='The view review_analytics counts these.', verbose_name='Coupon issued')),
                ('coupon_id', models.UUIDField(blank=True, help_text='The key of a coupon; no foreign key holds it.', null=True, verbose_name='Coupon id')),
                ('ip_address', models.CharField(blank=True, help_text='Where the answer came from: IPv4 or IPv6, as text.', max_length=45, null=True, verbose_name='IP address')),
                ('user_agent', models.CharField(blank=True, help_text='What the browser sends as its name.', max_length=500, null=True, verbose_name='User agent')),
                ('metadata', models.JSONField(blank=True, default=dict, help_text='JSON of the platform; no code here reads it.', null=True, verbose_name='Metadata')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
                ('submitted_at', models.DateTimeField(blank=True, help_text='When the customer answered; written by submit().', null=True, verbose_name='Submitted at')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, help_text='Whose coupon it is; cannot be deleted while the coupon is there.', on_delete=django.db.models.deletion.RESTRICT, related_name='discount_coupons', to='hibachi_identity.station', verbose_name='Station')),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, help_text='Who alone may use it; cannot be deleted while the coupon is there.', on_delete=django.db.models.deletion.RESTRICT, related_name='discount_coupons', to='hibachi_core.customer', verbose_name='Customer')),
                ('review', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The answer to which it was given.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='discount_coupons', to='hibachi_feedback.customerreview', verbose_name='Review')),
                ('coupon_code', models.CharField(help_text='What the customer types; unique, and told apart by its case.', max_length=50, unique=True, verbose_name='Coupon code')),
                ('discount_type', models.CharField(choices=[('percentage', 'Percent'), ('fixed_amount', 'Cents')], help_text='Percentage or fixed_amount: whether the value is percent or cents.', max_length=20, verbose_name='Discount type')),
                ('discount_value', models.IntegerField(help_text='Percent, at most 100, or cents, by the type; more than 0.', verbose_name='Discount value')),
                ('description', models.TextField(blank=True, null=True, verbose_name='Description')),
                ('minimum_order_cents', models.IntegerField(default=0, help_text='The smallest total that it is for; 0 for any.', verbose_name='Minimum order in cents')),
                ('max_uses', models.IntegerField(default=1, help_text='At least 1; the last one makes the coupon used.', verbose_name='Maximum of uses')),
                ('times_used', models.IntegerField(default=0, editable=False, help_text='Counted by redeem(), never above the maximum.', verbose_name='Times used')),
                ('status', agent360_models.fields.PgEnumField(default='active', enum=agent360_models.hibachi.feedback.models.coupons.DiscountCoupon.Status, help_text='Only an active one can be used; the last use makes it used.', schema='feedback', type_name='coupon_status', verbose_name='Status')),
                ('valid_from', models.DateTimeField(default=django.utils.timezone.now, help_text='The time of the insert, where nobody gives another.', verbose_name='Valid from')),
                ('valid_until', models.DateTimeField(help_text='Not at this moment any more.', verbose_name='Valid until')),
                ('used_at', models.DateTimeField(blank=True, editable=False, help_text="When it was used last, by the database's clock; empty before the first time.", null=True, verbose_name='Used at')),
                ('used_in_booking', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, help_text='The booking for which it was used last.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='discount_coupons', to='hibachi_core.booking', verbose_name='Used in booking')),
                ('issue_reason', models.CharField(help_text='Why the customer got it, in the words of the business.', max_length=100, verbose_name='Issue reason')),
                ('issued_by', models.UUIDField(blank=True, help_text='The key of a user; no foreign key holds it.', null=True, verbose_name='Issued by')),
                ('metadata', models.JSONField(blank=True, default=dict, help_text='JSON of the platform; no code here reads it.', null=True, verbose_name='Metadata')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('review', models.ForeignKey(db_constraint=False, db_index=False, help_text='The bad answer; where that is deleted, the escalation goes too.', on_delete=django.db.models.deletion.CASCADE, related_name='escalations', to='hibachi_feedback.customerreview', verbose_name='Review')),
                ('escalation_type', models.CharField(default='complaint', help_text='A text of the platform; here it is complaint.', max_length=50, verbose_name='Escalation type')),
                ('priority', models.CharField(default='medium', help_text='Such as low, medium, high, urgent; okay opens a medium one, could_be_better a high one.', max_length=20, verbose_name='Priority')),
                ('assigned_to', models.UUIDField(blank=True, help_text='The key of a user; no foreign key holds it.', null=True, verbose_name='Assigned to')),
                ('escalation_reason', models.TextField(help_text="The customer's complaint, where submit() opened it.", verbose_name='Escalation reason')),
                ('action_taken', models.TextField(blank=True, help_text='What was done about the complaint; written by resolve().', null=True, verbose_name='Action taken')),
                ('status', models.CharField(default='open', help_text='Such as open, in_progress, resolved.', max_length=20, verbose_name='Status')),
                ('resolved_at', models.DateTimeField(blank=True, help_text='Written by resolve(); unresolved() finds those where it is empty.', null=True, verbose_name='Resolved at')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
            ],
            options={
                'db_table': '"feedback"."review_escalations"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['priority'], name='ix_feedback_escalations_priority'), agent360_models.indexes.Index(fields=['review'], name='ix_feedback_escalations_review'), agent360_models.indexes.Index(fields=['status'], name='ix_feedback_escalations_status')],
            },
        ),
    ]
