import agent360_models.base.uuids
import agent360_models.indexes
import agent360_models.validators
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='EmbeddingModel',
            fields=[
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(help_text='No two embedding models have the same.', max_length=200, verbose_name='Name')),
                ('provider', models.CharField(default='openai', help_text='openai, also for servers that speak alike.', max_length=100, verbose_name='Provider')),
                ('model_id', models.CharField(help_text='As the provider names it.', max_length=200, verbose_name='Model')),
                ('dimensions', models.IntegerField(help_text='How long its vectors are.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='Dimensions')),
                ('config', models.JSONField(blank=True, default=dict, help_text='As {"api_key_ref": "openai", "base_url": "https://..."}. The key itself is no part of it.', validators=[agent360_models.validators.validate_json], verbose_name='Configuration')),
            ],
            options={
                'db_table': 'rag_embeddingmodel',
                'managed': True,
                'constraints': [models.UniqueConstraint(fields=('name',), name='rag_embeddingmodel_name'), models.CheckConstraint(condition=models.Q(('dimensions__gte', 1)), name='rag_embeddingmodel_dimensions')],
            },
        ),
        migrations.CreateModel(
            name='KnowledgeSource',
            fields=[
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(help_text='No two sources have the same.', max_length=200, verbose_name='Name')),
                ('type', models.CharField(help_text='queryset, folder, or a type that the project registers.', max_length=100, verbose_name='Type')),
                ('config', models.JSONField(blank=True, default=dict, help_text='What the type asks for; no secret.', validators=[agent360_models.validators.validate_json], verbose_name='Configuration')),
                ('credentials_ref', models.CharField(blank=True, default='', help_text='The key of a StoredSecret, for types that have to log in.', max_length=200, verbose_name='Credentials reference')),
                ('sync_status', models.CharField(choices=[('never', 'Never synced'), ('syncing', 'Syncing'), ('synced', 'Synced'), ('failed', 'Failed')], default='never', editable=False, help_text='How the last sync went: never, syncing, synced or failed.', max_length=20, verbose_name='Sync status')),
                ('synced_at', models.DateTimeField(blank=True, editable=False, help_text='When the last sync ended.', null=True, verbose_name='Synced at')),
                ('document_count', models.IntegerField(blank=True, editable=False, help_text='At the last success.', null=True, verbose_name='Number of documents')),
                ('sync_error', models.TextField(blank=True, default='', editable=False, help_text='Why the last sync failed; empty after one that went well.', verbose_name='Sync error')),
            ],
            options={
                'db_table': 'rag_knowledgesource',
                'managed': True,
                'constraints': [models.UniqueConstraint(fields=('name',), name='rag_knowledgesource_name')],
            },
        ),
        migrations.CreateModel(
            name='RAGEndpoint',
            fields=[
                ('slug', models.SlugField(blank=True, help_text='Readable part of a URL. Left empty, it is made of another field, by default the name.', max_length=255, unique=True, verbose_name='Slug')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(help_text='For people; the slug is made of it.', max_length=200, verbose_name='Name')),
                ('source', models.ForeignKey(db_index=False, help_text='What is searched; it cannot be deleted while it has endpoints.', on_delete=django.db.models.deletion.PROTECT, related_name='endpoints', to='automate_rag.knowledgesource', verbose_name='Source')),
                ('retrieval_config', models.JSONField(blank=True, default=dict, help_text='As {"language": "english", "max_top_k": 20}. Empty: the defaults.', validators=[agent360_models.validators.validate_json], verbose_name='Retrieval configuration')),
                ('access_policy', models.JSONField(blank=True, default=dict, help_text='{"public": true}, or {"users": ["ada"], "groups": ["support"]}. Empty: nobody may ask.', validators=[agent360_models.validators.validate_json], verbose_name='Access policy')),
            ],
            options={
                'verbose_name': 'RAG endpoint',
                'db_table': 'rag_ragendpoint',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['source'], name='idx_rag_ragendpoint_source')],
            },
        ),
    ]
