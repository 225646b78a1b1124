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
                ('slug', models.SlugField(blank=True, help_text='Readable part of a URL. Left empty, it is made of another field, by default the name.', max_length=255, unique=True, verbose_name='Slug')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(help_text='For people; the slug is made of it.', max_length=200, verbose_name='Name')),
                ('app_name', models.CharField(help_text='The deployed app that has the function.', max_length=200, validators=[django.core.validators.RegexValidator('\\A[A-Za-z0-9._-]+\\Z', 'Letters, digits, dots, dashes and underscores.')], verbose_name='App')),
                ('function_name', models.CharField(help_text='As the app names it.', max_length=200, validators=[django.core.validators.RegexValidator('\\A[A-Za-z0-9._-]+\\Z', 'Letters, digits, dots, dashes and underscores.')], verbose_name='Function')),
                ('gpu', models.CharField(blank=True, default='', help_text='As A10G or H100:2. Empty: as the function was deployed.', max_length=100, verbose_name='GPU')),
                ('timeout', models.IntegerField(default=300, help_text='How many seconds an answer is waited for.', validators=[django.core.validators.MinValueValidator(1)], verbose_name='Timeout')),
            ],
            options={
                'verbose_name': 'Modal endpoint',
                'db_table': 'automate_modal_modalendpoint',
                'managed': True,
                'constraints': [models.CheckConstraint(condition=models.Q(('timeout__gte', 1)), name='automate_modal_modalendpoint_timeout')],
            },
        ),
        migrations.CreateModel(
            name='ModalJob',
            fields=[
                ('status', models.CharField(choices=[('pending', 'Pending'), ('running', 'Running'), ('succeeded', 'Succeeded'), ('failed', 'Failed')], db_index=True, default='pending', help_text="A step that the model's transitions do not allow is refused.", max_length=50, verbose_name='Status')),
                ('status_changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Set with every transition; of a new row, when it was made.', verbose_name='Status changed at')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was first saved, by the clock of the application.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When it was last saved, by the clock of the application.', verbose_name='Updated at')),
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('endpoint', models.ForeignKey(db_index=False, help_text='The function that was called; its jobs are deleted with it.', on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='automate_modal.modalendpoint', verbose_name='Endpoint')),
                ('input', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='A JSON object is the named arguments, other JSON the one argument. Empty: none.', null=True, validators=[agent360_models.validators.validate_json], verbose_name='Input')),
                ('output', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='JSON that the function returned. Empty: it has not, or returned nothing.', null=True, validators=[agent360_models.validators.validate_json], verbose_name='Output')),
                ('cost', models.DecimalField(blank=True, decimal_places=6, help_text='In US dollars. Modal tells it in its billing report, and not with the answer.', max_digits=12, null=True, verbose_name='Cost')),
                ('error_redacted', models.TextField(blank=True, default='', help_text='Kind and beginning of the error.', verbose_name='Error')),
                ('function_call_id', models.CharField(blank=True, default='', help_text='By which Modal knows the call: fc-...', max_length=100, verbose_name='Function call id')),
                ('started_at', models.DateTimeField(blank=True, help_text='Set before Modal is asked. Empty: it has not begun.', null=True, verbose_name='Started at')),
                ('finished_at', models.DateTimeField(blank=True, help_text='Empty until it succeeds or fails; a killed process leaves it so.', null=True, verbose_name='Finished at')),
            ],
            options={
                'verbose_name': 'Modal job',
                'db_table': 'automate_modal_modaljob',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['endpoint', 'created_at'], name='idx_automate_modal_modaljob_endpoint_created')],
            },
        ),
        migrations.CreateModel(
            name='ModalArtifact',
            fields=[
                ('id', models.UUIDField(default=agent360_models.base.uuids.uuid7, editable=False, help_text='A UUID that sorts by the time of its making.', primary_key=True, serialize=False, verbose_name='Id')),
                ('job', models.ForeignKey(db_index=False, help_text='The call that made it, and that it is deleted with.', on_delete=django.db.models.deletion.CASCADE, related_name='artifacts', to='automate_modal.modaljob', verbose_name='Job')),
                ('kind', models.CharField(blank=True, default='', help_text='As model, image or application/json.', max_length=100, verbose_name='Kind')),
                ('uri', models.CharField(help_text='Where it is kept, without a signature or a token.', max_length=2000, verbose_name='URI')),
                ('size_bytes', models.BigIntegerField(blank=True, help_text='In bytes. Empty: not known.', null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name='Size')),
                ('sha256', models.CharField(blank=True, default='', help_text='In hexadecimal digits.', max_length=64, verbose_name='SHA-256')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='When it was recorded here.', verbose_name='Created at')),
            ],
            options={
                'verbose_name': 'Modal artifact',
                'db_table': 'automate_modal_modalartifact',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['job'], name='automate_modal_modalartifact_job')],
            },
        ),
    ]
