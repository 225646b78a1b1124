import agent360_models.agent360.salesforce.ids
import agent360_models.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('usr_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('usr_username', models.CharField(help_text='The log-in name, in the form of an e-mail address.', max_length=80, verbose_name='Username')),
                ('usr_email', models.CharField(help_text='Where mail reaches the user; usr_username only looks like an address.', max_length=255, verbose_name='Email')),
                ('usr_first_name', models.CharField(blank=True, help_text='NULL where Salesforce has none: only the last name is required.', max_length=255, null=True, verbose_name='First name')),
                ('usr_last_name', models.CharField(help_text='Always there, also for an integration.', max_length=255, verbose_name='Last name')),
                ('usr_name', models.CharField(help_text='First and last name as Salesforce joins them.', max_length=255, verbose_name='Full name')),
                ('usr_is_active', models.BooleanField(help_text='Whether the user may log in; see usr_active for deletion.', verbose_name='Active in Salesforce')),
                ('usr_profile_id', models.CharField(blank=True, help_text='Salesforce id of what decides the permissions; no table here holds these.', max_length=18, null=True, verbose_name='Profile')),
                ('usr_federation_id', models.CharField(blank=True, help_text='The name under which single sign-on knows the user.', max_length=255, null=True, verbose_name='Federation id')),
                ('usr_time_zone', models.CharField(help_text="Salesforce's TimeZoneSidKey, such as Europe/Berlin.", max_length=100, verbose_name='Time zone')),
                ('usr_language', models.CharField(help_text="Salesforce's LanguageLocaleKey, such as en_US.", max_length=100, verbose_name='Language')),
                ('usr_sf_created_date', agent360_models.fields.MomentField(help_text='When the record was created there, in UTC; the row here may be younger.', verbose_name='Created in Salesforce')),
                ('usr_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('usr_last_modified_by_id', models.CharField(help_text='Salesforce id of a user, without a foreign key.', max_length=18, verbose_name='Last modified by')),
                ('usr_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('usr_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('usr_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'users',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='UserRole',
            fields=[
                ('ur_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('ur_name', models.CharField(help_text="Position in the org's hierarchy, as Salesforce shows it.", max_length=80, verbose_name='Name')),
                ('ur_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('ur_system_modstamp', agent360_models.fields.MomentField(help_text="Like Last modified, but also moved by Salesforce's own processes; in UTC.", verbose_name='System modstamp')),
                ('ur_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('ur_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('ur_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'user_roles',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='RecordType',
            fields=[
                ('rt_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('rt_name', models.CharField(help_text='Label that people see; rt_developer_name is the one for programs.', max_length=80, verbose_name='Name')),
                ('rt_developer_name', models.CharField(help_text='The API name, stable when the label changes.', max_length=80, verbose_name='Developer name')),
                ('rt_sobject_type', models.CharField(help_text='API name of the object that it is a variant of.', max_length=40, verbose_name='Object')),
                ('rt_is_active', models.BooleanField(help_text='Whether new records may use it; see rt_active for deletion.', verbose_name='Active in Salesforce')),
                ('rt_sf_created_date', agent360_models.fields.MomentField(help_text='When the record was created there, in UTC; the row here may be younger.', verbose_name='Created in Salesforce')),
                ('rt_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('rt_last_modified_by', models.ForeignKey(blank=True, db_column='rt_last_modified_by_id', db_constraint=False, db_index=False, help_text='User who last changed it in Salesforce; NULL where that user is gone.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='modified_record_types', to='agent360_core.user', verbose_name='Last modified by')),
                ('rt_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('rt_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('rt_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'record_types',
                'managed': False,
            },
        ),
        migrations.AddField(
            model_name='user',
            name='usr_user_role',
            field=models.ForeignKey(blank=True, db_column='usr_user_role_id', db_constraint=False, db_index=False, help_text="Position in the org's hierarchy; NULL for a user without one.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='users', to='agent360_core.userrole', verbose_name='Role'),
        ),
    ]
