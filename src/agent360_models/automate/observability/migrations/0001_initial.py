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
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('DEBUG', 'Debug'), ('INFO', 'Info'), ('WARNING', 'Warning'), ('ERROR', 'Error'), ('CRITICAL', 'Critical')], default='INFO', max_length=20)),
                ('message', models.TextField()),
                ('context', agent360_models.fields.MaskedJSONField(blank=True, default=dict, help_text='What belongs to it; secrets become asterisks.')),
                ('trace_id', models.UUIDField(blank=True, help_text='The trace of the event that it belongs to.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name_plural': 'audit log entries',
                'db_table': 'automate_observability_auditlogentry',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['trace_id', 'created_at'], name='idx_automate_observability_auditlogentry_trace_created'), agent360_models.indexes.Index(fields=['level', 'created_at'], name='idx_automate_observability_auditlogentry_level_created'), agent360_models.indexes.Index(fields=['created_at'], name='idx_automate_observability_auditlogentry_created_at')],
            },
        ),
    ]
