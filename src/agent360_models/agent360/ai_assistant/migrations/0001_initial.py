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
                ('aqe_id', models.AutoField(help_text='Number that this database gives; the assistant reads low ones first.', primary_key=True, serialize=False, verbose_name='Id')),
                ('aqe_question', models.TextField(help_text='In words, as somebody would ask the assistant.', verbose_name='Question')),
                ('aqe_sql', models.TextField(help_text='The query that answers the question; nothing in this library runs it.', verbose_name='SQL')),
                ('aqe_explanation', models.TextField(blank=True, help_text='In words, how the query comes to its answer; NULL for none.', null=True, verbose_name='Explanation')),
                ('aqe_category', models.CharField(blank=True, help_text='Subject that the example is filed under; any text, NULL for none.', max_length=50, null=True, verbose_name='Category')),
                ('aqe_is_active', models.BooleanField(default=True, help_text='Whether the assistant is given the example.', verbose_name='Active')),
                ('aqe_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('aqe_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
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
                ('asc_id', models.AutoField(help_text='Number that this database gives.', primary_key=True, serialize=False, verbose_name='Id')),
                ('asc_config_key', models.CharField(help_text='Name under which the text is found; no two have the same.', max_length=100, unique=True, verbose_name='Key')),
                ('asc_config_value', models.TextField(help_text='Describes tables and columns to the assistant; written by a program.', verbose_name='Text')),
                ('asc_version', models.IntegerField(default=1, verbose_name='Version')),
                ('asc_generated_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When the row was first written, in UTC; asc_updated_at moves on.', verbose_name='Generated')),
                ('asc_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
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
                ('abr_id', models.AutoField(help_text='Number that this database gives.', primary_key=True, serialize=False, verbose_name='Id')),
                ('abr_rule_key', models.CharField(help_text='Short name by which people know the rule; no two have the same.', max_length=100, unique=True, verbose_name='Rule key')),
                ('abr_category', models.CharField(help_text='Subject that the rule is filed under; any text.', max_length=50, verbose_name='Category')),
                ('abr_rule_text', models.TextField(help_text='What the assistant is told about the business.', verbose_name='Rule text')),
                ('abr_is_active', models.BooleanField(default=True, help_text='Whether the assistant is told.', verbose_name='Active')),
                ('abr_sort_order', models.IntegerField(default=0, help_text='The assistant reads low numbers first, and equal ones by their key.', verbose_name='Sort order')),
                ('abr_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('abr_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
                ('abr_updated_by', models.ForeignKey(blank=True, db_column='abr_updated_by', db_constraint=False, db_index=False, help_text='User who last changed the rule; NULL where unknown, or that user was deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='updated_business_rules', to='agent360_core.user', verbose_name='Updated by')),
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
                ('act_id', models.AutoField(help_text='Number that this database gives; it has none in Salesforce.', primary_key=True, serialize=False, verbose_name='Id')),
                ('act_user', models.ForeignKey(db_column='act_user_sf_id', db_constraint=False, help_text='Who talks with the assistant; has one thread for each account.', on_delete=django.db.models.deletion.CASCADE, related_name='chat_threads', to='agent360_core.user', verbose_name='User')),
                ('act_account', models.ForeignKey(db_column='act_account_sf_id', db_constraint=False, db_index=False, help_text='Customer that the talk is about; deleting it deletes the thread.', on_delete=django.db.models.deletion.CASCADE, related_name='chat_threads', to='agent360_accounts.account', verbose_name='Account')),
                ('act_title', models.CharField(blank=True, help_text='May repeat what was asked; NULL for a thread without one.', max_length=255, null=True, verbose_name='Title')),
                ('act_message_count', models.IntegerField(default=0, help_text='A plain number: whoever adds a message raises it.', verbose_name='Message count')),
                ('act_last_message_at', agent360_models.fields.MomentField(blank=True, help_text='In UTC, set by whoever adds a message; NULL while there is none.', null=True, verbose_name='Last message')),
                ('act_sf_synced', models.BooleanField(default=False, help_text='Whether Salesforce has the thread.', verbose_name='Synced')),
                ('act_sf_synced_at', agent360_models.fields.MomentField(blank=True, help_text='In UTC; NULL until Salesforce has the thread.', null=True, verbose_name='Synced at')),
                ('act_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When this database first had the row, in UTC.', verbose_name='Created')),
                ('act_updated_at', agent360_models.fields.MomentField(auto_now=True, help_text='When the row last changed in this database, in UTC; a trigger sets it.', verbose_name='Updated')),
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
                ('acm_id', models.AutoField(help_text='Number that this database gives; later messages have higher ones.', primary_key=True, serialize=False, verbose_name='Id')),
                ('acm_thread', models.ForeignKey(db_column='acm_thread_id', db_constraint=False, help_text='Talk that the message belongs to; deleting it deletes its messages.', on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='agent360_ai_assistant.aichatthread', verbose_name='Thread')),
                ('acm_role', models.CharField(choices=[('user', 'User'), ('assistant', 'Assistant'), ('system', 'System')], help_text='Who speaks: user, assistant or system.', max_length=20, verbose_name='Role')),
                ('acm_content', models.TextField(help_text='What was said; may be personal or confidential.', verbose_name='Content')),
                ('acm_generated_sql', models.TextField(blank=True, help_text='Query that the assistant wrote to find its answer; nothing in this library runs it.', null=True, verbose_name='Generated SQL')),
                ('acm_sql_result_summary', models.TextField(blank=True, help_text='What the query of acm_generated_sql found, as text; may name people.', null=True, verbose_name='SQL result summary')),
                ('acm_model_used', models.CharField(blank=True, help_text='The language model that answered; NULL where none was asked.', max_length=100, null=True, verbose_name='Model used')),
                ('acm_tokens_in', models.IntegerField(blank=True, help_text='How many the language model read; NULL where none was asked.', null=True, verbose_name='Tokens in')),
                ('acm_tokens_out', models.IntegerField(blank=True, help_text='How many the language model wrote; NULL where none was asked.', null=True, verbose_name='Tokens out')),
                ('acm_latency_ms', models.IntegerField(blank=True, help_text='Milliseconds until the answer was there; NULL where none was asked for.', null=True, verbose_name='Latency')),
                ('acm_error', models.TextField(blank=True, help_text='Why the assistant could not answer; NULL where nothing went wrong.', null=True, verbose_name='Error')),
                ('acm_sf_synced', models.BooleanField(default=False, help_text='Whether Salesforce has the message.', verbose_name='Synced')),
                ('acm_created_at', agent360_models.fields.MomentField(auto_now_add=True, help_text='When the message was stored, in UTC; it is never changed afterwards.', verbose_name='Created')),
            ],
            options={
                'verbose_name': 'AI chat message',
                'db_table': 'ai_chat_messages',
                'managed': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('acm_role__in', ['user', 'assistant', 'system'])), name='chk_acm_role', violation_error_message='A message is from the user, the assistant or the system.')],
            },
        ),
    ]
