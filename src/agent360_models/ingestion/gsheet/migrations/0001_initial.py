from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='MarketingLead',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('row_number', models.IntegerField(help_text='The row in the sheet; the header is row 1.')),
                ('date', models.DateField(blank=True, help_text='The day of the lead.', null=True)),
                ('source', models.CharField(blank=True, max_length=255, null=True)),
                ('campaign', models.CharField(blank=True, max_length=255, null=True)),
                ('first_name', models.CharField(blank=True, max_length=255, null=True)),
                ('last_name', models.CharField(blank=True, max_length=255, null=True)),
                ('email', models.CharField(blank=True, help_text='As typed; it need not be an address.', max_length=255, null=True)),
                ('phone', models.CharField(blank=True, help_text='As typed.', max_length=255, null=True)),
                ('notes', models.TextField(blank=True, null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'gsheet_marketing_lead',
                'managed': True,
                'constraints': [models.UniqueConstraint(fields=('row_number',), name='gsheet_marketing_lead_row_number_key')],
            },
        ),
        migrations.CreateModel(
            name='MarketingSpend',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('row_number', models.IntegerField(help_text='The row in the sheet; the header is row 1.')),
                ('date', models.DateField(blank=True, help_text='The day, or the first day, that was paid for.', null=True)),
                ('channel', models.CharField(blank=True, max_length=255, null=True)),
                ('campaign', models.CharField(blank=True, max_length=255, null=True)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, help_text='In the currency of the sheet.', max_digits=14, null=True)),
                ('impressions', models.BigIntegerField(blank=True, null=True)),
                ('clicks', models.BigIntegerField(blank=True, null=True)),
                ('conversions', models.DecimalField(blank=True, decimal_places=2, help_text='Advertising networks share one conversion out among several advertisements.', max_digits=14, null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'gsheet_marketing_spend',
                'managed': True,
                'constraints': [models.UniqueConstraint(fields=('row_number',), name='gsheet_marketing_spend_row_number_key')],
            },
        ),
    ]
