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
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('description', models.TextField(blank=True, verbose_name='Description')),
            ],
            options={
                'db_table': 'automate_interop_templatecollection',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='InteropMapping',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('source_platform', models.CharField(help_text='Where documents come from, such as zapier.', max_length=100, verbose_name='Source platform')),
                ('target', models.CharField(help_text='What they become, such as crm.contact.', max_length=200, verbose_name='Target')),
                ('transform', models.JSONField(default=dict, help_text='Rules by path in the target, as the README of the app tells.', verbose_name='Transform')),
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
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('collection', models.ForeignKey(db_index=False, help_text='Templates that belong together; deleting it deletes them.', on_delete=django.db.models.deletion.CASCADE, related_name='workflows', to='automate_interop.templatecollection', verbose_name='Collection')),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('graph', models.JSONField(default=dict, help_text='A graph; {{ name }} in its config and values is filled in.', verbose_name='Graph')),
                ('variables', models.JSONField(blank=True, default=dict, help_text='{name: {"description": ..., "default": ...}}; without a default the variable is required.', verbose_name='Variables')),
            ],
            options={
                'db_table': 'automate_interop_templateworkflow',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['collection'], name='automate_interop_templateworkflow_collection')],
            },
        ),
    ]
