import agent360_models.fields
import agent360_models.hibachi.core.models.bookings
import agent360_models.hibachi.core.models.chefs
import agent360_models.hibachi.core.models.conversations
import agent360_models.hibachi.core.models.customers
import agent360_models.hibachi.core.models.pricing
import agent360_models.hibachi.core.models.reviews
import agent360_models.indexes
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from decimal import Decimal
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
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='chefs', to='hibachi_identity.station')),
                ('first_name', models.CharField(max_length=100)),
                ('last_name', models.CharField(blank=True, default='', max_length=100)),
                ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True)),
                ('phone', models.CharField(blank=True, max_length=32, null=True)),
                ('status', agent360_models.fields.PgEnumField(default='active', enum=agent360_models.hibachi.core.models.chefs.Chef.Status, schema='core', type_name='chef_status')),
                ('skills', django.contrib.postgres.fields.ArrayField(base_field=agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.core.models.chefs.Chef.Skill, schema='core', type_name='chef_skill'), blank=True, default=list)),
                ('weekly_hours', models.JSONField(blank=True, default=dict, help_text='From when until when on each day the chef may work: {"friday": ["16:00", "26:00"]}, in the time zone of the station. Hours past 24 belong to the next day. A day that is not there is free time.', validators=[agent360_models.hibachi.core.models.chefs.validate_weekly_hours])),
                ('max_guests', models.SmallIntegerField(default=30, help_text='How many guests the chef serves alone.')),
                ('bio', models.TextField(blank=True, default='')),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"core"."chefs"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='ChefTimeOff',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('chef', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='times_off', to='hibachi_core.chef')),
                ('kind', agent360_models.fields.PgEnumField(default='vacation', enum=agent360_models.hibachi.core.models.chefs.ChefTimeOff.Kind, schema='core', type_name='time_off_kind')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('notes', models.TextField(blank=True, default='')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name_plural': 'chef time off',
                'db_table': '"core"."chef_time_off"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='customers', to='hibachi_identity.station')),
                ('first_name', models.CharField(max_length=100)),
                ('last_name', models.CharField(blank=True, default='', max_length=100)),
                ('email', models.EmailField(blank=True, max_length=254, null=True)),
                ('phone', models.CharField(blank=True, help_text='As dialled from abroad: +15551234567.', max_length=32, null=True)),
                ('preferred_channel', agent360_models.fields.PgEnumField(default='email', enum=agent360_models.hibachi.core.models.customers.Customer.Channel, schema='core', type_name='contact_channel')),
                ('preferences', models.JSONField(blank=True, default=dict, help_text='Allergies, favourite proteins and the like, as the forms ask for them.')),
                ('notes', models.TextField(blank=True, default='')),
                ('email_opt_in', models.BooleanField(default=False, help_text='Whether newsletters may be sent.')),
                ('sms_opt_in', models.BooleanField(default=False, help_text='Whether advertising may be sent by SMS.')),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
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
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='bookings', to='hibachi_identity.station')),
                ('chef', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='bookings', to='hibachi_core.chef')),
                ('status', agent360_models.fields.PgEnumField(default='requested', editable=False, enum=agent360_models.hibachi.core.models.bookings.Booking.Status, schema='core', type_name='booking_status')),
                ('source', agent360_models.fields.PgEnumField(default='website', enum=agent360_models.hibachi.core.models.bookings.Booking.Source, schema='core', type_name='booking_source')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(help_text='When the chef is free again, the way back included.')),
                ('guests', models.SmallIntegerField(help_text='All of them, children included.')),
                ('children', models.SmallIntegerField(default=0, help_text='How many of the guests pay the price of children.')),
                ('address', models.TextField(blank=True, default='')),
                ('city', models.CharField(blank=True, default='', max_length=100)),
                ('state', models.CharField(blank=True, default='', max_length=2)),
                ('postal_code', models.CharField(blank=True, default='', max_length=10)),
                ('special_requests', models.TextField(blank=True, default='')),
                ('total_amount', models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                ('deposit_due', models.DecimalField(decimal_places=2, default=0, help_text='A part of the total.', max_digits=10)),
                ('deposit_due_at', models.DateTimeField(blank=True, help_text='Until when the deposit is waited for.', null=True)),
                ('deposit_waived', models.BooleanField(default=False, help_text='Whether the booking stands without the deposit.')),
                ('deposit_paid_at', models.DateTimeField(blank=True, editable=False, help_text='When the payments reached the deposit.', null=True)),
                ('amount_paid', models.DecimalField(decimal_places=2, default=0, editable=False, help_text='Deposit included, less what was given back.', max_digits=10)),
                ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('closed_at', models.DateTimeField(blank=True, editable=False, help_text='When it was completed, cancelled or found to be a no show.', null=True)),
                ('cancellation_reason', models.TextField(blank=True, editable=False, null=True)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
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
                ('booking', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='What it is about, if that is one booking.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='message_threads', to='hibachi_core.booking')),
                ('channel', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.core.models.conversations.MessageThread.Channel, schema='core', type_name='thread_channel')),
                ('status', agent360_models.fields.PgEnumField(default='open', enum=agent360_models.hibachi.core.models.conversations.MessageThread.Status, schema='core', type_name='thread_status')),
                ('subject', models.CharField(blank=True, default='', max_length=200)),
                ('last_message_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('unread_count', models.IntegerField(default=0, editable=False, help_text='How many messages of the customer nobody of the station has read.')),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
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
                ('author', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text="Who of the station wrote it; empty for the customer's, and for those that no person wrote.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='written_messages', to='hibachi_identity.user')),
                ('direction', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.core.models.conversations.Message.Direction, schema='core', type_name='message_direction')),
                ('status', agent360_models.fields.PgEnumField(default='sent', enum=agent360_models.hibachi.core.models.conversations.Message.Status, schema='core', type_name='message_status')),
                ('body', models.TextField()),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('external_id', models.CharField(blank=True, help_text="The provider's id; the same one again is the same message.", max_length=255, null=True, unique=True)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"core"."messages"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('booking', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='payments', to='hibachi_core.booking')),
                ('kind', agent360_models.fields.PgEnumField(default='charge', enum=agent360_models.hibachi.core.models.bookings.Payment.Kind, schema='core', type_name='payment_kind')),
                ('provider', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.core.models.bookings.Payment.Provider, schema='core', type_name='payment_provider')),
                ('reference', models.CharField(help_text="The provider's id of the payment, or the receipt's; it is recorded once.", max_length=255)),
                ('amount', models.DecimalField(decimal_places=2, help_text='Above zero, also where it is given back.', max_digits=10, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))])),
                ('paid_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"core"."payments"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='PricingTier',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('level', agent360_models.fields.PgEnumField(default='standard', enum=agent360_models.hibachi.core.models.pricing.PricingTier.Level, schema='core', type_name='pricing_level')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('description', models.TextField(blank=True, default='')),
                ('price_per_adult', models.DecimalField(blank=True, decimal_places=2, help_text='Empty where each offer has its own price.', max_digits=10, null=True)),
                ('price_per_child', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ('minimum_total', models.DecimalField(decimal_places=2, default=0, help_text='What a party costs however few come.', max_digits=10)),
                ('deposit_percent', models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ('deposit_minimum', models.DecimalField(decimal_places=2, default=0, help_text='The deposit is no less, unless the whole price is.', max_digits=10)),
                ('is_active', models.BooleanField(default=True, help_text='Whether it is offered; bookings keep it in any case.')),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"core"."pricing_tiers"',
                'managed': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('price_per_adult__gte', 0), ('price_per_child__gte', 0), ('minimum_total__gte', 0), ('deposit_minimum__gte', 0)), name='ck_pricing_tiers_amounts', violation_error_message='No amount is below zero.'), models.CheckConstraint(condition=models.Q(('deposit_percent__gte', 0), ('deposit_percent__lte', 100)), name='ck_pricing_tiers_deposit_percent', violation_error_message='The deposit is between 0 and 100 percent.'), models.CheckConstraint(condition=models.Q(('level', 'custom'), models.Q(('price_per_adult__isnull', False), ('price_per_child__isnull', False)), _connector='OR'), name='ck_pricing_tiers_prices', violation_error_message='Only a custom tier has no price for adults and children.')],
            },
        ),
        migrations.AddField(
            model_name='booking',
            name='pricing_tier',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='bookings', to='hibachi_core.pricingtier'),
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('booking', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='review', to='hibachi_core.booking')),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='hibachi_core.customer')),
                ('rating', models.SmallIntegerField(help_text='1 to 5 stars.')),
                ('title', models.CharField(blank=True, default='', max_length=200)),
                ('body', models.TextField(blank=True, default='')),
                ('status', agent360_models.fields.PgEnumField(default='pending', editable=False, enum=agent360_models.hibachi.core.models.reviews.Review.Status, schema='core', type_name='review_status')),
                ('moderated_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='moderated_reviews', to='hibachi_identity.user')),
                ('moderated_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('rejection_reason', models.TextField(blank=True, editable=False, null=True)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"core"."reviews"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='SocialThread',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('social_account', models.ForeignKey(db_constraint=False, db_index=False, help_text='The page.', on_delete=django.db.models.deletion.RESTRICT, related_name='social_threads', to='hibachi_identity.socialaccount')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Empty until somebody knows who it is.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='social_threads', to='hibachi_core.customer')),
                ('kind', agent360_models.fields.PgEnumField(default='direct_message', enum=agent360_models.hibachi.core.models.conversations.SocialThread.Kind, schema='core', type_name='social_thread_kind')),
                ('status', agent360_models.fields.PgEnumField(default='open', enum=agent360_models.hibachi.core.models.conversations.MessageThread.Status, schema='core', type_name='thread_status')),
                ('external_id', models.CharField(help_text="The platform's id of the conversation.", max_length=255)),
                ('participant_handle', models.CharField(blank=True, default='', help_text='Who writes, as the platform has it.', max_length=255)),
                ('last_message_at', models.DateTimeField(blank=True, null=True)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"core"."social_threads"',
                'managed': False,
            },
        ),
        migrations.AddIndex(
            model_name='chef',
            index=agent360_models.indexes.Index(fields=['station', 'status'], name='ix_core_chefs_station_id'),
        ),
        migrations.AddIndex(
            model_name='chef',
            index=django.contrib.postgres.indexes.GinIndex(fields=['skills'], name='ix_core_chefs_skills'),
        ),
        migrations.AddConstraint(
            model_name='chef',
            constraint=models.CheckConstraint(condition=models.Q(('max_guests__gt', 0)), name='ck_chefs_max_guests', violation_error_message='A chef serves at least one guest.'),
        ),
        migrations.AddIndex(
            model_name='cheftimeoff',
            index=agent360_models.indexes.Index(fields=['chef', 'starts_at'], name='ix_core_chef_time_off_chef_id'),
        ),
        migrations.AddConstraint(
            model_name='cheftimeoff',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='ck_chef_time_off_times', violation_error_message='Time off ends after it starts.'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=agent360_models.indexes.Index(fields=['phone'], name='ix_core_customers_phone'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=agent360_models.indexes.Index(fields=['last_name', 'first_name'], name='ix_core_customers_name'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(models.F('station'), django.db.models.functions.text.Lower('email'), name='uq_customers_station_email', violation_error_message='The station has a customer with this e-mail address already.'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('email__isnull', False), ('phone__isnull', False), _connector='OR'), name='ck_customers_reachable', violation_error_message='A customer has an e-mail address or a phone number.'),
        ),
        migrations.AddIndex(
            model_name='messagethread',
            index=agent360_models.indexes.Index(fields=['customer', 'last_message_at'], name='ix_core_message_threads_customer_id'),
        ),
        migrations.AddIndex(
            model_name='messagethread',
            index=agent360_models.indexes.Index(fields=['booking'], name='ix_core_message_threads_booking_id'),
        ),
        migrations.AddIndex(
            model_name='messagethread',
            index=agent360_models.indexes.Index(fields=['status', 'last_message_at'], name='ix_core_message_threads_status'),
        ),
        migrations.AddConstraint(
            model_name='messagethread',
            constraint=models.CheckConstraint(condition=models.Q(('unread_count__gte', 0)), name='ck_message_threads_unread_count', violation_error_message='The number of unread messages is not below zero.'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=agent360_models.indexes.Index(fields=['thread', 'sent_at'], name='ix_core_messages_thread_id'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=agent360_models.indexes.Index(fields=['author'], name='ix_core_messages_author_id'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('direction', 'outbound'), ('author__isnull', True), _connector='OR'), name='ck_messages_author', violation_error_message='A message of the customer has no author of the station.'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=agent360_models.indexes.Index(fields=['booking'], name='ix_core_payments_booking_id'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=agent360_models.indexes.Index(fields=['paid_at'], name='ix_core_payments_paid_at'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('provider', 'reference'), name='uq_payments_provider_reference', violation_error_message='This payment of the provider is recorded already.'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='ck_payments_amount', violation_error_message='The amount of a payment is above zero.'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['customer', 'starts_at'], name='ix_core_bookings_customer_id'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['station', 'starts_at'], name='ix_core_bookings_station_id'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['chef', 'starts_at'], name='ix_core_bookings_chef_id'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['pricing_tier'], name='ix_core_bookings_pricing_tier_id'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(fields=['starts_at'], name='ix_core_bookings_starts_at'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=agent360_models.indexes.Index(condition=models.Q(('status', 'deposit_pending')), fields=['deposit_due_at'], name='ix_core_bookings_deposit_due_at'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='ck_bookings_times', violation_error_message='A booking ends after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('guests__gte', 1), ('guests__lte', 200)), name='ck_bookings_guests', violation_error_message='A booking is for 1 to 200 guests.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('children__gte', 0), ('children__lte', models.F('guests'))), name='ck_bookings_children', violation_error_message='The children are some of the guests.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('deposit_due__gte', 0), ('deposit_due__lte', models.F('total_amount'))), name='ck_bookings_deposit_due', violation_error_message='The deposit is a part of the total.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('amount_paid__gte', 0), ('amount_paid__lte', models.F('total_amount'))), name='ck_bookings_amount_paid', violation_error_message='No more is paid than the total, and no more given back than was paid.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('deposit_pending', 'confirmed', 'completed', 'no_show')), _negated=True), models.Q(('chef__isnull', False), ('total_amount__gt', 0)), _connector='OR'), name='ck_bookings_offer', violation_error_message='From the offer on, a booking has a chef and a price.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'confirmed'), _negated=True), ('deposit_waived', True), ('amount_paid__gte', models.F('deposit_due')), _connector='OR'), name='ck_bookings_deposit', violation_error_message='A confirmed booking has its deposit paid, or waived.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('confirmed', 'completed', 'no_show')), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='ck_bookings_confirmed_at', violation_error_message='A confirmed booking says when it was confirmed.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('status__in', ('completed', 'cancelled', 'no_show'))), models.Q(models.Q(('status__in', ('completed', 'cancelled', 'no_show')), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='ck_bookings_closed_at', violation_error_message='A booking that is over says since when, and no other does.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'cancelled'), _negated=True), ('cancellation_reason__isnull', False), _connector='OR'), name='ck_bookings_cancellation_reason', violation_error_message='A cancelled booking says why.'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('chef__isnull', False), ('status__in', ('deposit_pending', 'confirmed', 'completed', 'no_show'))), expressions=[('chef', '='), (models.Func('starts_at', 'ends_at', function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField()), '&&')], name='ex_bookings_chef_time', violation_error_code='chef_unavailable', violation_error_message='The chef has another booking at this time.'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=agent360_models.indexes.Index(fields=['customer'], name='ix_core_reviews_customer_id'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=agent360_models.indexes.Index(fields=['moderated_by'], name='ix_core_reviews_moderated_by_id'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=agent360_models.indexes.Index(fields=['status', 'created_at'], name='ix_core_reviews_status'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('rating__gte', 1), ('rating__lte', 5)), name='ck_reviews_rating', violation_error_message='A review has 1 to 5 stars.'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('moderated_at__isnull', True), ('moderated_by__isnull', True), ('status', 'pending')), models.Q(models.Q(('status', 'pending'), _negated=True), ('moderated_at__isnull', False)), _connector='OR'), name='ck_reviews_moderated', violation_error_message='A review says when it was moderated, unless it is pending.'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rejection_reason__isnull', False), ('status', 'rejected')), models.Q(models.Q(('status', 'rejected'), _negated=True), ('rejection_reason__isnull', True)), _connector='OR'), name='ck_reviews_rejection_reason', violation_error_message='A rejected review says why, and no other does.'),
        ),
        migrations.AddIndex(
            model_name='socialthread',
            index=agent360_models.indexes.Index(fields=['customer'], name='ix_core_social_threads_customer_id'),
        ),
        migrations.AddIndex(
            model_name='socialthread',
            index=agent360_models.indexes.Index(fields=['status', 'last_message_at'], name='ix_core_social_threads_status'),
        ),
        migrations.AddConstraint(
            model_name='socialthread',
            constraint=models.UniqueConstraint(fields=('social_account', 'external_id'), name='uq_social_threads_account_external_id', violation_error_message='The page has this conversation already.'),
        ),
    ]
