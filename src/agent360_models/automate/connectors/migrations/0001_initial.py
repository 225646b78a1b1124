import agent360_models.fields
import agent360_models.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ConnectorInstance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=200)),
                ('connector_type', models.CharField(help_text='Which connector it is an instance of.', max_length=100)),
                ('config', agent360_models.fields.PartlyEncryptedJSONField(blank=True, default=dict, help_text='How it is set up; secrets in it are encrypted.')),
                ('credentials', agent360_models.fields.EncryptedJSONField(blank=True, default=dict, help_text='A JSON document; stored encrypted.')),
                ('enabled', models.BooleanField(default=True)),
            ],
            options={
                'db_table': 'automate_connectors_connectorinstance',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['connector_type'], name='idx_automate_connectors_connectorinstance_connector_type')],
            },
        ),
    ]
