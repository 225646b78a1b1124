import agent360_models.fields
import agent360_models.hibachi.newsletter.models.campaigns
import agent360_models.hibachi.newsletter.models.preferences
import agent360_models.hibachi.newsletter.models.sms_queue
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
                ('channel', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.newsletter.models.campaigns.Campaign.Channel, schema='newsletter', type_name='channel')),
                ('status', agent360_models.fields.PgEnumField(default='draft', enum=agent360_models.hibachi.newsletter.models.campaigns.Campaign.Status, schema='newsletter', type_name='campaign_status')),
                ('subject', models.CharField(blank=True, default='', help_text='Of an e-mail.', max_length=255)),
                ('body', models.TextField(blank=True, default='', help_text='Of an e-mail; an SMS has a template.')),
                ('audience_filter', models.JSONField(blank=True, default=dict, help_text="Whom it goes to, as the platform's query of customers has it.")),
                ('scheduled_at', models.DateTimeField(blank=True, null=True)),
                ('sent_total', models.IntegerField(default=0, editable=False)),
                ('delivered_total', models.IntegerField(default=0, editable=False)),
                ('opened_total', models.IntegerField(default=0, editable=False, help_text='Counts events: two by who opens twice.')),
                ('clicked_total', models.IntegerField(default=0, editable=False)),
                ('bounced_total', models.IntegerField(default=0, editable=False)),
                ('unsubscribed_total', models.IntegerField(default=0, editable=False)),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaigns', to='hibachi_identity.user')),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"newsletter"."campaigns"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='SMSTemplate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(help_text='What all versions of the text are called.', max_length=100)),
                ('version', models.IntegerField(default=1)),
                ('body', models.TextField(help_text='With gaps such as {first_name}.')),
                ('variables', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text='The names of the gaps, each once, in any order.')),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'SMS template',
                'db_table': '"newsletter"."sms_templates"',
                'managed': False,
                'constraints': [models.UniqueConstraint(fields=('key', 'version'), name='sms_templates_key_version_key', violation_error_message='This version of the template is there already.'), models.CheckConstraint(condition=models.Q(('version__gt', 0)), name='ck_sms_templates_version', violation_error_message='Versions are counted from 1.')],
            },
        ),
        migrations.CreateModel(
            name='SMSSendQueueItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('campaign', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Empty for a message that belongs to no campaign, such as a confirmation.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='queue_items', to='hibachi_newsletter.campaign')),
                ('sms_template', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='queue_items', to='hibachi_newsletter.smstemplate')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sms_queue_items', to='hibachi_core.customer')),
                ('phone', models.CharField(help_text='With its country code, as in +14155550100.', max_length=16)),
                ('body', models.TextField(help_text='As it is sent, all gaps filled.')),
                ('status', agent360_models.fields.PgEnumField(default='queued', enum=agent360_models.hibachi.newsletter.models.sms_queue.SMSSendQueueItem.Status, schema='newsletter', type_name='sms_queue_status')),
                ('priority', models.IntegerField(default=0, help_text='The highest goes first.')),
                ('scheduled_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Not before this.')),
                ('attempts', models.IntegerField(default=0)),
                ('max_attempts', models.IntegerField(default=3)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('provider_message_id', models.CharField(blank=True, max_length=100, null=True, unique=True)),
                ('last_error', models.TextField(blank=True, default='')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'SMS in the queue',
                'verbose_name_plural': 'SMS in the queue',
                'db_table': '"newsletter"."sms_send_queue"',
                'managed': False,
            },
        ),
        migrations.AddField(
            model_name='campaign',
            name='sms_template',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='campaigns', to='hibachi_newsletter.smstemplate'),
        ),
        migrations.CreateModel(
            name='SubscriberPreference',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='subscriber_preferences', to='hibachi_core.customer')),
                ('channel', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.newsletter.models.campaigns.Campaign.Channel, schema='newsletter', type_name='channel')),
                ('address', models.CharField(help_text='An e-mail address in lower case, or a phone as in +14155550100.', max_length=320)),
                ('opted_in', models.BooleanField()),
                ('opted_in_at', models.DateTimeField(blank=True, help_text='When it agreed last.', null=True)),
                ('opted_out_at', models.DateTimeField(blank=True, help_text='When it refused last; kept after it agrees.', null=True)),
                ('source', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.newsletter.models.preferences.SubscriberPreference.Source, schema='newsletter', type_name='consent_source')),
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
            name='CampaignEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('campaign', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='hibachi_newsletter.campaign')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaign_events', to='hibachi_core.customer')),
                ('event_type', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.newsletter.models.campaigns.CampaignEvent.Type, schema='newsletter', type_name='campaign_event_type')),
                ('recipient', models.CharField(help_text="E-mail address or phone, whatever the campaign's channel.", max_length=320)),
                ('provider_event_id', models.CharField(help_text='What tells the same event twice.', max_length=255, unique=True)),
                ('payload', models.JSONField(blank=True, default=dict)),
                ('occurred_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"newsletter"."campaign_events"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['campaign', 'event_type'], name='ix_newsletter_campaign_events_campaign_id_event_type'), agent360_models.indexes.Index(fields=['customer'], name='ix_newsletter_campaign_events_customer_id'), agent360_models.indexes.Index(fields=['recipient'], name='ix_newsletter_campaign_events_recipient')],
            },
        ),
        migrations.CreateModel(
            name='CampaignSMSLimit',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('campaign', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Empty for all campaigns of the day together.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sms_limits', to='hibachi_newsletter.campaign')),
                ('day', models.DateField(blank=True, help_text='Empty for the campaign as a whole.', null=True)),
                ('sms_limit', models.IntegerField()),
                ('used', models.IntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'campaign SMS limit',
                'db_table': '"newsletter"."campaign_sms_limits"',
                'managed': False,
                'constraints': [models.UniqueConstraint(fields=('campaign', 'day'), name='campaign_sms_limits_campaign_id_day_key', nulls_distinct=False, violation_error_message='There is a limit for this already.'), models.CheckConstraint(condition=models.Q(('campaign__isnull', False), ('day__isnull', False), _connector='OR'), name='ck_campaign_sms_limits_scope', violation_error_message='A limit is for a campaign, for a day, or for both.'), models.CheckConstraint(condition=models.Q(('used__gte', 0), ('used__lte', models.F('sms_limit'))), name='ck_campaign_sms_limits_used', violation_error_message='No more can be used than the limit.')],
            },
        ),
        migrations.CreateModel(
            name='SMSDeliveryEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('queue_item', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='delivery_events', to='hibachi_newsletter.smssendqueueitem')),
                ('status', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.newsletter.models.sms_queue.SMSDeliveryEvent.Status, schema='newsletter', type_name='sms_delivery_status')),
                ('error_code', models.CharField(blank=True, default='', max_length=20)),
                ('payload', models.JSONField(blank=True, default=dict)),
                ('occurred_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'SMS delivery event',
                'db_table': '"newsletter"."sms_delivery_events"',
                'managed': False,
                'constraints': [models.UniqueConstraint(fields=('queue_item', 'status'), name='sms_delivery_events_queue_item_id_status_key', violation_error_message='This was reported already.')],
            },
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(condition=models.Q(('status', 'queued')), fields=['-priority', 'scheduled_at'], name='ix_newsletter_sms_send_queue_due'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(condition=models.Q(('status', 'sending')), fields=['claimed_at'], name='ix_newsletter_sms_send_queue_claimed_at'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(fields=['campaign', 'status'], name='ix_newsletter_sms_send_queue_campaign_id_status'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(fields=['sms_template'], name='ix_newsletter_sms_send_queue_sms_template_id'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(fields=['customer'], name='ix_newsletter_sms_send_queue_customer_id'),
        ),
        migrations.AddIndex(
            model_name='smssendqueueitem',
            index=agent360_models.indexes.Index(fields=['phone'], name='ix_newsletter_sms_send_queue_phone'),
        ),
        migrations.AddConstraint(
            model_name='smssendqueueitem',
            constraint=models.CheckConstraint(condition=models.Q(('phone__regex', '^\\+[1-9][0-9]{6,14}$')), name='ck_sms_send_queue_phone', violation_error_message='The phone has its country code, as in +14155550100.'),
        ),
        migrations.AddConstraint(
            model_name='smssendqueueitem',
            constraint=models.CheckConstraint(condition=models.Q(('attempts__gte', 0), ('attempts__lte', models.F('max_attempts'))), name='ck_sms_send_queue_attempts', violation_error_message='There are no more attempts than allowed.'),
        ),
        migrations.AddConstraint(
            model_name='smssendqueueitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='ck_sms_send_queue_sent', violation_error_message='A message that is sent has the time of it.'),
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=agent360_models.indexes.Index(fields=['sms_template'], name='ix_newsletter_campaigns_sms_template_id'),
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=agent360_models.indexes.Index(fields=['created_by'], name='ix_newsletter_campaigns_created_by_id'),
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=agent360_models.indexes.Index(fields=['status', 'scheduled_at'], name='ix_newsletter_campaigns_status_scheduled_at'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'scheduled'), _negated=True), ('scheduled_at__isnull', False), _connector='OR'), name='ck_campaigns_scheduled', violation_error_message='A campaign that is scheduled has the time when it starts.'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('bounced_total__gte', 0), ('clicked_total__gte', 0), ('delivered_total__gte', 0), ('opened_total__gte', 0), ('sent_total__gte', 0), ('unsubscribed_total__gte', 0)), name='ck_campaigns_totals', violation_error_message='No total is negative.'),
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
