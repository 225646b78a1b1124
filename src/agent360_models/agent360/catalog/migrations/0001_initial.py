import agent360_models.agent360.salesforce.ids
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
                ('pb_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('pb_name', models.CharField(max_length=255)),
                ('pb_brand_code', models.CharField(blank=True, max_length=50, null=True)),
                ('pb_description', models.TextField(blank=True, null=True)),
                ('pb_is_active', models.BooleanField(blank=True, help_text="A flag of Salesforce's; see pb_active for deletion.", null=True)),
                ('pb_sf_created_date', models.DateTimeField()),
                ('pb_last_modified_date', models.DateTimeField()),
                ('pb_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('pb_created_at', models.DateTimeField(auto_now_add=True)),
                ('pb_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'product_brands',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('prd_sf_id', models.CharField(max_length=18, primary_key=True, serialize=False, validators=[agent360_models.agent360.salesforce.ids.validate_salesforce_id])),
                ('prd_name', models.CharField(max_length=255)),
                ('prd_family', models.CharField(blank=True, max_length=100, null=True)),
                ('prd_classification', models.CharField(blank=True, max_length=100, null=True)),
                ('prd_central_product_code', models.CharField(blank=True, max_length=20, null=True)),
                ('prd_product_code', models.CharField(blank=True, max_length=255, null=True)),
                ('prd_product_brand', models.ForeignKey(blank=True, db_column='prd_product_brand_id', db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='products', to='agent360_catalog.productbrand')),
                ('prd_brand', models.CharField(blank=True, help_text='The brand as text, beside prd_product_brand.', max_length=100, null=True)),
                ('prd_is_active', models.BooleanField(blank=True, help_text="Salesforce's IsActive; see prd_active for deletion.", null=True)),
                ('prd_sf_created_date', models.DateTimeField()),
                ('prd_last_modified_date', models.DateTimeField()),
                ('prd_last_modified_by_id', models.CharField(max_length=18)),
                ('prd_active', models.SmallIntegerField(default=1, help_text='0 once the row is deleted in Salesforce.')),
                ('prd_created_at', models.DateTimeField(auto_now_add=True)),
                ('prd_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'products',
                'managed': False,
            },
        ),
    ]
