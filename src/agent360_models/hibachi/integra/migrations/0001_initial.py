import agent360_models.fields
import agent360_models.hibachi.integra.models.calls
import agent360_models.hibachi.integra.models.payments
import agent360_models.hibachi.integra.models.social_inbox
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
            name='PaymentEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('provider', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.integra.models.payments.PaymentEvent.Provider, schema='integra', type_name='payment_provider')),
                ('external_id', models.CharField(help_text="The provider's own id of the event.", max_length=200)),
                ('event_type', models.CharField(help_text="The provider's word, such as charge.succeeded.", max_length=100)),
                ('amount', models.DecimalField(decimal_places=2, help_text='Never negative: what was done with it says the type.', max_digits=10)),
                ('currency', models.CharField(default='USD', max_length=3)),
                ('status', agent360_models.fields.PgEnumField(default='received', enum=agent360_models.hibachi.integra.models.payments.PaymentEvent.Status, schema='integra', type_name='payment_event_status')),
                ('payload', models.JSONField(blank=True, default=dict, help_text='What the provider sent.')),
                ('occurred_at', models.DateTimeField(help_text='When it happened, as the provider says.')),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"integra"."payment_events"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['occurred_at'], name='ix_integra_payment_events_occurred_at'), agent360_models.indexes.Index(condition=models.Q(('status', 'received')), fields=['received_at'], name='ix_integra_payment_events_waiting')],
                'constraints': [models.UniqueConstraint(fields=('provider', 'external_id'), name='payment_events_provider_external_id_key', violation_error_message='This event of the provider is stored already.'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='ck_payment_events_amount', violation_error_message='An amount is 0 or more.'), models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='ck_payment_events_currency', violation_error_message='A currency is three capital letters, such as USD.')],
            },
        ),
        migrations.CreateModel(
            name='CallSession',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('provider_call_id', models.CharField(help_text="The provider's own id of the call.", max_length=100, unique=True)),
                ('direction', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.integra.models.calls.CallSession.Direction, schema='integra', type_name='call_direction')),
                ('status', agent360_models.fields.PgEnumField(default='ringing', enum=agent360_models.hibachi.integra.models.calls.CallSession.Status, schema='integra', type_name='call_status')),
                ('from_number', models.CharField(help_text='In the form +14155550100.', max_length=20)),
                ('to_number', models.CharField(help_text='In the form +14155550100.', max_length=20)),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text="Empty where the number is nobody's.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='call_sessions', to='hibachi_core.customer')),
                ('booking', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='What the call was about.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='call_sessions', to='hibachi_core.booking')),
                ('handled_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Who of the business spoke.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='call_sessions', to='hibachi_identity.user')),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('duration_seconds', models.IntegerField(blank=True, help_text='How long they spoke, as the provider bills it; 0 for a missed call.', null=True)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"integra"."call_sessions"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['customer'], name='ix_integra_call_sessions_customer_id'), agent360_models.indexes.Index(fields=['booking'], name='ix_integra_call_sessions_booking_id'), agent360_models.indexes.Index(fields=['handled_by'], name='ix_integra_call_sessions_handled_by_id'), agent360_models.indexes.Index(fields=['started_at'], name='ix_integra_call_sessions_started_at'), agent360_models.indexes.Index(fields=['from_number'], name='ix_integra_call_sessions_from_number')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__gte', models.F('started_at'))), name='ck_call_sessions_ended_at', violation_error_message='A call ends after it started.'), models.CheckConstraint(condition=models.Q(('duration_seconds__isnull', True), models.Q(('duration_seconds__gte', 0), ('ended_at__isnull', False)), _connector='OR'), name='ck_call_sessions_duration', violation_error_message='Only a call that has ended has a duration, of 0 seconds or more.')],
            },
        ),
        migrations.CreateModel(
            name='PaymentMatch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('event', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='hibachi_integra.paymentevent')),
                ('booking', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='payment_matches', to='hibachi_core.booking')),
                ('payment', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The payment of the booking that it is, where there is a row of it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='payment_matches', to='hibachi_core.payment')),
                ('confidence', models.DecimalField(decimal_places=3, help_text='0 to 1.', max_digits=4)),
                ('status', agent360_models.fields.PgEnumField(default='proposed', enum=agent360_models.hibachi.integra.models.payments.PaymentMatch.Status, schema='integra', type_name='payment_match_status')),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, help_text='Empty where no person decided it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decided_payment_matches', to='hibachi_identity.user')),
                ('metadata', models.JSONField(blank=True, default=dict, help_text='What speaks for it.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"integra"."payment_matches"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['booking'], name='ix_integra_payment_matches_booking_id'), agent360_models.indexes.Index(fields=['payment'], name='ix_integra_payment_matches_payment_id'), agent360_models.indexes.Index(fields=['decided_by'], name='ix_integra_payment_matches_decided_by_id')],
                'constraints': [models.UniqueConstraint(fields=('event', 'booking'), name='payment_matches_event_id_booking_id_key', violation_error_message='This booking is proposed for the event already.'), models.UniqueConstraint(condition=models.Q(('status', 'confirmed')), fields=('event',), name='payment_matches_confirmed_key', violation_error_message='Another match of this event is confirmed.'), models.CheckConstraint(condition=models.Q(('confidence__range', (0, 1))), name='ck_payment_matches_confidence', violation_error_message='The confidence is 0 to 1.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('status', 'proposed')), models.Q(models.Q(('status', 'proposed'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='ck_payment_matches_decided_at', violation_error_message='A match that is confirmed or rejected has the time of it, and no other one.')],
            },
        ),
        migrations.CreateModel(
            name='SocialInboxItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('platform', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.integra.models.social_inbox.SocialInboxItem.Platform, schema='integra', type_name='social_platform')),
                ('external_id', models.CharField(help_text="The platform's own id of the message.", max_length=200)),
                ('kind', agent360_models.fields.PgEnumField(default='direct_message', enum=agent360_models.hibachi.integra.models.social_inbox.SocialInboxItem.Kind, schema='integra', type_name='social_inbox_kind')),
                ('thread', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='inbox_items', to='hibachi_core.socialthread')),
                ('sender_external_id', models.CharField(help_text='Who wrote it, as the platform names them.', max_length=200)),
                ('body', models.TextField(blank=True, null=True)),
                ('status', agent360_models.fields.PgEnumField(default='new', enum=agent360_models.hibachi.integra.models.social_inbox.SocialInboxItem.Status, schema='integra', type_name='social_inbox_status')),
                ('assigned_to', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='social_inbox_items', to='hibachi_identity.user')),
                ('payload', models.JSONField(blank=True, default=dict, help_text='What the platform sent.')),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, help_text='When it was answered, or dismissed.', null=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"integra"."social_inbox"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['thread'], name='ix_integra_social_inbox_thread_id'), agent360_models.indexes.Index(fields=['assigned_to'], name='ix_integra_social_inbox_assigned_to_id'), agent360_models.indexes.Index(condition=models.Q(('closed_at__isnull', True)), fields=['received_at'], name='ix_integra_social_inbox_waiting')],
                'constraints': [models.UniqueConstraint(fields=('platform', 'external_id'), name='social_inbox_platform_external_id_key', violation_error_message='This message of the platform is stored already.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('status__in', ['new', 'assigned'])), models.Q(('closed_at__isnull', False), ('status__in', ['answered', 'dismissed'])), _connector='OR'), name='ck_social_inbox_closed_at', violation_error_message='What is answered or dismissed has the time of it, and nothing else has.')],
            },
        ),
    ]
