import agent360_models.agent360.salesforce.ids
import agent360_models.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agent360_accounts', '0001_initial'),
        ('agent360_core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('cmp_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('cmp_name', models.CharField(max_length=80)),
                ('cmp_record_type', models.ForeignKey(blank=True, db_column='cmp_record_type_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaigns', to='agent360_core.recordtype')),
                ('cmp_type', models.CharField(blank=True, help_text="Salesforce's Type; cmp_record_type is something else.", max_length=100, null=True)),
                ('cmp_parent', models.ForeignKey(blank=True, db_column='cmp_parent_id', db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='child_campaigns', to='agent360_campaigns.campaign')),
                ('cmp_status', models.CharField(max_length=100)),
                ('cmp_start_date', models.DateField(blank=True, null=True)),
                ('cmp_end_date', models.DateField(blank=True, null=True)),
                ('cmp_actual_cost', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('cmp_budgeted_cost', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('cmp_currency_iso_code', models.CharField(blank=True, max_length=10, null=True)),
                ('cmp_owner', models.ForeignKey(db_column='cmp_owner_id', db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='owned_campaigns', to='agent360_core.user')),
                ('cmp_account', models.ForeignKey(blank=True, db_column='cmp_account_id', db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaigns', to='agent360_accounts.account')),
                ('cmp_initial_quantity', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('cmp_used_quantity', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('cmp_available_budget', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True)),
                ('cmp_is_active', models.BooleanField(blank=True, help_text="Salesforce's IsActive; see cmp_active for deletion.", null=True)),
                ('cmp_sf_created_date', agent360_models.fields.MomentField()),
                ('cmp_last_modified_date', agent360_models.fields.MomentField()),
                ('cmp_last_modified_by_id', models.CharField(max_length=18)),
                ('cmp_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('cmp_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('cmp_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'db_table': 'campaigns',
                'managed': False,
            },
        ),
    ]
