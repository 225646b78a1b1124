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
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prompt_slug', models.CharField(blank=True, help_text='The prompt. Empty: none that has a name.', max_length=255)),
                ('model', models.CharField(help_text='As its provider names it.', max_length=100)),
                ('latency_ms', models.IntegerField(help_text='How long the answer took, in milliseconds.', verbose_name='latency')),
                ('success', models.BooleanField()),
                ('error', models.TextField(blank=True, default='', help_text='Kind and beginning of the error. Empty: there was none.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('tenant_id', models.CharField(blank=True, default='', editable=False, max_length=255)),
                ('model', models.CharField(help_text='As its provider names it.', max_length=100)),
                ('tokens_in', models.IntegerField(default=0)),
                ('tokens_out', models.IntegerField(default=0)),
                ('cost', models.DecimalField(decimal_places=6, default=0, help_text='Estimated, in the currency of the project.', max_digits=12)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
