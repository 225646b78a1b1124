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
                ('cmp_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('cmp_name', models.CharField(help_text="Salesforce's Name field; not unique.", max_length=80, verbose_name='Name')),
                ('cmp_record_type', models.ForeignKey(blank=True, db_column='cmp_record_type_id', db_constraint=False, db_index=False, help_text="Variant of Salesforce's campaign object; NULL for none.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaigns', to='agent360_core.recordtype', verbose_name='Record type')),
                ('cmp_type', models.CharField(blank=True, help_text="A field of Salesforce's with any text; cmp_record_type is something else.", max_length=100, null=True, verbose_name='Type')),
                ('cmp_parent', models.ForeignKey(blank=True, db_column='cmp_parent_id', db_constraint=False, help_text='The one above in the hierarchy; NULL at the top, or where that was deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='child_campaigns', to='agent360_campaigns.campaign', verbose_name='Parent campaign')),
                ('cmp_status', models.CharField(help_text='Set in Salesforce, such as Planned or Completed; the database allows any text.', max_length=100, verbose_name='Status')),
                ('cmp_start_date', models.DateField(blank=True, help_text='First day of the campaign; NULL where Salesforce has none.', null=True, verbose_name='Start date')),
                ('cmp_end_date', models.DateField(blank=True, help_text='Last day of the campaign; NULL where Salesforce has none.', null=True, verbose_name='End date')),
                ('cmp_actual_cost', models.DecimalField(blank=True, decimal_places=2, help_text='Money spent, in the currency of cmp_currency_iso_code.', max_digits=18, null=True, verbose_name='Actual cost')),
                ('cmp_budgeted_cost', models.DecimalField(blank=True, decimal_places=2, help_text='Money planned, in the currency of cmp_currency_iso_code.', max_digits=18, null=True, verbose_name='Budgeted cost')),
                ('cmp_currency_iso_code', models.CharField(blank=True, help_text='ISO 4217 code such as EUR, for the amounts of this row.', max_length=10, null=True, verbose_name='Currency')),
                ('cmp_owner', models.ForeignKey(db_column='cmp_owner_id', db_constraint=False, help_text='User who is responsible for the campaign; cannot be deleted while owning one.', on_delete=django.db.models.deletion.PROTECT, related_name='owned_campaigns', to='agent360_core.user', verbose_name='Owner')),
                ('cmp_account', models.ForeignKey(blank=True, db_column='cmp_account_id', db_constraint=False, help_text='Customer that the campaign is for; NULL where it is for no single one.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaigns', to='agent360_accounts.account', verbose_name='Account')),
                ('cmp_initial_quantity', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='Initial quantity')),
                ('cmp_used_quantity', models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name='Used quantity')),
                ('cmp_available_budget', models.DecimalField(blank=True, decimal_places=2, help_text='In cmp_currency_iso_code; stored as Salesforce has it, not derived from the costs here.', max_digits=18, null=True, verbose_name='Available budget')),
                ('cmp_is_active', models.BooleanField(blank=True, help_text="Salesforce's IsActive; see cmp_active for deletion.", null=True, verbose_name='Active in Salesforce')),
                ('cmp_sf_created_date', agent360_models.fields.MomentField(help_text='When the record was created there, in UTC; the row here may be younger.', verbose_name='Created in Salesforce')),
                ('cmp_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('cmp_last_modified_by_id', models.CharField(help_text='Salesforce id of a user, without a foreign key.', max_length=18, verbose_name='Last modified by')),
                ('cmp_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('cmp_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('cmp_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'campaigns',
                'managed': False,
            },
        ),
    ]
