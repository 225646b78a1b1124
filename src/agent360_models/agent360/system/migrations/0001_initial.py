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
                ('sl_id', models.AutoField(help_text='Number that this database gives; later runs have higher ones.', primary_key=True, serialize=False, verbose_name='Id')),
                ('sl_run_id', models.UUIDField(default=uuid.uuid4, help_text='A random UUID; the database allows several rows with the same.', verbose_name='Run id')),
                ('sl_job_name', models.CharField(help_text="What ran: load for manage.py agent360 load, or a name of the sync's own.", max_length=50, verbose_name='Job name')),
                ('sl_direction', models.CharField(help_text='inbound for what comes from Salesforce; the database allows any text.', max_length=20, verbose_name='Direction')),
                ('sl_object_name', models.CharField(help_text='The one that the run is about, by its name in this database.', max_length=50, verbose_name='Table')),
                ('sl_sf_object_api', models.CharField(blank=True, help_text='API name of what the run read, such as Account.', max_length=50, null=True, verbose_name='Salesforce object')),
                ('sl_started_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When the row of the run was written, in UTC.', verbose_name='Started')),
                ('sl_completed_at', agent360_models.fields.MomentField(blank=True, help_text='When the run ended, in UTC; NULL while it goes on.', null=True, verbose_name='Completed')),
                ('sl_status', models.CharField(choices=[('running', 'Running'), ('success', 'Success'), ('partial', 'Partial'), ('failed', 'Failed'), ('skipped', 'Skipped')], default='running', help_text='running, success, failed, partial (rows were rejected) or skipped (another run was on).', max_length=20, verbose_name='Status')),
                ('sl_records_queried', models.IntegerField(blank=True, default=0, help_text='Rows that came in; the other five numbers add up to it.', null=True, verbose_name='Records queried')),
                ('sl_records_inserted', models.IntegerField(blank=True, default=0, help_text='Rows that were new here.', null=True, verbose_name='Records inserted')),
                ('sl_records_updated', models.IntegerField(blank=True, default=0, help_text='Rows that were here with other values; without those flagged as deleted.', null=True, verbose_name='Records updated')),
                ('sl_records_deleted', models.IntegerField(blank=True, default=0, help_text='Rows that Salesforce deleted, and that are inactive here now.', null=True, verbose_name='Records deleted')),
                ('sl_records_skipped', models.IntegerField(blank=True, default=0, help_text='Rows left as they were: unchanged, older than here, or with a local change.', null=True, verbose_name='Records skipped')),
                ('sl_records_failed', models.IntegerField(blank=True, default=0, help_text='Rows that were rejected; sl_error_details may say why.', null=True, verbose_name='Records failed')),
                ('sl_hwm_before', agent360_models.fields.MomentField(blank=True, help_text="Where the object's watermark stood when the run started, in UTC.", null=True, verbose_name='Watermark before')),
                ('sl_hwm_after', agent360_models.fields.MomentField(blank=True, help_text="Where the object's watermark stood when the run ended, in UTC; NULL until then.", null=True, verbose_name='Watermark after')),
                ('sl_error_message', models.TextField(blank=True, help_text='Why the run failed or was skipped; NULL where it went well.', null=True, verbose_name='Error message')),
                ('sl_error_details', models.JSONField(blank=True, help_text="JSON of the job's own, such as reasons with the number of rows.", null=True, verbose_name='Error details')),
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
                ('sw_id', models.AutoField(help_text='Number that this database gives; the order of syncs is in sw_sync_order.', primary_key=True, serialize=False, verbose_name='Id')),
                ('sw_object_name', models.CharField(help_text='The one that is synced, by its name in this database; each has one row.', max_length=50, unique=True, verbose_name='Table')),
                ('sw_sf_object_api', models.CharField(help_text='API name of what fills the table, such as Account.', max_length=50, verbose_name='Salesforce object')),
                ('sw_last_sync_ts', agent360_models.fields.MomentField(blank=True, help_text='Every change in Salesforce up to this time, in UTC, is here; NULL if never synced.', null=True, verbose_name='Watermark')),
                ('sw_last_delete_check', agent360_models.fields.MomentField(blank=True, help_text='When Salesforce was last asked what was deleted, in UTC; NULL if never.', null=True, verbose_name='Last delete check')),
                ('sw_sync_frequency', models.CharField(choices=[('hourly', 'Hourly'), ('daily', 'Daily'), ('weekly', 'Weekly')], default='hourly', help_text='hourly, daily or weekly; a sync is due once the watermark is that old.', max_length=20, verbose_name='Sync frequency')),
                ('sw_sync_enabled', models.BooleanField(default=True, help_text='Whether the object is ever due.', verbose_name='Sync enabled')),
                ('sw_sync_order', models.IntegerField(default=0, help_text='Low numbers first: parents before their children.', verbose_name='Sync order')),
                ('sw_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
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
                ('ull_id', models.AutoField(help_text='Number that this database gives; later log-ins have higher ones.', primary_key=True, serialize=False, verbose_name='Id')),
                ('ull_user', models.ForeignKey(db_column='ull_user_sf_id', db_constraint=False, help_text='Who logged in to Agent360; deleting the user deletes the log-ins.', on_delete=django.db.models.deletion.CASCADE, related_name='login_logs', to='agent360_core.user', verbose_name='User')),
                ('ull_login_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When the session began, in UTC.', verbose_name='Log-in')),
                ('ull_ip_address', models.CharField(blank=True, help_text='Where the user was, as text of IPv4 or IPv6; personal data.', max_length=45, null=True, verbose_name='IP address')),
                ('ull_user_agent', models.CharField(blank=True, help_text='What the browser calls itself; personal data.', max_length=500, null=True, verbose_name='User agent')),
                ('ull_session_duration_sec', models.IntegerField(blank=True, help_text='Seconds from log-in to log-out; NULL while it goes on.', null=True, verbose_name='Session duration')),
                ('ull_logout_at', agent360_models.fields.MomentField(blank=True, help_text='When the session ended, in UTC; NULL while it goes on.', null=True, verbose_name='Log-out')),
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
                ('sc_id', models.AutoField(help_text='Number that this database gives; later conflicts have higher ones.', primary_key=True, serialize=False, verbose_name='Id')),
                ('sc_object_name', models.CharField(help_text='The one that the record is in, by its name in this database.', max_length=50, verbose_name='Table')),
                ('sc_record_sf_id', models.CharField(help_text='18 characters; with sc_object_name it finds the row.', max_length=18, verbose_name="Record's Salesforce id")),
                ('sc_record_local_id', models.IntegerField(blank=True, help_text='Key of the record in its table, where that is a number of our own.', null=True, verbose_name="Record's own id")),
                ('sc_conflict_type', models.CharField(choices=[('local_pending', 'Local change is pending'), ('sf_deleted', 'Deleted in Salesforce'), ('version_mismatch', 'Version mismatch')], help_text='local_pending (changed on both sides), sf_deleted or version_mismatch.', max_length=30, verbose_name='Conflict type')),
                ('sc_local_value', models.JSONField(blank=True, help_text='JSON: every column that came from Salesforce, as it is in this database.', null=True, verbose_name='Value here')),
                ('sc_sf_value', models.JSONField(blank=True, help_text='JSON by our columns: all of them, not only those that differ.', null=True, verbose_name='Value in Salesforce')),
                ('sc_resolution', models.CharField(blank=True, choices=[('local_wins', 'Local wins'), ('sf_wins', 'Salesforce wins'), ('manual', 'Manual')], help_text='local_wins, sf_wins or manual: whose values stand. NULL while it is open.', max_length=20, null=True, verbose_name='Resolution')),
                ('sc_resolved_at', agent360_models.fields.MomentField(blank=True, help_text='In UTC; NULL while the conflict is open.', null=True, verbose_name='Resolved')),
                ('sc_resolved_by', models.ForeignKey(blank=True, db_column='sc_resolved_by', db_constraint=False, db_index=False, help_text='User who decided; NULL while it is open, or where nobody is named.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='resolved_conflicts', to='agent360_core.user', verbose_name='Resolved by')),
                ('sc_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When the sync found the conflict, in UTC.', verbose_name='Created')),
            ],
            options={
                'db_table': 'sync_conflicts',
                'managed': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('sc_conflict_type__in', ['local_pending', 'sf_deleted', 'version_mismatch'])), name='chk_sc_conflict_type', violation_error_message='A conflict is local_pending, sf_deleted or version_mismatch.'), models.CheckConstraint(condition=models.Q(('sc_resolution__in', ['local_wins', 'sf_wins', 'manual']), ('sc_resolution', None), _connector='OR'), name='chk_sc_resolution', violation_error_message='A resolution is local_wins, sf_wins or manual; an open conflict has none.')],
            },
        ),
    ]
