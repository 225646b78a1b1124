import agent360_models.agent360.salesforce.ids
import agent360_models.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ProductBrand',
            fields=[
                ('pb_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('pb_name', models.CharField(help_text='What the brand is called in Salesforce; two may have the same.', max_length=255, verbose_name='Name')),
                ('pb_brand_code', models.CharField(blank=True, help_text='Short name set in Salesforce; not unique, NULL where there is none.', max_length=50, null=True, verbose_name='Brand code')),
                ('pb_description', models.TextField(blank=True, help_text='Free text from Salesforce.', null=True, verbose_name='Description')),
                ('pb_is_active', models.BooleanField(blank=True, help_text="A flag of Salesforce's; see pb_active for deletion.", null=True, verbose_name='Active in Salesforce')),
                ('pb_sf_created_date', agent360_models.fields.MomentField(help_text='When the record was created there, in UTC; the row here may be younger.', verbose_name='Created in Salesforce')),
                ('pb_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('pb_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('pb_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('pb_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'product_brands',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('prd_sf_id', models.CharField(help_text='Id of the record, 18 characters; ids that differ by case are different records.', max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id], verbose_name='Salesforce id')),
                ('prd_name', models.CharField(help_text='What the product is called in Salesforce; two may have the same.', max_length=255, verbose_name='Name')),
                ('prd_family', models.CharField(blank=True, help_text='Group of products, set in Salesforce; the database allows any text.', max_length=100, null=True, verbose_name='Family')),
                ('prd_classification', models.CharField(blank=True, max_length=100, null=True, verbose_name='Classification')),
                ('prd_central_product_code', models.CharField(blank=True, help_text='At most 20 characters, beside prd_product_code; not unique.', max_length=20, null=True, verbose_name='Central product code')),
                ('prd_product_code', models.CharField(blank=True, help_text="Salesforce's own field for it; not unique, NULL where there is none.", max_length=255, null=True, verbose_name='Product code')),
                ('prd_product_brand', models.ForeignKey(blank=True, db_column='prd_product_brand_id', db_constraint=False, help_text='Row of the brand; NULL for a product without one, or whose brand was deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='products', to='agent360_catalog.productbrand', verbose_name='Product brand')),
                ('prd_brand', models.CharField(blank=True, help_text="Text beside prd_product_brand; nothing keeps it equal to that brand's name.", max_length=100, null=True, verbose_name='Brand name')),
                ('prd_is_active', models.BooleanField(blank=True, help_text="Salesforce's IsActive; see prd_active for deletion.", null=True, verbose_name='Active in Salesforce')),
                ('prd_sf_created_date', agent360_models.fields.MomentField(help_text='When the record was created there, in UTC; the row here may be younger.', verbose_name='Created in Salesforce')),
                ('prd_last_modified_date', agent360_models.fields.MomentField(help_text='When the record last changed in Salesforce, in UTC.', verbose_name='Last modified')),
                ('prd_last_modified_by_id', models.CharField(help_text='Salesforce id of a user, without a foreign key.', max_length=18, verbose_name='Last modified by')),
                ('prd_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.', verbose_name='Active row')),
                ('prd_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('prd_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
            ],
            options={
                'db_table': 'products',
                'managed': False,
            },
        ),
    ]
