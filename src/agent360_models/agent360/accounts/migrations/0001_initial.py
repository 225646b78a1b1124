import agent360_models.agent360.salesforce.ids
import agent360_models.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agent360_core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('acc_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('acc_name', models.CharField(help_text='What the customer is called in Salesforce; two may have the same.', max_length=255, verbose_name='Name')),
                ('acc_owner', models.ForeignKey(db_column='acc_owner_id', db_constraint=False, help_text='User who is responsible for the customer; cannot be deleted while owning one.', on_delete=django.db.models.deletion.PROTECT, related_name='owned_accounts', to='agent360_core.user', verbose_name='Owner')),
                ('acc_credit_limit', models.DecimalField(blank=True, decimal_places=2, help_text='Set in Salesforce, in the currency of acc_currency_iso_code; NULL where none is known.', max_digits=18, null=True, verbose_name='Credit limit')),
                ('acc_invoice_open_amount', models.DecimalField(blank=True, decimal_places=2, help_text='Billed and not yet paid, in the currency of acc_currency_iso_code; set in Salesforce.', max_digits=18, null=True, verbose_name='Open invoice amount')),
                ('acc_order_open_amount', models.DecimalField(blank=True, decimal_places=2, help_text='Worth of what is on order, in the currency of acc_currency_iso_code; set in Salesforce.', max_digits=18, null=True, verbose_name='Open order amount')),
                ('acc_account_number', models.CharField(blank=True, help_text='Given in Salesforce and not the id; neither unique nor always there.', max_length=255, null=True, verbose_name='Account number')),
                ('acc_currency_iso_code', models.CharField(blank=True, help_text='ISO 4217 code such as EUR, for the amounts of this row.', max_length=10, null=True, verbose_name='Currency')),
                ('acc_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('acc_last_modified_by_id', models.CharField(help_text='Salesforce id of a user, without a foreign key.', max_length=18, verbose_name='Last modified by')),
                ('acc_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('acc_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('acc_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'accounts',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='AccountPlan',
            fields=[
                ('ap_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('ap_name', models.CharField(help_text="Salesforce's Name; ap_plan_name is a field of its own.", max_length=80, verbose_name='Name')),
                ('ap_account', models.ForeignKey(db_column='ap_account_id', db_constraint=False, help_text='Customer that the plan is for; deleting it deletes the plan.', on_delete=django.db.models.deletion.CASCADE, related_name='account_plans', to='agent360_accounts.account', verbose_name='Account')),
                ('ap_plan_name', models.CharField(blank=True, help_text="Title that people give, beside Salesforce's own Name in ap_name.", max_length=255, null=True, verbose_name='Plan name')),
                ('ap_status', models.CharField(help_text='Set in Salesforce; the database allows any text.', max_length=100, verbose_name='Status')),
                ('ap_start_date', models.DateField(blank=True, help_text='First day of the plan; NULL where Salesforce has none.', null=True, verbose_name='Start date')),
                ('ap_end_date', models.DateField(blank=True, help_text='Last day of the plan; NULL where Salesforce has none.', null=True, verbose_name='End date')),
                ('ap_sf_created_date', agent360_models.fields.MomentField(help_text='When the record was created there, in UTC; the row here may be younger.', verbose_name='Created in Salesforce')),
                ('ap_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('ap_last_modified_by_id', models.CharField(help_text='Salesforce id of a user, without a foreign key.', max_length=18, verbose_name='Last modified by')),
                ('ap_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('ap_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('ap_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'account_plans',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='FrameAgreement',
            fields=[
                ('fa_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('fa_account', models.ForeignKey(db_column='fa_account_id', db_constraint=False, help_text='Customer with whom it is agreed; deleting it deletes the agreement.', on_delete=django.db.models.deletion.CASCADE, related_name='frame_agreements', to='agent360_accounts.account', verbose_name='Account')),
                ('fa_agreement_type', models.CharField(help_text='Kind of terms, set in Salesforce; the database allows any text.', max_length=100, verbose_name='Agreement type')),
                ('fa_start_date', models.DateField(help_text='First day on which the terms hold.', verbose_name='Start date')),
                ('fa_end_date', models.DateField(help_text='Last day on which the terms hold.', verbose_name='End date')),
                ('fa_start_year', models.IntegerField(blank=True, help_text='A number beside fa_start_date; nothing keeps the two equal.', null=True, verbose_name='Start year')),
                ('fa_status', models.CharField(help_text='Set in Salesforce; the database allows any text.', max_length=100, verbose_name='Status')),
                ('fa_is_active', models.BooleanField(blank=True, help_text="A flag of Salesforce's; see fa_active for deletion.", null=True, verbose_name='Active in Salesforce')),
                ('fa_total_sales_ty', models.DecimalField(blank=True, decimal_places=2, help_text='An amount of the current year; this table has no currency, the account has one.', max_digits=18, null=True, verbose_name='Total sales this year')),
                ('fa_total_sales_ly', models.DecimalField(blank=True, decimal_places=2, help_text='An amount of the year before; this table has no currency, the account has one.', max_digits=18, null=True, verbose_name='Total sales last year')),
                ('fa_total_sales_q1', models.DecimalField(blank=True, decimal_places=0, help_text='First quarter, in whole units of currency: no decimal places.', max_digits=18, null=True, verbose_name='Total sales Q1')),
                ('fa_total_sales_q2', models.DecimalField(blank=True, decimal_places=0, help_text='Second quarter, in whole units of currency: no decimal places.', max_digits=18, null=True, verbose_name='Total sales Q2')),
                ('fa_total_sales_q3', models.DecimalField(blank=True, decimal_places=0, help_text='Third quarter, in whole units of currency: no decimal places.', max_digits=18, null=True, verbose_name='Total sales Q3')),
                ('fa_total_sales_q4', models.DecimalField(blank=True, decimal_places=0, help_text='Fourth quarter, in whole units of currency: no decimal places.', max_digits=18, null=True, verbose_name='Total sales Q4')),
                ('fa_rebate_achieved', models.DecimalField(blank=True, decimal_places=4, help_text='A rate, whose amount is fa_total_rebate_achieved. Whether 0.05 or 5 is 5% is not documented.', max_digits=6, null=True, verbose_name='Rebate achieved')),
                ('fa_total_rebate_achieved', models.DecimalField(blank=True, decimal_places=2, help_text='An amount of money; the rate is fa_rebate_achieved.', max_digits=18, null=True, verbose_name='Total rebate achieved')),
                ('fa_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('fa_last_modified_by', models.ForeignKey(db_column='fa_last_modified_by_id', db_constraint=False, db_index=False, help_text='User who last changed the record in Salesforce.', on_delete=django.db.models.deletion.PROTECT, related_name='modified_frame_agreements', to='agent360_core.user', verbose_name='Last modified by')),
                ('fa_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('fa_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('fa_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'frame_agreements',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('tgt_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('tgt_account', models.ForeignKey(db_column='tgt_account_id', db_constraint=False, help_text="Customer that is to buy; nothing keeps it equal to the agreement's account.", on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='agent360_accounts.account', verbose_name='Account')),
                ('tgt_frame_agreement', models.ForeignKey(db_column='tgt_frame_agreement_id', db_constraint=False, help_text='Terms that the target belongs to; deleting them deletes the target.', on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='agent360_accounts.frameagreement', verbose_name='Frame agreement')),
                ('tgt_quarter', models.CharField(help_text='Text as Salesforce has it, not a date.', max_length=100, verbose_name='Quarter')),
                ('tgt_net_turnover_target', models.DecimalField(decimal_places=2, help_text='Amount that the account is to buy in the quarter; its currency is with the account.', max_digits=18, verbose_name='Net turnover target')),
                ('tgt_rebate_rate', models.DecimalField(decimal_places=4, help_text='Four decimal places. Whether 0.05 or 5 is 5% is not documented.', max_digits=6, verbose_name='Rebate rate')),
                ('tgt_rebate_if_achieved', models.DecimalField(decimal_places=2, help_text='The amount due if the target is met.', max_digits=18, verbose_name='Rebate if achieved')),
                ('tgt_total_rebate', models.DecimalField(blank=True, decimal_places=2, help_text='An amount, not a rate; NULL where Salesforce has none.', max_digits=18, null=True, verbose_name='Total rebate')),
                ('tgt_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('tgt_last_modified_by_id', models.CharField(help_text='Salesforce id of a user, without a foreign key.', max_length=18, verbose_name='Last modified by')),
                ('tgt_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('tgt_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('tgt_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'targets',
                'managed': False,
            },
        ),
    ]
