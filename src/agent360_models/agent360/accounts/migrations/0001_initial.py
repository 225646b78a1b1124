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
                ('acc_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('acc_name', models.CharField(max_length=255)),
                ('acc_owner', models.ForeignKey(db_column='acc_owner_id', db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='owned_accounts', to='agent360_core.user')),
                ('acc_credit_limit', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('acc_invoice_open_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('acc_order_open_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('acc_account_number', models.CharField(blank=True, max_length=255, null=True)),
                ('acc_currency_iso_code', models.CharField(blank=True, max_length=10, null=True)),
                ('acc_last_modified_date', agent360_models.fields.MomentField()),
                ('acc_last_modified_by_id', models.CharField(max_length=18)),
                ('acc_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('acc_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('acc_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'db_table': 'accounts',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='AccountPlan',
            fields=[
                ('ap_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('ap_name', models.CharField(help_text="Salesforce's Name; ap_plan_name is a field of its own.", max_length=80)),
                ('ap_account', models.ForeignKey(db_column='ap_account_id', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='account_plans', to='agent360_accounts.account')),
                ('ap_plan_name', models.CharField(blank=True, max_length=255, null=True)),
                ('ap_status', models.CharField(max_length=100)),
                ('ap_start_date', models.DateField(blank=True, null=True)),
                ('ap_end_date', models.DateField(blank=True, null=True)),
                ('ap_sf_created_date', agent360_models.fields.MomentField()),
                ('ap_last_modified_date', agent360_models.fields.MomentField()),
                ('ap_last_modified_by_id', models.CharField(max_length=18)),
                ('ap_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('ap_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('ap_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'db_table': 'account_plans',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='FrameAgreement',
            fields=[
                ('fa_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('fa_account', models.ForeignKey(db_column='fa_account_id', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='frame_agreements', to='agent360_accounts.account')),
                ('fa_agreement_type', models.CharField(max_length=100)),
                ('fa_start_date', models.DateField()),
                ('fa_end_date', models.DateField()),
                ('fa_start_year', models.IntegerField(blank=True, null=True)),
                ('fa_status', models.CharField(max_length=100)),
                ('fa_is_active', models.BooleanField(blank=True, help_text="A flag of Salesforce's; see fa_active for deletion.", null=True)),
                ('fa_total_sales_ty', models.DecimalField(blank=True, decimal_places=2, help_text='Sales of this year.', max_digits=18, null=True)),
                ('fa_total_sales_ly', models.DecimalField(blank=True, decimal_places=2, help_text='Sales of last year.', max_digits=18, null=True)),
                ('fa_total_sales_q1', models.DecimalField(blank=True, decimal_places=0, max_digits=18, null=True)),
                ('fa_total_sales_q2', models.DecimalField(blank=True, decimal_places=0, max_digits=18, null=True)),
                ('fa_total_sales_q3', models.DecimalField(blank=True, decimal_places=0, max_digits=18, null=True)),
                ('fa_total_sales_q4', models.DecimalField(blank=True, decimal_places=0, max_digits=18, null=True)),
                ('fa_rebate_achieved', models.DecimalField(blank=True, decimal_places=4, help_text='A rate; fa_total_rebate_achieved is the amount.', max_digits=6, null=True)),
                ('fa_total_rebate_achieved', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('fa_last_modified_date', agent360_models.fields.MomentField()),
                ('fa_last_modified_by', models.ForeignKey(db_column='fa_last_modified_by_id', db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='modified_frame_agreements', to='agent360_core.user')),
                ('fa_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('fa_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('fa_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'db_table': 'frame_agreements',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('tgt_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('tgt_account', models.ForeignKey(db_column='tgt_account_id', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='agent360_accounts.account')),
                ('tgt_frame_agreement', models.ForeignKey(db_column='tgt_frame_agreement_id', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='agent360_accounts.frameagreement')),
                ('tgt_quarter', models.CharField(max_length=100)),
                ('tgt_net_turnover_target', models.DecimalField(decimal_places=2, max_digits=18)),
                ('tgt_rebate_rate', models.DecimalField(decimal_places=4, max_digits=6)),
                ('tgt_rebate_if_achieved', models.DecimalField(decimal_places=2, help_text='The amount due if the target is met.', max_digits=18)),
                ('tgt_total_rebate', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('tgt_last_modified_date', agent360_models.fields.MomentField()),
                ('tgt_last_modified_by_id', models.CharField(max_length=18)),
                ('tgt_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('tgt_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('tgt_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'db_table': 'targets',
                'managed': False,
            },
        ),
    ]
