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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('escalation', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='What the call was about; becomes empty when the escalation is deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='call_recordings', to='hibachi_support.escalation', verbose_name='Escalation')),
                ('rc_call_id', models.CharField(help_text='Unique; a call of hibachi_integra is found by it too.', max_length=255, verbose_name='RingCentral call id')),
                ('rc_recording_id', models.CharField(help_text='Unique; given by RingCentral.', max_length=255, unique=True, verbose_name='RingCentral recording id')),
                ('rc_recording_uri', models.CharField(blank=True, help_text='Where the provider keeps it; erase() empties it.', max_length=500, null=True, verbose_name='RingCentral recording URI')),
                ('recording_type', agent360_models.fields.PgEnumField(default='inbound', enum=agent360_models.hibachi.communications.models.CallRecording.Type, help_text='Inbound is a call to the business, outbound one from it, internal one within it.', schema='communications', type_name='recording_type', verbose_name='Type')),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.communications.models.CallRecording.Status, help_text='An available one can be listened to; erase() makes it deleted.', schema='communications', type_name='recording_status', verbose_name='Status')),
                ('call_started_at', models.DateTimeField(verbose_name='Call started at')),
                ('duration_seconds', models.IntegerField(blank=True, null=True, verbose_name='Duration in seconds')),
                ('file_size_bytes', models.BigIntegerField(blank=True, null=True, verbose_name='File size in bytes')),
                ('content_type', models.CharField(blank=True, help_text='Of the file, such as audio/mpeg.', max_length=50, null=True, verbose_name='Content type')),
                ('s3_bucket', models.CharField(blank=True, help_text='Of the private storage; erase() empties it.', max_length=255, null=True, verbose_name='S3 bucket')),
                ('s3_key', models.CharField(blank=True, help_text="The object's key in private storage; erase() empties it.", max_length=500, null=True, verbose_name='S3 key')),
                ('s3_uri', models.CharField(blank=True, help_text="The object's address in private storage; erase() empties it.", max_length=1000, null=True, verbose_name='S3 URI')),
                ('retention_days', models.IntegerField(default=90, help_text='90 where nobody gives another number.', verbose_name='Retention in days')),
                ('delete_after', models.DateTimeField(blank=True, help_text='Empty where nobody has set an end.', null=True, verbose_name='Delete after')),
                ('downloaded_at', models.DateTimeField(blank=True, help_text='When it was fetched from RingCentral; empty before that.', null=True, verbose_name='Downloaded at')),
                ('archived_at', models.DateTimeField(blank=True, help_text='Empty for a recording that was never archived.', null=True, verbose_name='Archived at')),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, help_text='When erase() took out where it was kept; the row stays as a record of that.', null=True, verbose_name='Deleted at')),
                ('download_attempts', models.IntegerField(default=0, help_text='How often it was tried to fetch the recording from RingCentral.', verbose_name='Download attempts')),
                ('error_message', models.TextField(blank=True, help_text='Why the recording could not be fetched.', null=True, verbose_name='Error message')),
                ('accessed_count', models.IntegerField(default=0, editable=False, help_text='How often somebody listened, counted by record_access().', verbose_name='Access count')),
                ('last_accessed_by_id', models.UUIDField(blank=True, editable=False, help_text='The key of a user in public.users, which has no model here.', null=True, verbose_name='Last accessed by')),
                ('last_accessed_at', models.DateTimeField(blank=True, editable=False, help_text='When somebody listened last, written by record_access().', null=True, verbose_name='Last accessed at')),
                ('recording_metadata', models.JSONField(blank=True, default=dict, help_text='JSON of the platform; no code here reads it.', verbose_name='Metadata')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='A trigger writes it, whoever changes the row.', verbose_name='Updated at')),
            ],
            options={
                'db_table': '"communications"."call_recordings"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['call_started_at', 'status'], name='idx_call_recordings_date_status'), agent360_models.indexes.Index(condition=models.Q(('delete_after__isnull', False)), fields=['delete_after'], name='idx_call_recordings_delete_after'), agent360_models.indexes.Index(fields=['escalation'], name='idx_call_recordings_escalation'), agent360_models.indexes.Index(fields=['call_started_at'], name='ix_communications_call_recordings_call_started_at'), agent360_models.indexes.Index(fields=['delete_after'], name='ix_communications_call_recordings_delete_after'), agent360_models.indexes.Index(fields=['escalation'], name='ix_communications_call_recordings_escalation_id'), agent360_models.indexes.Index(fields=['status'], name='ix_communications_call_recordings_status')],
                'constraints': [models.UniqueConstraint(fields=('rc_call_id',), name='ix_communications_call_recordings_rc_call_id', violation_error_message='There is a recording of this call already.')],
            },
        ),
    ]
