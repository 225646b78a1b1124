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
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(help_text='Shown in lists and errors, so no place for a secret.', max_length=200, verbose_name='Name')),
                ('provider', models.CharField(help_text='http, postgresql, or one you registered.', max_length=100, verbose_name='Provider')),
                ('credentials', agent360_models.fields.EncryptedJSONField(blank=True, default=dict, help_text='http: token, headers, user, password. postgresql: user, password.', verbose_name='Credentials')),
                ('config', agent360_models.fields.PartlyEncryptedJSONField(blank=True, default=dict, help_text='http: base_url, headers, timeout, test_path. postgresql: host, port, dbname, sslmode.', verbose_name='Configuration')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved.', verbose_name='Created at')),
            ],
            options={
                'db_table': 'automate_connectionprofile',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='MCPServer',
            fields=[
                ('status', models.CharField(choices=[('unknown', 'Not checked yet'), ('connected', 'Connected'), ('refused', 'It refuses the credentials'), ('failing', 'Not reached, or not understood')], db_index=True, default='unknown', help_text="A step that the model's transitions do not allow is refused.", max_length=50, verbose_name='Status')),
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Set with every transition; of a new row, when it was made.', verbose_name='Status changed at')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(help_text='Shown in lists and errors, so no place for a secret.', max_length=200, verbose_name='Name')),
                ('url', models.URLField(help_text='Where it speaks streamable HTTP, such as https://host/mcp.', max_length=500, verbose_name='URL')),
                ('auth_config', agent360_models.fields.EncryptedJSONField(blank=True, default=dict, help_text='As {"token": "...", "headers": {"name": "..."}}; stored encrypted.', verbose_name='Authentication')),
                ('last_synced', models.DateTimeField(blank=True, editable=False, help_text='When it was last asked, for its tools or how it is.', null=True, verbose_name='Last synced')),
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
                ('slug', models.SlugField(blank=True, default=None, editable=False, help_text='Its key, made of the name when it is first saved.', primary_key=True, serialize=False, verbose_name='Slug')),
                ('name', models.CharField(help_text='Shown in lists and errors, so no place for a secret.', max_length=200, verbose_name='Name')),
                ('provider_type', models.CharField(help_text='openai, also for services that speak its protocol; anthropic; or one you registered.', max_length=100, verbose_name='Provider type')),
                ('config', agent360_models.fields.PartlyEncryptedJSONField(blank=True, default=dict, help_text='api_key or api_key_env, base_url, timeout, max_retries, organization.', verbose_name='Configuration')),
                ('is_default', models.BooleanField(default=False, help_text='One provider is what callers get by default.', verbose_name='Default')),
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
                ('slug', models.SlugField(blank=True, help_text='Readable part of a URL. Left empty, it is made of another field, by default the name.', max_length=255, unique=True, verbose_name='Slug')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(help_text='For people, so no place for a secret; the slug is made of it.', max_length=200, verbose_name='Name')),
                ('description', models.TextField(blank=True, verbose_name='Description')),
                ('category', models.CharField(blank=True, help_text='A tag, any text, by which the admin filters.', max_length=100, verbose_name='Category')),
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
                ('id', models.BigAutoField(help_text='Given by this database.', primary_key=True, serialize=False, verbose_name='Id')),
                ('provider', models.ForeignKey(db_index=False, help_text='The account that the model is asked with.', on_delete=django.db.models.deletion.CASCADE, related_name='model_configs', to='automate_providers.llmprovider', verbose_name='Provider')),
                ('model_id', models.CharField(help_text='As the provider names it.', max_length=200, verbose_name='Model')),
                ('max_tokens', models.IntegerField(blank=True, help_text='The most an answer may have.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='Maximum tokens')),
                ('temperature', models.FloatField(blank=True, help_text='From 0 to 2; whether a model takes it is for the provider to say.', null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(2)], verbose_name='Temperature')),
                ('params', models.JSONField(blank=True, default=dict, help_text='What else goes into each request.', verbose_name='Parameters')),
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
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('server', models.ForeignKey(db_index=False, help_text='Which offers it, or did; deleting it deletes its tools.', on_delete=django.db.models.deletion.CASCADE, related_name='tools', to='automate_providers.mcpserver', verbose_name='Server')),
                ('name', models.CharField(help_text='As its server calls it, once on each server.', max_length=200, verbose_name='Name')),
                ('schema', models.JSONField(blank=True, default=dict, help_text='The JSON Schema of its input.', verbose_name='Schema')),
                ('description', models.TextField(blank=True, help_text='In the words of its server at the last sync.', verbose_name='Description')),
                ('discovered_at', models.DateTimeField(auto_now_add=True, help_text='When a sync first found it.', verbose_name='Discovered at')),
                ('removed_at', models.DateTimeField(blank=True, editable=False, help_text='When a sync first missed it. Empty while it is offered.', null=True, verbose_name='Removed at')),
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
                ('id', models.BigAutoField(help_text='Given by this database.', primary_key=True, serialize=False, verbose_name='Id')),
                ('prompt', models.ForeignKey(db_index=False, help_text='Its wordings are deleted with it.', on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='automate_providers.prompt', verbose_name='Prompt')),
                ('version', models.IntegerField(help_text='Counts from 1 within the prompt; new_version() takes the next number.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='Version')),
                ('system_template', models.TextField(blank=True, help_text='The wording of the system prompt, with places such as {{ name }}.', verbose_name='System template')),
                ('user_template', models.TextField(blank=True, help_text='The wording of what the user asks, with places such as {{ name }}.', verbose_name='User template')),
                ('variables', models.JSONField(blank=True, default=list, help_text='The required variables: ["name", "city"].', verbose_name='Variables')),
                ('engine', models.CharField(choices=[('names', 'Names: {{ name }}, and nothing else'), ('jinja', 'Jinja2 in its sandbox')], default='names', help_text='What fills in the templates: names knows {{ name }} alone, jinja is Jinja2.', max_length=20, verbose_name='Engine')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When the wording was saved; another wording is another version.', verbose_name='Created at')),
            ],
            options={
                'db_table': 'automate_promptversion',
                'managed': True,
                'constraints': [models.UniqueConstraint(fields=('prompt', 'version'), name='automate_promptversion_prompt_version'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='automate_promptversion_version')],
            },
        ),
    ]
