import agent360_models.agent360.salesforce.ids
import agent360_models.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agent360_accounts', '0001_initial'),
        ('agent360_catalog', '0001_initial'),
        ('agent360_core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArfRollingForecast',
            fields=[
                ('arf_id', models.AutoField(help_text='Number that this database gives; arf_sf_id is the one of Salesforce.', primary_key=True, serialize=False, verbose_name='Id')),
                ('arf_sf_id', models.CharField(blank=True, help_text='Empty until a forecast written in Agent360 has reached Salesforce.', max_length=18, null=True, unique=True, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('arf_name', models.CharField(help_text="Salesforce's Name field; not unique.", max_length=80, verbose_name='Name')),
                ('arf_account', models.ForeignKey(db_column='arf_account_id', db_constraint=False, help_text='Customer that is to buy; deleting it deletes the forecast.', on_delete=django.db.models.deletion.CASCADE, related_name='rolling_forecasts', to='agent360_accounts.account', verbose_name='Account')),
                ('arf_sales_rep', models.ForeignKey(db_column='arf_sales_rep_id', db_constraint=False, help_text='User who expects to sell; arf_owner may be another.', on_delete=django.db.models.deletion.PROTECT, related_name='sales_rep_forecasts', to='agent360_core.user', verbose_name='Sales representative')),
                ('arf_product', models.ForeignKey(db_column='arf_product_id', db_constraint=False, help_text='What is to be sold; cannot be deleted while a forecast has it.', on_delete=django.db.models.deletion.PROTECT, related_name='rolling_forecasts', to='agent360_catalog.product', verbose_name='Product')),
                ('arf_forecast_date', models.DateField(help_text='First day that is forecast.', verbose_name='Forecast date')),
                ('arf_status', models.CharField(choices=[('Draft', 'Draft'), ('Pending_Approval', 'Pending approval'), ('Approved', 'Approved'), ('Fixes_Needed', 'Fixes needed'), ('Frozen', 'Frozen')], help_text='Draft, Pending_Approval, Approved, Fixes_Needed or Frozen; others are refused.', max_length=100, verbose_name='Status')),
                ('arf_currency_iso_code', models.CharField(blank=True, help_text='ISO 4217 code such as EUR, for the amounts of this row.', max_length=10, null=True, verbose_name='Currency')),
                ('arf_owner', models.ForeignKey(db_column='arf_owner_id', db_constraint=False, db_index=False, help_text='User who is responsible for the record in Salesforce.', on_delete=django.db.models.deletion.PROTECT, related_name='owned_forecasts', to='agent360_core.user', verbose_name='Owner')),
                ('arf_draft_quantity', models.DecimalField(blank=True, decimal_places=2, help_text='What the representative expects, before it is submitted.', max_digits=16, null=True, verbose_name='Draft quantity')),
                ('arf_draft_unit_price', models.DecimalField(blank=True, decimal_places=2, help_text='Price of one before it is submitted, in arf_currency_iso_code.', max_digits=16, null=True, verbose_name='Draft unit price')),
                ('arf_draft_value', models.DecimalField(blank=True, decimal_places=2, help_text='Amount before it is submitted, in arf_currency_iso_code.', max_digits=16, null=True, verbose_name='Draft value')),
                ('arf_pending_quantity', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Copied from the draft when the forecast is submitted.', max_digits=16, null=True, verbose_name='Pending quantity')),
                ('arf_pending_unit_price', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Copied from the draft when the forecast is submitted.', max_digits=16, null=True, verbose_name='Pending unit price')),
                ('arf_pending_value', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Copied from the draft when the forecast is submitted.', max_digits=16, null=True, verbose_name='Pending value')),
                ('arf_approved_quantity', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Copied from what was submitted when the forecast is approved.', max_digits=16, null=True, verbose_name='Approved quantity')),
                ('arf_approved_unit_price', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Copied from what was submitted when the forecast is approved.', max_digits=16, null=True, verbose_name='Approved unit price')),
                ('arf_approved_value', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Copied from what was submitted when the forecast is approved.', max_digits=16, null=True, verbose_name='Approved value')),
                ('arf_rejection_reason', models.TextField(blank=True, help_text='What is to be fixed; NULL unless the forecast was sent back.', null=True, verbose_name='Rejection reason')),
                ('arf_product_formula', models.CharField(blank=True, help_text='Text that a formula in Salesforce gives for the product.', max_length=255, null=True, verbose_name='Product formula')),
                ('arf_account_or_user_formula', models.CharField(blank=True, help_text='Text that Salesforce works out; may name a person.', max_length=255, null=True, verbose_name='Account or user formula')),
                ('arf_product_family', models.CharField(blank=True, help_text='Text from Salesforce; nothing keeps it equal to prd_family of arf_product.', max_length=100, null=True, verbose_name='Product family')),
                ('arf_product_brand', models.CharField(blank=True, help_text='Text from Salesforce; nothing keeps it equal to prd_brand of arf_product.', max_length=100, null=True, verbose_name='Product brand')),
                ('arf_sf_created_by', models.ForeignKey(blank=True, db_column='arf_sf_created_by_id', db_constraint=False, db_index=False, help_text='User who entered the forecast there; NULL until it is there.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sf_created_forecasts', to='agent360_core.user', verbose_name='Created in Salesforce by')),
                ('arf_last_modified_by', models.ForeignKey(blank=True, db_column='arf_last_modified_by_id', db_constraint=False, db_index=False, help_text='User who last changed it in Salesforce; NULL until it is there.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='modified_forecasts', to='agent360_core.user', verbose_name='Last modified by')),
                ('arf_agent_modified_by', models.ForeignKey(blank=True, db_column='arf_agent_modified_by', db_constraint=False, db_index=False, help_text='Who changed the forecast in Agent360 last.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agent_modified_forecasts', to='agent360_core.user', verbose_name='Modified in Agent360 by')),
                ('arf_agent_modified_date', agent360_models.fields.MomentField(blank=True, help_text='When somebody last changed the forecast there, in UTC; NULL where nobody did.', null=True, verbose_name='Modified in Agent360')),
                ('arf_agent_created_by', models.ForeignKey(blank=True, db_column='arf_agent_created_by', db_constraint=False, db_index=False, help_text='Who wrote the forecast in Agent360.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agent_created_forecasts', to='agent360_core.user', verbose_name='Created in Agent360 by')),
                ('arf_agent_created_date', agent360_models.fields.MomentField(blank=True, help_text='In UTC; NULL for a forecast that came from Salesforce.', null=True, verbose_name='Created in Agent360')),
                ('arf_agent360_source', models.BooleanField(blank=True, help_text='Whether the forecast was written in Agent360.', null=True, verbose_name='From Agent360')),
                ('arf_sync_status', models.SmallIntegerField(choices=[(0, 'Waiting for upload'), (1, 'Synced'), (2, 'Upload failed'), (3, 'In conflict')], default=1, help_text='0 waits for its upload to Salesforce, 1 is synced, 2 failed, 3 is in conflict.', verbose_name='Sync status')),
                ('arf_version', models.IntegerField(default=1, help_text='One more with each change made here, also from status to status.', verbose_name='Version')),
                ('arf_retry_count', models.IntegerField(default=0, help_text='Since the last change made here; 0 once Salesforce has the row.', verbose_name='Failed uploads')),
                ('arf_last_sync_error', models.TextField(blank=True, help_text='What Salesforce said to the last upload; NULL unless that failed.', null=True, verbose_name='Last sync error')),
                ('arf_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('arf_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('arf_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'verbose_name': 'ARF rolling forecast',
                'db_table': 'arf_rolling_forecasts',
                'managed': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('arf_status__in', ['Draft', 'Pending_Approval', 'Approved', 'Fixes_Needed', 'Frozen'])), name='chk_arf_status', violation_error_message='A forecast is Draft, Pending_Approval, Approved, Fixes_Needed or Frozen.')],
            },
        ),
    ]
