import agent360_models.base.uuids
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
            name='Automation',
            fields=[
                ('slug', models.SlugField(blank=True, help_text='Readable part of a URL. Left empty, it is made of another field, by default the name.', max_length=255, unique=True, verbose_name='Slug')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(help_text='For people; the slug is made of it.', max_length=200, verbose_name='Name')),
                ('enabled', models.BooleanField(default=True, help_text='When off, its triggers never match.', verbose_name='Enabled')),
                ('config', models.JSONField(blank=True, default=dict, help_text="The project's own.", verbose_name='Configuration')),
            ],
            options={
                'db_table': 'automate_core_automation',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('type', models.CharField(help_text='What happened, such as order.paid.', max_length=100, verbose_name='Type')),
                ('payload', models.JSONField(blank=True, default=dict, help_text='A JSON object, stored in clear: it may name a secret, and hold none.', verbose_name='Payload')),
                ('source', models.CharField(blank=True, help_text="Who saw it, such as a webhook's name.", max_length=200, verbose_name='Source')),
                ('trace_id', models.UUIDField(default=uuid.uuid4, help_text='The same for events that belong together.', verbose_name='Trace id')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='When it was recorded, by the clock of the application.', verbose_name='Created at')),
            ],
            options={
                'db_table': 'automate_core_event',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['type', 'created_at'], name='automate_core_event_type'), agent360_models.indexes.Index(fields=['trace_id'], name='automate_core_event_trace')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Set with every transition; of a new row, when it was made.', verbose_name='Status changed at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('type', models.CharField(help_text='Which handler does it.', max_length=100, verbose_name='Type')),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('running', 'Running'), ('succeeded', 'Succeeded'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='pending', editable=False, help_text='pending, running, succeeded, failed or cancelled; the last two may be requeued.', max_length=20, verbose_name='Status')),
                ('params', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='JSON for the handler, stored in clear: the name of a secret, and not the secret.', verbose_name='Parameters')),
                ('result', models.JSONField(blank=True, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='JSON that the handler returned. Empty: it has not succeeded, or returned nothing.', null=True, verbose_name='Result')),
                ('priority', models.IntegerField(default=0, help_text='The highest goes first.', verbose_name='Priority')),
                ('scheduled_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Not before; after a failure when to try again.', verbose_name='Scheduled at')),
                ('max_attempts', models.PositiveIntegerField(default=3, help_text='After that many claims it is not tried again by itself.', verbose_name='Maximum attempts')),
                ('attempts', models.PositiveIntegerField(default=0, editable=False, help_text='How often a worker has claimed it; requeue() sets it to 0.', verbose_name='Attempts')),
                ('error_redacted', models.JSONField(blank=True, default=str, editable=False, help_text="Type and message of the last attempt's error, as one text.", verbose_name='Error')),
                ('progress', models.JSONField(blank=True, default=dict, editable=False, help_text='done, total and note.', verbose_name='Progress')),
                ('cancel_requested', models.BooleanField(default=False, editable=False, help_text='The handler learns of it when it next says how far it is.', verbose_name='Cancellation requested')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='When somebody asked for it.', verbose_name='Created at')),
                ('started_at', models.DateTimeField(blank=True, editable=False, help_text='When a worker last claimed it. Empty: none has.', null=True, verbose_name='Started at')),
                ('ended_at', models.DateTimeField(blank=True, editable=False, help_text='Empty until it succeeds, fails for good or is cancelled.', null=True, verbose_name='Ended at')),
                ('claim', models.UUIDField(blank=True, editable=False, help_text='The mark of who may write its outcome.', null=True, verbose_name='Claim')),
                ('lease_owner', models.CharField(blank=True, editable=False, help_text='The worker, for people.', max_length=255, verbose_name='Lease owner')),
                ('lease_expires_at', models.DateTimeField(blank=True, editable=False, help_text='From then on another worker may claim it; progress puts it off.', null=True, verbose_name='Lease expires at')),
            ],
            options={
                'db_table': 'automate_core_job',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(condition=models.Q(('status', 'pending')), fields=['-priority', 'scheduled_at', 'id'], name='automate_core_job_due'), agent360_models.indexes.Index(condition=models.Q(('status', 'pending')), fields=['type', '-priority', 'scheduled_at', 'id'], name='automate_core_job_due_of_type'), agent360_models.indexes.Index(condition=models.Q(('status', 'running')), fields=['lease_expires_at'], name='automate_core_job_lease'), agent360_models.indexes.Index(condition=models.Q(('status', 'pending')), fields=['scheduled_at'], name='automate_core_job_waiting'), agent360_models.indexes.Index(condition=models.Q(('status', 'failed')), fields=['ended_at'], name='automate_core_job_failed')],
            },
        ),
        migrations.CreateModel(
            name='Workflow',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('automation', models.ForeignKey(db_index=False, help_text='One of its versions at most is live. Deleting it deletes them.', on_delete=django.db.models.deletion.CASCADE, related_name='workflows', to='automate_core.automation', verbose_name='Automation')),
                ('version', models.IntegerField(blank=True, help_text='Counts from 1 within the automation. Empty: the next one.', verbose_name='Version')),
                ('graph', models.JSONField(default=dict, help_text='Nodes and edges, as the README of the app tells.', verbose_name='Graph')),
                ('is_live', models.BooleanField(default=False, editable=False, help_text='The version that runs; make_live() switches to it.', verbose_name='Live')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When the version was first saved.', verbose_name='Created at')),
            ],
            options={
                'db_table': 'automate_core_workflow',
                'managed': True,
                'constraints': [models.UniqueConstraint(fields=('automation', 'version'), name='automate_core_workflow_version'), models.UniqueConstraint(condition=models.Q(('is_live', True)), fields=('automation',), name='automate_core_workflow_live_once')],
            },
        ),
        migrations.CreateModel(
            name='Execution',
            fields=[
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Set with every transition; of a new row, when it was made.', verbose_name='Status changed at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('workflow', models.ForeignKey(db_index=False, help_text='The version that ran; it cannot be deleted while it has executions.', on_delete=django.db.models.deletion.PROTECT, related_name='executions', to='automate_core.workflow', verbose_name='Workflow')),
                ('event', models.ForeignKey(blank=True, db_index=False, help_text='What triggered it. Empty: nothing did, or the event is deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='executions', to='automate_core.event', verbose_name='Event')),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('running', 'Running'), ('succeeded', 'Succeeded'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='pending', help_text='pending, running, succeeded, failed or cancelled; what has ended stays as it ended.', max_length=20, verbose_name='Status')),
                ('started_at', models.DateTimeField(blank=True, help_text='Empty: it has not begun.', null=True, verbose_name='Started at')),
                ('ended_at', models.DateTimeField(blank=True, help_text='Empty until it succeeds, fails or is cancelled.', null=True, verbose_name='Ended at')),
                ('context', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='What its steps share.', verbose_name='Context')),
                ('error_summary', models.TextField(blank=True, help_text='Type and message of the error that ended it.', verbose_name='Error summary')),
            ],
            options={
                'db_table': 'automate_core_execution',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['workflow', 'started_at'], name='automate_core_execution_workflow'), agent360_models.indexes.Index(fields=['event'], name='automate_core_execution_event'), agent360_models.indexes.Index(condition=models.Q(('status', 'running')), fields=['started_at'], name='automate_core_execution_running')],
            },
        ),
        migrations.CreateModel(
            name='StepRun',
            fields=[
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Set with every transition; of a new row, when it was made.', verbose_name='Status changed at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('execution', models.ForeignKey(db_index=False, help_text='The run of the workflow that it is a part of.', on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='automate_core.execution', verbose_name='Execution')),
                ('step_id', models.CharField(help_text='The id of the node in the graph.', max_length=100, verbose_name='Step id')),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('running', 'Running'), ('succeeded', 'Succeeded'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='pending', help_text='pending, running, succeeded, failed or cancelled; what has ended stays as it ended.', max_length=20, verbose_name='Status')),
                ('input', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='JSON that the node was given, stored in clear.', null=True, verbose_name='Input')),
                ('output', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='JSON that the node returned, stored in clear. Empty: it returned nothing.', null=True, verbose_name='Output')),
                ('error', models.TextField(blank=True, help_text='Type and message of the error that ended it.', verbose_name='Error')),
                ('started_at', models.DateTimeField(blank=True, help_text='When the node began, by the clock of the application.', null=True, verbose_name='Started at')),
                ('duration_ms', models.IntegerField(blank=True, help_text='In milliseconds, by a monotonic clock. Empty: the step did not end by itself.', null=True, verbose_name='Duration')),
            ],
            options={
                'db_table': 'automate_core_steprun',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['execution', 'started_at'], name='automate_core_steprun_execution')],
            },
        ),
        migrations.CreateModel(
            name='Trigger',
            fields=[
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('automation', models.ForeignKey(db_index=False, help_text='Started by matching events while it is enabled.', on_delete=django.db.models.deletion.CASCADE, related_name='triggers', to='automate_core.automation', verbose_name='Automation')),
                ('type', models.CharField(help_text='The type of event, such as order.paid.', max_length=100, verbose_name='Type')),
                ('config', models.JSONField(blank=True, default=dict, help_text='{"payload": {name: path}} names what is taken from an event; other keys are the project\'s own.', verbose_name='Configuration')),
                ('filters', models.JSONField(blank=True, default=dict, help_text='For each dotted path in the payload the value, or values, that it may have.', verbose_name='Filters')),
            ],
            options={
                'db_table': 'automate_core_trigger',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['automation'], name='automate_core_trigger_automation'), agent360_models.indexes.Index(fields=['type'], name='automate_core_trigger_type')],
            },
        ),
    ]
