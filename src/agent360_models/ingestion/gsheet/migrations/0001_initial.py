from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='MarketingLead',
            fields=[
                ('id', models.BigAutoField(help_text='Given by this database; it stands for a place in the sheet, not for a person.', primary_key=True, serialize=False, verbose_name='Id')),
                ('row_number', models.IntegerField(help_text='The row in the sheet; the header is row 1.', verbose_name='Row number')),
                ('date', models.DateField(blank=True, help_text='A day without a time, as the sheet has it.', null=True, verbose_name='Date')),
                ('source', models.CharField(blank=True, help_text='Where the lead came from, as typed.', max_length=255, null=True, verbose_name='Source')),
                ('campaign', models.CharField(blank=True, help_text='Its name, as typed.', max_length=255, null=True, verbose_name='Campaign')),
                ('first_name', models.CharField(blank=True, help_text='As somebody typed it into the sheet.', max_length=255, null=True, verbose_name='First name')),
                ('last_name', models.CharField(blank=True, help_text='As somebody typed it into the sheet.', max_length=255, null=True, verbose_name='Last name')),
                ('email', models.CharField(blank=True, help_text='As typed; it need not be an address.', max_length=255, null=True, verbose_name='Email')),
                ('phone', models.CharField(blank=True, help_text='As typed; normalize_phone() makes one form of any notation.', max_length=255, null=True, verbose_name='Phone')),
                ('notes', models.TextField(blank=True, help_text='Comments, as typed.', null=True, verbose_name='Notes')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
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
                ('id', models.BigAutoField(help_text='Given by this database; it stands for a place in the sheet.', primary_key=True, serialize=False, verbose_name='Id')),
                ('row_number', models.IntegerField(help_text='The row in the sheet; the header is row 1.', verbose_name='Row number')),
                ('date', models.DateField(blank=True, help_text='The day, or the first day, that was paid for.', null=True, verbose_name='Date')),
                ('channel', models.CharField(blank=True, help_text='Where the advertisement ran; in a report of Google Ads the network.', max_length=255, null=True, verbose_name='Channel')),
                ('campaign', models.CharField(blank=True, help_text='Its name, or its id where the report gives no name.', max_length=255, null=True, verbose_name='Campaign')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, help_text='In the currency of the sheet.', max_digits=14, null=True, verbose_name='Amount')),
                ('impressions', models.BigIntegerField(blank=True, help_text='How often the advertisement was shown; empty where nobody counts, as on the radio.', null=True, verbose_name='Impressions')),
                ('clicks', models.BigIntegerField(blank=True, help_text='How often people followed the advertisement; empty where nobody counts.', null=True, verbose_name='Clicks')),
                ('conversions', models.DecimalField(blank=True, decimal_places=2, help_text='Advertising networks share one conversion out among several advertisements.', max_digits=14, null=True, verbose_name='Conversions')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'gsheet_marketing_spend',
                'managed': True,
                'constraints': [models.UniqueConstraint(fields=('row_number',), name='gsheet_marketing_spend_row_number_key')],
            },
        ),
    ]
