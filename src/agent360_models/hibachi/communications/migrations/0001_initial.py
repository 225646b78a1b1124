import agent360_models.fields
import agent360_models.hibachi.communications.models
import agent360_models.indexes
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('hibachi_support', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallRecording',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('escalation', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='What the call was about.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='call_recordings', to='hibachi_support.escalation')),
                ('rc_call_id', models.CharField(help_text="RingCentral's own id of the call.", max_length=255)),
                ('rc_recording_id', models.CharField(help_text="RingCentral's own id of the recording.", max_length=255, unique=True)),
                ('rc_recording_uri', models.CharField(blank=True, max_length=500, null=True)),
                ('recording_type', agent360_models.fields.PgEnumField(default='inbound', enum=agent360_models.hibachi.communications.models.CallRecording.Type, schema='communications', type_name='recording_type')),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.communications.models.CallRecording.Status, schema='communications', type_name='recording_status')),
                ('call_started_at', models.DateTimeField()),
                ('duration_seconds', models.IntegerField(blank=True, null=True)),
                ('file_size_bytes', models.BigIntegerField(blank=True, null=True)),
                ('content_type', models.CharField(blank=True, max_length=50, null=True)),
                ('s3_bucket', models.CharField(blank=True, max_length=255, null=True)),
                ('s3_key', models.CharField(blank=True, help_text="The object's key in private storage.", max_length=500, null=True)),
                ('s3_uri', models.CharField(blank=True, max_length=1000, null=True)),
                ('retention_days', models.IntegerField(default=90)),
                ('delete_after', models.DateTimeField(blank=True, help_text='Empty where nobody has set an end.', null=True)),
                ('downloaded_at', models.DateTimeField(blank=True, null=True)),
                ('archived_at', models.DateTimeField(blank=True, null=True)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('download_attempts', models.IntegerField(default=0)),
                ('error_message', models.TextField(blank=True, null=True)),
                ('accessed_count', models.IntegerField(default=0, editable=False)),
                ('last_accessed_by_id', models.UUIDField(blank=True, editable=False, help_text='The key of a user in public.users, which has no model here.', null=True, verbose_name='last accessed by')),
                ('last_accessed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('recording_metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"communications"."call_recordings"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['call_started_at', 'status'], name='idx_call_recordings_date_status'), agent360_models.indexes.Index(condition=models.Q(('delete_after__isnull', False)), fields=['delete_after'], name='idx_call_recordings_delete_after'), agent360_models.indexes.Index(fields=['escalation'], name='idx_call_recordings_escalation'), agent360_models.indexes.Index(fields=['call_started_at'], name='ix_communications_call_recordings_call_started_at'), agent360_models.indexes.Index(fields=['delete_after'], name='ix_communications_call_recordings_delete_after'), agent360_models.indexes.Index(fields=['escalation'], name='ix_communications_call_recordings_escalation_id'), agent360_models.indexes.Index(fields=['status'], name='ix_communications_call_recordings_status')],
                'constraints': [models.UniqueConstraint(fields=('rc_call_id',), name='ix_communications_call_recordings_rc_call_id', violation_error_message='There is a recording of this call already.')],
            },
        ),
    ]
