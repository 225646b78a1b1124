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
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('level', models.CharField(choices=[('DEBUG', 'Debug'), ('INFO', 'Info'), ('WARNING', 'Warning'), ('ERROR', 'Error'), ('CRITICAL', 'Critical')], default='INFO', help_text="The severity, as Python's logging names it.", max_length=20, verbose_name='Level')),
                ('message', models.TextField(help_text='Stored as it is given, so no place for a secret.', verbose_name='Message')),
                ('context', agent360_models.fields.MaskedJSONField(blank=True, default=dict, help_text='What belongs to it; secrets become asterisks.', verbose_name='Context')),
                ('trace_id', models.UUIDField(blank=True, help_text='The trace of the event that it belongs to.', null=True, verbose_name='Trace id')),
                ('timestamp', models.DateTimeField(auto_now_add=True, help_text='When the entry was written, by the clock of the application.', verbose_name='Timestamp')),
            ],
            options={
                'verbose_name_plural': 'audit log entries',
                'db_table': 'automate_observability_auditlogentry',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['trace_id', 'timestamp'], name='idx_automate_observability_auditlogentry_trace_timestamp'), agent360_models.indexes.Index(fields=['level', 'timestamp'], name='idx_automate_observability_auditlogentry_level_timestamp'), agent360_models.indexes.Index(fields=['timestamp'], name='idx_automate_observability_auditlogentry_timestamp')],
            },
        ),
    ]
