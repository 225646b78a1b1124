import agent360_models.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('email', models.CharField(blank=True, max_length=255, null=True)),
                ('first_name', models.CharField(blank=True, db_column='firstName', max_length=255, null=True)),
                ('last_name', models.CharField(blank=True, db_column='lastName', max_length=255, null=True)),
                ('phone', models.CharField(blank=True, max_length=255, null=True)),
                ('active', models.BooleanField(blank=True, null=True)),
                ('team_id', models.BigIntegerField(blank=True, db_column='teamId', help_text="By SalesRabbit's id.", null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as SalesRabbit sent it.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.')),
            ],
            options={
                'db_table': 'salesrabbit_user',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='Lead',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('lead_hash', models.CharField(blank=True, db_column='leadHash', help_text='Unique at SalesRabbit.', max_length=255, null=True)),
                ('disposition_id', models.BigIntegerField(blank=True, db_column='dispositionId', help_text="How the visit ended, by SalesRabbit's id.", null=True)),
                ('prospect_name', models.CharField(blank=True, db_column='prospectName', max_length=255, null=True)),
                ('prospect_phone', models.CharField(blank=True, db_column='prospectPhone', max_length=255, null=True)),
                ('prospect_email', models.CharField(blank=True, db_column='prospectEmail', max_length=255, null=True)),
                ('prospect_address', models.TextField(blank=True, db_column='prospectAddress', null=True)),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
                ('created_by', models.CharField(blank=True, db_column='createdBy', help_text='The agent, as SalesRabbit names them.', max_length=255, null=True)),
                ('source_created_at', models.DateTimeField(blank=True, db_column='createdAt', help_text='When the lead was created in SalesRabbit.', null=True)),
                ('last_modified', models.DateTimeField(blank=True, db_column='lastModified', help_text='When the lead was last changed in SalesRabbit.', null=True)),
                ('appointment_type', models.CharField(blank=True, db_column='appointmentType', max_length=255, null=True)),
                ('appointment', models.JSONField(blank=True, null=True)),
                ('custom_fields', models.JSONField(blank=True, db_column='customFields', null=True)),
                ('files', models.JSONField(blank=True, help_text='A list of attachments.', null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as SalesRabbit sent it.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.')),
            ],
            options={
                'db_table': 'salesrabbit_lead',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['lead_hash'], name='idx_salesrabbit_lead_leadHash'), agent360_models.indexes.Index(fields=['last_modified'], name='idx_salesrabbit_lead_lastModified')],
            },
        ),
    ]
