import agent360_models.agent360.salesforce.ids
import agent360_models.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agent360_accounts', '0001_initial'),
        ('agent360_core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('cs_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('cs_case_number', models.CharField(help_text='The number that people quote.', max_length=80)),
                ('cs_subject', models.CharField(blank=True, max_length=255, null=True)),
                ('cs_description', models.TextField(blank=True, null=True)),
                ('cs_status', models.CharField(blank=True, max_length=100, null=True)),
                ('cs_account', models.ForeignKey(blank=True, db_column='cs_account_id', db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to='agent360_accounts.account')),
                ('cs_owner', models.ForeignKey(blank=True, db_column='cs_owner_id', db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owned_cases', to='agent360_core.user')),
                ('cs_priority', models.CharField(blank=True, max_length=100, null=True)),
                ('cs_sf_created_date', agent360_models.fields.MomentField()),
                ('cs_last_modified_date', agent360_models.fields.MomentField()),
                ('cs_last_modified_by_id', models.CharField(max_length=18)),
                ('cs_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('cs_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('cs_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'db_table': 'cases',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='CaseComment',
            fields=[
                ('cc_id', models.AutoField(primary_key=True, serialize=False)),
                ('cc_sf_id', models.CharField(blank=True, help_text='Empty until a comment written in Agent360 has reached Salesforce.', max_length=18, null=True, unique=True, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('cc_case', models.ForeignKey(db_column='cc_case_id', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='agent360_support.case')),
                ('cc_comment_body', models.TextField(blank=True, null=True)),
                ('cc_is_published', models.BooleanField(blank=True, help_text='Whether customers see the comment in the portal.', null=True)),
                ('cc_sf_created_date', agent360_models.fields.MomentField(blank=True, null=True)),
                ('cc_sf_created_by', models.ForeignKey(blank=True, db_column='cc_sf_created_by_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sf_created_case_comments', to='agent360_core.user')),
                ('cc_last_modified_date', agent360_models.fields.MomentField(blank=True, null=True)),
                ('cc_last_modified_by_id', models.CharField(blank=True, max_length=18, null=True)),
                ('cc_agent_modified_by', models.ForeignKey(blank=True, db_column='cc_agent_modified_by', db_constraint=False, db_index=False, help_text='Who changed the comment in Agent360 last.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agent_modified_case_comments', to='agent360_core.user')),
                ('cc_agent_modified_date', agent360_models.fields.MomentField(blank=True, null=True)),
                ('cc_agent_created_by', models.ForeignKey(blank=True, db_column='cc_agent_created_by', db_constraint=False, db_index=False, help_text='Who wrote the comment in Agent360.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agent_created_case_comments', to='agent360_core.user')),
                ('cc_agent_created_date', agent360_models.fields.MomentField(blank=True, null=True)),
                ('cc_agent360_source', models.BooleanField(blank=True, help_text='Whether the comment was written in Agent360.', null=True)),
                ('cc_sync_status', models.SmallIntegerField(choices=[(0, 'Pending'), (1, 'Synced'), (2, 'Failed'), (3, 'Conflict')], default=1)),
                ('cc_version', models.IntegerField(default=1)),
                ('cc_retry_count', models.IntegerField(default=0, help_text='How often sending it to Salesforce was tried again.')),
                ('cc_last_sync_error', models.TextField(blank=True, null=True)),
                ('cc_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('cc_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('cc_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'db_table': 'case_comments',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='CaseHistory',
            fields=[
                ('ch_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('ch_case', models.ForeignKey(db_column='ch_case_id', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='history', to='agent360_support.case')),
                ('ch_field', models.CharField(help_text='API name of the field that changed.', max_length=255)),
                ('ch_old_value', models.TextField(blank=True, null=True)),
                ('ch_new_value', models.TextField(blank=True, null=True)),
                ('ch_created_date', agent360_models.fields.MomentField(help_text='When the field changed.')),
                ('ch_created_by', models.ForeignKey(db_column='ch_created_by_id', db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='created_case_history', to='agent360_core.user')),
                ('ch_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('ch_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('ch_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'verbose_name_plural': 'case history',
                'db_table': 'case_history',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('tsk_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('tsk_what_id', models.CharField(blank=True, help_text='Id of the record that the task is about: an account, a case or a campaign.', max_length=18, null=True)),
                ('tsk_what_type', models.CharField(blank=True, help_text='API name of the object that the record belongs to.', max_length=40, null=True)),
                ('tsk_what_name', models.CharField(blank=True, max_length=255, null=True)),
                ('tsk_activity_date', models.DateField(blank=True, help_text='The day on which the task is due.', null=True)),
                ('tsk_status', models.CharField(max_length=100)),
                ('tsk_priority', models.CharField(blank=True, max_length=100, null=True)),
                ('tsk_subject', models.CharField(max_length=255)),
                ('tsk_owner', models.ForeignKey(db_column='tsk_owner_id', db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='owned_tasks', to='agent360_core.user')),
                ('tsk_description', models.TextField(blank=True, null=True)),
                ('tsk_sf_created_date', agent360_models.fields.MomentField()),
                ('tsk_completed_date', agent360_models.fields.MomentField(blank=True, null=True)),
                ('tsk_last_modified_date', agent360_models.fields.MomentField()),
                ('tsk_last_modified_by_id', models.CharField(max_length=18)),
                ('tsk_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('tsk_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('tsk_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'db_table': 'tasks',
                'managed': False,
            },
        ),
    ]
