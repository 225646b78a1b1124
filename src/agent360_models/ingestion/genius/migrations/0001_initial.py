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
                ('contact_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('firstname', models.CharField(blank=True, max_length=255, null=True)),
                ('lastname', models.CharField(blank=True, max_length=255, null=True)),
                ('email', models.CharField(blank=True, max_length=255, null=True)),
                ('phone', models.CharField(blank=True, max_length=255, null=True)),
                ('address1', models.CharField(blank=True, max_length=255, null=True)),
                ('city', models.CharField(blank=True, max_length=255, null=True)),
                ('state', models.CharField(blank=True, max_length=255, null=True)),
                ('zipcode', models.CharField(blank=True, max_length=255, null=True)),
                ('created', models.DateTimeField(blank=True, help_text='When the contact was created in Genius.', null=True)),
                ('modified', models.DateTimeField(blank=True, help_text='When the contact was last changed in Genius.', null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'genius_contact',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='DivisionGroup',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('group_label', models.CharField(blank=True, max_length=255, null=True)),
                ('is_active', models.BooleanField(blank=True, null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'genius_division_group',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='Division',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('label', models.CharField(blank=True, max_length=255, null=True)),
                ('abbreviation', models.CharField(blank=True, help_text='The short name, such as PHX.', max_length=255, null=True)),
                ('group', models.ForeignKey(blank=True, db_column='group_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='divisions', to='ingestion_genius.divisiongroup')),
                ('is_inactive', models.IntegerField(blank=True, help_text='0 while it is in use.', null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
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
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('label', models.CharField(blank=True, help_text='As the column source of leads and prospects has it.', max_length=255, null=True)),
                ('type_id', models.IntegerField(blank=True, help_text='The kind of source, a number of Genius.', null=True)),
                ('is_active', models.BooleanField(blank=True, null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
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
                ('prospect_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('division', models.ForeignKey(blank=True, db_column='division_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='prospects', to='ingestion_genius.division')),
                ('address', models.CharField(blank=True, max_length=255, null=True)),
                ('city', models.CharField(blank=True, max_length=255, null=True)),
                ('state', models.CharField(blank=True, max_length=255, null=True)),
                ('zip', models.CharField(blank=True, max_length=255, null=True)),
                ('firstname', models.CharField(blank=True, max_length=255, null=True)),
                ('lastname', models.CharField(blank=True, max_length=255, null=True)),
                ('email', models.CharField(blank=True, max_length=255, null=True)),
                ('phone', models.CharField(blank=True, max_length=255, null=True)),
                ('status', models.CharField(blank=True, max_length=255, null=True)),
                ('source', models.CharField(blank=True, help_text='Where the prospect came from: the name of a marketing source.', max_length=255, null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
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
                ('user_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('email', models.CharField(blank=True, max_length=255, null=True)),
                ('firstname', models.CharField(blank=True, max_length=255, null=True)),
                ('lastname', models.CharField(blank=True, max_length=255, null=True)),
                ('division', models.ForeignKey(blank=True, db_column='division_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='users', to='ingestion_genius.division')),
                ('is_active', models.BooleanField(blank=True, null=True)),
                ('role', models.CharField(blank=True, max_length=255, null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
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
                ('lead_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('contact', models.ForeignKey(blank=True, db_column='contact_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='leads', to='ingestion_genius.contact')),
                ('division', models.ForeignKey(blank=True, db_column='division_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='leads', to='ingestion_genius.division')),
                ('agent', models.ForeignKey(blank=True, db_column='agent_id', db_constraint=False, db_index=False, help_text='The user who works on the lead.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='leads', to='ingestion_genius.user')),
                ('status', models.CharField(blank=True, max_length=255, null=True)),
                ('address1', models.CharField(blank=True, max_length=255, null=True)),
                ('city', models.CharField(blank=True, max_length=255, null=True)),
                ('state', models.CharField(blank=True, max_length=255, null=True)),
                ('zipcode', models.CharField(blank=True, max_length=255, null=True)),
                ('firstname', models.CharField(blank=True, max_length=255, null=True)),
                ('lastname', models.CharField(blank=True, max_length=255, null=True)),
                ('email', models.CharField(blank=True, max_length=255, null=True)),
                ('phone', models.CharField(blank=True, max_length=255, null=True)),
                ('source', models.CharField(blank=True, help_text='Where the lead came from: the name of a marketing source.', max_length=255, null=True)),
                ('created', models.DateTimeField(blank=True, help_text='When the lead was created in Genius.', null=True)),
                ('modified', models.DateTimeField(blank=True, help_text='When the lead was last changed in Genius.', null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
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
                ('appointment_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('lead', models.ForeignKey(blank=True, db_column='lead_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='appointments', to='ingestion_genius.lead')),
                ('user', models.ForeignKey(blank=True, db_column='user_id', db_constraint=False, db_index=False, help_text='The user who goes there.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='appointments', to='ingestion_genius.user')),
                ('appointment_date', models.DateField(blank=True, null=True)),
                ('appointment_time', models.TimeField(blank=True, help_text='In the time zone of the division.', null=True)),
                ('status', models.CharField(blank=True, max_length=255, null=True)),
                ('notes', models.TextField(blank=True, null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Genius sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'genius_appointment',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['lead'], name='idx_genius_appointment_lead_id'), agent360_models.indexes.Index(fields=['user'], name='idx_genius_appointment_user_id'), agent360_models.indexes.Index(fields=['appointment_date'], name='idx_genius_appointment_appointment_date')],
            },
        ),
    ]
