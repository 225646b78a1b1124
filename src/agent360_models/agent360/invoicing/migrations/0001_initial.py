import agent360_models.agent360.salesforce.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agent360_accounts', '0001_initial'),
        ('agent360_catalog', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('inv_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('inv_name', models.CharField(max_length=255)),
                ('inv_account', models.ForeignKey(db_column='inv_account_id', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='invoices', to='agent360_accounts.account')),
                ('inv_frame_agreement', models.ForeignKey(blank=True, db_column='inv_frame_agreement_id', db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invoices', to='agent360_accounts.frameagreement')),
                ('inv_invoice_date', models.DateField()),
                ('inv_invoice_year', models.CharField(blank=True, help_text='Text, not a number.', max_length=10, null=True)),
                ('inv_invoice_type', models.CharField(max_length=100)),
                ('inv_status', models.CharField(max_length=100)),
                ('inv_net_price', models.DecimalField(decimal_places=2, max_digits=18)),
                ('inv_total_vat', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('inv_total_invoice_value', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('inv_valid', models.BooleanField(blank=True, help_text="A flag of Salesforce's; see inv_active for deletion.", null=True)),
                ('inv_currency_iso_code', models.CharField(blank=True, max_length=10, null=True)),
                ('inv_sf_created_date', models.DateTimeField()),
                ('inv_last_modified_date', models.DateTimeField()),
                ('inv_last_modified_by_id', models.CharField(max_length=18)),
                ('inv_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('inv_created_at', models.DateTimeField(auto_now_add=True)),
                ('inv_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'invoices',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='InvoiceLineItem',
            fields=[
                ('ili_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('ili_invoice', models.ForeignKey(db_column='ili_invoice_id', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='line_items', to='agent360_invoicing.invoice')),
                ('ili_product', models.ForeignKey(db_column='ili_product_id', db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='invoice_line_items', to='agent360_catalog.product')),
                ('ili_quantity', models.DecimalField(decimal_places=2, max_digits=18)),
                ('ili_unit_price', models.DecimalField(decimal_places=2, max_digits=18)),
                ('ili_net_price', models.DecimalField(decimal_places=2, max_digits=18)),
                ('ili_vat', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('ili_unique_line_code', models.CharField(max_length=255, unique=True)),
                ('ili_status', models.CharField(max_length=100)),
                ('ili_valid', models.BooleanField(help_text="A flag of Salesforce's; see ili_active for deletion.")),
                ('ili_sf_created_date', models.DateTimeField()),
                ('ili_last_modified_date', models.DateTimeField()),
                ('ili_last_modified_by_id', models.CharField(max_length=18)),
                ('ili_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('ili_created_at', models.DateTimeField(auto_now_add=True)),
                ('ili_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'invoice_line_items',
                'managed': False,
            },
        ),
    ]
