import agent360_models.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Lead',
            fields=[
                ('id', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('lead_id', models.CharField(blank=True, help_text="The sender's id of the lead.", max_length=255, null=True)),
                ('email', models.CharField(blank=True, max_length=255, null=True)),
                ('phone', models.CharField(blank=True, max_length=255, null=True)),
                ('first_name', models.CharField(blank=True, max_length=255, null=True)),
                ('last_name', models.CharField(blank=True, max_length=255, null=True)),
                ('address', models.CharField(blank=True, max_length=255, null=True)),
                ('city', models.CharField(blank=True, max_length=255, null=True)),
                ('state', models.CharField(blank=True, max_length=255, null=True)),
                ('zip', models.CharField(blank=True, max_length=255, null=True)),
                ('source', models.CharField(blank=True, help_text='Who sent the lead.', max_length=255, null=True)),
                ('campaign', models.CharField(blank=True, help_text='Id of the campaign.', max_length=255, null=True)),
                ('created_at', models.DateTimeField(blank=True, help_text='When the lead reached LeadConduit.', null=True)),
                ('accepted', models.BooleanField(blank=True, help_text='Whether LeadConduit passed the lead on.', null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as LeadConduit sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'leadconduit_lead',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['lead_id'], name='idx_leadconduit_lead_lead_id'), agent360_models.indexes.Index(fields=['created_at'], name='idx_leadconduit_lead_created_at')],
            },
        ),
    ]
