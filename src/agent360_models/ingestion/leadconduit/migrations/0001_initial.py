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
                ('id', models.CharField(help_text='24 hexadecimal digits.', max_length=255, primary_key=True, serialize=False, verbose_name='LeadConduit id')),
                ('lead_id', models.CharField(blank=True, help_text="The sender's id of the lead.", max_length=255, null=True, verbose_name='Lead id')),
                ('email', models.CharField(blank=True, help_text='As the sender gave it.', max_length=255, null=True, verbose_name='Email')),
                ('phone', models.CharField(blank=True, help_text='As the sender gave it; normalize_phone() makes one form of any notation.', max_length=255, null=True, verbose_name='Phone')),
                ('first_name', models.CharField(blank=True, max_length=255, null=True, verbose_name='First name')),
                ('last_name', models.CharField(blank=True, max_length=255, null=True, verbose_name='Last name')),
                ('address', models.CharField(blank=True, help_text='The street, as the sender gave it.', max_length=255, null=True, verbose_name='Address')),
                ('city', models.CharField(blank=True, max_length=255, null=True, verbose_name='City')),
                ('state', models.CharField(blank=True, max_length=255, null=True, verbose_name='State')),
                ('zip', models.CharField(blank=True, help_text='Text, so that leading zeros stay.', max_length=255, null=True, verbose_name='Zip code')),
                ('source', models.CharField(blank=True, help_text='Who sent the lead.', max_length=255, null=True, verbose_name='Source')),
                ('campaign', models.CharField(blank=True, help_text='Id of the campaign.', max_length=255, null=True, verbose_name='Campaign')),
                ('created_at', models.DateTimeField(blank=True, help_text='When the lead reached LeadConduit.', null=True, verbose_name='Created')),
                ('accepted', models.BooleanField(blank=True, help_text='Whether LeadConduit passed the lead on.', null=True, verbose_name='Accepted')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as LeadConduit sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'leadconduit_lead',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['lead_id'], name='idx_leadconduit_lead_lead_id'), agent360_models.indexes.Index(fields=['created_at'], name='idx_leadconduit_lead_created_at')],
            },
        ),
    ]
