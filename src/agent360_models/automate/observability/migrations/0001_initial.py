import agent360_models.base.uuids
import agent360_models.fields
import agent360_models.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditLogEntry',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('level', models.CharField(choices=[('DEBUG', 'Debug'), ('INFO', 'Info'), ('WARNING', 'Warning'), ('ERROR', 'Error'), ('CRITICAL', 'Critical')], default='INFO', max_length=20)),
                ('message', models.TextField()),
                ('context', agent360_models.fields.MaskedJSONField(blank=True, default=dict, help_text='What belongs to it; secrets become asterisks.')),
                ('trace_id', models.UUIDField(blank=True, help_text='The trace of the event that it belongs to.', null=True)),
                ('timestamp', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'audit log entries',
                'db_table': 'automate_observability_auditlogentry',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['trace_id', 'timestamp'], name='idx_automate_observability_auditlogentry_trace_timestamp'), agent360_models.indexes.Index(fields=['level', 'timestamp'], name='idx_automate_observability_auditlogentry_level_timestamp'), agent360_models.indexes.Index(fields=['timestamp'], name='idx_automate_observability_auditlogentry_timestamp')],
            },
        ),
    ]
