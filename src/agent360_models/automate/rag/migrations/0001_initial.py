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
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('provider', models.CharField(default='openai', help_text='openai, also for servers that speak alike.', max_length=100)),
                ('model_id', models.CharField(help_text='As the provider names it.', max_length=200, verbose_name='model')),
                ('dimensions', models.IntegerField(help_text='How long its vectors are.', validators=[django.core.validators.MinValueValidator(1)])),
                ('config', models.JSONField(blank=True, default=dict, help_text='As {"api_key_ref": "openai", "base_url": "https://..."}. The key itself is no part of it.', validators=[agent360_models.validators.validate_json])),
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
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('type', models.CharField(help_text='queryset, folder, or a type that the project registers.', max_length=100)),
                ('config', models.JSONField(blank=True, default=dict, help_text='What the type asks for; no secret.', validators=[agent360_models.validators.validate_json])),
                ('credentials_ref', models.CharField(blank=True, default='', help_text='The key of a StoredSecret, for types that have to log in.', max_length=200)),
                ('sync_status', models.CharField(choices=[('never', 'Never synced'), ('syncing', 'Syncing'), ('synced', 'Synced'), ('failed', 'Failed')], default='never', editable=False, max_length=20)),
                ('synced_at', models.DateTimeField(blank=True, editable=False, help_text='When the last sync ended.', null=True)),
                ('document_count', models.IntegerField(blank=True, editable=False, help_text='At the last success.', null=True)),
                ('sync_error', models.TextField(blank=True, default='', editable=False, help_text='Why the last sync failed.')),
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
                ('slug', models.SlugField(blank=True, max_length=255, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='endpoints', to='automate_rag.knowledgesource')),
                ('retrieval_config', models.JSONField(blank=True, default=dict, help_text='As {"language": "english", "max_top_k": 20}. Empty: the defaults.', validators=[agent360_models.validators.validate_json])),
                ('access_policy', models.JSONField(blank=True, default=dict, help_text='{"public": true}, or {"users": ["ada"], "groups": ["support"]}. Empty: nobody may ask.', validators=[agent360_models.validators.validate_json])),
            ],
            options={
                'verbose_name': 'RAG endpoint',
                'db_table': 'rag_ragendpoint',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['source'], name='idx_rag_ragendpoint_source')],
            },
        ),
    ]
