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
                ('usr_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('usr_username', models.CharField(help_text='The log-in name, in the form of an e-mail address.', max_length=80)),
                ('usr_email', models.CharField(max_length=255)),
                ('usr_first_name', models.CharField(blank=True, max_length=255, null=True)),
                ('usr_last_name', models.CharField(max_length=255)),
                ('usr_name', models.CharField(max_length=255)),
                ('usr_is_active', models.BooleanField(help_text='Whether the user may log in; see usr_active for deletion.')),
                ('usr_profile_id', models.CharField(blank=True, max_length=18, null=True)),
                ('usr_federation_id', models.CharField(blank=True, help_text='The name under which single sign-on knows the user.', max_length=255, null=True)),
                ('usr_time_zone', models.CharField(help_text="Salesforce's TimeZoneSidKey, such as Europe/Berlin.", max_length=100)),
                ('usr_language', models.CharField(help_text="Salesforce's LanguageLocaleKey, such as en_US.", max_length=100)),
                ('usr_sf_created_date', agent360_models.fields.MomentField()),
                ('usr_last_modified_date', agent360_models.fields.MomentField()),
                ('usr_last_modified_by_id', models.CharField(max_length=18)),
                ('usr_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('usr_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('usr_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'db_table': 'users',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='UserRole',
            fields=[
                ('ur_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('ur_name', models.CharField(max_length=80)),
                ('ur_last_modified_date', agent360_models.fields.MomentField()),
                ('ur_system_modstamp', agent360_models.fields.MomentField(help_text="Salesforce's SystemModstamp: also moved by its own processes.")),
                ('ur_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('ur_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('ur_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'db_table': 'user_roles',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='RecordType',
            fields=[
                ('rt_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('rt_name', models.CharField(max_length=80)),
                ('rt_developer_name', models.CharField(help_text='The API name, stable when the label changes.', max_length=80)),
                ('rt_sobject_type', models.CharField(help_text='API name of the object that it is a variant of.', max_length=40)),
                ('rt_is_active', models.BooleanField(help_text='Whether new records may use it; see rt_active for deletion.')),
                ('rt_sf_created_date', agent360_models.fields.MomentField()),
                ('rt_last_modified_date', agent360_models.fields.MomentField()),
                ('rt_last_modified_by', models.ForeignKey(blank=True, db_column='rt_last_modified_by_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='modified_record_types', to='agent360_core.user')),
                ('rt_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('rt_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('rt_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'db_table': 'record_types',
                'managed': False,
            },
        ),
        migrations.AddField(
            model_name='user',
            name='usr_user_role',
            field=models.ForeignKey(blank=True, db_column='usr_user_role_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='users', to='agent360_core.userrole'),
        ),
    ]
