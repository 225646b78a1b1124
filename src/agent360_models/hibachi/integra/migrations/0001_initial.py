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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('provider', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.integra.models.payments.PaymentEvent.Provider, schema='public', type_name='payment_provider')),
                ('provider_id', models.CharField(help_text="The provider's own id of the event.", max_length=255)),
                ('method', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.integra.models.payments.PaymentEvent.Method, schema='public', type_name='payment_method')),
                ('amount_cents', models.IntegerField()),
                ('currency', models.CharField(default='USD', max_length=3)),
                ('occurred_at', models.DateTimeField(help_text='When it happened, as the provider says.')),
                ('memo', models.TextField(blank=True, help_text='What the payer wrote, by which a booking may be found.', null=True)),
                ('raw_data', models.JSONField(blank=True, default=dict, help_text='What the provider sent.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                ('signature', models.CharField(help_text="The platform's signature, which tells the same webhook twice.", max_length=255, primary_key=True, serialize=False)),
                ('platform', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.enums.SocialPlatform, schema='public', type_name='social_platform')),
                ('webhook_type', models.CharField(help_text="The platform's word, such as messages.", max_length=100)),
                ('account_id', models.UUIDField(blank=True, help_text='The key of the page that it is about; no foreign key holds it.', null=True)),
                ('payload_hash', models.CharField(help_text='The SHA-256 of the body, in hexadecimal.', max_length=64)),
                ('processed', models.BooleanField(default=False)),
                ('processing_attempts', models.IntegerField(default=0)),
                ('last_error', models.TextField(blank=True, help_text='The type of the exception.', null=True)),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('processed_at', models.DateTimeField(blank=True, null=True)),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('booking', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='What the call was about.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='call_sessions', to='hibachi_core.booking')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text="Empty where the number is nobody's.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='call_sessions', to='hibachi_core.customer')),
                ('direction', models.CharField(choices=[('inbound', 'To the business'), ('outbound', 'From the business')], max_length=10)),
                ('phone_number', models.CharField(help_text='Of the other side, in the form +14155550100.', max_length=20)),
                ('duration_seconds', models.IntegerField(blank=True, null=True)),
                ('transcript', models.TextField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, help_text="The provider's word, such as missed.", max_length=50, null=True)),
                ('recording_url', models.CharField(blank=True, max_length=500, null=True)),
                ('ringcentral_call_id', models.CharField(blank=True, help_text="RingCentral's own id of the call; no index finds it.", max_length=255, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('payment_event', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='hibachi_integra.paymentevent')),
                ('booking', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='payment_matches', to='hibachi_core.booking')),
                ('confidence', models.DecimalField(decimal_places=2, help_text='0 to 1.', max_digits=3)),
                ('match_method', models.CharField(help_text='By what it was found, such as memo or amount.', max_length=50)),
                ('status', models.CharField(choices=[('auto', 'Proposed by the platform'), ('manual', 'Confirmed by a person'), ('ignored', 'Rejected')], default='auto', max_length=20)),
                ('reviewed_by', models.UUIDField(blank=True, editable=False, help_text='The key of the user who decided; no foreign key holds it.', null=True)),
                ('notes', models.TextField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"integra"."payment_matches"',
                'managed': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('confidence__gte', 0), ('confidence__lte', 1)), name='check_confidence_range', violation_error_message='The confidence is 0 to 1.'), models.CheckConstraint(condition=models.Q(('status__in', ['auto', 'manual', 'ignored'])), name='check_match_status', violation_error_message='A match is auto, manual or ignored.')],
            },
        ),
    ]
