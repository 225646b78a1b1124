import agent360_models.base.uuids
import agent360_models.indexes
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LLMRequest',
            fields=[
                ('id', models.BigAutoField(help_text='Given by this database.', primary_key=True, serialize=False, verbose_name='Id')),
                ('prompt_slug', models.CharField(blank=True, help_text='Slug of the prompt. Empty: it has no name.', max_length=255, verbose_name='Prompt')),
                ('model', models.CharField(help_text='As its provider names it.', max_length=100, verbose_name='Model')),
                ('latency_ms', models.IntegerField(help_text='How long the answer took, in milliseconds.', verbose_name='Latency')),
                ('success', models.BooleanField(help_text='Off where the request ended in an error.', verbose_name='Success')),
                ('error', models.TextField(blank=True, default='', help_text='Kind and beginning of the error. Empty: there was none.', verbose_name='Error')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='When the request was recorded.', verbose_name='Created at')),
            ],
            options={
                'verbose_name': 'LLM request',
                'db_table': 'automate_llm_llmrequest',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['created_at'], name='idx_automate_llm_llmrequest_created'), agent360_models.indexes.Index(fields=['model', 'created_at'], name='idx_automate_llm_llmrequest_model_created'), agent360_models.indexes.Index(fields=['prompt_slug', 'created_at'], name='idx_automate_llm_llmrequest_prompt_created')],
            },
        ),
        migrations.CreateModel(
            name='LLMUsage',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('tenant_id', models.CharField(blank=True, default='', editable=False, help_text='For whom the model was asked; given by use_tenant(). Empty: no tenant was current.', max_length=255, verbose_name='Tenant')),
                ('model', models.CharField(help_text='As its provider names it.', max_length=100, verbose_name='Model')),
                ('tokens_in', models.IntegerField(default=0, help_text='Of the input that the request sent.', verbose_name='Tokens in')),
                ('tokens_out', models.IntegerField(default=0, help_text='Of the output, which is the answer.', verbose_name='Tokens out')),
                ('cost', models.DecimalField(decimal_places=6, default=0, help_text='Estimated, in the currency of the project.', max_digits=12, verbose_name='Cost')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='When the use was recorded; reports by day go by it.', verbose_name='Created at')),
            ],
            options={
                'verbose_name': 'LLM usage',
                'verbose_name_plural': 'LLM usage',
                'db_table': 'automate_llm_llmusage',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['created_at'], name='idx_automate_llm_llmusage_created'), agent360_models.indexes.Index(fields=['tenant_id', 'created_at'], name='idx_automate_llm_llmusage_tenant_created')],
                'constraints': [models.CheckConstraint(condition=models.Q(('cost__gte', 0), ('tokens_in__gte', 0), ('tokens_out__gte', 0)), name='automate_llm_llmusage_not_negative')],
            },
        ),
    ]
