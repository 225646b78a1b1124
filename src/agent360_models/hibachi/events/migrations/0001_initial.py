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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('aggregate_id', models.UUIDField(help_text='The key of the row that the event is about; no foreign key holds it.', verbose_name='Aggregate id')),
                ('aggregate_type', models.CharField(help_text='The table of the aggregate, such as core.bookings.', max_length=100, verbose_name='Aggregate type')),
                ('event_type', models.CharField(help_text='In the past tense, such as booking.confirmed.', max_length=100, verbose_name='Event type')),
                ('payload', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='JSON that the publisher chooses; it may have personal data.', verbose_name='Payload')),
                ('version', models.IntegerField(help_text='Counts the events of the aggregate from 1, without gaps.', verbose_name='Version')),
                ('occurred_at', models.DateTimeField(default=django.utils.timezone.now, help_text='The hash of the event is made of it too.', verbose_name='Occurred at')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('hash_previous', models.CharField(blank=True, help_text="The hash of the aggregate's event before; empty at the first.", max_length=64, null=True, verbose_name='Previous hash')),
                ('hash_current', models.CharField(help_text='By computed_hash(), where this library wrote the event.', max_length=64, verbose_name='Current hash')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('signature', models.CharField(help_text='What tells the same message twice, among all sources, such as stripe:evt_1.', max_length=255, verbose_name='Signature')),
                ('source', models.CharField(help_text='Where it comes from, and who is to process it, if several are.', max_length=50, verbose_name='Source')),
                ('payload', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='JSON as the source sent it; it may have personal data.', verbose_name='Payload')),
                ('processed', models.BooleanField(default=False, help_text='Written by process(), in one transaction with what the caller does.', verbose_name='Processed')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='When the message came for the first time.', verbose_name='Created at')),
                ('processed_at', models.DateTimeField(blank=True, help_text='Empty while it waits.', null=True, verbose_name='Processed at')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('event', models.ForeignKey(db_constraint=False, db_index=False, help_text='What the message carries; an event that is deleted takes its messages along.', on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='hibachi_events.domainevent', verbose_name='Event')),
                ('target', models.CharField(help_text='Who is to hear of it: a queue, a service, a webhook.', max_length=50, verbose_name='Target')),
                ('payload', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='As the event has it.', verbose_name='Payload')),
                ('attempts', models.IntegerField(default=0, help_text='How often it was claimed; never less again, so that a claim is known by it.', verbose_name='Attempts')),
                ('max_attempts', models.IntegerField(default=10, help_text='After so many claims the message becomes a dead letter; 10 for a new one.', verbose_name='Maximum attempts')),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now, help_text='When a worker may claim it: at once, after a delay, or when a lease runs out.', verbose_name='Next attempt at')),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.events.models.OutboxMessage.Status, help_text='Processing is claimed by a worker, completed is delivered, and failed is a dead letter.', schema='public', type_name='outbox_status', verbose_name='Status')),
                ('error', models.TextField(blank=True, help_text='Never a part of the payload: the type of the error, or why.', null=True, verbose_name='Error')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('completed_at', models.DateTimeField(blank=True, help_text="When a worker acknowledged it, by the database's clock; empty before that.", null=True, verbose_name='Completed at')),
            ],
            options={
                'db_table': '"events"."outbox"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['status', 'next_attempt_at'], name='ix_events_outbox_status_next_attempt')],
            },
        ),
    ]
