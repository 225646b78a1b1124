import agent360_models.fields
import agent360_models.hibachi.enums
import agent360_models.hibachi.lead.models.leads
import agent360_models.hibachi.lead.models.social
import agent360_models.indexes
import django.contrib.postgres.fields
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
                ('source', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.lead.models.leads.Lead.Source, schema='public', type_name='lead_source')),
                ('status', agent360_models.fields.PgEnumField(default='new', enum=agent360_models.hibachi.lead.models.leads.Lead.Status, help_text='Changed by change_status() and convert(), which write the event too.', schema='public', type_name='lead_status')),
                ('quality', agent360_models.fields.PgEnumField(blank=True, enum=agent360_models.hibachi.lead.models.leads.Lead.Quality, help_text='Empty until somebody has judged it.', null=True, schema='public', type_name='lead_quality')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who it became; written by convert().', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='leads', to='hibachi_core.customer')),
                ('score', models.DecimalField(decimal_places=2, default=0, help_text='From 0 to 100.', max_digits=5)),
                ('assigned_to', models.CharField(blank=True, help_text='Whoever the platform names.', max_length=100, null=True)),
                ('last_contact_date', models.DateTimeField(blank=True, help_text='When the last message went either way; SocialThread.count_message() keeps it.', null=True)),
                ('follow_up_date', models.DateTimeField(blank=True, help_text='When somebody should get in touch again; empty once the lead is closed.', null=True)),
                ('conversion_date', models.DateTimeField(blank=True, editable=False, null=True)),
                ('lost_reason', models.TextField(blank=True, help_text='Why it was given up.', null=True)),
                ('utm_source', models.CharField(blank=True, max_length=100, null=True)),
                ('utm_medium', models.CharField(blank=True, max_length=100, null=True)),
                ('utm_campaign', models.CharField(blank=True, max_length=100, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('deleted_at', models.DateTimeField(blank=True, help_text='Set where the lead counts as deleted.', null=True)),
                ('business_id', models.UUIDField(help_text="The key of the business in public.businesses, which has no model here, as the platform's tenant.")),
            ],
            options={
                'db_table': '"lead"."leads"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['business_id'], name='idx_leads_business_id'), agent360_models.indexes.Index(fields=['customer'], name='ix_lead_leads_customer'), agent360_models.indexes.Index(fields=['follow_up_date'], name='ix_lead_leads_followup'), agent360_models.indexes.Index(fields=['score'], name='ix_lead_leads_score'), agent360_models.indexes.Index(fields=['source'], name='ix_lead_leads_source'), agent360_models.indexes.Index(fields=['status'], name='ix_lead_leads_status')],
                'constraints': [models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 100)), name='check_lead_score_range', violation_error_message='The score is from 0 to 100.')],
            },
        ),
        migrations.CreateModel(
            name='LeadContext',
            fields=[
                ('lead', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='context', serialize=False, to='hibachi_lead.lead')),
                ('party_size_adults', models.IntegerField(blank=True, null=True)),
                ('party_size_kids', models.IntegerField(blank=True, null=True)),
                ('estimated_budget_cents', models.IntegerField(blank=True, null=True)),
                ('event_date_pref', models.DateField(blank=True, null=True, verbose_name='preferred date')),
                ('event_date_range_start', models.DateField(blank=True, help_text='The first day that would do.', null=True)),
                ('event_date_range_end', models.DateField(blank=True, help_text='The last day that would do.', null=True)),
                ('zip_code', models.CharField(blank=True, help_text='Where the party is to be.', max_length=10, null=True)),
                ('service_type', models.CharField(blank=True, help_text='Such as birthday or corporate.', max_length=50, null=True)),
                ('notes', models.TextField(blank=True, null=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"lead"."lead_context"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='LeadContact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='hibachi_lead.lead')),
                ('channel', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.lead.models.leads.LeadContact.Channel, schema='public', type_name='contact_channel')),
                ('handle_or_address', models.TextField(help_text='The address, the number with its country code, or the handle.')),
                ('verified', models.BooleanField(default=False, help_text='Whether the lead has answered there.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"lead"."lead_contacts"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['channel', 'handle_or_address'], name='ix_lead_contacts_channel'), agent360_models.indexes.Index(fields=['lead'], name='ix_lead_contacts_lead')],
            },
        ),
        migrations.CreateModel(
            name='LeadEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='hibachi_lead.lead')),
                ('type', models.CharField(help_text='Such as status_changed.', max_length=50)),
                ('payload', models.JSONField(blank=True, default=dict, help_text='What the type needs: from, to, reason and by of a change of status.', null=True)),
                ('occurred_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"lead"."lead_events"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['lead', 'occurred_at'], name='ix_lead_events_lead')],
            },
        ),
        migrations.CreateModel(
            name='SocialAccount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('platform', models.CharField(help_text='Such as instagram.', max_length=50)),
                ('page_id', models.CharField(help_text="The platform's id of the page.", max_length=255)),
                ('page_name', models.CharField(max_length=255)),
                ('handle', models.CharField(blank=True, max_length=100, null=True)),
                ('profile_url', models.TextField(blank=True, null=True)),
                ('avatar_url', models.TextField(blank=True, null=True)),
                ('connected_by', models.UUIDField(help_text='The key of a user; no foreign key holds it.')),
                ('connected_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('token_ref', models.TextField(blank=True, help_text='Where the token is kept; never the token.', null=True)),
                ('webhook_verified', models.BooleanField(default=False)),
                ('last_sync_at', models.DateTimeField(blank=True, null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('platform_metadata', models.JSONField(blank=True, default=dict, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('deleted_at', models.DateTimeField(blank=True, help_text='Set where the page counts as deleted.', null=True)),
            ],
            options={
                'db_table': '"lead"."social_accounts"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['is_active'], name='ix_social_accounts_is_active'), agent360_models.indexes.Index(fields=['platform'], name='lead_ix_social_accounts_platform')],
                'constraints': [models.UniqueConstraint(fields=('platform', 'page_id'), name='ix_social_accounts_platform_page_id', violation_error_message='This page is there already.')],
            },
        ),
        migrations.CreateModel(
            name='SocialIdentity',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('platform', models.CharField(help_text='Such as instagram.', max_length=50)),
                ('handle', models.CharField(max_length=100)),
                ('display_name', models.CharField(blank=True, max_length=255, null=True)),
                ('profile_url', models.TextField(blank=True, null=True)),
                ('avatar_url', models.TextField(blank=True, null=True)),
                ('customer_id', models.UUIDField(blank=True, help_text='The key of a customer; no foreign key holds it.', null=True)),
                ('confidence_score', models.FloatField(default=0, help_text='How sure it is that this is the customer, 0 to 1.')),
                ('verification_status', models.CharField(default='unverified', max_length=50)),
                ('first_seen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('last_active_at', models.DateTimeField(blank=True, null=True)),
                ('platform_metadata', models.JSONField(blank=True, default=dict, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name_plural': 'social identities',
                'db_table': '"lead"."social_identities"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['customer_id'], name='lead_ix_social_identities_customer_id'), agent360_models.indexes.Index(fields=['platform'], name='ix_social_identities_platform')],
                'constraints': [models.UniqueConstraint(fields=('platform', 'handle'), name='lead_ix_social_identities_platform_handle', violation_error_message='This person is there already.')],
            },
        ),
        migrations.CreateModel(
            name='SocialMediaAccount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('social_account', models.OneToOneField(db_constraint=False, help_text='The page itself.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='lead_page', to='hibachi_lead.socialaccount')),
                ('default_assignee', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who gets the leads that come from it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='social_media_accounts', to='hibachi_identity.user')),
                ('is_active', models.BooleanField(default=True, help_text='Whether messages to it still become leads.')),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"lead"."social_media_accounts"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['default_assignee'], name='ix_lead_social_media_accounts_default_assignee_id')],
            },
        ),
        migrations.CreateModel(
            name='SocialThread',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('platform', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.enums.SocialPlatform, schema='public', type_name='social_platform')),
                ('account_id', models.CharField(help_text="The platform's id of the page.", max_length=100)),
                ('thread_ref', models.CharField(help_text="The platform's id of the conversation.", max_length=255)),
                ('lead', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='social_threads', to='hibachi_lead.lead')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lead_social_threads', to='hibachi_core.customer')),
                ('status', agent360_models.fields.PgEnumField(default='active', enum=agent360_models.hibachi.enums.ThreadStatus, schema='public', type_name='thread_status')),
                ('last_message_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('social_identity', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who writes.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='threads', to='hibachi_lead.socialidentity')),
                ('assigned_to', models.UUIDField(blank=True, help_text='The key of a user; no foreign key holds it.', null=True)),
                ('priority', models.IntegerField(default=3, help_text='From 1, the most urgent, to 5.')),
                ('subject', models.CharField(blank=True, max_length=255, null=True)),
                ('context_url', models.TextField(blank=True, help_text='Of the post that is commented on.', null=True)),
                ('message_count', models.IntegerField(default=0)),
                ('last_response_at', models.DateTimeField(blank=True, help_text='When the business wrote last.', null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, default=list, null=True)),
            ],
            options={
                'db_table': '"lead"."social_threads"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['assigned_to'], name='lead_ix_social_threads_assigned_to'), agent360_models.indexes.Index(fields=['customer'], name='ix_social_threads_customer'), agent360_models.indexes.Index(fields=['lead'], name='ix_social_threads_lead'), agent360_models.indexes.Index(fields=['social_identity'], name='ix_social_threads_social_identity_id'), agent360_models.indexes.Index(fields=['status'], name='lead_ix_social_threads_status')],
                'constraints': [models.UniqueConstraint(fields=('platform', 'thread_ref'), name='ix_social_threads_platform', violation_error_message='This conversation is there already.')],
            },
        ),
        migrations.CreateModel(
            name='SocialMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='messages', to='hibachi_lead.socialthread')),
                ('message_ref', models.CharField(help_text="The platform's id of the message.", max_length=255)),
                ('direction', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.lead.models.social.SocialMessage.Direction, schema='public', type_name='social_message_direction')),
                ('kind', agent360_models.fields.PgEnumField(default='dm', enum=agent360_models.hibachi.lead.models.social.SocialMessage.Kind, schema='public', type_name='social_message_kind')),
                ('body', models.TextField(blank=True, default='')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"lead"."social_messages"',
                'managed': False,
                'constraints': [models.UniqueConstraint(fields=('thread', 'message_ref'), name='social_messages_thread_id_message_ref_key', violation_error_message='The conversation has this message already.')],
            },
        ),
    ]
