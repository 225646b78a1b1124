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
                ('arf_id', models.AutoField(primary_key=True, serialize=False)),
                ('arf_sf_id', models.CharField(blank=True, help_text='Empty until a forecast written in Agent360 has reached Salesforce.', max_length=18, null=True, unique=True, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('arf_name', models.CharField(max_length=80)),
                ('arf_account', models.ForeignKey(db_column='arf_account_id', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='rolling_forecasts', to='agent360_accounts.account')),
                ('arf_sales_rep', models.ForeignKey(db_column='arf_sales_rep_id', db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='sales_rep_forecasts', to='agent360_core.user')),
                ('arf_product', models.ForeignKey(db_column='arf_product_id', db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='rolling_forecasts', to='agent360_catalog.product')),
                ('arf_forecast_date', models.DateField()),
                ('arf_status', models.CharField(choices=[('Draft', 'Draft'), ('Pending_Approval', 'Pending approval'), ('Approved', 'Approved'), ('Fixes_Needed', 'Fixes needed'), ('Frozen', 'Frozen')], max_length=100)),
                ('arf_currency_iso_code', models.CharField(blank=True, max_length=10, null=True)),
                ('arf_owner', models.ForeignKey(db_column='arf_owner_id', db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='owned_forecasts', to='agent360_core.user')),
                ('arf_draft_quantity', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True)),
                ('arf_draft_unit_price', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True)),
                ('arf_draft_value', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True)),
                ('arf_pending_quantity', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Copied from the draft when the forecast is submitted.', max_digits=16, null=True)),
                ('arf_pending_unit_price', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Copied from the draft when the forecast is submitted.', max_digits=16, null=True)),
                ('arf_pending_value', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Copied from the draft when the forecast is submitted.', max_digits=16, null=True)),
                ('arf_approved_quantity', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Copied from what was submitted when the forecast is approved.', max_digits=16, null=True)),
                ('arf_approved_unit_price', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Copied from what was submitted when the forecast is approved.', max_digits=16, null=True)),
                ('arf_approved_value', models.DecimalField(blank=True, decimal_places=2, editable=False, help_text='Copied from what was submitted when the forecast is approved.', max_digits=16, null=True)),
                ('arf_rejection_reason', models.TextField(blank=True, help_text='What is to be fixed.', null=True)),
                ('arf_product_formula', models.CharField(blank=True, max_length=255, null=True)),
                ('arf_account_or_user_formula', models.CharField(blank=True, max_length=255, null=True)),
                ('arf_product_family', models.CharField(blank=True, max_length=100, null=True)),
                ('arf_product_brand', models.CharField(blank=True, max_length=100, null=True)),
                ('arf_sf_created_by', models.ForeignKey(blank=True, db_column='arf_sf_created_by_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sf_created_forecasts', to='agent360_core.user')),
                ('arf_last_modified_by', models.ForeignKey(blank=True, db_column='arf_last_modified_by_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='modified_forecasts', to='agent360_core.user')),
                ('arf_agent_modified_by', models.ForeignKey(blank=True, db_column='arf_agent_modified_by', db_constraint=False, db_index=False, help_text='Who changed the forecast in Agent360 last.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agent_modified_forecasts', to='agent360_core.user')),
                ('arf_agent_modified_date', agent360_models.fields.MomentField(blank=True, null=True)),
                ('arf_agent_created_by', models.ForeignKey(blank=True, db_column='arf_agent_created_by', db_constraint=False, db_index=False, help_text='Who wrote the forecast in Agent360.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='agent_created_forecasts', to='agent360_core.user')),
                ('arf_agent_created_date', agent360_models.fields.MomentField(blank=True, null=True)),
                ('arf_agent360_source', models.BooleanField(blank=True, help_text='Whether the forecast was written in Agent360.', null=True)),
                ('arf_sync_status', models.SmallIntegerField(choices=[(0, 'Pending'), (1, 'Synced'), (2, 'Failed'), (3, 'Conflict')], default=1)),
                ('arf_version', models.IntegerField(default=1, help_text='One more with each step from status to status.')),
                ('arf_retry_count', models.IntegerField(default=0, help_text='How often sending it to Salesforce was tried again.')),
                ('arf_last_sync_error', models.TextField(blank=True, null=True)),
                ('arf_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('arf_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('arf_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'verbose_name': 'ARF rolling forecast',
                'db_table': 'arf_rolling_forecasts',
                'managed': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('arf_status__in', ['Draft', 'Pending_Approval', 'Approved', 'Fixes_Needed', 'Frozen'])), name='chk_arf_status', violation_error_message='A forecast is Draft, Pending_Approval, Approved, Fixes_Needed or Frozen.')],
            },
        ),
    ]
