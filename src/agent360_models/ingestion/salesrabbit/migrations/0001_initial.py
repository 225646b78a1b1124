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
                ('id', models.BigIntegerField(help_text='A number that SalesRabbit gives.', primary_key=True, serialize=False, verbose_name='SalesRabbit id')),
                ('email', models.CharField(blank=True, max_length=255, null=True, verbose_name='Email')),
                ('first_name', models.CharField(blank=True, db_column='firstName', max_length=255, null=True, verbose_name='First name')),
                ('last_name', models.CharField(blank=True, db_column='lastName', max_length=255, null=True, verbose_name='Last name')),
                ('phone', models.CharField(blank=True, help_text='As SalesRabbit sends it; normalize_phone() makes one form of any notation.', max_length=255, null=True, verbose_name='Phone')),
                ('active', models.BooleanField(blank=True, help_text='NULL where SalesRabbit did not say.', null=True, verbose_name='Active')),
                ('team_id', models.BigIntegerField(blank=True, db_column='teamId', help_text="By SalesRabbit's id.", null=True, verbose_name='Team')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as SalesRabbit sent it.', null=True, verbose_name='Raw data')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'salesrabbit_user',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='Lead',
            fields=[
                ('id', models.BigIntegerField(help_text='A contact of HubSpot names it in lead_salesrabbit_lead_id.', primary_key=True, serialize=False, verbose_name='SalesRabbit id')),
                ('lead_hash', models.CharField(blank=True, db_column='leadHash', help_text='Unique at SalesRabbit.', max_length=255, null=True, verbose_name='Lead hash')),
                ('disposition_id', models.BigIntegerField(blank=True, db_column='dispositionId', help_text="How the visit ended, by SalesRabbit's id.", null=True, verbose_name='Disposition')),
                ('prospect_name', models.CharField(blank=True, db_column='prospectName', max_length=255, null=True, verbose_name='Prospect name')),
                ('prospect_phone', models.CharField(blank=True, db_column='prospectPhone', help_text='As SalesRabbit sends it; normalize_phone() makes one form of any notation.', max_length=255, null=True, verbose_name='Prospect phone')),
                ('prospect_email', models.CharField(blank=True, db_column='prospectEmail', max_length=255, null=True, verbose_name='Prospect email')),
                ('prospect_address', models.TextField(blank=True, db_column='prospectAddress', help_text='The full address in one text.', null=True, verbose_name='Prospect address')),
                ('latitude', models.FloatField(blank=True, help_text='Of the door, in degrees; negative in the south.', null=True, verbose_name='Latitude')),
                ('longitude', models.FloatField(blank=True, help_text='Of the door, in degrees; negative in the west.', null=True, verbose_name='Longitude')),
                ('created_by', models.CharField(blank=True, db_column='createdBy', help_text='The agent, as SalesRabbit names them.', max_length=255, null=True, verbose_name='Created by')),
                ('source_created_at', models.DateTimeField(blank=True, db_column='createdAt', help_text='When the lead was created in SalesRabbit.', null=True, verbose_name='Created')),
                ('last_modified', models.DateTimeField(blank=True, db_column='lastModified', help_text='When the lead was last changed in SalesRabbit.', null=True, verbose_name='Last modified')),
                ('appointment_type', models.CharField(blank=True, db_column='appointmentType', help_text='Its category, as text.', max_length=255, null=True, verbose_name='Appointment type')),
                ('appointment', models.JSONField(blank=True, help_text='JSON as SalesRabbit sent it.', null=True, verbose_name='Appointment')),
                ('custom_fields', models.JSONField(blank=True, db_column='customFields', help_text='What the company added in SalesRabbit, as JSON.', null=True, verbose_name='Custom fields')),
                ('files', models.JSONField(blank=True, help_text='A list of attachments.', null=True, verbose_name='Files')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as SalesRabbit sent it.', null=True, verbose_name='Raw data')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'salesrabbit_lead',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['lead_hash'], name='idx_salesrabbit_lead_leadHash'), agent360_models.indexes.Index(fields=['last_modified'], name='idx_salesrabbit_lead_lastModified')],
            },
        ),
    ]
