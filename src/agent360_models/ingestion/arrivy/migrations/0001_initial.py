import agent360_models.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigIntegerField(help_text='A number of sixteen digits.', primary_key=True, serialize=False, verbose_name='Arrivy id')),
                ('name', models.CharField(blank=True, max_length=255, null=True, verbose_name='Name')),
                ('description', models.TextField(blank=True, null=True, verbose_name='Description')),
                ('email', models.CharField(blank=True, help_text='Of the part of the company, not of a person.', max_length=255, null=True, verbose_name='Email')),
                ('phone', models.CharField(blank=True, help_text='Of the part of the company, not of a person.', max_length=255, null=True, verbose_name='Phone')),
                ('is_disabled', models.BooleanField(blank=True, help_text='NULL where Arrivy did not say.', null=True, verbose_name='Disabled')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Arrivy sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'arrivy_group',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='Status',
            fields=[
                ('id', models.BigIntegerField(help_text='A number of sixteen digits; bookings and tasks name the title instead.', primary_key=True, serialize=False, verbose_name='Arrivy id')),
                ('title', models.CharField(blank=True, help_text='As the column status of bookings and tasks has it.', max_length=255, null=True, verbose_name='Title')),
                ('status_type', models.CharField(blank=True, help_text='What it counts as, such as COMPLETE.', max_length=255, null=True, verbose_name='Status type')),
                ('color', models.CharField(blank=True, help_text='In which Arrivy shows it.', max_length=255, null=True, verbose_name='Color')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Arrivy sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'verbose_name_plural': 'statuses',
                'db_table': 'arrivy_status',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigIntegerField(help_text='A number of sixteen digits.', primary_key=True, serialize=False, verbose_name='Arrivy id')),
                ('name', models.CharField(blank=True, max_length=255, null=True, verbose_name='Name')),
                ('type', models.CharField(blank=True, max_length=255, null=True, verbose_name='Type')),
                ('description', models.TextField(blank=True, null=True, verbose_name='Description')),
                ('duration', models.IntegerField(blank=True, help_text='How long such a task takes, in minutes.', null=True, verbose_name='Duration')),
                ('extra_fields', models.JSONField(blank=True, help_text="Fields that such a task has besides Arrivy's.", null=True, verbose_name='Extra fields')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Arrivy sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'arrivy_template',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigIntegerField(help_text='A number of sixteen digits.', primary_key=True, serialize=False, verbose_name='Arrivy id')),
                ('title', models.CharField(blank=True, max_length=255, null=True, verbose_name='Title')),
                ('customer_name', models.CharField(blank=True, max_length=255, null=True, verbose_name='Customer name')),
                ('customer_email', models.CharField(blank=True, max_length=255, null=True, verbose_name='Customer email')),
                ('customer_phone', models.CharField(blank=True, help_text='As Arrivy sends it; normalize_phone() makes one form of any notation.', max_length=255, null=True, verbose_name='Customer phone')),
                ('customer_address', models.TextField(blank=True, help_text='Where the service is done.', null=True, verbose_name='Customer address')),
                ('start_datetime', models.DateTimeField(blank=True, help_text='When it is planned to begin.', null=True, verbose_name='Start')),
                ('end_datetime', models.DateTimeField(blank=True, help_text='When it is planned to be over.', null=True, verbose_name='End')),
                ('status', models.CharField(blank=True, help_text="Arrivy's own word, or the title of a Status that the company defined.", max_length=255, null=True, verbose_name='Status')),
                ('entity_ids', models.JSONField(blank=True, help_text='A list of the ids of those who do it.', null=True, verbose_name='Entities')),
                ('group', models.ForeignKey(blank=True, db_column='group_id', db_constraint=False, db_index=False, help_text='The part of the company that the job belongs to; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='bookings', to='ingestion_arrivy.group', verbose_name='Group')),
                ('extra_fields', models.JSONField(blank=True, help_text='Fields that the company added in Arrivy.', null=True, verbose_name='Extra fields')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Arrivy sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'arrivy_booking',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['group'], name='idx_arrivy_booking_group_id'), agent360_models.indexes.Index(fields=['start_datetime'], name='idx_arrivy_booking_start_datetime')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigIntegerField(help_text='A number of sixteen digits.', primary_key=True, serialize=False, verbose_name='Arrivy id')),
                ('template', models.ForeignKey(blank=True, db_column='template_id', db_constraint=False, db_index=False, help_text='The kind of task that it is; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='tasks', to='ingestion_arrivy.template', verbose_name='Template')),
                ('title', models.CharField(blank=True, max_length=255, null=True, verbose_name='Title')),
                ('status', models.CharField(blank=True, help_text="Arrivy's own word, or the title of a Status that the company defined.", max_length=255, null=True, verbose_name='Status')),
                ('booking', models.ForeignKey(blank=True, db_column='booking_id', db_constraint=False, db_index=False, help_text='The job that it is a part of; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='tasks', to='ingestion_arrivy.booking', verbose_name='Booking')),
                ('entity_ids', models.JSONField(blank=True, help_text='A list of the ids of those who do it.', null=True, verbose_name='Entities')),
                ('start_datetime', models.DateTimeField(blank=True, help_text='When it is planned to begin.', null=True, verbose_name='Start')),
                ('end_datetime', models.DateTimeField(blank=True, help_text='When it is planned to be over.', null=True, verbose_name='End')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Arrivy sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'db_table': 'arrivy_task',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['template'], name='idx_arrivy_task_template_id'), agent360_models.indexes.Index(fields=['booking'], name='idx_arrivy_task_booking_id'), agent360_models.indexes.Index(fields=['start_datetime'], name='idx_arrivy_task_start_datetime')],
            },
        ),
        migrations.CreateModel(
            name='Entity',
            fields=[
                ('id', models.BigIntegerField(help_text='A number of sixteen digits; entity_ids of bookings and tasks list it.', primary_key=True, serialize=False, verbose_name='Arrivy id')),
                ('name', models.CharField(blank=True, help_text='Of a person, a crew or a truck.', max_length=255, null=True, verbose_name='Name')),
                ('type', models.CharField(blank=True, max_length=255, null=True, verbose_name='Type')),
                ('email', models.CharField(blank=True, max_length=255, null=True, verbose_name='Email')),
                ('phone', models.CharField(blank=True, help_text='As Arrivy sends it; normalize_phone() makes one form of any notation.', max_length=255, null=True, verbose_name='Phone')),
                ('group', models.ForeignKey(blank=True, db_column='group_id', db_constraint=False, db_index=False, help_text='The part of the company that it belongs to; the row may be missing here.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='entities', to='ingestion_arrivy.group', verbose_name='Group')),
                ('is_active', models.BooleanField(blank=True, help_text='NULL where Arrivy did not say.', null=True, verbose_name='Active')),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Arrivy sent it.', null=True, verbose_name='Raw data')),
                ('sync_created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was first written here.', verbose_name='First synced')),
                ('sync_updated_at', models.DateTimeField(auto_now=True, help_text='When the row was last written here.', verbose_name='Last synced')),
            ],
            options={
                'verbose_name_plural': 'entities',
                'db_table': 'arrivy_entity',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['group'], name='idx_arrivy_entity_group_id')],
            },
        ),
    ]
