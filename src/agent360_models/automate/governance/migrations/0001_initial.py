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
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.BigAutoField(help_text='Given by this database.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(max_length=200, verbose_name='Name')),
                ('provider', models.CharField(help_text='What kind of service it is.', max_length=100, verbose_name='Provider')),
                ('credentials', agent360_models.fields.EncryptedJSONField(blank=True, default=dict, help_text='A JSON document; stored encrypted.', verbose_name='Credentials')),
            ],
            options={
                'db_table': 'automate_governance_connectionprofile',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='RuleSpec',
            fields=[
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.BigAutoField(help_text='Given by this database.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(help_text='The errors of the rule repeat it.', max_length=200, verbose_name='Name')),
                ('expression', models.TextField(help_text="In CEL, such as amount > 1000 && country in ['DE', 'AT']; up to 2,000 characters.", validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='Expression')),
                ('action', models.CharField(help_text='What the project does where it is true.', max_length=100, verbose_name='Action')),
                ('enabled', models.BooleanField(default=True, help_text='When off, RuleSpec.objects.enabled() leaves it out.', verbose_name='Enabled')),
            ],
            options={
                'db_table': 'automate_governance_rulespec',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='StoredSecret',
            fields=[
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.BigAutoField(help_text='Given by this database.', primary_key=True, serialize=False, verbose_name='Id')),
                ('key', models.CharField(help_text='By which it is looked up, such as crm.password.', max_length=255, unique=True, verbose_name='Key')),
                ('encrypted_value', agent360_models.fields.EncryptedJSONField(help_text='Any JSON, so a text in quotes: "open sesame". Stored encrypted.', verbose_name='Value')),
            ],
            options={
                'db_table': 'automate_governance_storedsecret',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='ThrottleBucket',
            fields=[
                ('key', models.CharField(help_text='Who or what is counted, such as client:4711.', max_length=255, primary_key=True, serialize=False, verbose_name='Key')),
                ('count', models.BigIntegerField(default=0, help_text='Hits in the window that is running, those beyond the limit too.', verbose_name='Count')),
                ('window', models.DurationField(help_text='How long it lasts from its first hit on; then the count begins again.', verbose_name='Window')),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), help_text='When its first hit was, by the clock of the database.', verbose_name='Started at')),
            ],
            options={
                'db_table': 'automate_governance_throttlebucket',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='AuditLog',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('actor', models.CharField(help_text='The user name, or the name of a program.', max_length=150, verbose_name='Actor')),
                ('action', models.CharField(help_text='Such as create, update or login.', max_length=100, verbose_name='Action')),
                ('target', models.CharField(help_text='What it was done to; a row as app_label.Model:key.', max_length=255, verbose_name='Target')),
                ('changes', agent360_models.fields.MaskedJSONField(blank=True, default=dict, help_text='What changed; secrets become asterisks.', verbose_name='Changes')),
                ('occurred_at', models.DateTimeField(auto_now_add=True, help_text='When the entry was written, by the clock of the application.', verbose_name='Occurred at')),
            ],
            options={
                'db_table': 'automate_governance_auditlog',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['target', 'occurred_at'], name='idx_automate_governance_auditlog_target_occurred'), agent360_models.indexes.Index(fields=['actor', 'occurred_at'], name='idx_automate_governance_auditlog_actor_occurred')],
            },
        ),
    ]
