import agent360_models.base.uuids
import agent360_models.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='TemplateCollection',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True)),
            ],
            options={
                'db_table': 'automate_interop_templatecollection',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='InteropMapping',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('source_platform', models.CharField(help_text='Where documents come from, such as zapier.', max_length=100)),
                ('target', models.CharField(help_text='What they become, such as crm.contact.', max_length=200)),
                ('transform', models.JSONField(default=dict, help_text='Rules by path in the target, as the README of the app tells.')),
            ],
            options={
                'db_table': 'automate_interop_interopmapping',
                'managed': True,
                'constraints': [models.UniqueConstraint(fields=('source_platform', 'target'), name='automate_interop_interopmapping_once')],
            },
        ),
        migrations.CreateModel(
            name='TemplateWorkflow',
            fields=[
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('collection', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='workflows', to='automate_interop.templatecollection')),
                ('name', models.CharField(max_length=200)),
                ('graph', models.JSONField(default=dict, help_text='A graph; {{ name }} in its config and values is filled in.')),
                ('variables', models.JSONField(blank=True, default=dict, help_text='{name: {"description": ..., "default": ...}}; without a default the variable is required.')),
            ],
            options={
                'db_table': 'automate_interop_templateworkflow',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['collection'], name='automate_interop_templateworkflow_collection')],
            },
        ),
    ]
