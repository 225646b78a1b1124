import agent360_models.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agent360_core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SyncLog',
            fields=[
                ('sl_id', models.AutoField(primary_key=True, serialize=False)),
                ('sl_run_id', models.UUIDField(default=uuid.uuid4)),
                ('sl_job_name', models.CharField(max_length=50)),
                ('sl_direction', models.CharField(max_length=20)),
                ('sl_object_name', models.CharField(help_text='The table that the run is about.', max_length=50)),
                ('sl_sf_object_api', models.CharField(blank=True, help_text='API name of the object in Salesforce.', max_length=50, null=True)),
                ('sl_started_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('sl_completed_at', agent360_models.fields.MomentField(blank=True, null=True)),
                ('sl_status', models.CharField(choices=[('running', 'Running'), ('success', 'Success'), ('partial', 'Partial'), ('failed', 'Failed'), ('skipped', 'Skipped')], default='running', max_length=20)),
                ('sl_records_queried', models.IntegerField(blank=True, default=0, null=True)),
                ('sl_records_inserted', models.IntegerField(blank=True, default=0, null=True)),
                ('sl_records_updated', models.IntegerField(blank=True, default=0, null=True)),
                ('sl_records_deleted', models.IntegerField(blank=True, default=0, null=True)),
                ('sl_records_skipped', models.IntegerField(blank=True, default=0, null=True)),
                ('sl_records_failed', models.IntegerField(blank=True, default=0, null=True)),
                ('sl_hwm_before', agent360_models.fields.MomentField(blank=True, help_text='The watermark when the run started.', null=True)),
                ('sl_hwm_after', agent360_models.fields.MomentField(blank=True, help_text='The watermark when the run ended.', null=True)),
                ('sl_error_message', models.TextField(blank=True, null=True)),
                ('sl_error_details', models.JSONField(blank=True, null=True)),
            ],
            options={
                'db_table': 'sync_log',
                'ordering': ['-sl_started_at'],
                'managed': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('sl_status__in', ['running', 'success', 'partial', 'failed', 'skipped'])), name='chk_sl_status', violation_error_message='A run is running, success, partial, failed or skipped.')],
            },
        ),
        migrations.CreateModel(
            name='SyncWatermark',
            fields=[
                ('sw_id', models.AutoField(primary_key=True, serialize=False)),
                ('sw_object_name', models.CharField(help_text='The table that is synced.', max_length=50, unique=True)),
                ('sw_sf_object_api', models.CharField(help_text='API name of the object in Salesforce.', max_length=50)),
                ('sw_last_sync_ts', agent360_models.fields.MomentField(blank=True, help_text='The watermark: every change up to this time has been taken over.', null=True)),
                ('sw_last_delete_check', agent360_models.fields.MomentField(blank=True, null=True)),
                ('sw_sync_frequency', models.CharField(choices=[('hourly', 'Hourly'), ('daily', 'Daily'), ('weekly', 'Weekly')], default='hourly', max_length=20)),
                ('sw_sync_enabled', models.BooleanField(default=True)),
                ('sw_sync_order', models.IntegerField(default=0)),
                ('sw_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'db_table': 'sync_watermarks',
                'managed': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('sw_sync_frequency__in', ['hourly', 'daily', 'weekly'])), name='chk_sw_frequency', violation_error_message='A sync is hourly, daily or weekly.')],
            },
        ),
        migrations.CreateModel(
            name='UserLoginLog',
            fields=[
                ('ull_id', models.AutoField(primary_key=True, serialize=False)),
                ('ull_user', models.ForeignKey(db_column='ull_user_sf_id', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='login_logs', to='agent360_core.user')),
                ('ull_login_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('ull_ip_address', models.CharField(blank=True, max_length=45, null=True)),
                ('ull_user_agent', models.CharField(blank=True, max_length=500, null=True)),
                ('ull_session_duration_sec', models.IntegerField(blank=True, null=True)),
                ('ull_logout_at', agent360_models.fields.MomentField(blank=True, null=True)),
            ],
            options={
                'db_table': 'user_login_log',
                'ordering': ['-ull_login_at'],
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='SyncConflict',
            fields=[
                ('sc_id', models.AutoField(primary_key=True, serialize=False)),
                ('sc_object_name', models.CharField(help_text='The table that the record is in.', max_length=50)),
                ('sc_record_sf_id', models.CharField(max_length=18)),
                ('sc_record_local_id', models.IntegerField(blank=True, help_text='Key of the record in its table, where that is a number of our own.', null=True)),
                ('sc_conflict_type', models.CharField(choices=[('local_pending', 'Local change is pending'), ('sf_deleted', 'Deleted in Salesforce'), ('version_mismatch', 'Version mismatch')], max_length=30)),
                ('sc_local_value', models.JSONField(blank=True, null=True)),
                ('sc_sf_value', models.JSONField(blank=True, null=True)),
                ('sc_resolution', models.CharField(blank=True, choices=[('local_wins', 'Local wins'), ('sf_wins', 'Salesforce wins'), ('manual', 'Manual')], max_length=20, null=True)),
                ('sc_resolved_at', agent360_models.fields.MomentField(blank=True, help_text='Empty while the conflict is open.', null=True)),
                ('sc_resolved_by', models.ForeignKey(blank=True, db_column='sc_resolved_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='resolved_conflicts', to='agent360_core.user')),
                ('sc_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
            ],
            options={
                'db_table': 'sync_conflicts',
                'managed': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('sc_conflict_type__in', ['local_pending', 'sf_deleted', 'version_mismatch'])), name='chk_sc_conflict_type', violation_error_message='A conflict is local_pending, sf_deleted or version_mismatch.'), models.CheckConstraint(condition=models.Q(('sc_resolution__in', ['local_wins', 'sf_wins', 'manual']), ('sc_resolution', None), _connector='OR'), name='chk_sc_resolution', violation_error_message='A resolution is local_wins, sf_wins or manual; an open conflict has none.')],
            },
        ),
    ]
