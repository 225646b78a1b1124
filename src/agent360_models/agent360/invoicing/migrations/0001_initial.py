import agent360_models.agent360.salesforce.ids
import agent360_models.fields
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
                ('inv_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('inv_name', models.CharField(help_text="Salesforce's Name field; not unique.", max_length=255, verbose_name='Name')),
                ('inv_account', models.ForeignKey(db_column='inv_account_id', db_constraint=False, help_text='Customer that is billed; deleting it deletes the invoice.', on_delete=django.db.models.deletion.CASCADE, related_name='invoices', to='agent360_accounts.account', verbose_name='Account')),
                ('inv_frame_agreement', models.ForeignKey(blank=True, db_column='inv_frame_agreement_id', db_constraint=False, help_text='Terms under which it was billed; NULL for an invoice without any.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invoices', to='agent360_accounts.frameagreement', verbose_name='Frame agreement')),
                ('inv_invoice_date', models.DateField(help_text='Day of issue; always there, unlike inv_invoice_year.', verbose_name='Invoice date')),
                ('inv_invoice_year', models.CharField(blank=True, help_text='Text, not a number, and may be NULL; inv_invoice_date is surer.', max_length=10, null=True, verbose_name='Invoice year')),
                ('inv_invoice_type', models.CharField(help_text='Set in Salesforce; the database allows any text.', max_length=100, verbose_name='Invoice type')),
                ('inv_status', models.CharField(help_text='Set in Salesforce; the database allows any text.', max_length=100, verbose_name='Status')),
                ('inv_net_price', models.DecimalField(decimal_places=2, help_text='Before VAT, in inv_currency_iso_code; stored, not summed up from the line items.', max_digits=18, verbose_name='Net price')),
                ('inv_total_vat', models.DecimalField(blank=True, decimal_places=2, help_text='Amount of value-added tax, in inv_currency_iso_code.', max_digits=18, null=True, verbose_name='Total VAT')),
                ('inv_total_invoice_value', models.DecimalField(blank=True, decimal_places=2, help_text='In inv_currency_iso_code; stored as Salesforce has it, not worked out here.', max_digits=18, null=True, verbose_name='Total invoice value')),
                ('inv_valid', models.BooleanField(blank=True, help_text="A flag of Salesforce's; see inv_active for deletion.", null=True, verbose_name='Valid')),
                ('inv_currency_iso_code', models.CharField(blank=True, help_text='ISO 4217 code such as EUR, for the amounts of this row.', max_length=10, null=True, verbose_name='Currency')),
                ('inv_sf_created_date', agent360_models.fields.MomentField(help_text='When the record was created there, in UTC; the row here may be younger.', verbose_name='Created in Salesforce')),
                ('inv_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('inv_last_modified_by_id', models.CharField(help_text='Salesforce id of a user, without a foreign key.', max_length=18, verbose_name='Last modified by')),
                ('inv_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('inv_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('inv_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'invoices',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='InvoiceLineItem',
            fields=[
                ('ili_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('ili_invoice', models.ForeignKey(db_column='ili_invoice_id', db_constraint=False, help_text='Bill that the line is on, which has its currency; deleting it deletes the line.', on_delete=django.db.models.deletion.CASCADE, related_name='line_items', to='agent360_invoicing.invoice', verbose_name='Invoice')),
                ('ili_product', models.ForeignKey(db_column='ili_product_id', db_constraint=False, help_text='What was sold; cannot be deleted while a line has it.', on_delete=django.db.models.deletion.PROTECT, related_name='invoice_line_items', to='agent360_catalog.product', verbose_name='Product')),
                ('ili_quantity', models.DecimalField(decimal_places=2, help_text='How much of the product; fractions are possible.', max_digits=18, verbose_name='Quantity')),
                ('ili_unit_price', models.DecimalField(decimal_places=2, help_text="Price of one, in the invoice's currency.", max_digits=18, verbose_name='Unit price')),
                ('ili_net_price', models.DecimalField(decimal_places=2, help_text="Before VAT, in the invoice's currency; stored, not worked out here.", max_digits=18, verbose_name='Net price')),
                ('ili_vat', models.DecimalField(blank=True, decimal_places=2, help_text="Amount of value-added tax in the invoice's currency, not a rate.", max_digits=18, null=True, verbose_name='VAT')),
                ('ili_unique_line_code', models.CharField(help_text='No other line of any invoice has the same.', max_length=255, unique=True, verbose_name='Unique line code')),
                ('ili_status', models.CharField(help_text='Set in Salesforce; the database allows any text.', max_length=100, verbose_name='Status')),
                ('ili_valid', models.BooleanField(help_text="A flag of Salesforce's; see ili_active for deletion.", verbose_name='Valid')),
                ('ili_sf_created_date', agent360_models.fields.MomentField(help_text='When the record was created there, in UTC; the row here may be younger.', verbose_name='Created in Salesforce')),
                ('ili_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('ili_last_modified_by_id', models.CharField(help_text='Salesforce id of a user, without a foreign key.', max_length=18, verbose_name='Last modified by')),
                ('ili_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('ili_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('ili_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'invoice_line_items',
                'managed': False,
            },
        ),
    ]
