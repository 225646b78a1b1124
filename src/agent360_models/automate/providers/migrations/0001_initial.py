import agent360_models.base.uuids
import agent360_models.fields
import agent360_models.indexes
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ConnectionProfile',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('provider', models.CharField(help_text='http, postgresql, or one you registered.', max_length=100)),
                ('credentials', agent360_models.fields.EncryptedJSONField(blank=True, default=dict, help_text='http: token, headers, user, password. postgresql: user, password.')),
                ('config', agent360_models.fields.PartlyEncryptedJSONField(blank=True, default=dict, help_text='http: base_url, headers, timeout, test_path. postgresql: host, port, dbname, sslmode.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'automate_connectionprofile',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='MCPServer',
            fields=[
                ('status', models.CharField(choices=[('unknown', 'Not checked yet'), ('connected', 'Connected'), ('refused', 'It refuses the credentials'), ('failing', 'Not reached, or not understood')], db_index=True, default='unknown', max_length=50)),
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('url', models.URLField(help_text='Where it speaks streamable HTTP, such as https://host/mcp.', max_length=500)),
                ('auth_config', agent360_models.fields.EncryptedJSONField(blank=True, default=dict, help_text='{"token": "...", "headers": {"name": "..."}}')),
                ('last_synced', models.DateTimeField(blank=True, editable=False, help_text='When it was last asked, for its tools or how it is.', null=True)),
            ],
            options={
                'verbose_name': 'MCP server',
                'db_table': 'automate_mcpserver',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='LLMProvider',
            fields=[
                ('slug', models.SlugField(blank=True, default=None, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('provider_type', models.CharField(help_text='openai, also for services that speak its protocol; anthropic; or one you registered.', max_length=100)),
                ('config', agent360_models.fields.PartlyEncryptedJSONField(blank=True, default=dict, help_text='api_key or api_key_env, base_url, timeout, max_retries, organization.')),
                ('is_default', models.BooleanField(default=False, help_text='One provider is what callers get by default.', verbose_name='default')),
            ],
            options={
                'verbose_name': 'LLM provider',
                'db_table': 'automate_llmprovider',
                'managed': True,
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('is_default',), name='automate_llmprovider_one_default', violation_error_message='Another provider is the default.')],
            },
        ),
        migrations.CreateModel(
            name='Prompt',
            fields=[
                ('slug', models.SlugField(blank=True, max_length=255, unique=True)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True)),
                ('category', models.CharField(blank=True, max_length=100)),
            ],
            options={
                'db_table': 'automate_prompt',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['category'], name='idx_automate_prompt_category')],
            },
        ),
        migrations.CreateModel(
            name='LLMModelConfig',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='model_configs', to='automate_providers.llmprovider')),
                ('model_id', models.CharField(help_text='As the provider names it.', max_length=200)),
                ('max_tokens', models.IntegerField(blank=True, help_text='The most an answer may have.', null=True, validators=[django.core.validators.MinValueValidator(1)])),
                ('temperature', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(2)])),
                ('params', models.JSONField(blank=True, default=dict, help_text='What else goes into each request.')),
            ],
            options={
                'verbose_name': 'LLM model config',
                'db_table': 'automate_llmmodelconfig',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['provider', 'model_id'], name='idx_automate_llmmodelconfig_provider_model')],
                'constraints': [models.CheckConstraint(condition=models.Q(('max_tokens__gte', 1)), name='automate_llmmodelconfig_max_tokens'), models.CheckConstraint(condition=models.Q(('temperature__gte', 0), ('temperature__lte', 2)), name='automate_llmmodelconfig_temperature')],
            },
        ),
        migrations.CreateModel(
            name='MCPTool',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('server', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tools', to='automate_providers.mcpserver')),
                ('name', models.CharField(max_length=200)),
                ('schema', models.JSONField(blank=True, default=dict, help_text='The JSON Schema of its input.')),
                ('description', models.TextField(blank=True)),
                ('discovered_at', models.DateTimeField(auto_now_add=True)),
                ('removed_at', models.DateTimeField(blank=True, editable=False, help_text='When a sync first missed it. Empty while it is offered.', null=True)),
            ],
            options={
                'verbose_name': 'MCP tool',
                'db_table': 'automate_mcptool',
                'managed': True,
                'constraints': [models.UniqueConstraint(fields=('server', 'name'), name='automate_mcptool_server_name')],
            },
        ),
        migrations.CreateModel(
            name='PromptVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prompt', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='automate_providers.prompt')),
                ('version', models.IntegerField(validators=[django.core.validators.MinValueValidator(1)])),
                ('system_template', models.TextField(blank=True)),
                ('user_template', models.TextField(blank=True)),
                ('variables', models.JSONField(blank=True, default=list, help_text='The required variables: ["name", "city"].')),
                ('engine', models.CharField(choices=[('names', 'Names: {{ name }}, and nothing else'), ('jinja', 'Jinja2 in its sandbox')], default='names', max_length=20)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'automate_promptversion',
                'managed': True,
                'constraints': [models.UniqueConstraint(fields=('prompt', 'version'), name='automate_promptversion_prompt_version'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='automate_promptversion_version')],
            },
        ),
    ]
