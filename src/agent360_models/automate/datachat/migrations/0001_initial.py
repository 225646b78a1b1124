import agent360_models.automate.datachat._keys
import agent360_models.automate.datachat.models
import agent360_models.indexes
import agent360_models.validators
import django.contrib.postgres.fields
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ChatEmbed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID that Python makes before the row is saved.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('key_prefix', models.CharField(default=agent360_models.automate.datachat._keys.new_prefix, editable=False, help_text='The first part of the key, by which it is found. No secret.', max_length=12, verbose_name='Key prefix')),
                ('api_key', models.CharField(blank=True, default='', editable=False, help_text='SHA-256 of the key. Empty: no key opens the widget yet.', max_length=64, verbose_name='API key')),
                ('allowed_domains', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, help_text='example.com, *.example.com or http://localhost:8000. Empty: no page may show the widget.', verbose_name='Allowed domains')),
                ('theme', models.JSONField(blank=True, default=dict, help_text='Colours and sizes, as the widget knows them.', validators=[agent360_models.validators.validate_json], verbose_name='Theme')),
                ('rate_limit', models.IntegerField(default=60, help_text='Requests per minute.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='Rate limit')),
            ],
            options={
                'db_table': 'automate_datachat_chatembed',
                'managed': True,
                'constraints': [models.UniqueConstraint(fields=('key_prefix',), name='automate_datachat_chatembed_key_prefix'), models.CheckConstraint(condition=models.Q(('rate_limit__gte', 1)), name='automate_datachat_chatembed_rate_limit')],
            },
        ),
        migrations.CreateModel(
            name='DataChatSession',
            fields=[
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.BigAutoField(help_text='Given by this database.', primary_key=True, serialize=False, verbose_name='Id')),
                ('user', models.CharField(help_text='The name of who asks.', max_length=255, verbose_name='User')),
                ('context', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='What the next question may refer to: chosen tables, filters, a time zone.', validators=[agent360_models.validators.validate_json], verbose_name='Context')),
                ('expires_at', models.DateTimeField(default=agent360_models.automate.datachat.models._in_a_day, help_text='From then on it takes no message; by default a day after it was opened.', verbose_name='Expires at')),
            ],
            options={
                'db_table': 'automate_datachat_datachatsession',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['user', 'expires_at'], name='idx_automate_datachat_session_user_expires'), agent360_models.indexes.Index(fields=['expires_at'], name='idx_automate_datachat_session_expires')],
            },
        ),
        migrations.CreateModel(
            name='DataChatMessage',
            fields=[
                ('id', models.BigAutoField(help_text='Given by this database.', primary_key=True, serialize=False, verbose_name='Id')),
                ('session', models.ForeignKey(db_index=False, help_text='The conversation that it belongs to, and is deleted with.', on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='automate_datachat.datachatsession', verbose_name='Session')),
                ('role', models.CharField(choices=[('user', 'User'), ('assistant', 'Assistant')], help_text='user asks, assistant answers.', max_length=20, verbose_name='Role')),
                ('content', models.TextField(help_text='The text of the question or the answer.', validators=[agent360_models.validators.validate_text], verbose_name='Content')),
                ('sql', models.TextField(blank=True, default='', help_text='The query behind an answer. Empty: there was none.', validators=[agent360_models.validators.validate_text], verbose_name='SQL')),
                ('data', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='The rows that the query brought; dates and decimals as text. Empty: none.', null=True, validators=[agent360_models.validators.validate_json], verbose_name='Data')),
                ('chart', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='How the rows of an answer are drawn. Empty: they are not.', null=True, validators=[agent360_models.validators.validate_json], verbose_name='Chart')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='When it was asked or answered.', verbose_name='Created at')),
            ],
            options={
                'db_table': 'automate_datachat_datachatmessage',
                'ordering': ['id'],
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['session', 'id'], name='idx_automate_datachat_message_session')],
            },
        ),
    ]
