import agent360_models.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('contact_id', models.BigIntegerField(help_text="A number; HubSpot's lead_contact names it.", primary_key=True, serialize=False, verbose_name='Genius id')),
                ('firstname', models.CharField(blank=True, max_length=255, null=True, verbose_name='First name')),
                ('lastname', models.CharField(blank=True, max_length=255, null=True, verbose_name='Last name')),
                ('email', models.CharField(blank=True, max_length=255, null=True, verbose_name='Email')),
                ('phone', models.CharField(blank=True, help_text='As Genius sends it; normalize_phone() makes one form of any notation.', max_length=255, null=True, verbose_name='Phone')),
                ('address1', models.CharField(blank=True, help_text='Its first line, with the street.', max_length=255, null=True, verbose_name='Address')),
                ('city', models.CharField(blank=True, max_length=255, null=True, verbose_name='City')),
                ('state', models.CharField(blank=True, help_text='Two letters in Genius.', max_length=255, null=True, verbose_name='State')),
                ('zipcode', models.CharField(blank=True, help_text='Text, so that leading zeros stay.', max_length=255, null=True, verbose_name='Zip code')),
                ('created', models.DateTimeField(blank=True, help_text='When the contact was created in Genius.', null=True, verbose_name='Created')),
                ('modified', models.DateTimeField(blank=True, help_text='When the contact was last changed in Genius.', null=True, verbose_name='Modified')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'genius_contact',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='DivisionGroup',
            fields=[
                ('id', models.BigIntegerField(help_text='A number that Genius gives.', primary_key=True, serialize=False, verbose_name='Genius id')),
                ('group_label', models.CharField(blank=True, max_length=255, null=True, verbose_name='Name')),
                ('is_active', models.BooleanField(blank=True, help_text='NULL where Genius did not say.', null=True, verbose_name='Active')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'genius_division_group',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='Division',
            fields=[
                ('id', models.BigIntegerField(help_text='A number; HubSpot names it in genius_division_id, and in lead_division of a contact.', primary_key=True, serialize=False, verbose_name='Genius id')),
                ('label', models.CharField(blank=True, help_text='The long one; abbreviation is the short one.', max_length=255, null=True, verbose_name='Name')),
                ('abbreviation', models.CharField(blank=True, help_text='The short name, such as PHX.', max_length=255, null=True, verbose_name='Abbreviation')),
                ('group', models.ForeignKey(blank=True, db_column='group_id', db_constraint=False, db_index=False, help_text='With whose divisions it is reported together; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='divisions', to='ingestion_genius.divisiongroup', verbose_name='Group')),
                ('is_inactive', models.IntegerField(blank=True, help_text='0 while it is in use.', null=True, verbose_name='Inactive')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'genius_division',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['group'], name='idx_genius_division_group_id')],
            },
        ),
        migrations.CreateModel(
            name='MarketingSource',
            fields=[
                ('id', models.BigIntegerField(help_text='A number; leads and prospects name the source by its label instead.', primary_key=True, serialize=False, verbose_name='Genius id')),
                ('label', models.CharField(blank=True, help_text='As the column source of leads and prospects has it.', max_length=255, null=True, verbose_name='Name')),
                ('type_id', models.IntegerField(blank=True, help_text='The kind of source, a number of Genius.', null=True, verbose_name='Type')),
                ('is_active', models.BooleanField(blank=True, help_text='NULL where Genius did not say.', null=True, verbose_name='Active')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'genius_marketing_source',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['label'], name='idx_genius_marketing_source_label')],
            },
        ),
        migrations.CreateModel(
            name='Prospect',
            fields=[
                ('prospect_id', models.BigIntegerField(help_text="A number; HubSpot's lead_prospect_id names it.", primary_key=True, serialize=False, verbose_name='Genius id')),
                ('division', models.ForeignKey(blank=True, db_column='division_id', db_constraint=False, db_index=False, help_text='The part of the business in charge; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='prospects', to='ingestion_genius.division', verbose_name='Division')),
                ('address', models.CharField(blank=True, help_text='The street; city, state and zip code stand by themselves.', max_length=255, null=True, verbose_name='Address')),
                ('city', models.CharField(blank=True, max_length=255, null=True, verbose_name='City')),
                ('state', models.CharField(blank=True, help_text='Two letters in Genius.', max_length=255, null=True, verbose_name='State')),
                ('zip', models.CharField(blank=True, help_text='Text, so that leading zeros stay.', max_length=255, null=True, verbose_name='Zip code')),
                ('firstname', models.CharField(blank=True, max_length=255, null=True, verbose_name='First name')),
                ('lastname', models.CharField(blank=True, max_length=255, null=True, verbose_name='Last name')),
                ('email', models.CharField(blank=True, max_length=255, null=True, verbose_name='Email')),
                ('phone', models.CharField(blank=True, help_text='As Genius sends it; normalize_phone() makes one form of any notation.', max_length=255, null=True, verbose_name='Phone')),
                ('status', models.CharField(blank=True, help_text='Of a stage before that of a lead; no list of the values is kept here.', max_length=255, null=True, verbose_name='Status')),
                ('source', models.CharField(blank=True, help_text='Where the prospect came from: the name of a marketing source.', max_length=255, null=True, verbose_name='Source')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'genius_prospect',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['division'], name='idx_genius_prospect_division_id')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('user_id', models.BigIntegerField(help_text="A number; leads name it as their agent, HubSpot's users of Genius as user_id.", primary_key=True, serialize=False, verbose_name='Genius id')),
                ('email', models.CharField(blank=True, max_length=255, null=True, verbose_name='Email')),
                ('firstname', models.CharField(blank=True, max_length=255, null=True, verbose_name='First name')),
                ('lastname', models.CharField(blank=True, max_length=255, null=True, verbose_name='Last name')),
                ('division', models.ForeignKey(blank=True, db_column='division_id', db_constraint=False, db_index=False, help_text='Where the user works; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='users', to='ingestion_genius.division', verbose_name='Division')),
                ('is_active', models.BooleanField(blank=True, help_text='NULL where Genius did not say.', null=True, verbose_name='Active')),
                ('role', models.CharField(blank=True, help_text="What the user does, in Genius's words.", max_length=255, null=True, verbose_name='Role')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'genius_user',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['division'], name='idx_genius_user_division_id')],
            },
        ),
        migrations.CreateModel(
            name='Lead',
            fields=[
                ('lead_id', models.BigIntegerField(help_text="A number; HubSpot's lead_id and SalesPro's crm_source_id name it.", primary_key=True, serialize=False, verbose_name='Genius id')),
                ('contact', models.ForeignKey(blank=True, db_column='contact_id', db_constraint=False, db_index=False, help_text='The person it is about; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='leads', to='ingestion_genius.contact', verbose_name='Contact')),
                ('division', models.ForeignKey(blank=True, db_column='division_id', db_constraint=False, db_index=False, help_text='The part of the business in charge; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='leads', to='ingestion_genius.division', verbose_name='Division')),
                ('agent', models.ForeignKey(blank=True, db_column='agent_id', db_constraint=False, db_index=False, help_text='The user who works on the lead.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='leads', to='ingestion_genius.user', verbose_name='Agent')),
                ('status', models.CharField(blank=True, help_text="Genius's own value, as text; no list of them is kept here.", max_length=255, null=True, verbose_name='Status')),
                ('address1', models.CharField(blank=True, help_text='Its first line, with the street.', max_length=255, null=True, verbose_name='Address')),
                ('city', models.CharField(blank=True, max_length=255, null=True, verbose_name='City')),
                ('state', models.CharField(blank=True, help_text='Two letters in Genius.', max_length=255, null=True, verbose_name='State')),
                ('zipcode', models.CharField(blank=True, help_text='Text, so that leading zeros stay.', max_length=255, null=True, verbose_name='Zip code')),
                ('firstname', models.CharField(blank=True, max_length=255, null=True, verbose_name='First name')),
                ('lastname', models.CharField(blank=True, max_length=255, null=True, verbose_name='Last name')),
                ('email', models.CharField(blank=True, max_length=255, null=True, verbose_name='Email')),
                ('phone', models.CharField(blank=True, help_text='As Genius sends it; normalize_phone() makes one form of any notation.', max_length=255, null=True, verbose_name='Phone')),
                ('source', models.CharField(blank=True, help_text='Where the lead came from: the name of a marketing source.', max_length=255, null=True, verbose_name='Source')),
                ('created', models.DateTimeField(blank=True, help_text='When the lead was created in Genius.', null=True, verbose_name='Created')),
                ('modified', models.DateTimeField(blank=True, help_text='When the lead was last changed in Genius.', null=True, verbose_name='Modified')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'genius_lead',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['contact'], name='idx_genius_lead_contact_id'), agent360_models.indexes.Index(fields=['division'], name='idx_genius_lead_division'), agent360_models.indexes.Index(fields=['agent'], name='idx_genius_lead_agent'), agent360_models.indexes.Index(fields=['created'], name='idx_genius_lead_created'), agent360_models.indexes.Index(fields=['status'], name='idx_genius_lead_status')],
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('appointment_id', models.BigIntegerField(help_text='A number that Genius gives.', primary_key=True, serialize=False, verbose_name='Genius id')),
                ('lead', models.ForeignKey(blank=True, db_column='lead_id', db_constraint=False, db_index=False, help_text='With whom it was agreed; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='appointments', to='ingestion_genius.lead', verbose_name='Lead')),
                ('user', models.ForeignKey(blank=True, db_column='user_id', db_constraint=False, db_index=False, help_text='The user who goes there.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='appointments', to='ingestion_genius.user', verbose_name='User')),
                ('appointment_date', models.DateField(blank=True, help_text='The day for which the visit was agreed.', null=True, verbose_name='Date')),
                ('appointment_time', models.TimeField(blank=True, help_text='In the time zone of the division.', null=True, verbose_name='Time')),
                ('status', models.CharField(blank=True, help_text="Genius's own value, as text; no list of them is kept here.", max_length=255, null=True, verbose_name='Status')),
                ('notes', models.TextField(blank=True, help_text='Free text about the visit.', null=True, verbose_name='Notes')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'genius_appointment',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['lead'], name='idx_genius_appointment_lead_id'), agent360_models.indexes.Index(fields=['user'], name='idx_genius_appointment_user_id'), agent360_models.indexes.Index(fields=['appointment_date'], name='idx_genius_appointment_appointment_date')],
            },
        ),
    ]
