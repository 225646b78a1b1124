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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('source', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.lead.models.leads.Lead.Source, help_text='Where the first question came from.', schema='public', type_name='lead_source', verbose_name='Source')),
                ('status', agent360_models.fields.PgEnumField(default='new', enum=agent360_models.hibachi.lead.models.leads.Lead.Status, help_text='Changed by change_status() and convert(), which write the event too.', schema='public', type_name='lead_status', verbose_name='Status')),
                ('quality', agent360_models.fields.PgEnumField(blank=True, enum=agent360_models.hibachi.lead.models.leads.Lead.Quality, help_text='Empty until somebody has judged it.', null=True, schema='public', type_name='lead_quality', verbose_name='Quality')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who it became; written by convert().', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='leads', to='hibachi_core.customer', verbose_name='Customer')),
                ('score', models.DecimalField(decimal_places=2, default=0, help_text='From 0 to 100.', max_digits=5, verbose_name='Score')),
                ('assigned_to', models.CharField(blank=True, help_text='Whoever the platform names.', max_length=100, null=True, verbose_name='Assigned to')),
                ('last_contact_date', models.DateTimeField(blank=True, help_text='When the last message went either way; SocialThread.count_message() keeps it.', null=True, verbose_name='Last contact date')),
                ('follow_up_date', models.DateTimeField(blank=True, help_text='When somebody should get in touch again; empty once the lead is closed.', null=True, verbose_name='Follow-up date')),
                ('conversion_date', models.DateTimeField(blank=True, editable=False, help_text='When the lead became a customer; written by convert(), and kept.', null=True, verbose_name='Conversion date')),
                ('lost_reason', models.TextField(blank=True, help_text='Given to change_status() with a lead that is disqualified; empty otherwise.', null=True, verbose_name='Lost reason')),
                ('utm_source', models.CharField(blank=True, help_text='Of the link that led to the website, such as google.', max_length=100, null=True, verbose_name='UTM source')),
                ('utm_medium', models.CharField(blank=True, help_text='Of the link that led to the website, such as cpc.', max_length=100, null=True, verbose_name='UTM medium')),
                ('utm_campaign', models.CharField(blank=True, help_text='Of the link that led to the website; refers to no campaign of hibachi_newsletter.', max_length=100, null=True, verbose_name='UTM campaign')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
                ('deleted_at', models.DateTimeField(blank=True, help_text='The row stays in all queries; live() leaves it out.', null=True, verbose_name='Deleted at')),
                ('business_id', models.UUIDField(help_text="The key of the business in public.businesses, which has no model here, as the platform's tenant.", verbose_name='Business id')),
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
                ('lead', models.OneToOneField(db_constraint=False, help_text='The key; a lead has one such row, and takes it along when it is deleted.', on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='context', serialize=False, to='hibachi_lead.lead', verbose_name='Lead')),
                ('party_size_adults', models.IntegerField(blank=True, help_text='How many would come to the party; empty where it is unknown.', null=True, verbose_name='Adults')),
                ('party_size_kids', models.IntegerField(blank=True, help_text='How many children would come to the party; empty where it is unknown.', null=True, verbose_name='Kids')),
                ('estimated_budget_cents', models.IntegerField(blank=True, help_text='What the lead would pay; empty where it is unknown.', null=True, verbose_name='Estimated budget in cents')),
                ('event_date_pref', models.DateField(blank=True, help_text='The day that suits the lead best.', null=True, verbose_name='Preferred date')),
                ('event_date_range_start', models.DateField(blank=True, help_text='The first day that would do.', null=True, verbose_name='Start of the dates')),
                ('event_date_range_end', models.DateField(blank=True, help_text='The last day that would do.', null=True, verbose_name='End of the dates')),
                ('zip_code', models.CharField(blank=True, help_text='Where the party is to be.', max_length=10, null=True, verbose_name='ZIP code')),
                ('service_type', models.CharField(blank=True, help_text='Such as birthday or corporate.', max_length=50, null=True, verbose_name='Service type')),
                ('notes', models.TextField(blank=True, null=True, verbose_name='Notes')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
            ],
            options={
                'db_table': '"lead"."lead_context"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='LeadContact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, help_text='Who is reached; a lead that is deleted takes its contacts along.', on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='hibachi_lead.lead', verbose_name='Lead')),
                ('channel', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.lead.models.leads.LeadContact.Channel, help_text='By what: e-mail, SMS, Instagram, Facebook, Google, Yelp or the website.', schema='public', type_name='contact_channel', verbose_name='Channel')),
                ('handle_or_address', models.TextField(help_text='The address, the number with its country code, or the handle.', verbose_name='Handle or address')),
                ('verified', models.BooleanField(default=False, help_text='Whether the lead has answered there.', verbose_name='Verified')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('lead', models.ForeignKey(db_constraint=False, db_index=False, help_text='Who it happened to; a lead that is deleted takes its events along.', on_delete=django.db.models.deletion.CASCADE, related_name='events', to='hibachi_lead.lead', verbose_name='Lead')),
                ('type', models.CharField(help_text='Such as status_changed.', max_length=50, verbose_name='Type')),
                ('payload', models.JSONField(blank=True, default=dict, help_text='What the type needs: from, to, reason and by of a change of status.', null=True, verbose_name='Payload')),
                ('occurred_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='The time of the insert, where nobody gives another.', verbose_name='Occurred at')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('platform', models.CharField(help_text='Such as instagram.', max_length=50, verbose_name='Platform')),
                ('page_id', models.CharField(help_text="The platform's id of the page.", max_length=255, verbose_name='Page id')),
                ('page_name', models.CharField(max_length=255, verbose_name='Page name')),
                ('handle', models.CharField(blank=True, max_length=100, null=True, verbose_name='Handle')),
                ('profile_url', models.TextField(blank=True, null=True, verbose_name='Profile URL')),
                ('avatar_url', models.TextField(blank=True, null=True, verbose_name='Avatar URL')),
                ('connected_by', models.UUIDField(help_text='The key of a user; no foreign key holds it.', verbose_name='Connected by')),
                ('connected_at', models.DateTimeField(default=django.utils.timezone.now, help_text='The time of the insert, where nobody gives another.', verbose_name='Connected at')),
                ('token_ref', models.TextField(blank=True, help_text='Where the token is kept; never the token.', null=True, verbose_name='Token reference')),
                ('webhook_verified', models.BooleanField(default=False, verbose_name='Webhook verified')),
                ('last_sync_at', models.DateTimeField(blank=True, null=True, verbose_name='Last sync at')),
                ('is_active', models.BooleanField(default=True, verbose_name='Active')),
                ('platform_metadata', models.JSONField(blank=True, default=dict, help_text='JSON; no code here reads it.', null=True, verbose_name='Platform metadata')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
                ('deleted_at', models.DateTimeField(blank=True, help_text='Set where the page counts as deleted.', null=True, verbose_name='Deleted at')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('platform', models.CharField(help_text='Such as instagram.', max_length=50, verbose_name='Platform')),
                ('handle', models.CharField(max_length=100, verbose_name='Handle')),
                ('display_name', models.CharField(blank=True, help_text='As the platform gives it.', max_length=255, null=True, verbose_name='Display name')),
                ('profile_url', models.TextField(blank=True, null=True, verbose_name='Profile URL')),
                ('avatar_url', models.TextField(blank=True, null=True, verbose_name='Avatar URL')),
                ('customer_id', models.UUIDField(blank=True, help_text='The key of a customer; no foreign key holds it.', null=True, verbose_name='Customer id')),
                ('confidence_score', models.FloatField(default=0, help_text='How sure it is that this is the customer, 0 to 1.', verbose_name='Confidence score')),
                ('verification_status', models.CharField(default='unverified', help_text="Unverified at first; other values are the platform's to know.", max_length=50, verbose_name='Verification status')),
                ('first_seen_at', models.DateTimeField(default=django.utils.timezone.now, help_text='The time of the insert, where nobody gives another.', verbose_name='First seen at')),
                ('last_active_at', models.DateTimeField(blank=True, null=True, verbose_name='Last active at')),
                ('platform_metadata', models.JSONField(blank=True, default=dict, help_text='JSON; no code here reads it.', null=True, verbose_name='Platform metadata')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('social_account', models.OneToOneField(db_constraint=False, help_text="The business's own, one row for each; goes when the page is deleted.", on_delete=django.db.models.deletion.DO_NOTHING, related_name='lead_page', to='hibachi_lead.socialaccount', verbose_name='Page')),
                ('default_assignee', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who gets the leads that come from it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='social_media_accounts', to='hibachi_identity.user', verbose_name='Default assignee')),
                ('is_active', models.BooleanField(default=True, help_text='Whether messages to it still become leads.', verbose_name='Active')),
                ('metadata', models.JSONField(blank=True, default=dict, help_text='JSON of the platform; no code here reads it.', verbose_name='Metadata')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('platform', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.enums.SocialPlatform, help_text='Where the conversation is; its references are unique there.', schema='public', type_name='social_platform', verbose_name='Platform')),
                ('account_id', models.CharField(help_text="The platform's id of the page.", max_length=100, verbose_name='Account id')),
                ('thread_ref', models.CharField(help_text="The platform's id of the conversation.", max_length=255, verbose_name='Thread reference')),
                ('lead', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who may book; becomes empty when the lead is deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='social_threads', to='hibachi_lead.lead', verbose_name='Lead')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who booked before; becomes empty when the customer is deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lead_social_threads', to='hibachi_core.customer', verbose_name='Customer')),
                ('status', agent360_models.fields.PgEnumField(default='active', enum=agent360_models.hibachi.enums.ThreadStatus, help_text='Active, waiting, resolved, escalated, closed or urgent.', schema='public', type_name='thread_status', verbose_name='Status')),
                ('last_message_at', models.DateTimeField(blank=True, help_text='In either direction; count_message() moves it forward, never back.', null=True, verbose_name='Last message at')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('social_identity', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who writes.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='threads', to='hibachi_lead.socialidentity', verbose_name='Social identity')),
                ('assigned_to', models.UUIDField(blank=True, help_text='The key of a user; no foreign key holds it.', null=True, verbose_name='Assigned to')),
                ('priority', models.IntegerField(default=3, help_text='From 1, the most urgent, to 5.', verbose_name='Priority')),
                ('subject', models.CharField(blank=True, max_length=255, null=True, verbose_name='Subject')),
                ('context_url', models.TextField(blank=True, help_text='Of the post that is commented on.', null=True, verbose_name='Context URL')),
                ('message_count', models.IntegerField(default=0, help_text='In both directions; count_message() adds to it.', verbose_name='Message count')),
                ('last_response_at', models.DateTimeField(blank=True, help_text='When the business wrote last.', null=True, verbose_name='Last response at')),
                ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='Resolved at')),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, default=list, help_text='Up to 50 characters each; the platform chooses them.', null=True, verbose_name='Tags')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, help_text='The conversation; where that is deleted, the message goes too.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='messages', to='hibachi_lead.socialthread', verbose_name='Thread')),
                ('message_ref', models.CharField(help_text="The platform's id of the message.", max_length=255, verbose_name='Message reference')),
                ('direction', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.lead.models.social.SocialMessage.Direction, help_text='In is to the business, out is from it.', schema='public', type_name='social_message_direction', verbose_name='Direction')),
                ('kind', agent360_models.fields.PgEnumField(default='dm', enum=agent360_models.hibachi.lead.models.social.SocialMessage.Kind, help_text='Direct message, comment, review, reply, mention, or reply to a story.', schema='public', type_name='social_message_kind', verbose_name='Kind')),
                ('body', models.TextField(blank=True, default='', help_text='What was written; no list of the admin shows it.', verbose_name='Body')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, help_text='The time of the insert, where nobody gives another.', verbose_name='Sent at')),
                ('metadata', models.JSONField(blank=True, default=dict, help_text='JSON of the platform; no code here reads it.', verbose_name='Metadata')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
            ],
            options={
                'db_table': '"lead"."social_messages"',
                'managed': False,
                'constraints': [models.UniqueConstraint(fields=('thread', 'message_ref'), name='social_messages_thread_id_message_ref_key', violation_error_message='The conversation has this message already.')],
            },
        ),
    ]
