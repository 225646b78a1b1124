import agent360_models.base.uuids
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
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('connector_type', models.CharField(help_text='Which connector it is an instance of.', max_length=100)),
                ('config', agent360_models.fields.PartlyEncryptedJSONField(blank=True, default=dict, help_text='How it is set up; secrets in it are encrypted.')),
                ('credentials', agent360_models.fields.EncryptedJSONField(blank=True, default=dict, help_text='A JSON document; stored encrypted.')),
                ('status', models.CharField(choices=[('active', 'Active'), ('disabled', 'Disabled')], default='active', max_length=20)),
            ],
            options={
                'db_table': 'automate_connectors_connectorinstance',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['connector_type'], name='idx_automate_connectors_connectorinstance_connector_type')],
            },
        ),
    ]
