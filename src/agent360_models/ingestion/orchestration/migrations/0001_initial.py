import agent360_models.indexes
import agent360_models.operations
import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        agent360_models.operations.CreateSchema(
            name='orchestration',
        ),
        migrations.CreateModel(
            name='SyncHistory',
            fields=[
                ('id', models.BigAutoField(help_text='Given by this database.', primary_key=True, serialize=False, verbose_name='Id')),
                ('crm_source', models.CharField(help_text='The system that rows came from, such as hubspot.', max_length=50, verbose_name='CRM source')),
                ('sync_type', models.CharField(help_text='What was synced, such as contacts.', max_length=100, verbose_name='Sync type')),
                ('endpoint', models.CharField(blank=True, help_text='The API endpoint or data source.', max_length=200, null=True, verbose_name='Endpoint')),
                ('start_time', models.DateTimeField(help_text='When the run began.', verbose_name='Start')),
                ('end_time', models.DateTimeField(blank=True, help_text='Empty while the run is under way.', null=True, verbose_name='End')),
                ('status', models.CharField(blank=True, choices=[('running', 'Running'), ('success', 'Success'), ('failed', 'Failed'), ('partial', 'Partial')], db_default='running', default='running', help_text='running, then success, partial where records were left out, or failed.', max_length=20, null=True, verbose_name='Status')),
                ('records_processed', models.IntegerField(blank=True, db_default=0, default=0, help_text='How many the source brought, changed or not.', null=True, verbose_name='Records processed')),
                ('records_created', models.IntegerField(blank=True, db_default=0, default=0, help_text='How many were new here.', null=True, verbose_name='Records created')),
                ('records_updated', models.IntegerField(blank=True, db_default=0, default=0, help_text='How many rows changed here; those that were deleted count too.', null=True, verbose_name='Records updated')),
                ('records_failed', models.IntegerField(blank=True, db_default=0, default=0, help_text='How many could not be written.', null=True, verbose_name='Records failed')),
                ('error_message', models.TextField(blank=True, help_text='Why the run broke off; empty where it did not.', null=True, verbose_name='Error message')),
                ('configuration', models.JSONField(blank=True, db_default={}, default=dict, help_text='What the run was asked to do.', null=True, verbose_name='Configuration')),
                ('performance_metrics', models.JSONField(blank=True, db_default={}, default=dict, help_text='Duration in seconds, records per second, unchanged records, watermarks.', null=True, verbose_name='Performance metrics')),
                ('created_at', models.DateTimeField(blank=True, db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, help_text="When the row was inserted, by the database's clock.", null=True, verbose_name='Created')),
            ],
            options={
                'verbose_name_plural': 'sync histories',
                'db_table': '"orchestration"."sync_history"',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['crm_source', 'sync_type'], name='idx_sync_history_crm_type'), agent360_models.indexes.Index(fields=['start_time'], name='idx_sync_history_start_time'), agent360_models.indexes.Index(fields=['status'], name='idx_sync_history_status'), agent360_models.indexes.Index(fields=['crm_source', 'sync_type', '-start_time', '-id'], name='idx_sync_history_newest'), agent360_models.indexes.Index(fields=['crm_source', 'sync_type', 'status', '-start_time', '-id'], name='idx_sync_history_by_status'), agent360_models.indexes.Index(condition=models.Q(('performance_metrics__has_key', 'watermark')), fields=['crm_source', 'sync_type', '-start_time', '-id'], name='idx_sync_history_watermark')],
            },
        ),
        migrations.CreateModel(
            name='SyncSchedule',
            fields=[
                ('id', models.BigAutoField(help_text='Given by this database.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(help_text='Free to choose, for those who look at the admin.', max_length=128, verbose_name='Name')),
                ('crm_source', models.CharField(help_text='The system that rows come from, such as hubspot.', max_length=64, verbose_name='CRM source')),
                ('model_name', models.CharField(help_text='What is synced, such as contacts.', max_length=128, verbose_name='Model name')),
                ('mode', models.CharField(choices=[('delta', 'What changed since the last success'), ('full', 'Everything'), ('force7', 'The last seven days')], help_text='delta: since the last success; full: everything; force7: the last seven days.', max_length=16, verbose_name='Mode')),
                ('recurrence_type', models.CharField(choices=[('interval', 'Every so often'), ('crontab', 'At fixed times')], help_text='interval counts by every and period, crontab by the five columns of that name.', max_length=16, verbose_name='Recurrence')),
                ('every', models.IntegerField(blank=True, help_text='Of an interval: every so many periods.', null=True, verbose_name='Every')),
                ('period', models.CharField(blank=True, choices=[('minutes', 'Minutes'), ('hours', 'Hours'), ('days', 'Days'), ('weeks', 'Weeks')], help_text='minutes, hours, days or weeks; a day has 24 hours.', max_length=24, null=True, verbose_name='Period')),
                ('crontab_minute', models.CharField(blank=True, db_default='*', default='*', help_text='0 to 59, in the notation of cron; empty means every one.', max_length=64, null=True, verbose_name='Crontab minute')),
                ('crontab_hour', models.CharField(blank=True, db_default='*', default='*', help_text="0 to 23, in Celery's time zone; empty means every one.", max_length=64, null=True, verbose_name='Crontab hour')),
                ('crontab_day_of_week', models.CharField(blank=True, db_default='*', default='*', help_text='0, which is Sunday, to 6, or names such as mon; empty means every one.', max_length=64, null=True, verbose_name='Crontab day of week')),
                ('crontab_day_of_month', models.CharField(blank=True, db_default='*', default='*', help_text='1 to 31; empty means every one.', max_length=64, null=True, verbose_name='Crontab day of month')),
                ('crontab_month_of_year', models.CharField(blank=True, db_default='*', default='*', help_text='1 to 12; empty means every one.', max_length=64, null=True, verbose_name='Crontab month')),
                ('enabled', models.BooleanField(blank=True, db_default=True, default=True, help_text='A schedule that is not has no next run.', null=True, verbose_name='Enabled')),
                ('last_run', models.DateTimeField(blank=True, editable=False, help_text="When the newest run began that came to an end; written by Celery's worker.", null=True, verbose_name='Last run')),
                ('next_run', models.DateTimeField(blank=True, editable=False, help_text='The due time that stands; empty where disabled, or where nothing runs it.', null=True, verbose_name='Next run')),
                ('periodic_task_id', models.IntegerField(blank=True, editable=False, help_text='The row of django-celery-beat; no constraint refers to it.', null=True, verbose_name='Periodic task')),
                ('created_at', models.DateTimeField(blank=True, db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, help_text="When the row was inserted, by the database's clock.", null=True, verbose_name='Created')),
                ('updated_at', models.DateTimeField(auto_now=True, db_default=django.contrib.postgres.functions.TransactionNow(), help_text='When the schedule was last saved.', null=True, verbose_name='Updated')),
            ],
            options={
                'db_table': '"orchestration"."sync_schedule"',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['crm_source'], name='idx_sync_schedule_source'), agent360_models.indexes.Index(fields=['enabled'], name='idx_sync_schedule_enabled')],
            },
        ),
    ]
