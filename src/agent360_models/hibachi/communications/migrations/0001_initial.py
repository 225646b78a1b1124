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
        ('hibachi_integra', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallRecording',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('call_session', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='recordings', to='hibachi_integra.callsession')),
                ('provider_recording_id', models.CharField(help_text="The provider's own id of the recording.", max_length=100, unique=True)),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.communications.models.CallRecording.Status, schema='communications', type_name='recording_status')),
                ('storage_key', models.CharField(blank=True, help_text="The object's key in private storage. No address that opens it: who may listen gets one for a while.", max_length=500, null=True)),
                ('content_type', models.CharField(default='audio/mpeg', max_length=100)),
                ('duration_seconds', models.IntegerField(blank=True, null=True)),
                ('size_bytes', models.BigIntegerField(blank=True, null=True)),
                ('transcript', models.TextField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('delete_after', models.DateTimeField(blank=True, help_text='Empty where it may stay for ever.', null=True)),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"communications"."call_recordings"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['call_session'], name='ix_communications_call_recordings_call_session_id'), agent360_models.indexes.Index(condition=models.Q(('delete_after__isnull', False), ('erased_at__isnull', True)), fields=['delete_after'], name='ix_communications_call_recordings_delete_after')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'available'), _negated=True), ('storage_key__isnull', False), _connector='OR'), name='ck_call_recordings_available', violation_error_message='A recording that is available has a key in the storage.'), models.CheckConstraint(condition=models.Q(('storage_key__iregex', '^https?:'), _negated=True), name='ck_call_recordings_storage_key', violation_error_message='A storage key is no address on the web.'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('status', 'erased'), _negated=True), ('erased_at__isnull', True)), models.Q(('erased_at__isnull', False), ('status', 'erased'), ('storage_key__isnull', True), ('transcript__isnull', True)), _connector='OR'), name='ck_call_recordings_erased', violation_error_message='An erased recording has the time of it, and neither a key nor a transcript.'), models.CheckConstraint(condition=models.Q(('duration_seconds__gte', 0)), name='ck_call_recordings_duration', violation_error_message='A duration is 0 seconds or more.'), models.CheckConstraint(condition=models.Q(('size_bytes__gte', 0)), name='ck_call_recordings_size', violation_error_message='A size is 0 bytes or more.')],
            },
        ),
    ]
