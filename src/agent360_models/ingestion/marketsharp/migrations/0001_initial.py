import agent360_models.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Data',
            fields=[
                ('id', models.CharField(help_text="Text; HubSpot's marketsharp_id and SalesPro's crm_source_id name it.", max_length=255, primary_key=True, serialize=False, verbose_name='MarketSharp id')),
                ('lead_id', models.CharField(blank=True, help_text="MarketSharp's id of the lead.", max_length=255, null=True, verbose_name='Lead id')),
                ('customer_name', models.CharField(blank=True, max_length=255, null=True, verbose_name='Customer name')),
                ('address', models.CharField(blank=True, help_text='The street; city, state and zip code stand by themselves.', max_length=255, null=True, verbose_name='Address')),
                ('city', models.CharField(blank=True, max_length=255, null=True, verbose_name='City')),
                ('state', models.CharField(blank=True, max_length=255, null=True, verbose_name='State')),
                ('zip', models.CharField(blank=True, help_text='Text, so that leading zeros stay.', max_length=255, null=True, verbose_name='Zip code')),
                ('phone', models.CharField(blank=True, help_text='As MarketSharp sends it; normalize_phone() makes one form of any notation.', max_length=255, null=True, verbose_name='Phone')),
                ('email', models.CharField(blank=True, max_length=255, null=True, verbose_name='Email')),
                ('status', models.CharField(blank=True, help_text="How far the lead is, in MarketSharp's words; no list of the values is kept here.", max_length=255, null=True, verbose_name='Status')),
                ('created_date', models.DateTimeField(blank=True, help_text='When it was created in MarketSharp.', null=True, verbose_name='Created')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as MarketSharp sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'verbose_name_plural': 'data',
                'db_table': 'marketsharp_data',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['lead_id'], name='idx_marketsharp_data_lead_id')],
            },
        ),
    ]
