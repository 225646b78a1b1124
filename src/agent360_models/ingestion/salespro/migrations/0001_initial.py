import agent360_models.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('customer_id', models.CharField(help_text='Ten letters and digits.', max_length=255, primary_key=True, serialize=False, verbose_name='SalesPro id')),
                ('company_id', models.CharField(blank=True, help_text="SalesPro's id of our own company.", max_length=255, null=True, verbose_name='Company id')),
                ('customer_first_name', models.CharField(blank=True, max_length=255, null=True, verbose_name='First name')),
                ('customer_last_name', models.CharField(blank=True, max_length=255, null=True, verbose_name='Last name')),
                ('crm_source', models.CharField(blank=True, help_text='The system that the customer came from, such as hubspot.', max_length=255, null=True, verbose_name='CRM source')),
                ('crm_source_id', models.CharField(blank=True, help_text='Key of the row in Genius, MarketSharp or HubSpot, as crm_source says.', max_length=255, null=True, verbose_name='CRM source id')),
                ('created_at', models.DateTimeField(blank=True, help_text='When it was created in SalesPro.', null=True, verbose_name='Created')),
                ('updated_at', models.DateTimeField(blank=True, help_text='When it was last changed in SalesPro.', null=True, verbose_name='Updated')),
                ('raw_data', models.JSONField(blank=True, help_text='The row as Athena returned it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'salespro_customer',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='Estimate',
            fields=[
                ('estimate_id', models.CharField(help_text='Ten letters and digits.', max_length=255, primary_key=True, serialize=False, verbose_name='SalesPro id')),
                ('customer', models.ForeignKey(blank=True, db_column='customer_id', db_constraint=False, db_index=False, help_text='To whom the offer was made; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='estimates', to='ingestion_salespro.customer', verbose_name='Customer')),
                ('total_amount', models.DecimalField(blank=True, decimal_places=2, help_text='Money; no column says in which currency.', max_digits=14, null=True, verbose_name='Total amount')),
                ('status', models.CharField(blank=True, help_text="In SalesPro's words; no list of the values is kept here.", max_length=255, null=True, verbose_name='Status')),
                ('created_at', models.DateTimeField(blank=True, help_text='When it was created in SalesPro.', null=True, verbose_name='Created')),
                ('updated_at', models.DateTimeField(blank=True, help_text='When it was last changed in SalesPro.', null=True, verbose_name='Updated')),
                ('raw_data', models.JSONField(blank=True, help_text='The row as Athena returned it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'salespro_estimate',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['customer'], name='idx_salespro_estimate_customer_id'), agent360_models.indexes.Index(fields=['created_at'], name='idx_salespro_estimate_created_at')],
            },
        ),
        migrations.AddField(
            model_name='customer',
            name='estimate',
            field=models.ForeignKey(blank=True, db_column='estimate_id', db_constraint=False, db_index=False, help_text='The estimate that SalesPro shows with the customer.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='customers', to='ingestion_salespro.estimate', verbose_name='Estimate'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=agent360_models.indexes.Index(fields=['estimate'], name='idx_salespro_customer_estimate_id'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=agent360_models.indexes.Index(fields=['crm_source_id'], name='idx_salespro_customer_crm_source_id'),
        ),
        migrations.CreateModel(
            name='CreditApplication',
            fields=[
                ('id', models.CharField(help_text='Ten letters and digits.', max_length=255, primary_key=True, serialize=False, verbose_name='SalesPro id')),
                ('customer', models.ForeignKey(blank=True, db_column='customer_id', db_constraint=False, db_index=False, help_text='Who applies; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='credit_applications', to='ingestion_salespro.customer', verbose_name='Customer')),
                ('estimate', models.ForeignKey(blank=True, db_column='estimate_id', db_constraint=False, db_index=False, help_text='The offer that is to be paid; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='credit_applications', to='ingestion_salespro.estimate', verbose_name='Estimate')),
                ('credit_app_vendor', models.CharField(blank=True, help_text='Who would lend the money.', max_length=255, null=True, verbose_name='Credit vendor')),
                ('credit_app_status', models.CharField(blank=True, help_text="In SalesPro's words; no list of the values is kept here.", max_length=255, null=True, verbose_name='Status')),
                ('credit_limit', models.DecimalField(blank=True, decimal_places=2, help_text='The amount that was approved.', max_digits=14, null=True, verbose_name='Credit limit')),
                ('created_at', models.DateTimeField(blank=True, help_text='When it was created in SalesPro.', null=True, verbose_name='Created')),
                ('updated_at', models.DateTimeField(blank=True, help_text='When it was last changed in SalesPro.', null=True, verbose_name='Updated')),
                ('raw_data', models.JSONField(blank=True, help_text='The row as Athena returned it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'salespro_credit_application',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['customer'], name='idx_salespro_credit_application_customer_id'), agent360_models.indexes.Index(fields=['estimate'], name='idx_salespro_credit_application_estimate_id')],
            },
        ),
        migrations.CreateModel(
            name='LeadResult',
            fields=[
                ('id', models.CharField(help_text='Ten letters and digits.', max_length=255, primary_key=True, serialize=False, verbose_name='SalesPro id')),
                ('lead_id', models.CharField(blank=True, help_text='The lead, by its id in the system that it came from.', max_length=255, null=True, verbose_name='Lead id')),
                ('result_type', models.CharField(blank=True, help_text="How the visit ended, in SalesPro's words.", max_length=255, null=True, verbose_name='Result type')),
                ('result_date', models.DateTimeField(blank=True, help_text='A time, not only a day.', null=True, verbose_name='Result date')),
                ('notes', models.TextField(blank=True, help_text='Free text, as the salesperson entered it.', null=True, verbose_name='Notes')),
                ('created_at', models.DateTimeField(blank=True, help_text='When it was created in SalesPro.', null=True, verbose_name='Created')),
                ('updated_at', models.DateTimeField(blank=True, help_text='When it was last changed in SalesPro.', null=True, verbose_name='Updated')),
                ('raw_data', models.JSONField(blank=True, help_text='The row as Athena returned it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'salespro_lead_result',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['lead_id'], name='idx_salespro_lead_result_lead_id'), agent360_models.indexes.Index(fields=['result_date'], name='idx_salespro_lead_result_result_date')],
            },
        ),
    ]
