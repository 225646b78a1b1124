import agent360_models.base.uuids
import agent360_models.indexes
import agent360_models.validators
import django.core.serializers.json
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
            name='ModalEndpoint',
            fields=[
                ('slug', models.SlugField(blank=True, max_length=255, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('app_name', models.CharField(help_text='The deployed app that has the function.', max_length=200, validators=[django.core.validators.RegexValidator('\\A[A-Za-z0-9._-]+\\Z', 'Letters, digits, dots, dashes and underscores.')])),
                ('function_name', models.CharField(help_text='As the app names it.', max_length=200, validators=[django.core.validators.RegexValidator('\\A[A-Za-z0-9._-]+\\Z', 'Letters, digits, dots, dashes and underscores.')])),
                ('gpu', models.CharField(blank=True, default='', help_text='As A10G or H100:2. Empty: as the function was deployed.', max_length=100, verbose_name='GPU')),
                ('timeout', models.IntegerField(default=300, help_text='How many seconds an answer is waited for.', validators=[django.core.validators.MinValueValidator(1)])),
            ],
            options={
                'db_table': 'automate_modal_modalendpoint',
                'managed': True,
                'constraints': [models.CheckConstraint(condition=models.Q(('timeout__gte', 1)), name='automate_modal_modalendpoint_timeout')],
            },
        ),
        migrations.CreateModel(
            name='ModalJob',
            fields=[
                ('status', models.CharField(choices=[('pending', 'Pending'), ('running', 'Running'), ('succeeded', 'Succeeded'), ('failed', 'Failed')], db_index=True, default='pending', max_length=50)),
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('endpoint', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='automate_modal.modalendpoint')),
                ('input', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True, validators=[agent360_models.validators.validate_json])),
                ('output', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True, validators=[agent360_models.validators.validate_json])),
                ('cost', models.DecimalField(blank=True, decimal_places=6, help_text='In US dollars. Modal tells it in its billing report, and not with the answer.', max_digits=12, null=True)),
                ('error_redacted', models.TextField(blank=True, default='', help_text='Kind and beginning of the error.')),
                ('function_call_id', models.CharField(blank=True, default='', help_text='By which Modal knows the call: fc-...', max_length=100)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'automate_modal_modaljob',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['endpoint', 'created_at'], name='idx_automate_modal_modaljob_endpoint_created')],
            },
        ),
        migrations.CreateModel(
            name='ModalArtifact',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('job', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='artifacts', to='automate_modal.modaljob')),
                ('kind', models.CharField(blank=True, default='', help_text='As model, image or application/json.', max_length=100)),
                ('uri', models.CharField(help_text='Where it is kept, without a signature or a token.', max_length=2000, verbose_name='URI')),
                ('size_bytes', models.BigIntegerField(blank=True, help_text='In bytes.', null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('sha256', models.CharField(blank=True, default='', help_text='In hexadecimal digits.', max_length=64, verbose_name='SHA-256')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': 'automate_modal_modalartifact',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['job'], name='automate_modal_modalartifact_job')],
            },
        ),
    ]
