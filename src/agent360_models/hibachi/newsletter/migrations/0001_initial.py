import agent360_models.fields
import agent360_models.hibachi.newsletter.models.campaigns
import agent360_models.hibachi.newsletter.models.sms_queue
import agent360_models.hibachi.newsletter.models.sms_templates
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
            name='Campaign',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('channel', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.newsletter.models.campaigns.Campaign.Channel, schema='public', type_name='campaign_channel')),
                ('subject', models.TextField(blank=True, help_text='Of an e-mail.', null=True)),
                ('content', models.JSONField(default=dict, help_text="What is sent, as the platform's editor stores it.")),
                ('segment_filter', models.JSONField(blank=True, default=dict, help_text="Whom it goes to, as the platform's query of subscribers has it.", null=True)),
                ('scheduled_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('status', agent360_models.fields.PgEnumField(default='draft', enum=agent360_models.hibachi.newsletter.models.campaigns.Campaign.Status, schema='public', type_name='campaign_status')),
                ('total_recipients', models.IntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('created_by', models.CharField(help_text='Whoever the platform names.', max_length=100)),
                ('total_sent', models.IntegerField(default=0, editable=False)),
                ('total_delivered', models.IntegerField(default=0, editable=False)),
                ('total_opened', models.IntegerField(default=0, editable=False, help_text='Counts people, once each.')),
                ('total_clicked', models.IntegerField(default=0, editable=False)),
                ('total_unsubscribed', models.IntegerField(default=0, editable=False)),
                ('total_failed', models.IntegerField(default=0, editable=False)),
                ('delivery_rate_cached', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Percent of what was sent.', max_digits=5, null=True)),
                ('open_rate_cached', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Percent of what arrived.', max_digits=5, null=True)),
                ('click_rate_cached', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Percent of what arrived.', max_digits=5, null=True)),
                ('unsubscribe_rate_cached', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Percent of what arrived.', max_digits=5, null=True)),
                ('last_metrics_updated', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'db_table': '"newsletter"."campaigns"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='CampaignEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('type', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.newsletter.models.campaigns.CampaignEvent.Type, schema='public', type_name='campaign_event_type')),
                ('payload', models.JSONField(blank=True, default=dict, null=True)),
                ('occurred_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table': '"newsletter"."campaign_events"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='SMSDeliveryEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('ringcentral_message_id', models.CharField(help_text="RingCentral's own id of the message.", max_length=255)),
                ('status', agent360_models.fields.PgEnumField(default='queued', enum=agent360_models.hibachi.newsletter.models.sms_queue.SMSDeliveryEvent.Status, schema='public', type_name='sms_delivery_status')),
                ('delivery_timestamp', models.DateTimeField(blank=True, null=True)),
                ('failure_reason', models.TextField(blank=True, null=True)),
                ('carrier_error_code', models.CharField(blank=True, max_length=50, null=True)),
                ('segments_used', models.IntegerField(default=1)),
                ('cost_cents', models.IntegerField(blank=True, null=True)),
                ('ringcentral_metadata', models.JSONField(blank=True, default=dict, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'SMS delivery event',
                'db_table': '"newsletter"."sms_delivery_events"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='SMSSendQueueItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('phone_number', models.CharField(help_text='With its country code, as in +14155550100.', max_length=20)),
                ('message_content', models.TextField(help_text='As it is sent, all gaps filled.')),
                ('personalized_variables', models.JSONField(blank=True, default=dict, null=True)),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.newsletter.models.sms_queue.SMSSendQueueItem.Status, schema='public', type_name='sms_queue_status')),
                ('priority', models.IntegerField(blank=True, default=0, help_text='The highest goes first.', null=True)),
                ('scheduled_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Not before this.')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, help_text='When an attempt failed last.', null=True)),
                ('attempts', models.IntegerField(blank=True, default=0, help_text='How often it was claimed; a claim is known by it.', null=True)),
                ('max_attempts', models.IntegerField(blank=True, default=3, null=True)),
                ('next_retry_at', models.DateTimeField(blank=True, help_text='Not before this either.', null=True)),
                ('last_error', models.TextField(blank=True, null=True)),
                ('error_code', models.CharField(blank=True, help_text="RingCentral's code.", max_length=50, null=True)),
                ('message_sid', models.CharField(blank=True, help_text="RingCentral's own id of the message.", max_length=100, null=True, unique=True)),
                ('ringcentral_status', models.CharField(blank=True, max_length=50, null=True)),
                ('created_at', models.DateTimeField(blank=True, default=django.utils.timezone.now, editable=False, null=True)),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='While it is being sent: when it was claimed.', null=True)),
            ],
            options={
                'verbose_name': 'SMS in the queue',
                'verbose_name_plural': 'SMS in the queue',
                'db_table': '"newsletter"."sms_send_queue"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='SMSTemplate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('content', models.TextField(help_text='With gaps such as {first_name}.')),
                ('category', models.CharField(help_text='Such as promotion or reminder.', max_length=50)),
                ('source', agent360_models.fields.PgEnumField(default='admin', enum=agent360_models.hibachi.newsletter.models.sms_templates.SMSTemplate.Source, schema='public', type_name='template_source')),
                ('status', agent360_models.fields.PgEnumField(default='draft', enum=agent360_models.hibachi.newsletter.models.sms_templates.SMSTemplate.Status, help_text='Changed by approve() and reject().', schema='public', type_name='template_status')),
                ('variables', models.JSONField(blank=True, default=list, help_text='The names of the gaps, each once, in any order.', null=True)),
                ('example_data', models.JSONField(blank=True, default=dict, help_text='A value for each gap.', null=True)),
                ('ai_prompt', models.TextField(blank=True, null=True)),
                ('ai_confidence', models.FloatField(blank=True, null=True)),
                ('ai_model', models.CharField(blank=True, max_length=50, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('rejection_reason', models.TextField(blank=True, null=True)),
                ('usage_count', models.IntegerField(blank=True, default=0, editable=False, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('is_active', models.BooleanField(blank=True, default=True, null=True)),
                ('created_at', models.DateTimeField(blank=True, default=django.utils.timezone.now, editable=False, null=True)),
                ('updated_at', models.DateTimeField(auto_now=True, null=True)),
            ],
            options={
                'verbose_name': 'SMS template',
                'db_table': '"newsletter"."sms_templates"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email_enc', models.BinaryField(help_text='Encrypted by the platform, which has the key.', verbose_name='e-mail')),
                ('phone_enc', models.BinaryField(blank=True, help_text='Encrypted by the platform.', null=True, verbose_name='phone')),
                ('subscribed', models.BooleanField(default=True)),
                ('source', models.CharField(blank=True, help_text='Such as web_form.', max_length=50, null=True)),
                ('sms_consent', models.BooleanField(default=False)),
                ('email_consent', models.BooleanField(default=False)),
                ('consent_updated_at', models.DateTimeField(blank=True, help_text='When the last word was said.', null=True)),
                ('consent_ip_address', models.CharField(blank=True, max_length=45, null=True)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, default=list, null=True)),
                ('engagement_score', models.IntegerField(default=0, help_text='From 0 to 100.')),
                ('total_emails_sent', models.IntegerField(default=0)),
                ('total_emails_opened', models.IntegerField(default=0)),
                ('total_clicks', models.IntegerField(default=0)),
                ('last_email_sent_date', models.DateTimeField(blank=True, null=True)),
                ('last_opened_date', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('unsubscribed_at', models.DateTimeField(blank=True, null=True)),
                ('total_sms_sent', models.IntegerField(default=0)),
                ('total_sms_delivered', models.IntegerField(default=0)),
                ('total_sms_failed', models.IntegerField(default=0)),
                ('last_sms_sent_date', models.DateTimeField(blank=True, null=True)),
                ('last_sms_delivered_date', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': '"newsletter"."subscribers"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='SubscriberPreference',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('sms', 'SMS')], max_length=10)),
                ('address', models.CharField(help_text='An e-mail address in lower case, or a phone as in +14155550100.', max_length=320)),
                ('opted_in', models.BooleanField()),
                ('opted_in_at', models.DateTimeField(blank=True, help_text='When it agreed last.', null=True)),
                ('opted_out_at', models.DateTimeField(blank=True, help_text='When it refused last; kept after it agrees.', null=True)),
                ('source', models.CharField(choices=[('web_form', 'Form on the website'), ('booking', 'Booking'), ('sms_keyword', 'Keyword by SMS'), ('email_link', 'Link in an e-mail'), ('phone_call', 'Phone call'), ('staff', 'Staff'), ('import', 'Import')], max_length=50)),
                ('consent_text', models.TextField(blank=True, default='', help_text='The words that were agreed to.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"newsletter"."subscriber_preferences"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='CampaignSMSLimit',
            fields=[
                ('campaign', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='sms_limit', serialize=False, to='hibachi_newsletter.campaign')),
                ('monthly_sms_limit', models.IntegerField(default=1000)),
                ('monthly_sms_used', models.IntegerField(default=0, help_text='Of current_month.')),
                ('current_month', models.CharField(help_text='Such as 2026-03, of UTC.', max_length=7)),
                ('campaign_sms_limit', models.IntegerField(blank=True, help_text='Empty for any number.', null=True)),
                ('campaign_sms_sent', models.IntegerField(default=0)),
                ('campaign_sms_queued', models.IntegerField(default=0, help_text='Taken, and neither sent nor failed yet.')),
                ('campaign_sms_failed', models.IntegerField(default=0)),
                ('cost_per_sms_cents', models.IntegerField(default=75)),
                ('total_cost_cents', models.IntegerField(default=0)),
                ('monthly_limit_exceeded_at', models.DateTimeField(blank=True, null=True)),
                ('campaign_limit_exceeded_at', models.DateTimeField(blank=True, null=True)),
                ('limit_exceeded_action', models.CharField(blank=True, default='pause', help_text='What the platform does then.', max_length=50, null=True)),
                ('alert_at_percentage', models.IntegerField(blank=True, default=80, null=True)),
                ('alert_sent_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(blank=True, default=django.utils.timezone.now, editable=False, null=True)),
                ('updated_at', models.DateTimeField(auto_now=True, null=True)),
            ],
            options={
                'verbose_name': 'campaign SMS limit',
                'db_table': '"newsletter"."campaign_sms_limits"',
                'managed': False,
            },
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=agent360_models.indexes.Index(fields=['last_metrics_updated'], name='ix_campaigns_last_metrics_updated'),
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=agent360_models.indexes.Index(fields=['sent_at'], name='ix_newsletter_campaigns_sent'),
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=agent360_models.indexes.Index(fields=['status'], name='ix_newsletter_campaigns_status'),
        ),
        migrations.AddField(
            model_name='campaignevent',
            name='campaign',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='hibachi_newsletter.campaign'),
        ),
        migrations.AddField(
            model_name='smsdeliveryevent',
            name='campaign_event',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sms_deliveries', to='hibachi_newsletter.campaignevent'),
        ),
        migrations.AddField(
            model_name='smssendqueueitem',
            name='campaign',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='queue_items', to='hibachi_newsletter.campaign'),
        ),
        migrations.AddField(
            model_name='smstemplate',
            name='approved_by',
            field=models.ForeignKey(blank=True, db_column='approved_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='approved_sms_templates', to='hibachi_identity.user'),
        ),
        migrations.AddField(
            model_name='smstemplate',
            name='created_by',
            field=models.ForeignKey(blank=True, db_column='created_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sms_templates', to='hibachi_identity.user'),
        ),
        migrations.AddField(
            model_name='smssendqueueitem',
            name='template',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='queue_items', to='hibachi_newsletter.smstemplate'),
        ),
        migrations.AddField(
            model_name='subscriber',
            name='customer',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='subscribers', to='hibachi_core.customer'),
        ),
        migrations.AddField(
            model_name='smssendqueueitem',
            name='subscriber',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sms_queue_items', to='hibachi_newsletter.subscriber'),
        ),
        migrations.AddField(
            model_name='campaignevent',
            name='subscriber',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='campaign_events', to='hibachi_newsletter.subscriber'),
        ),
        migrations.AddField(
            model_name='subscriberpreference',
            name='customer',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='subscriber_preferences', to='hibachi_core.customer'),
        ),
        migrations.AddIndex(
            model_name='campaignsmslimit',
            index=agent360_models.indexes.Index(fields=['monthly_limit_exceeded_at'], name='idx_campaign_sms_limits_exceeded'),
        ),
        migrations.AddIndex(
            model_name='campaignsmslimit',
            index=agent360_models.indexes.Index(fields=['current_month'], name='idx_campaign_sms_limits_month'),
        ),
        migrations.AddIndex(
            model_name='smsdeliveryevent',
            index=agent360_models.indexes.Index(fields=['campaign_event'], name='ix_sms_delivery_campaign_event'),
        ),
        migrations.AddIndex(
            model_name='smsdeliveryevent',
            index=agent360_models.indexes.Index(fields=['status'], name='ix_sms_delivery_status'),
        ),
        migrations.AddIndex(
            model_name='smsdeliveryevent',
            index=agent360_models.indexes.Index(fields=['delivery_timestamp'], name='ix_sms_delivery_timestamp'),
        ),
        migrations.AddConstraint(
            model_name='smsdeliveryevent',
            constraint=models.UniqueConstraint(fields=('ringcentral_message_id',), name='ix_sms_delivery_ringcentral_msg_id', violation_error_message='There is a row of this message already.'),
        ),
        migrations.AddIndex(
            model_name='smstemplate',
            index=agent360_models.indexes.Index(fields=['is_active'], name='idx_sms_templates_active'),
        ),
        migrations.AddIndex(
            model_name='smstemplate',
            index=agent360_models.indexes.Index(fields=['category'], name='idx_sms_templates_category'),
        ),
        migrations.AddIndex(
            model_name='smstemplate',
            index=agent360_models.indexes.Index(fields=['source'], name='idx_sms_templates_source'),
        ),
        migrations.AddIndex(
            model_name='smstemplate',
            index=agent360_models.indexes.Index(fields=['status'], name='idx_sms_templates_status'),
        ),
        migrations.AddIndex(
            model_name='subscriber',
            index=agent360_models.indexes.Index(fields=['customer'], name='ix_newsletter_subscribers_customer'),
        ),
        migrations.AddIndex(
            model_name='subscriber',
            index=agent360_models.indexes.Index(fields=['engagement_score'], name='ix_newsletter_subscribers_engagement'),
        ),
        migrations.AddIndex(
            model_name='subscriber',
            index=agent360_models.indexes.Index(fields=['subscribed'], name='ix_newsletter_subscribers_subscribed'),
        ),
        migrations.AddIndex(
            model_name='subscriber',
            index=agent360_models.indexes.Index(fields=['last_sms_sent_date'], name='ix_subscribers_last_sms_sent_date'),
        ),
        migrations.AddIndex(
            model_name='subscriber',
            index=agent360_models.indexes.Index(fields=['sms_consent', 'subscribed'], name='ix_subscribers_sms_consent'),
        ),
        migrations.AddConstraint(
            model_name='subscriber',
            constraint=models.CheckConstraint(condition=models.Q(('engagement_score__gte', 0), ('engagement_score__lte', 100)), name='check_engagement_score_range', violation_error_message='The score is from 0 to 100.'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(fields=['status', 'scheduled_at'], name='idx_sms_queue_pending'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(fields=['priority', 'scheduled_at'], name='idx_sms_queue_priority'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(fields=['status', 'next_retry_at'], name='idx_sms_queue_retry'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(fields=['campaign'], name='ix_newsletter_sms_send_queue_campaign_id'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(fields=['phone_number'], name='ix_newsletter_sms_send_queue_phone_number'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(fields=['scheduled_at'], name='ix_newsletter_sms_send_queue_scheduled_at'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(fields=['status'], name='ix_newsletter_sms_send_queue_status'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(fields=['subscriber'], name='ix_newsletter_sms_send_queue_subscriber_id'),
        ),
        migrations.AddIndex(
            model_name='campaignevent',
            index=agent360_models.indexes.Index(fields=['campaign', 'type'], name='ix_newsletter_events_campaign'),
        ),
        migrations.AddIndex(
            model_name='campaignevent',
            index=agent360_models.indexes.Index(fields=['subscriber', 'occurred_at'], name='ix_newsletter_events_subscriber'),
        ),
        migrations.AddIndex(
            model_name='subscriberpreference',
            index=agent360_models.indexes.Index(fields=['customer'], name='ix_newsletter_subscriber_preferences_customer_id'),
        ),
        migrations.AddConstraint(
            model_name='subscriberpreference',
            constraint=models.UniqueConstraint(fields=('channel', 'address'), name='subscriber_preferences_channel_address_key', violation_error_message='There is a preference for this address already.'),
        ),
        migrations.AddConstraint(
            model_name='subscriberpreference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('opted_in', True), ('opted_in_at__isnull', False)), models.Q(('opted_in', False), ('opted_out_at__isnull', False)), _connector='OR'), name='ck_subscriber_preferences_times', violation_error_message='Who agreed or refused has the time of it.'),
        ),
        migrations.AddConstraint(
            model_name='subscriberpreference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('address__regex', '^\\+[1-9][0-9]{6,14}$'), ('channel', 'sms')), models.Q(('address', django.db.models.functions.text.Lower('address')), ('channel', 'email')), _connector='OR'), name='ck_subscriber_preferences_address', violation_error_message='An e-mail address is in lower case, a phone has its country code.'),
        ),
    ]
