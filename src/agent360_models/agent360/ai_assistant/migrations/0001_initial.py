import agent360_models.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agent360_accounts', '0001_initial'),
        ('agent360_core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AiQueryExample',
            fields=[
                ('aqe_id', models.AutoField(primary_key=True, serialize=False)),
                ('aqe_question', models.TextField()),
                ('aqe_sql', models.TextField(help_text='The query that answers the question.')),
                ('aqe_explanation', models.TextField(blank=True, null=True)),
                ('aqe_category', models.CharField(blank=True, max_length=50, null=True)),
                ('aqe_is_active', models.BooleanField(default=True, help_text='Whether the assistant is given the example.')),
                ('aqe_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('aqe_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'verbose_name': 'AI query example',
                'db_table': 'ai_query_examples',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='AiSchemaConfig',
            fields=[
                ('asc_id', models.AutoField(primary_key=True, serialize=False)),
                ('asc_config_key', models.CharField(max_length=100, unique=True)),
                ('asc_config_value', models.TextField()),
                ('asc_version', models.IntegerField(default=1)),
                ('asc_generated_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('asc_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'verbose_name': 'AI schema config',
                'db_table': 'ai_schema_config',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='AiBusinessRule',
            fields=[
                ('abr_id', models.AutoField(primary_key=True, serialize=False)),
                ('abr_rule_key', models.CharField(max_length=100, unique=True)),
                ('abr_category', models.CharField(max_length=50)),
                ('abr_rule_text', models.TextField()),
                ('abr_is_active', models.BooleanField(default=True, help_text='Whether the assistant is told.')),
                ('abr_sort_order', models.IntegerField(default=0)),
                ('abr_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('abr_updated_at', agent360_models.fields.MomentField(auto_now=True)),
                ('abr_updated_by', models.ForeignKey(blank=True, db_column='abr_updated_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='updated_business_rules', to='agent360_core.user')),
            ],
            options={
                'verbose_name': 'AI business rule',
                'db_table': 'ai_business_rules',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='AiChatThread',
            fields=[
                ('act_id', models.AutoField(primary_key=True, serialize=False)),
                ('act_user', models.ForeignKey(db_column='act_user_sf_id', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='chat_threads', to='agent360_core.user')),
                ('act_account', models.ForeignKey(db_column='act_account_sf_id', db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='chat_threads', to='agent360_accounts.account')),
                ('act_title', models.CharField(blank=True, max_length=255, null=True)),
                ('act_message_count', models.IntegerField(default=0)),
                ('act_last_message_at', agent360_models.fields.MomentField(blank=True, null=True)),
                ('act_sf_synced', models.BooleanField(default=False, help_text='Whether Salesforce has the thread.')),
                ('act_sf_synced_at', agent360_models.fields.MomentField(blank=True, null=True)),
                ('act_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
                ('act_updated_at', agent360_models.fields.MomentField(auto_now=True)),
            ],
            options={
                'verbose_name': 'AI chat thread',
                'db_table': 'ai_chat_threads',
                'managed': False,
                'unique_together': {('act_user', 'act_account')},
            },
        ),
        migrations.CreateModel(
            name='AiChatMessage',
            fields=[
                ('acm_id', models.AutoField(primary_key=True, serialize=False)),
                ('acm_thread', models.ForeignKey(db_column='acm_thread_id', db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='agent360_ai_assistant.aichatthread')),
                ('acm_role', models.CharField(choices=[('user', 'User'), ('assistant', 'Assistant'), ('system', 'System')], max_length=20)),
                ('acm_content', models.TextField()),
                ('acm_generated_sql', models.TextField(blank=True, help_text='The query that the assistant wrote to find its answer.', null=True)),
                ('acm_sql_result_summary', models.TextField(blank=True, null=True)),
                ('acm_model_used', models.CharField(blank=True, help_text='The language model that answered.', max_length=100, null=True)),
                ('acm_tokens_in', models.IntegerField(blank=True, null=True)),
                ('acm_tokens_out', models.IntegerField(blank=True, null=True)),
                ('acm_latency_ms', models.IntegerField(blank=True, null=True)),
                ('acm_error', models.TextField(blank=True, null=True)),
                ('acm_sf_synced', models.BooleanField(default=False, help_text='Whether Salesforce has the message.')),
                ('acm_created_at', agent360_models.fields.MomentField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'AI chat message',
                'db_table': 'ai_chat_messages',
                'managed': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('acm_role__in', ['user', 'assistant', 'system'])), name='chk_acm_role', violation_error_message='A message is from the user, the assistant or the system.')],
            },
        ),
    ]
