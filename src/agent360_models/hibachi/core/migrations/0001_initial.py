import agent360_models.fields
import agent360_models.hibachi.core.models.bookings
import agent360_models.hibachi.core.models.conversations
import agent360_models.hibachi.core.models.pricing
import agent360_models.hibachi.core.models.reviews
import agent360_models.hibachi.core.models.social
import agent360_models.hibachi.enums
import agent360_models.indexes
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('hibachi_identity', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Chef',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('email', models.EmailField(max_length=255)),
                ('phone', models.CharField(blank=True, max_length=20, null=True)),
                ('zones', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, default=list, help_text='Where the chef goes; see Booking.zone.')),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, null=True)),
                ('google_calendar_id', models.CharField(blank=True, max_length=255, null=True)),
                ('buffer_setup_minutes', models.IntegerField(default=0, help_text='How long before the slot the chef is taken.')),
                ('buffer_teardown_minutes', models.IntegerField(default=0, help_text='How long after the party the chef is taken.')),
                ('is_active', models.BooleanField(default=True, help_text='Whether bookings may be given to the chef.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('deleted_at', models.DateTimeField(blank=True, help_text='Set where the chef is deleted.', null=True)),
            ],
            options={
                'db_table': '"core"."chefs"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_name', models.CharField(max_length=100)),
                ('last_name', models.CharField(max_length=100)),
                ('email_encrypted', models.TextField(help_text="As the platform encrypts it, with a key that is the platform's.")),
                ('phone_encrypted', models.TextField(help_text="As the platform encrypts it, with a key that is the platform's.")),
                ('consent_sms', models.BooleanField(default=False, help_text='Whether advertising may be sent by SMS.')),
                ('consent_email', models.BooleanField(default=False, help_text='Whether newsletters may be sent.')),
                ('consent_updated_at', models.DateTimeField(blank=True, null=True)),
                ('timezone', models.CharField(help_text='Such as America/Los_Angeles.', max_length=50)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, null=True)),
                ('notes', models.TextField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('deleted_at', models.DateTimeField(blank=True, help_text='Set where the customer is deleted.', null=True)),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='customers', to='hibachi_identity.station')),
            ],
            options={
                'db_table': '"core"."customers"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='bookings', to='hibachi_core.customer')),
                ('date', models.DateField(help_text="In the station's time zone.")),
                ('slot', models.TimeField(help_text="When the party begins, in the station's time zone.")),
                ('address_encrypted', models.TextField(help_text="As the platform encrypts it, with a key that is the platform's.")),
                ('zone', models.CharField(help_text='Where it is; see Chef.zones.', max_length=50)),
                ('chef', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='bookings', to='hibachi_core.chef')),
                ('status', agent360_models.fields.PgEnumField(default='new', editable=False, enum=agent360_models.hibachi.core.models.bookings.Booking.Status, schema='public', type_name='booking_status')),
                ('party_adults', models.IntegerField()),
                ('party_kids', models.IntegerField(default=0)),
                ('deposit_due_cents', models.IntegerField(default=0, help_text='A part of the total.')),
                ('total_due_cents', models.IntegerField()),
                ('menu_items', models.JSONField(blank=True, null=True)),
                ('special_requests', models.TextField(blank=True, null=True)),
                ('notes', models.TextField(blank=True, null=True)),
                ('source', models.CharField(help_text='Where the request came from.', max_length=50)),
                ('metadata', models.JSONField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('deleted_at', models.DateTimeField(blank=True, help_text='Set where the booking is deleted; its chef is free then.', null=True)),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='bookings', to='hibachi_identity.station')),
                ('customer_deposit_deadline', agent360_models.fields.MomentField(blank=True, help_text='Until when the customer is asked for the deposit.', null=True, zone='UTC')),
                ('internal_deadline', agent360_models.fields.MomentField(blank=True, help_text='Until when the platform really waits for it.', null=True, zone='UTC')),
                ('deposit_deadline', agent360_models.fields.MomentField(blank=True, help_text="Another deadline of the platform's, which nothing here sets.", null=True, zone='UTC')),
                ('deposit_confirmed_at', agent360_models.fields.MomentField(blank=True, editable=False, null=True, zone='UTC')),
                ('deposit_confirmed_by', models.CharField(blank=True, editable=False, max_length=255, null=True)),
                ('hold_on_request', models.BooleanField(default=False, editable=False, help_text='Whether it is kept although no deposit came.')),
                ('held_by', models.CharField(blank=True, editable=False, max_length=255, null=True)),
                ('held_at', agent360_models.fields.MomentField(blank=True, editable=False, null=True, zone='UTC')),
                ('hold_reason', models.TextField(blank=True, editable=False, null=True)),
                ('sms_consent', models.BooleanField(default=False, help_text='Whether messages about the booking go by SMS.')),
                ('sms_consent_timestamp', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': '"core"."bookings"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='MessageThread',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='message_threads', to='hibachi_core.customer')),
                ('channel', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.core.models.conversations.MessageThread.Channel, schema='public', type_name='message_channel')),
                ('external_thread_id', models.CharField(blank=True, help_text="The channel's id of the conversation.", max_length=255, null=True)),
                ('status', agent360_models.fields.PgEnumField(default='active', enum=agent360_models.hibachi.enums.ThreadStatus, schema='public', type_name='thread_status')),
                ('assigned_agent_id', models.UUIDField(blank=True, help_text='Who of the station answers.', null=True)),
                ('ai_mode', models.BooleanField(default=True, help_text='Whether the platform answers by itself.')),
                ('last_message_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('deleted_at', models.DateTimeField(blank=True, help_text='Set where the thread is deleted.', null=True)),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='message_threads', to='hibachi_identity.station')),
            ],
            options={
                'db_table': '"core"."message_threads"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='hibachi_core.messagethread')),
                ('direction', models.CharField(choices=[('inbound', 'From the customer'), ('outbound', 'To the customer')], max_length=10)),
                ('content', models.TextField()),
                ('sender_type', models.CharField(choices=[('customer', 'Customer'), ('agent', 'Agent'), ('ai', 'AI'), ('system', 'System')], max_length=20)),
                ('sender_id', models.UUIDField(blank=True, help_text='The customer or user, by the type of the sender.', null=True)),
                ('metadata', models.JSONField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"core"."messages"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='PricingTier',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('level', agent360_models.fields.PgEnumField(default='standard', enum=agent360_models.hibachi.core.models.pricing.PricingTier.Level, schema='public', type_name='pricing_tier_level')),
                ('description', models.TextField(blank=True, null=True)),
                ('base_price', models.IntegerField(help_text='Cents; what a party costs however few come.')),
                ('price_per_guest', models.IntegerField(help_text='Cents, on top of the base price.')),
                ('min_guests', models.IntegerField(default=1)),
                ('max_guests', models.IntegerField()),
                ('is_active', models.BooleanField(default=True, help_text='Whether it is offered.')),
                ('tier_metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"core"."pricing_tiers"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['level'], name='idx_pricing_tiers_level'), agent360_models.indexes.Index(fields=['is_active'], name='idx_pricing_tiers_active')],
                'constraints': [models.CheckConstraint(condition=models.Q(('base_price__gte', 0)), name='check_base_price_positive', violation_error_message='The base price is not below zero.'), models.CheckConstraint(condition=models.Q(('min_guests__gt', 0)), name='check_min_guests_positive', violation_error_message='At least one guest comes.'), models.CheckConstraint(condition=models.Q(('max_guests__gte', models.F('min_guests'))), name='check_max_guests_valid', violation_error_message='The most guests are not fewer than the fewest.')],
            },
        ),
        migrations.CreateModel(
            name='SocialAccount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('platform', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.enums.SocialPlatform, schema='public', type_name='social_platform')),
                ('page_id', models.CharField(help_text="The platform's id of the page.", max_length=255)),
                ('page_name', models.CharField(max_length=255)),
                ('handle', models.CharField(blank=True, max_length=100, null=True)),
                ('profile_url', models.TextField(blank=True, null=True)),
                ('avatar_url', models.TextField(blank=True, null=True)),
                ('connected_by', models.UUIDField(help_text='The id of the user who connected it.')),
                ('connected_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('token_ref', models.TextField(blank=True, help_text='The place of the token; never the token.', null=True)),
                ('webhook_verified', models.BooleanField(default=False)),
                ('last_sync_at', models.DateTimeField(blank=True, null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('metadata', models.JSONField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('deleted_at', models.DateTimeField(blank=True, help_text='Set where the page is no longer connected.', null=True)),
            ],
            options={
                'db_table': '"core"."social_accounts"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['created_at'], name='ix_social_accounts_created_at'), agent360_models.indexes.Index(fields=['platform'], name='ix_social_accounts_platform')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True), ('is_active', True)), fields=('platform', 'page_id'), name='ix_social_accounts_platform_page_active', violation_error_message='The page is connected already.')],
            },
        ),
        migrations.CreateModel(
            name='SocialIdentity',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('platform', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.enums.SocialPlatform, schema='public', type_name='social_platform')),
                ('handle', models.CharField(max_length=100)),
                ('display_name', models.CharField(blank=True, max_length=255, null=True)),
                ('profile_url', models.TextField(blank=True, null=True)),
                ('avatar_url', models.TextField(blank=True, null=True)),
                ('customer_id', models.UUIDField(blank=True, help_text='The customer that it is held to be.', null=True)),
                ('confidence_score', models.FloatField(default=0, help_text='How sure it is that it is this customer, up to 1.')),
                ('verification_status', models.CharField(default='unverified', max_length=50)),
                ('first_seen_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('last_active_at', models.DateTimeField(blank=True, null=True)),
                ('metadata', models.JSONField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"core"."social_identities"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['customer_id'], name='ix_social_identities_customer_id'), agent360_models.indexes.Index(fields=['last_active_at'], name='ix_social_identities_last_active')],
                'constraints': [models.UniqueConstraint(fields=('platform', 'handle'), name='ix_social_identities_platform_handle', violation_error_message='There is somebody with this handle already.')],
            },
        ),
        migrations.CreateModel(
            name='SocialThread',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('platform', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.enums.SocialPlatform, schema='public', type_name='social_platform')),
                ('thread_ref', models.CharField(help_text="The platform's id of the conversation.", max_length=255)),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='hibachi_core.socialaccount')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Empty until somebody knows who it is.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='social_threads', to='hibachi_core.customer')),
                ('lead_id', models.UUIDField(blank=True, null=True)),
                ('social_identity', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='threads', to='hibachi_core.socialidentity')),
                ('status', agent360_models.fields.PgEnumField(default='open', enum=agent360_models.hibachi.core.models.social.SocialThread.Status, schema='public', type_name='social_thread_status')),
                ('priority', models.IntegerField(default=3, help_text='1 to 5.')),
                ('subject', models.CharField(blank=True, max_length=255, null=True)),
                ('context_url', models.TextField(blank=True, help_text='The post that it is about.', null=True)),
                ('message_count', models.IntegerField(default=0, editable=False)),
                ('unread_count', models.IntegerField(default=0, editable=False, help_text='Of messages to the business.')),
                ('last_message_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('last_response_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('assigned_to', models.UUIDField(blank=True, help_text='The id of the user who answers.', null=True)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, null=True)),
                ('metadata', models.JSONField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('resolved_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'db_table': '"core"."social_threads"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='SocialMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='hibachi_core.socialthread')),
                ('message_ref', models.CharField(blank=True, help_text="The platform's id of the message; empty before it is sent.", max_length=255, null=True)),
                ('direction', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.core.models.social.SocialMessage.Direction, schema='public', type_name='social_message_direction')),
                ('kind', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.core.models.social.SocialMessage.Kind, schema='public', type_name='social_message_kind')),
                ('author_handle', models.CharField(blank=True, max_length=100, null=True)),
                ('author_name', models.CharField(blank=True, max_length=255, null=True)),
                ('body', models.TextField(blank=True, null=True)),
                ('media', models.JSONField(blank=True, null=True)),
                ('sentiment_score', models.FloatField(blank=True, help_text='-1 to 1.', null=True)),
                ('intent_tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, null=True)),
                ('is_public', models.BooleanField(default=False)),
                ('requires_approval', models.BooleanField(default=False, help_text='Whether somebody has to approve it first.')),
                ('approved_by', models.UUIDField(blank=True, help_text='The id of the user who approved it.', null=True)),
                ('ai_generated', models.BooleanField(default=False)),
                ('parent_message', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='hibachi_core.socialmessage')),
                ('metadata', models.JSONField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('error_details', models.TextField(blank=True, null=True)),
            ],
            options={
                'db_table': '"core"."social_messages"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('platform', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.enums.SocialPlatform, schema='public', type_name='social_platform')),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='hibachi_core.socialaccount')),
                ('review_ref', models.CharField(help_text="The platform's id of the review.", max_length=255)),
                ('thread', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reviews', to='hibachi_core.socialthread')),
                ('author_handle', models.CharField(blank=True, max_length=100, null=True)),
                ('author_name', models.CharField(blank=True, max_length=255, null=True)),
                ('rating', models.IntegerField(blank=True, help_text='1 to 5 stars.', null=True)),
                ('title', models.CharField(blank=True, max_length=255, null=True)),
                ('body', models.TextField(blank=True, null=True)),
                ('review_url', models.TextField(blank=True, null=True)),
                ('status', agent360_models.fields.PgEnumField(default='new', editable=False, enum=agent360_models.hibachi.core.models.reviews.Review.Status, schema='public', type_name='review_status')),
                ('sentiment_score', models.FloatField(blank=True, help_text='-1 to 1.', null=True)),
                ('keywords', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, null=True)),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reviews', to='hibachi_core.customer')),
                ('booking_ref', models.CharField(blank=True, help_text='The booking that it is about.', max_length=50, null=True)),
                ('assigned_to', models.UUIDField(blank=True, help_text='The id of the user who answers.', null=True)),
                ('escalation_reason', models.CharField(blank=True, editable=False, max_length=255, null=True)),
                ('response_due_at', models.DateTimeField(blank=True, null=True)),
                ('responded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('metadata', models.JSONField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"core"."reviews"',
                'managed': False,
            },
        ),
        migrations.AddIndex(
            model_name='customer',
            index=agent360_models.indexes.Index(fields=['station', 'created_at'], name='idx_customer_station_created'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(fields=('station', 'email_encrypted'), name='idx_customer_station_email', violation_error_message='The station has a customer with this e-mail address already.'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True)), fields=('email_encrypted',), name='ix_core_customers_email_active', violation_error_message='There is a customer with this e-mail address already.'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['station', 'customer'], name='idx_booking_station_customer'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['station', 'date', 'slot'], name='idx_booking_station_date'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['customer_deposit_deadline', 'status'], name='ix_bookings_customer_deposit_deadline'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['internal_deadline', 'status', 'hold_on_request', 'deposit_confirmed_at'], name='ix_bookings_internal_deadline'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['sms_consent'], name='ix_bookings_sms_consent'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['customer'], name='ix_core_bookings_customer_id'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['date', 'slot'], name='ix_core_bookings_date_slot'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['status'], name='ix_core_bookings_status'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('deposit_due_cents__gte', 0)), name='check_deposit_non_negative', violation_error_message='The deposit is not below zero.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('party_adults__gt', 0)), name='check_party_adults_positive', violation_error_message='At least one adult comes.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('party_kids__gte', 0)), name='check_party_kids_non_negative', violation_error_message='The number of kids is not below zero.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('total_due_cents__gte', models.F('deposit_due_cents'))), name='check_total_gte_deposit', violation_error_message='The deposit is a part of the total.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(condition=models.Q(('chef__isnull', False), ('deleted_at__isnull', True)), fields=('chef', 'date', 'slot'), name='ix_core_bookings_chef_slot_unique', violation_error_code='chef_unavailable', violation_error_message='The chef has another booking in this slot.'),
        ),
        migrations.AddIndex(
            model_name='messagethread',
            index=agent360_models.indexes.Index(fields=['customer'], name='ix_core_message_threads_customer'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=agent360_models.indexes.Index(fields=['thread', 'created_at'], name='ix_core_messages_thread_created'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('direction__in', ['inbound', 'outbound'])), name='check_message_direction', violation_error_message='A message is inbound or outbound.'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('sender_type__in', ['customer', 'agent', 'ai', 'system'])), name='check_sender_type', violation_error_message='The database allows four senders: customer, agent, ai, system.'),
        ),
        migrations.AddIndex(
            model_name='socialthread',
            index=agent360_models.indexes.Index(fields=['assigned_to'], name='ix_social_threads_assigned_to'),
        ),
        migrations.AddIndex(
            model_name='socialthread',
            index=agent360_models.indexes.Index(fields=['customer'], name='ix_social_threads_customer_id'),
        ),
        migrations.AddIndex(
            model_name='socialthread',
            index=agent360_models.indexes.Index(fields=['last_message_at'], name='ix_social_threads_last_message_at'),
        ),
        migrations.AddIndex(
            model_name='socialthread',
            index=agent360_models.indexes.Index(fields=['lead_id'], name='ix_social_threads_lead_id'),
        ),
        migrations.AddIndex(
            model_name='socialthread',
            index=agent360_models.indexes.Index(fields=['status'], name='ix_social_threads_status'),
        ),
        migrations.AddConstraint(
            model_name='socialthread',
            constraint=models.UniqueConstraint(fields=('account', 'thread_ref'), name='ix_social_threads_account_thread_ref', violation_error_message='The page has this conversation already.'),
        ),
        migrations.AddConstraint(
            model_name='socialthread',
            constraint=models.CheckConstraint(condition=models.Q(('priority__gte', 1), ('priority__lte', 5)), name='ck_social_threads_priority_range', violation_error_message='The priority is 1 to 5.'),
        ),
        migrations.AddIndex(
            model_name='socialmessage',
            index=agent360_models.indexes.Index(fields=['created_at'], name='ix_social_messages_created_at'),
        ),
        migrations.AddIndex(
            model_name='socialmessage',
            index=agent360_models.indexes.Index(fields=['direction', 'kind'], name='ix_social_messages_direction_kind'),
        ),
        migrations.AddIndex(
            model_name='socialmessage',
            index=agent360_models.indexes.Index(condition=models.Q(('requires_approval', True)), fields=['requires_approval'], name='ix_social_messages_requires_approval'),
        ),
        migrations.AddIndex(
            model_name='socialmessage',
            index=agent360_models.indexes.Index(fields=['thread'], name='ix_social_messages_thread_id'),
        ),
        migrations.AddConstraint(
            model_name='socialmessage',
            constraint=models.CheckConstraint(condition=models.Q(('sentiment_score__gte', -1), ('sentiment_score__lte', 1)), name='ck_social_messages_sentiment_range', violation_error_message='A sentiment is -1 to 1.'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=agent360_models.indexes.Index(fields=['assigned_to'], name='ix_reviews_assigned_to'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=agent360_models.indexes.Index(fields=['created_at'], name='ix_reviews_created_at'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=agent360_models.indexes.Index(fields=['customer'], name='ix_reviews_customer_id'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=agent360_models.indexes.Index(fields=['platform', 'status'], name='ix_reviews_platform_status'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=agent360_models.indexes.Index(fields=['rating'], name='ix_reviews_rating'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=agent360_models.indexes.Index(condition=models.Q(('responded_at__isnull', True), ('response_due_at__isnull', False)), fields=['response_due_at'], name='ix_reviews_response_due_at'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(fields=('account', 'review_ref'), name='ix_reviews_account_review_ref', violation_error_message='The page has this review already.'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('rating__gte', 1), ('rating__lte', 5)), name='ck_reviews_rating_range', violation_error_message='A review has 1 to 5 stars.'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('sentiment_score__gte', -1), ('sentiment_score__lte', 1)), name='ck_reviews_sentiment_range', violation_error_message='A sentiment is -1 to 1.'),
        ),
    ]
