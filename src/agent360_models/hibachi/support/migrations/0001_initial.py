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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('conversation_id', models.CharField(help_text='As the assistant that talked before names it.', max_length=255, verbose_name='Conversation id')),
                ('customer_name', models.CharField(help_text='Text of this row alone; it refers to no customer of hibachi_core.', max_length=255, verbose_name='Customer name')),
                ('customer_phone', models.CharField(help_text='Text of this row alone; on no list of the admin.', max_length=20, verbose_name='Customer phone')),
                ('customer_email', models.CharField(blank=True, help_text='Text of this row alone; on no list of the admin.', max_length=255, null=True, verbose_name='Customer e-mail')),
                ('reason', models.TextField(help_text='Why a person is needed, for whoever takes it.', verbose_name='Reason')),
                ('priority', agent360_models.fields.PgEnumField(default='medium', enum=agent360_models.hibachi.support.models.Escalation.Priority, help_text='Low, medium, high or urgent; by_urgency() puts urgent ones first.', schema='support', type_name='escalation_priority', verbose_name='Priority')),
                ('method', agent360_models.fields.PgEnumField(default='phone', enum=agent360_models.hibachi.support.models.Escalation.Method, help_text='How the customer is to be reached: by phone, by e-mail or as they prefer.', schema='support', type_name='escalation_method', verbose_name='Method')),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.support.models.Escalation.Status, help_text='Resolved and closed are its end; error says that the customer could not be told.', schema='support', type_name='escalation_status', verbose_name='Status')),
                ('assigned_to_id', models.UUIDField(blank=True, help_text='The key of a user in public.users, which has no model here.', null=True, verbose_name='Assigned to')),
                ('assigned_at', models.DateTimeField(blank=True, help_text='Written by assign(); empty while nobody has it.', null=True, verbose_name='Assigned at')),
                ('escalated_at', models.DateTimeField(blank=True, help_text='When a person was told.', null=True, verbose_name='Escalated at')),
                ('resolved_at', models.DateTimeField(blank=True, help_text='Written by resolve(); empty before that.', null=True, verbose_name='Resolved at')),
                ('resolution_notes', models.TextField(blank=True, help_text='What was done for the customer; written by resolve().', null=True, verbose_name='Resolution notes')),
                ('resume_ai_chat', models.BooleanField(default=False, help_text='Whether the assistant may answer again.', verbose_name='Resume AI chat')),
                ('last_customer_response_at', models.DateTimeField(blank=True, null=True, verbose_name='Last customer response at')),
                ('sms_sent', models.BooleanField(default=False, verbose_name='SMS sent')),
                ('sms_sent_at', models.DateTimeField(blank=True, null=True, verbose_name='SMS sent at')),
                ('call_initiated', models.BooleanField(default=False, verbose_name='Call initiated')),
                ('call_initiated_at', models.DateTimeField(blank=True, null=True, verbose_name='Call initiated at')),
                ('error_message', models.TextField(blank=True, help_text='Why the customer could not be told.', null=True, verbose_name='Error message')),
                ('retry_count', models.IntegerField(default=0, help_text='How often it was tried again to tell somebody.', verbose_name='Retry count')),
                ('escalation_metadata', models.JSONField(blank=True, default=dict, help_text='JSON of the platform; no code here reads it.', verbose_name='Metadata')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='A trigger writes it, whoever changes the row.', verbose_name='Updated at')),
            ],
            options={
                'db_table': '"support"."escalations"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['assigned_to_id', 'status'], name='idx_escalations_assigned_status'), agent360_models.indexes.Index(fields=['created_at'], name='idx_escalations_created_at'), agent360_models.indexes.Index(fields=['status', 'priority'], name='idx_escalations_status_priority'), agent360_models.indexes.Index(fields=['assigned_to_id'], name='ix_support_escalations_assigned_to_id'), agent360_models.indexes.Index(fields=['conversation_id'], name='ix_support_escalations_conversation_id'), agent360_models.indexes.Index(fields=['customer_phone'], name='ix_support_escalations_customer_phone'), agent360_models.indexes.Index(fields=['status'], name='ix_support_escalations_status')],
            },
        ),
    ]
