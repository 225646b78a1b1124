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
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('connector_type', models.CharField(help_text="Such as imap; what it means is the project's affair.", max_length=100, verbose_name='Connector type')),
                ('config', agent360_models.fields.PartlyEncryptedJSONField(blank=True, default=dict, help_text='How it is set up; secrets in it are encrypted.', verbose_name='Configuration')),
                ('credentials', agent360_models.fields.EncryptedJSONField(blank=True, default=dict, help_text='A JSON document; stored encrypted.', verbose_name='Credentials')),
                ('status', models.CharField(choices=[('active', 'Active'), ('disabled', 'Disabled')], default='active', help_text='active while it is in use, disabled when it is switched off.', max_length=20, verbose_name='Status')),
            ],
            options={
                'db_table': 'automate_connectors_connectorinstance',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['connector_type'], name='idx_automate_connectors_connectorinstance_connector_type')],
            },
        ),
    ]
