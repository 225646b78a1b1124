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
                ('id', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('lead_id', models.CharField(blank=True, help_text="MarketSharp's id of the lead.", max_length=255, null=True)),
                ('customer_name', models.CharField(blank=True, max_length=255, null=True)),
                ('address', models.CharField(blank=True, max_length=255, null=True)),
                ('city', models.CharField(blank=True, max_length=255, null=True)),
                ('state', models.CharField(blank=True, max_length=255, null=True)),
                ('zip', models.CharField(blank=True, max_length=255, null=True)),
                ('phone', models.CharField(blank=True, max_length=255, null=True)),
                ('email', models.CharField(blank=True, max_length=255, null=True)),
                ('status', models.CharField(blank=True, max_length=255, null=True)),
                ('created_date', models.DateTimeField(blank=True, help_text='When it was created in MarketSharp.', null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as MarketSharp sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name_plural': 'data',
                'db_table': 'marketsharp_data',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['lead_id'], name='idx_marketsharp_data_lead_id')],
            },
        ),
    ]
