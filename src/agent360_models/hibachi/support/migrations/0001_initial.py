import agent360_models.fields
import agent360_models.hibachi.support.models
import agent360_models.indexes
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conversation_id', models.CharField(help_text='As the assistant that talked before names it.', max_length=255)),
                ('customer_name', models.CharField(max_length=255)),
                ('customer_phone', models.CharField(max_length=20)),
                ('customer_email', models.CharField(blank=True, max_length=255, null=True)),
                ('reason', models.TextField(help_text='Why a person is needed, for whoever takes it.')),
                ('priority', agent360_models.fields.PgEnumField(default='medium', enum=agent360_models.hibachi.support.models.Escalation.Priority, schema='support', type_name='escalation_priority')),
                ('method', agent360_models.fields.PgEnumField(default='phone', enum=agent360_models.hibachi.support.models.Escalation.Method, schema='support', type_name='escalation_method')),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.support.models.Escalation.Status, schema='support', type_name='escalation_status')),
                ('assigned_to_id', models.UUIDField(blank=True, help_text='The key of a user in public.users, which has no model here.', null=True, verbose_name='assigned to')),
                ('assigned_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, help_text='When a person was told.', null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('resolution_notes', models.TextField(blank=True, help_text='What was done about it.', null=True)),
                ('resume_ai_chat', models.BooleanField(default=False, help_text='Whether the assistant may answer again.')),
                ('last_customer_response_at', models.DateTimeField(blank=True, null=True)),
                ('sms_sent', models.BooleanField(default=False)),
                ('sms_sent_at', models.DateTimeField(blank=True, null=True)),
                ('call_initiated', models.BooleanField(default=False)),
                ('call_initiated_at', models.DateTimeField(blank=True, null=True)),
                ('error_message', models.TextField(blank=True, null=True)),
                ('retry_count', models.IntegerField(default=0, help_text='How often it was tried again to tell somebody.')),
                ('escalation_metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"support"."escalations"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['assigned_to_id', 'status'], name='idx_escalations_assigned_status'), agent360_models.indexes.Index(fields=['created_at'], name='idx_escalations_created_at'), agent360_models.indexes.Index(fields=['status', 'priority'], name='idx_escalations_status_priority'), agent360_models.indexes.Index(fields=['assigned_to_id'], name='ix_support_escalations_assigned_to_id'), agent360_models.indexes.Index(fields=['conversation_id'], name='ix_support_escalations_conversation_id'), agent360_models.indexes.Index(fields=['customer_phone'], name='ix_support_escalations_customer_phone'), agent360_models.indexes.Index(fields=['status'], name='ix_support_escalations_status')],
            },
        ),
    ]
