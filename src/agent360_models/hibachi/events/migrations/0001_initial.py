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
                ('aggregate_id', models.UUIDField()),
                ('aggregate_type', models.CharField(help_text='The table of the aggregate, such as core.bookings.', max_length=100)),
                ('event_type', models.CharField(help_text='In the past tense, such as booking.confirmed.', max_length=100)),
                ('payload', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('version', models.IntegerField(help_text='Counts the events of the aggregate from 1, without gaps.')),
                ('occurred_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('hash_previous', models.CharField(blank=True, help_text="The hash of the aggregate's event before; empty at the first.", max_length=64, null=True)),
                ('hash_current', models.CharField(help_text='By computed_hash(), where this library wrote the event.', max_length=64)),
            ],
            options={
                'db_table': '"events"."domain_events"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['aggregate_id', 'version'], name='ix_events_domain_events_aggregate'), agent360_models.indexes.Index(fields=['occurred_at'], name='ix_events_domain_events_occurred'), agent360_models.indexes.Index(fields=['event_type'], name='ix_events_domain_events_type')],
            },
        ),
        migrations.CreateModel(
            name='InboxMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('signature', models.CharField(help_text='What tells the same message twice, among all sources, such as stripe:evt_1.', max_length=255)),
                ('source', models.CharField(help_text='Where it comes from, and who is to process it, if several are.', max_length=50)),
                ('payload', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('processed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('processed_at', models.DateTimeField(blank=True, help_text='Empty while it waits.', null=True)),
            ],
            options={
                'db_table': '"events"."inbox"',
                'managed': False,
                'constraints': [models.UniqueConstraint(fields=('signature',), name='ix_events_inbox_signature', violation_error_message='This message was received already.')],
            },
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('event', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='hibachi_events.domainevent')),
                ('target', models.CharField(help_text='Who is to hear of it: a queue, a service, a webhook.', max_length=50)),
                ('payload', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='As the event has it.')),
                ('attempts', models.IntegerField(default=0, help_text='How often it was claimed; never less again, so that a claim is known by it.')),
                ('max_attempts', models.IntegerField(default=10)),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now, help_text='When a worker may claim it: at once, after a delay, or when a lease runs out.')),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.events.models.OutboxMessage.Status, schema='public', type_name='outbox_status')),
                ('error', models.TextField(blank=True, help_text='Never a part of the payload: the type of the error, or why.', null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': '"events"."outbox"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['status', 'next_attempt_at'], name='ix_events_outbox_status_next_attempt')],
            },
        ),
    ]
