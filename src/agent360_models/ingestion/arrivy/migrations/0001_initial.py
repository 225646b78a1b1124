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
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=255, null=True)),
                ('description', models.TextField(blank=True, null=True)),
                ('email', models.CharField(blank=True, max_length=255, null=True)),
                ('phone', models.CharField(blank=True, max_length=255, null=True)),
                ('is_disabled', models.BooleanField(blank=True, null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Arrivy sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'arrivy_group',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='Status',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('title', models.CharField(blank=True, help_text='As the column status of bookings and tasks has it.', max_length=255, null=True)),
                ('status_type', models.CharField(blank=True, help_text='What it counts as, such as COMPLETE.', max_length=255, null=True)),
                ('color', models.CharField(blank=True, max_length=255, null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Arrivy sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
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
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=255, null=True)),
                ('type', models.CharField(blank=True, max_length=255, null=True)),
                ('description', models.TextField(blank=True, null=True)),
                ('duration', models.IntegerField(blank=True, help_text='How long such a task takes, in minutes.', null=True)),
                ('extra_fields', models.JSONField(blank=True, help_text="Fields that such a task has besides Arrivy's.", null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Arrivy sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'arrivy_template',
                'managed': True,
            },
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('title', models.CharField(blank=True, max_length=255, null=True)),
                ('customer_name', models.CharField(blank=True, max_length=255, null=True)),
                ('customer_email', models.CharField(blank=True, max_length=255, null=True)),
                ('customer_phone', models.CharField(blank=True, max_length=255, null=True)),
                ('customer_address', models.TextField(blank=True, null=True)),
                ('start_datetime', models.DateTimeField(blank=True, null=True)),
                ('end_datetime', models.DateTimeField(blank=True, null=True)),
                ('status', models.CharField(blank=True, max_length=255, null=True)),
                ('entity_ids', models.JSONField(blank=True, help_text='A list of the ids of those who do it.', null=True)),
                ('group', models.ForeignKey(blank=True, db_column='group_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='bookings', to='ingestion_arrivy.group')),
                ('extra_fields', models.JSONField(blank=True, help_text='Fields that the company added in Arrivy.', null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Arrivy sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
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
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('template', models.ForeignKey(blank=True, db_column='template_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='tasks', to='ingestion_arrivy.template')),
                ('title', models.CharField(blank=True, max_length=255, null=True)),
                ('status', models.CharField(blank=True, max_length=255, null=True)),
                ('booking', models.ForeignKey(blank=True, db_column='booking_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='tasks', to='ingestion_arrivy.booking')),
                ('entity_ids', models.JSONField(blank=True, help_text='A list of the ids of those who do it.', null=True)),
                ('start_datetime', models.DateTimeField(blank=True, null=True)),
                ('end_datetime', models.DateTimeField(blank=True, null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Arrivy sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
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
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=255, null=True)),
                ('type', models.CharField(blank=True, max_length=255, null=True)),
                ('email', models.CharField(blank=True, max_length=255, null=True)),
                ('phone', models.CharField(blank=True, max_length=255, null=True)),
                ('group', models.ForeignKey(blank=True, db_column='group_id', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='entities', to='ingestion_arrivy.group')),
                ('is_active', models.BooleanField(blank=True, null=True)),
                ('raw_data', models.JSONField(blank=True, help_text='The record as Arrivy sent it.', null=True)),
                ('sync_created_at', models.DateTimeField(auto_now_add=True)),
                ('sync_updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name_plural': 'entities',
                'db_table': 'arrivy_entity',
                'managed': True,
                'indexes': [agent360_models.indexes.Index(fields=['group'], name='idx_arrivy_entity_group_id')],
            },
        ),
    ]
