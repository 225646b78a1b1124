import agent360_models.fields
import agent360_models.hibachi.enums
import agent360_models.hibachi.integra.models.payments
import agent360_models.indexes
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('hibachi_core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaymentEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('provider', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.integra.models.payments.PaymentEvent.Provider, help_text='Who reported it: Stripe, Plaid, or somebody by hand.', schema='public', type_name='payment_provider', verbose_name='Provider')),
                ('provider_id', models.CharField(help_text="The provider's own id of the event, which is stored once for each provider.", max_length=255, verbose_name='Provider id')),
                ('method', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.integra.models.payments.PaymentEvent.Method, help_text='How it was paid: card, ACH, Venmo, Zelle, cash or check.', schema='public', type_name='payment_method', verbose_name='Method')),
                ('amount_cents', models.IntegerField(help_text='More than 0; a refund is no event here.', verbose_name='Amount in cents')),
                ('currency', models.CharField(default='USD', help_text='Three letters; USD where nobody gives another.', max_length=3, verbose_name='Currency')),
                ('occurred_at', models.DateTimeField(help_text='When it happened, as the provider says.', verbose_name='Occurred at')),
                ('memo', models.TextField(blank=True, help_text='What the payer wrote, by which a booking may be found.', null=True, verbose_name='Memo')),
                ('raw_data', models.JSONField(blank=True, default=dict, help_text='What the provider sent, as JSON; it may have names and addresses.', verbose_name='Raw data')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
            ],
            options={
                'db_table': '"integra"."payment_events"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['occurred_at'], name='ix_integra_payment_events_occurred')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_cents__gt', 0)), name='check_payment_amount_positive', violation_error_message='An amount is more than 0.'), models.UniqueConstraint(fields=('provider', 'provider_id'), name='ix_integra_payment_events_provider_id', violation_error_message='This event of the provider is stored already.')],
            },
        ),
        migrations.CreateModel(
            name='SocialInboxItem',
            fields=[
                ('signature', models.CharField(help_text="The platform's signature, which tells the same webhook twice.", max_length=255, primary_key=True, serialize=False, verbose_name='Signature')),
                ('platform', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.enums.SocialPlatform, help_text='Who sent the webhook.', schema='public', type_name='social_platform', verbose_name='Platform')),
                ('webhook_type', models.CharField(help_text="The platform's word, such as messages.", max_length=100, verbose_name='Webhook type')),
                ('account_id', models.UUIDField(blank=True, help_text='The key of the page that it is about; no foreign key holds it.', null=True, verbose_name='Account id')),
                ('payload_hash', models.CharField(help_text='The SHA-256 of the body, in hexadecimal.', max_length=64, verbose_name='Payload hash')),
                ('processed', models.BooleanField(default=False, help_text='Written by process(), in one transaction with what the caller does.', verbose_name='Processed')),
                ('processing_attempts', models.IntegerField(default=0, help_text='Counted by process(), those that failed too.', verbose_name='Processing attempts')),
                ('last_error', models.TextField(blank=True, help_text='The type of the exception; empty once it is processed.', null=True, verbose_name='Last error')),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now, help_text='When the webhook came first.', verbose_name='Received at')),
                ('processed_at', models.DateTimeField(blank=True, help_text='Empty while the webhook waits.', null=True, verbose_name='Processed at')),
            ],
            options={
                'db_table': '"integra"."social_inbox"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['platform', 'received_at'], name='ix_social_inbox_platform_received'), agent360_models.indexes.Index(fields=['processed'], name='ix_social_inbox_processed')],
            },
        ),
        migrations.CreateModel(
            name='CallSession',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('booking', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='What the call was about.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='call_sessions', to='hibachi_core.booking', verbose_name='Booking')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text="Empty where the number is nobody's.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='call_sessions', to='hibachi_core.customer', verbose_name='Customer')),
                ('direction', models.CharField(choices=[('inbound', 'To the business'), ('outbound', 'From the business')], help_text='Inbound is to the business, outbound from it; the database allows no other.', max_length=10, verbose_name='Direction')),
                ('phone_number', models.CharField(help_text='Of the other side, in the form +14155550100.', max_length=20, verbose_name='Phone number')),
                ('duration_seconds', models.IntegerField(blank=True, help_text='Empty until the provider tells it.', null=True, verbose_name='Duration in seconds')),
                ('transcript', models.TextField(blank=True, help_text='What was said; it may have names and addresses, and is in no list of the admin.', null=True, verbose_name='Transcript')),
                ('outcome', models.CharField(blank=True, help_text="The provider's word, such as missed.", max_length=50, null=True, verbose_name='Outcome')),
                ('recording_url', models.CharField(blank=True, help_text='Where the provider keeps the recording.', max_length=500, null=True, verbose_name='Recording URL')),
                ('ringcentral_call_id', models.CharField(blank=True, help_text='By it a recording of hibachi_communications is found; without an index.', max_length=255, null=True, verbose_name='RingCentral call id')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('ended_at', models.DateTimeField(blank=True, help_text='Empty while the phone rings or somebody speaks.', null=True, verbose_name='Ended at')),
            ],
            options={
                'db_table': '"integra"."call_sessions"',
                'managed': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('direction__in', ['inbound', 'outbound'])), name='check_call_direction', violation_error_message='A call is inbound or outbound.')],
            },
        ),
        migrations.CreateModel(
            name='PaymentMatch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('payment_event', models.ForeignKey(db_constraint=False, db_index=False, help_text='What was paid; where that is deleted, its matches go too.', on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='hibachi_integra.paymentevent', verbose_name='Payment event')),
                ('booking', models.ForeignKey(db_constraint=False, db_index=False, help_text='What the payment may be for; where that is deleted, its matches go too.', on_delete=django.db.models.deletion.CASCADE, related_name='payment_matches', to='hibachi_core.booking', verbose_name='Booking')),
                ('confidence', models.DecimalField(decimal_places=2, help_text='0 to 1.', max_digits=3, verbose_name='Confidence')),
                ('match_method', models.CharField(help_text='By what it was found, such as memo or amount.', max_length=50, verbose_name='Match method')),
                ('status', models.CharField(choices=[('auto', 'Proposed by the platform'), ('manual', 'Confirmed by a person'), ('ignored', 'Rejected')], default='auto', help_text='Auto is a proposal, manual is confirmed by a person, and ignored is rejected.', max_length=20, verbose_name='Status')),
                ('reviewed_by', models.UUIDField(blank=True, editable=False, help_text='The key of the user who decided; no foreign key holds it.', null=True, verbose_name='Reviewed by')),
                ('notes', models.TextField(blank=True, null=True, verbose_name='Notes')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
            ],
            options={
                'verbose_name_plural': 'payment matches',
                'db_table': '"integra"."payment_matches"',
                'managed': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('confidence__gte', 0), ('confidence__lte', 1)), name='check_confidence_range', violation_error_message='The confidence is 0 to 1.'), models.CheckConstraint(condition=models.Q(('status__in', ['auto', 'manual', 'ignored'])), name='check_match_status', violation_error_message='A match is auto, manual or ignored.')],
            },
        ),
    ]
