import agent360_models.indexes
import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ingestion_orchestration', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(help_text='Given by this database.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(help_text='Chosen by the operator; two rules may have the same.', max_length=128, verbose_name='Name')),
                ('kind', models.CharField(choices=[('failed', 'The last run failed'), ('late', 'No success for too long'), ('too_few', 'The last run brought too few records'), ('slow', 'The last run took too long')], help_text='failed, late, too_few or slow; all but failed need their limit.', max_length=16, verbose_name='Kind')),
                ('crm_source', models.CharField(blank=True, help_text='The system, such as hubspot. Empty: every one.', max_length=50, null=True, verbose_name='CRM source')),
                ('sync_type', models.CharField(blank=True, help_text='What is synced, such as contacts. Empty: everything.', max_length=100, null=True, verbose_name='Sync type')),
                ('max_age', models.DurationField(blank=True, help_text='Late: how old the last success may be, as 1 06:00:00 for 30 hours.', null=True, verbose_name='Maximum age')),
                ('min_records', models.IntegerField(blank=True, help_text='Too few: how many records a run brings at least, changed or not.', null=True, verbose_name='Minimum records')),
                ('max_duration', models.DurationField(blank=True, help_text='Slow: how long a run may take.', null=True, verbose_name='Maximum duration')),
                ('enabled', models.BooleanField(db_default=True, default=True, help_text='The alerts of a rule that is switched off are closed.', verbose_name='Enabled')),
                ('created_at', models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False, help_text='Of a sync that never succeeded, the time without success counts from here.', verbose_name='Created')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When the rule was last saved.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'alerts_rule',
                'managed': True,
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'failed'), models.Q(('kind', 'late'), ('max_age__isnull', False)), models.Q(('kind', 'too_few'), ('min_records__isnull', False)), models.Q(('kind', 'slow'), ('max_duration__isnull', False)), _connector='OR'), name='alerts_rule_has_its_limit')],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(help_text='Given by this database.', primary_key=True, serialize=False, verbose_name='Id')),
                ('rule', models.ForeignKey(db_index=False, help_text='Where it is deleted, its alerts go too.', on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='ingestion_alerts.rule', verbose_name='Rule')),
                ('crm_source', models.CharField(help_text='The system whose sync broke the rule, such as hubspot.', max_length=50, verbose_name='CRM source')),
                ('sync_type', models.CharField(help_text='What was synced, such as contacts.', max_length=100, verbose_name='Sync type')),
                ('run', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='The run in which it showed first. Old runs may be gone.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='alerts', to='ingestion_orchestration.synchistory', verbose_name='Run')),
                ('reason', models.CharField(help_text='What was found first, in numbers.', max_length=200, verbose_name='Reason')),
                ('opened_at', models.DateTimeField(help_text='When the evaluation found the rule broken.', verbose_name='Opened')),
                ('closed_at', models.DateTimeField(blank=True, help_text='Empty while the alert is open.', null=True, verbose_name='Closed')),
            ],
            options={
                'db_table': 'alerts_alert',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['rule', 'opened_at'], name='idx_alerts_alert_rule_opened'), agent360_models.indexes.Index(fields=['crm_source', 'sync_type', 'opened_at'], name='idx_alerts_alert_sync_opened')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('rule', 'crm_source', 'sync_type'), name='alerts_alert_open_once')],
            },
        ),
    ]
