import agent360_models.fields
import agent360_models.hibachi.events.models
import agent360_models.indexes
import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DomainEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('aggregate_type', models.CharField(help_text='The table of the aggregate, such as core.bookings.', max_length=128)),
                ('aggregate_id', models.UUIDField()),
                ('sequence', models.BigIntegerField(help_text='Counts the events of the aggregate from 1, without gaps.')),
                ('event_type', models.CharField(help_text='In the past tense, such as booking.confirmed.', max_length=100)),
                ('payload', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('metadata', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='Such as who did it, or a correlation id.')),
                ('occurred_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"events"."domain_events"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['event_type', 'occurred_at'], name='ix_events_domain_events_event_type')],
                'constraints': [models.UniqueConstraint(fields=('aggregate_type', 'aggregate_id', 'sequence'), name='domain_events_aggregate_type_aggregate_id_sequence_key', violation_error_message='The aggregate has an event of this number already.'), models.CheckConstraint(condition=models.Q(('sequence__gt', 0)), name='ck_domain_events_sequence', violation_error_message='Events of an aggregate are counted from 1.')],
            },
        ),
        migrations.CreateModel(
            name='InboxMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(help_text='Where it comes from, and who is to process it, if several are.', max_length=100)),
                ('message_id', models.CharField(help_text="The source's own id of it.", max_length=255)),
                ('event_type', models.CharField(blank=True, default='', max_length=100)),
                ('payload', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('processed_at', models.DateTimeField(blank=True, help_text='Empty while it waits.', null=True)),
            ],
            options={
                'db_table': '"events"."inbox"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(condition=models.Q(('processed_at__isnull', True)), fields=['received_at'], name='ix_events_inbox_received_at')],
                'constraints': [models.UniqueConstraint(fields=('source', 'message_id'), name='inbox_source_message_id_key', violation_error_message='This message of the source was received already.')],
            },
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('event', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.RESTRICT, related_name='message', to='hibachi_events.domainevent')),
                ('aggregate_type', models.CharField(help_text='As the event has it.', max_length=128)),
                ('aggregate_id', models.UUIDField(help_text='As the event has it.')),
                ('sequence', models.BigIntegerField(help_text='As the event has it.')),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.events.models.OutboxMessage.Status, schema='events', type_name='outbox_status')),
                ('available_at', models.DateTimeField(default=django.utils.timezone.now, help_text='When a worker may claim it: at once, after a delay, or when a lease runs out.')),
                ('attempts', models.IntegerField(default=0, help_text='How often it was claimed.')),
                ('claim_token', models.UUIDField(blank=True, help_text='Of the claim that it is held by.', null=True)),
                ('claimed_by', models.CharField(blank=True, help_text="The worker's name for itself.", max_length=100, null=True)),
                ('last_error', models.CharField(blank=True, default='', help_text='Never a part of the payload: the type of the error, or why.', max_length=500)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"events"."outbox"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(condition=models.Q(('status', 'pending')), fields=['available_at'], name='ix_events_outbox_available_at'), agent360_models.indexes.Index(condition=models.Q(('status', 'pending')), fields=['aggregate_type', 'aggregate_id', 'sequence'], name='ix_events_outbox_aggregate'), agent360_models.indexes.Index(condition=models.Q(('status', 'delivered')), fields=['delivered_at'], name='ix_events_outbox_delivered_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('attempts__gte', 0)), name='ck_outbox_attempts', violation_error_message='Attempts are counted from 0.'), models.CheckConstraint(condition=models.Q(models.Q(('delivered_at__isnull', False), ('status', 'delivered')), models.Q(models.Q(('status', 'delivered'), _negated=True), ('delivered_at__isnull', True)), _connector='OR'), name='ck_outbox_delivered_at', violation_error_message='A message that is delivered, and no other, has the time of it.')],
            },
        ),
    ]
