import agent360_models.fields
import agent360_models.hibachi.lead.models.leads
import agent360_models.hibachi.lead.models.social_messages
import agent360_models.indexes
import django.core.validators
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
            name='Lead',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who it became; written by convert().', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='leads', to='hibachi_core.customer')),
                ('assigned_to', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assigned_leads', to='hibachi_identity.user')),
                ('source', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.lead.models.leads.Lead.Source, schema='lead', type_name='lead_source')),
                ('status', agent360_models.fields.PgEnumField(default='new', enum=agent360_models.hibachi.lead.models.leads.Lead.Status, help_text='Changed by change_status() and convert(), which write the event too.', schema='lead', type_name='lead_status')),
                ('quality', agent360_models.fields.PgEnumField(blank=True, enum=agent360_models.hibachi.lead.models.leads.Lead.Quality, help_text='Empty until somebody has judged it.', null=True, schema='lead', type_name='lead_quality')),
                ('score', models.IntegerField(default=0, help_text='From 0 to 100.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)])),
                ('utm_source', models.CharField(blank=True, default='', max_length=100)),
                ('utm_medium', models.CharField(blank=True, default='', max_length=100)),
                ('utm_campaign', models.CharField(blank=True, default='', max_length=100)),
                ('last_contact_at', models.DateTimeField(blank=True, help_text='When the last message went either way; SocialMessage.objects.get_or_record() keeps it.', null=True)),
                ('follow_up_at', models.DateTimeField(blank=True, help_text='When somebody should get in touch again; empty once the lead is closed.', null=True)),
                ('converted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"lead"."leads"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='LeadContact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='hibachi_lead.lead')),
                ('channel', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.lead.models.leads.LeadContact.Channel, schema='lead', type_name='contact_channel')),
                ('value', models.CharField(help_text='The address, the number with its country code, or the handle.', max_length=320)),
                ('verified', models.BooleanField(default=False, help_text='Whether the lead has answered there.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"lead"."lead_contacts"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='LeadContext',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('lead', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='context', to='hibachi_lead.lead')),
                ('party_size', models.IntegerField(blank=True, help_text='How many will eat.', null=True)),
                ('preferred_date', models.DateField(blank=True, null=True)),
                ('zip_code', models.CharField(blank=True, default='', help_text='Where the party is to be.', max_length=10)),
                ('service_type', agent360_models.fields.PgEnumField(default='private_party', enum=agent360_models.hibachi.lead.models.leads.LeadContext.ServiceType, schema='lead', type_name='service_type')),
                ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ('notes', models.TextField(blank=True, default='')),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"lead"."lead_context"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='LeadEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='hibachi_lead.lead')),
                ('event_type', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.lead.models.leads.LeadEvent.Type, schema='lead', type_name='lead_event_type')),
                ('payload', models.JSONField(blank=True, default=dict, help_text='What the type needs: from, to and reason of a change of status.')),
                ('actor', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text="Who did it; empty where it was nobody of the platform's users.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lead_events', to='hibachi_identity.user')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"lead"."lead_events"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='SocialAccount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='social_accounts', to='hibachi_lead.lead')),
                ('platform', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.lead.models.social_messages.SocialAccount.Platform, schema='lead', type_name='social_platform')),
                ('external_id', models.CharField(help_text="The platform's id of the person.", max_length=100)),
                ('handle', models.CharField(blank=True, default='', max_length=100)),
                ('display_name', models.CharField(blank=True, default='', max_length=200)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"lead"."social_accounts"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='SocialMediaAccount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('social_account', models.OneToOneField(db_constraint=False, help_text='The page itself: platform, name, and how it is connected.', on_delete=django.db.models.deletion.RESTRICT, related_name='lead_page', to='hibachi_identity.socialaccount')),
                ('default_assignee', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who gets the leads that come from it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='social_media_accounts', to='hibachi_identity.user')),
                ('is_active', models.BooleanField(default=True, help_text='Whether messages to it still become leads.')),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"lead"."social_media_accounts"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='SocialMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('page', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='messages', to='hibachi_lead.socialmediaaccount')),
                ('profile', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='hibachi_lead.socialaccount')),
                ('direction', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.lead.models.social_messages.SocialMessage.Direction, schema='lead', type_name='message_direction')),
                ('kind', agent360_models.fields.PgEnumField(default='direct_message', enum=agent360_models.hibachi.lead.models.social_messages.SocialMessage.Kind, schema='lead', type_name='message_kind')),
                ('external_id', models.CharField(help_text="The platform's id of the message.", max_length=255)),
                ('body', models.TextField(blank=True, default='')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"lead"."social_messages"',
                'managed': False,
            },
        ),
        migrations.AddIndex(
            model_name='lead',
            index=agent360_models.indexes.Index(fields=['customer'], name='ix_lead_leads_customer_id'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=agent360_models.indexes.Index(fields=['assigned_to', 'status'], name='ix_lead_leads_assigned_to_id_status'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=agent360_models.indexes.Index(fields=['status', 'created_at'], name='ix_lead_leads_status_created_at'),
        ),
        migrations.AddIndex(
            model_name='lead',
            index=agent360_models.indexes.Index(condition=models.Q(('follow_up_at__isnull', False)), fields=['follow_up_at'], name='ix_lead_leads_follow_up_at'),
        ),
        migrations.AddConstraint(
            model_name='lead',
            constraint=models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 100)), name='ck_leads_score', violation_error_message='The score is from 0 to 100.'),
        ),
        migrations.AddConstraint(
            model_name='lead',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('converted_at__isnull', False), ('status', 'converted')), models.Q(models.Q(('status', 'converted'), _negated=True), ('converted_at__isnull', True)), _connector='OR'), name='ck_leads_converted', violation_error_message='A lead that is converted has the time of it, and no other has.'),
        ),
        migrations.AddIndex(
            model_name='leadcontact',
            index=agent360_models.indexes.Index(fields=['channel', 'value'], name='ix_lead_lead_contacts_channel_value'),
        ),
        migrations.AddConstraint(
            model_name='leadcontact',
            constraint=models.UniqueConstraint(fields=('lead', 'channel', 'value'), name='lead_contacts_lead_id_channel_value_key', violation_error_message='The lead has this contact already.'),
        ),
        migrations.AddIndex(
            model_name='leadcontext',
            index=agent360_models.indexes.Index(fields=['preferred_date'], name='ix_lead_lead_context_preferred_date'),
        ),
        migrations.AddConstraint(
            model_name='leadcontext',
            constraint=models.CheckConstraint(condition=models.Q(('party_size__gt', 0)), name='ck_lead_context_party_size', violation_error_message='A party has at least one guest.'),
        ),
        migrations.AddConstraint(
            model_name='leadcontext',
            constraint=models.CheckConstraint(condition=models.Q(('budget__gte', 0)), name='ck_lead_context_budget', violation_error_message='A budget is not negative.'),
        ),
        migrations.AddIndex(
            model_name='leadevent',
            index=agent360_models.indexes.Index(fields=['lead', 'created_at'], name='ix_lead_lead_events_lead_id_created_at'),
        ),
        migrations.AddIndex(
            model_name='leadevent',
            index=agent360_models.indexes.Index(fields=['actor'], name='ix_lead_lead_events_actor_id'),
        ),
        migrations.AddIndex(
            model_name='socialaccount',
            index=agent360_models.indexes.Index(fields=['lead'], name='ix_lead_social_accounts_lead_id'),
        ),
        migrations.AddConstraint(
            model_name='socialaccount',
            constraint=models.UniqueConstraint(fields=('platform', 'external_id'), name='lead_social_accounts_platform_external_id_key', violation_error_message='This profile is there already.'),
        ),
        migrations.AddIndex(
            model_name='socialmediaaccount',
            index=agent360_models.indexes.Index(fields=['default_assignee'], name='ix_lead_social_media_accounts_default_assignee_id'),
        ),
        migrations.AddIndex(
            model_name='socialmessage',
            index=agent360_models.indexes.Index(fields=['profile', 'sent_at'], name='ix_lead_social_messages_profile_id_sent_at'),
        ),
        migrations.AddConstraint(
            model_name='socialmessage',
            constraint=models.UniqueConstraint(fields=('page', 'external_id'), name='social_messages_page_id_external_id_key', violation_error_message='The page has this message already.'),
        ),
    ]
