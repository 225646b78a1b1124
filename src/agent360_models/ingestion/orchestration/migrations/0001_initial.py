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
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('crm_source', models.CharField(help_text='The system that rows came from, such as hubspot.', max_length=50, verbose_name='CRM source')),
                ('sync_type', models.CharField(help_text='What was synced, such as contacts.', max_length=100)),
                ('endpoint', models.CharField(blank=True, help_text='The API endpoint or data source.', max_length=200, null=True)),
                ('start_time', models.DateTimeField()),
                ('end_time', models.DateTimeField(blank=True, null=True)),
                ('status', models.CharField(blank=True, choices=[('running', 'Running'), ('success', 'Success'), ('failed', 'Failed'), ('partial', 'Partial')], db_default='running', default='running', max_length=20, null=True)),
                ('records_processed', models.IntegerField(blank=True, db_default=0, default=0, null=True, verbose_name='processed')),
                ('records_created', models.IntegerField(blank=True, db_default=0, default=0, null=True, verbose_name='created')),
                ('records_updated', models.IntegerField(blank=True, db_default=0, default=0, null=True, verbose_name='updated')),
                ('records_failed', models.IntegerField(blank=True, db_default=0, default=0, null=True, verbose_name='failed')),
                ('error_message', models.TextField(blank=True, null=True)),
                ('configuration', models.JSONField(blank=True, db_default={}, default=dict, help_text='What the run was asked to do.', null=True)),
                ('performance_metrics', models.JSONField(blank=True, db_default={}, default=dict, help_text='Duration in seconds, records per second, unchanged records, watermarks.', null=True)),
                ('created_at', models.DateTimeField(blank=True, db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, null=True)),
            ],
            options={
                'verbose_name_plural': 'sync histories',
                'db_table': '"orchestration"."sync_history"',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['crm_source', 'sync_type'], name='idx_sync_history_crm_type'), agent360_models.indexes.Index(fields=['start_time'], name='idx_sync_history_start_time'), agent360_models.indexes.Index(fields=['status'], name='idx_sync_history_status')],
            },
        ),
        migrations.CreateModel(
            name='SyncSchedule',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=128)),
                ('crm_source', models.CharField(help_text='The system that rows come from, such as hubspot.', max_length=64, verbose_name='CRM source')),
                ('model_name', models.CharField(help_text='What is synced, such as contacts.', max_length=128)),
                ('mode', models.CharField(choices=[('delta', 'What changed since the last success'), ('full', 'Everything'), ('force7', 'The last seven days')], max_length=16)),
                ('recurrence_type', models.CharField(choices=[('interval', 'Every so often'), ('crontab', 'At fixed times')], max_length=16)),
                ('every', models.IntegerField(blank=True, help_text='Of an interval: every so many periods.', null=True)),
                ('period', models.CharField(blank=True, choices=[('minutes', 'Minutes'), ('hours', 'Hours'), ('days', 'Days'), ('weeks', 'Weeks')], max_length=24, null=True)),
                ('crontab_minute', models.CharField(blank=True, db_default='*', default='*', max_length=64, null=True)),
                ('crontab_hour', models.CharField(blank=True, db_default='*', default='*', max_length=64, null=True)),
                ('crontab_day_of_week', models.CharField(blank=True, db_default='*', default='*', max_length=64, null=True)),
                ('crontab_day_of_month', models.CharField(blank=True, db_default='*', default='*', max_length=64, null=True)),
                ('crontab_month_of_year', models.CharField(blank=True, db_default='*', default='*', max_length=64, null=True)),
                ('enabled', models.BooleanField(blank=True, db_default=True, default=True, null=True)),
                ('last_run', models.DateTimeField(blank=True, editable=False, null=True)),
                ('next_run', models.DateTimeField(blank=True, editable=False, null=True)),
                ('periodic_task_id', models.IntegerField(blank=True, editable=False, help_text='The row of django-celery-beat; no constraint refers to it.', null=True)),
                ('created_at', models.DateTimeField(blank=True, db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, null=True)),
                ('updated_at', models.DateTimeField(auto_now=True, db_default=django.contrib.postgres.functions.TransactionNow(), null=True)),
            ],
            options={
                'db_table': '"orchestration"."sync_schedule"',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['crm_source'], name='idx_sync_schedule_source'), agent360_models.indexes.Index(fields=['enabled'], name='idx_sync_schedule_enabled')],
            },
        ),
    ]
