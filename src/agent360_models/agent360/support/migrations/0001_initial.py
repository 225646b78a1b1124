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
                ('cs_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('cs_case_number', models.CharField(help_text='The number that people quote.', max_length=80, verbose_name='Case number')),
                ('cs_subject', models.CharField(blank=True, help_text='The question or complaint in a line; may name people.', max_length=255, null=True, verbose_name='Subject')),
                ('cs_description', models.TextField(blank=True, help_text='The question or complaint in full; may name people.', null=True, verbose_name='Description')),
                ('cs_status', models.CharField(blank=True, help_text='Set in Salesforce, such as New, Working or Closed; the database allows any text.', max_length=100, null=True, verbose_name='Status')),
                ('cs_account', models.ForeignKey(blank=True, db_column='cs_account_id', db_constraint=False, help_text='Customer that asked; NULL where none is known, or it was deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to='agent360_accounts.account', verbose_name='Account')),
                ('cs_owner', models.ForeignKey(blank=True, db_column='cs_owner_id', db_constraint=False, help_text='User who works on it; NULL where no user does, or that user was deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owned_cases', to='agent360_core.user', verbose_name='Owner')),
                ('cs_priority', models.CharField(blank=True, help_text='Set in Salesforce, such as High, Medium or Low; the database allows any text.', max_length=100, null=True, verbose_name='Priority')),
                ('cs_sf_created_date', agent360_models.fields.MomentField(help_text='When the record was created there, in UTC; the row here may be younger.', verbose_name='Created in Salesforce')),
                ('cs_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('cs_last_modified_by_id', models.CharField(help_text='Salesforce id of a user, without a foreign key.', max_length=18, verbose_name='Last modified by')),
                ('cs_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('cs_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('cs_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'cases',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='CaseComment',
            fields=[
                ('cc_id', models.AutoField(help_text='Number that this database gives; cc_sf_id is the one of Salesforce.', primary_key=True, serialize=False, verbose_name='Id')),
                ('cc_sf_id', models.CharField(blank=True, help_text='Empty until a comment written in Agent360 has reached Salesforce.', max_length=18, null=True, unique=True, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('cc_case', models.ForeignKey(db_column='cc_case_id', db_constraint=False, help_text='What the comment is about; deleting it deletes the comment.', on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='agent360_support.case', verbose_name='Case')),
                ('cc_comment_body', models.TextField(blank=True, help_text='What somebody wrote. A change made here waits for its upload.', null=True, verbose_name='Comment')),
                ('cc_is_published', models.BooleanField(blank=True, help_text='Whether customers see the comment in the portal.', null=True, verbose_name='Published')),
                ('cc_sf_created_date', agent360_models.fields.MomentField(blank=True, help_text='In UTC; NULL until the comment is there.', null=True, verbose_name='Created in Salesforce')),
                ('cc_sf_created_by', models.ForeignKey(blank=True, db_column='cc_sf_created_by_id', db_constraint=False, db_index=False, help_text='User who wrote it there; NULL until the comment is there.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sf_created_case_comments', to='agent360_core.user', verbose_name='Created in Salesforce by')),
                ('cc_last_modified_date', agent360_models.fields.MomentField(blank=True, help_text='When the record last changed in Salesforce, in UTC.', null=True, verbose_name='Last modified')),
                ('cc_last_modified_by_id', models.CharField(blank=True, help_text='Salesforce id of a user, without a foreign key.', max_length=18, null=True, verbose_name='Last modified by')),
                ('cc_agent_modified_by', models.ForeignKey(blank=True, db_column='cc_agent_modified_by', db_constraint=False, db_index=False, help_text='Who changed the comment in Agent360 last.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agent_modified_case_comments', to='agent360_core.user', verbose_name='Modified in Agent360 by')),
                ('cc_agent_modified_date', agent360_models.fields.MomentField(blank=True, help_text='When somebody last changed the comment there, in UTC; NULL where nobody did.', null=True, verbose_name='Modified in Agent360')),
                ('cc_agent_created_by', models.ForeignKey(blank=True, db_column='cc_agent_created_by', db_constraint=False, db_index=False, help_text='Who wrote the comment in Agent360.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agent_created_case_comments', to='agent360_core.user', verbose_name='Created in Agent360 by')),
                ('cc_agent_created_date', agent360_models.fields.MomentField(blank=True, help_text='In UTC; NULL for a comment that came from Salesforce.', null=True, verbose_name='Created in Agent360')),
                ('cc_agent360_source', models.BooleanField(blank=True, help_text='Whether the comment was written in Agent360.', null=True, verbose_name='From Agent360')),
                ('cc_sync_status', models.SmallIntegerField(choices=[(0, 'Waiting for upload'), (1, 'Synced'), (2, 'Upload failed'), (3, 'In conflict')], default=1, help_text='0 waits for its upload to Salesforce, 1 is synced, 2 failed, 3 is in conflict.', verbose_name='Sync status')),
                ('cc_version', models.IntegerField(default=1, help_text='One more with each change made here.', verbose_name='Version')),
                ('cc_retry_count', models.IntegerField(default=0, help_text='Since the last change made here; 0 once Salesforce has the row.', verbose_name='Failed uploads')),
                ('cc_last_sync_error', models.TextField(blank=True, help_text='What Salesforce said to the last upload; NULL unless that failed.', null=True, verbose_name='Last sync error')),
                ('cc_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('cc_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('cc_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'case_comments',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='CaseHistory',
            fields=[
                ('ch_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('ch_case', models.ForeignKey(db_column='ch_case_id', db_constraint=False, help_text='The one that changed; deleting it deletes its history.', on_delete=django.db.models.deletion.CASCADE, related_name='history', to='agent360_support.case', verbose_name='Case')),
                ('ch_field', models.CharField(help_text='API name of the field that changed.', max_length=255, verbose_name='Changed field')),
                ('ch_old_value', models.TextField(blank=True, help_text='As text; NULL where the field was empty. May name people.', null=True, verbose_name='Old value')),
                ('ch_new_value', models.TextField(blank=True, help_text='As text; NULL where the field was emptied. May name people.', null=True, verbose_name='New value')),
                ('ch_created_date', agent360_models.fields.MomentField(help_text='When the field changed in Salesforce, in UTC.', verbose_name='Changed')),
                ('ch_created_by', models.ForeignKey(db_column='ch_created_by_id', db_constraint=False, db_index=False, help_text='User who changed the field in Salesforce, and can then not be deleted.', on_delete=django.db.models.deletion.PROTECT, related_name='created_case_history', to='agent360_core.user', verbose_name='Changed by')),
                ('ch_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('ch_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('ch_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
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
                ('tsk_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('tsk_what_id', models.CharField(blank=True, help_text='Id of the record that the task is about: an account, a case or a campaign.', max_length=18, null=True, verbose_name='Related record id')),
                ('tsk_what_type', models.CharField(blank=True, help_text='API name of the object that the record belongs to.', max_length=40, null=True, verbose_name='Related object')),
                ('tsk_what_name', models.CharField(blank=True, help_text='What the record of tsk_what_id was called when the sync copied it.', max_length=255, null=True, verbose_name='Related record name')),
                ('tsk_activity_date', models.DateField(blank=True, help_text="Salesforce's ActivityDate; NULL for a task without a deadline.", null=True, verbose_name='Due date')),
                ('tsk_status', models.CharField(help_text='Set in Salesforce, such as Not Started or Completed; the database allows any text.', max_length=100, verbose_name='Status')),
                ('tsk_priority', models.CharField(blank=True, help_text='Set in Salesforce, such as High, Normal or Low; the database allows any text.', max_length=100, null=True, verbose_name='Priority')),
                ('tsk_subject', models.CharField(help_text='What is to be done, in a line, such as Call; may name people.', max_length=255, verbose_name='Subject')),
                ('tsk_owner', models.ForeignKey(db_column='tsk_owner_id', db_constraint=False, help_text='User who has to do it; cannot be deleted while owning one.', on_delete=django.db.models.deletion.PROTECT, related_name='owned_tasks', to='agent360_core.user', verbose_name='Owner')),
                ('tsk_description', models.TextField(blank=True, help_text='Free text on what is to be done; may name people.', null=True, verbose_name='Description')),
                ('tsk_sf_created_date', agent360_models.fields.MomentField(help_text='When the record was created there, in UTC; the row here may be younger.', verbose_name='Created in Salesforce')),
                ('tsk_completed_date', agent360_models.fields.MomentField(blank=True, help_text='When it was closed, in UTC; NULL while it is open.', null=True, verbose_name='Completed')),
                ('tsk_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('tsk_last_modified_by_id', models.CharField(help_text='Salesforce id of a user, without a foreign key.', max_length=18, verbose_name='Last modified by')),
                ('tsk_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('tsk_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('tsk_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'tasks',
                'managed': False,
            },
        ),
    ]
