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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('key_prefix', models.CharField(default=agent360_models.automate.datachat._keys.new_prefix, editable=False, help_text='The first part of the key, by which it is found. No secret.', max_length=12)),
                ('api_key', models.CharField(blank=True, default='', editable=False, help_text='SHA-256 of the key. Empty: no key opens the widget yet.', max_length=64, verbose_name='API key')),
                ('allowed_domains', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, help_text='example.com, *.example.com or http://localhost:8000. Empty: no page may show the widget.')),
                ('theme', models.JSONField(blank=True, default=dict, help_text='Colours and sizes, as the widget knows them.', validators=[agent360_models.validators.validate_json])),
                ('rate_limit', models.IntegerField(default=60, help_text='Requests per minute.', validators=[django.core.validators.MinValueValidator(1)])),
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
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('user', models.CharField(help_text='The name of who asks.', max_length=255)),
                ('context', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='What the next question may refer to: chosen tables, filters, a time zone.', validators=[agent360_models.validators.validate_json])),
                ('expires_at', models.DateTimeField(default=agent360_models.automate.datachat.models._in_a_day)),
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
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='automate_datachat.datachatsession')),
                ('role', models.CharField(choices=[('user', 'User'), ('assistant', 'Assistant')], max_length=20)),
                ('content', models.TextField(validators=[agent360_models.validators.validate_text])),
                ('sql', models.TextField(blank=True, default='', help_text='Of an answer.', validators=[agent360_models.validators.validate_text], verbose_name='SQL')),
                ('data', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='The rows of an answer.', null=True, validators=[agent360_models.validators.validate_json])),
                ('chart', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='How they are drawn.', null=True, validators=[agent360_models.validators.validate_json])),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': 'automate_datachat_datachatmessage',
                'ordering': ['id'],
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['session', 'id'], name='idx_automate_datachat_message_session')],
            },
        ),
    ]
