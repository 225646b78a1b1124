import agent360_models.base.uuids
import agent360_models.fields
import agent360_models.indexes
import django.core.validators
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ConnectionProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=200)),
                ('provider', models.CharField(help_text='What kind of service it is.', max_length=100)),
                ('credentials', agent360_models.fields.EncryptedJSONField(blank=True, default=dict, help_text='A JSON document; stored encrypted.')),
            ],
            options={
                'db_table': 'automate_governance_connectionprofile',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='RuleSpec',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('name', models.CharField(max_length=200)),
                ('expression', models.TextField(help_text="In CEL, such as: amount > 1000 && country in ['DE', 'AT']", validators=[django.core.validators.MaxLengthValidator(2000)])),
                ('action', models.CharField(help_text='What the project does where it is true.', max_length=100)),
                ('enabled', models.BooleanField(default=True)),
            ],
            options={
                'db_table': 'automate_governance_rulespec',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='StoredSecret',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('key', models.CharField(max_length=255, unique=True)),
                ('encrypted_value', agent360_models.fields.EncryptedJSONField(help_text='Any JSON, so a text in quotes: "open sesame". Stored encrypted.')),
            ],
            options={
                'db_table': 'automate_governance_storedsecret',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='ThrottleBucket',
            fields=[
                ('key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('count', models.BigIntegerField(default=0)),
                ('window', models.DurationField(help_text='How long the window lasts.')),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text='When its first hit was.')),
            ],
            options={
                'db_table': 'automate_governance_throttlebucket',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='AuditLog',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actor', models.CharField(help_text='The user name, or the name of a program.', max_length=150)),
                ('action', models.CharField(help_text='Such as create, update or login.', max_length=100)),
                ('target', models.CharField(help_text='What it was done to; a row as app_label.Model:key.', max_length=255)),
                ('changes', agent360_models.fields.MaskedJSONField(blank=True, default=dict, help_text='What changed; secrets become asterisks.')),
                ('occurred_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'db_table': 'automate_governance_auditlog',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['target', 'occurred_at'], name='idx_automate_governance_auditlog_target_occurred'), agent360_models.indexes.Index(fields=['actor', 'occurred_at'], name='idx_automate_governance_auditlog_actor_occurred')],
            },
        ),
    ]
