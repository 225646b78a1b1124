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
                ('slug', models.SlugField(blank=True, max_length=255, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('enabled', models.BooleanField(default=True, help_text='When off, its triggers never match.')),
                ('config', models.JSONField(blank=True, default=dict, help_text="The project's own.")),
            ],
            options={
                'db_table': 'automate_core_automation',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('type', models.CharField(help_text='What happened, such as order.paid.', max_length=100)),
                ('payload', models.JSONField(blank=True, default=dict)),
                ('source', models.CharField(blank=True, help_text="Who saw it, such as a webhook's name.", max_length=200)),
                ('trace_id', models.UUIDField(default=uuid.uuid4, help_text='The same for events that belong together.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('type', models.CharField(help_text='Which handler does it.', max_length=100)),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('running', 'Running'), ('succeeded', 'Succeeded'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='pending', editable=False, max_length=20)),
                ('params', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('result', models.JSONField(blank=True, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ('priority', models.IntegerField(default=0, help_text='The highest goes first.')),
                ('scheduled_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Not before; after a failure when to try again.')),
                ('max_attempts', models.PositiveIntegerField(default=3)),
                ('attempts', models.PositiveIntegerField(default=0, editable=False)),
                ('error_redacted', models.JSONField(blank=True, default=str, editable=False, help_text="Type and message of the last attempt's error, as one text.")),
                ('progress', models.JSONField(blank=True, default=dict, editable=False, help_text='done, total and note.')),
                ('cancel_requested', models.BooleanField(default=False, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('started_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('claim', models.UUIDField(blank=True, editable=False, help_text='The mark of who may write its outcome.', null=True)),
                ('lease_owner', models.CharField(blank=True, editable=False, help_text='The worker, for people.', max_length=255)),
                ('lease_expires_at', models.DateTimeField(blank=True, editable=False, null=True)),
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
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('automation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='workflows', to='automate_core.automation')),
                ('version', models.IntegerField(blank=True, help_text='Counts from 1 within the automation. Empty: the next one.')),
                ('graph', models.JSONField(default=dict, help_text='Nodes and edges, as the README of the app tells.')),
                ('is_live', models.BooleanField(default=False, editable=False, help_text='The version that runs: make_live().')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
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
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('workflow', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='executions', to='automate_core.workflow')),
                ('event', models.ForeignKey(blank=True, db_index=False, help_text='What triggered it. Empty: nothing did, or the event is deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='executions', to='automate_core.event')),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('running', 'Running'), ('succeeded', 'Succeeded'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='pending', max_length=20)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('context', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='What its steps share.')),
                ('error_summary', models.TextField(blank=True, help_text='Type and message of the error that ended it.')),
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
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('execution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='automate_core.execution')),
                ('step_id', models.CharField(help_text='The id of the node.', max_length=100)),
                ('status', models.CharField(choices=[('pending', 'Pending'), ('running', 'Running'), ('succeeded', 'Succeeded'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='pending', max_length=20)),
                ('input', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ('output', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ('error', models.TextField(blank=True, help_text='Type and message of the error that ended it.')),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('duration_ms', models.IntegerField(blank=True, help_text='Measured with a monotonic clock.', null=True)),
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
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('automation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='triggers', to='automate_core.automation')),
                ('type', models.CharField(help_text='The type of event, such as order.paid.', max_length=100)),
                ('config', models.JSONField(blank=True, default=dict, help_text='{"payload": {name: path}} names what is taken from an event; other keys are the project\'s own.')),
                ('filters', models.JSONField(blank=True, default=dict, help_text='For each dotted path in the payload the value, or values, that it may have.')),
            ],
            options={
                'db_table': 'automate_core_trigger',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['automation'], name='automate_core_trigger_automation'), agent360_models.indexes.Index(fields=['type'], name='automate_core_trigger_type')],
            },
        ),
    ]
