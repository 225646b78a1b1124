import agent360_models.fields
import agent360_models.hibachi.support.models
import agent360_models.indexes
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('hibachi_core', '0001_initial'),
        ('hibachi_identity', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('thread', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='escalations', to='hibachi_core.messagethread')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='escalations', to='hibachi_core.customer')),
                ('booking', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='escalations', to='hibachi_core.booking')),
                ('reason', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.support.models.Escalation.Reason, schema='support', type_name='escalation_reason')),
                ('status', agent360_models.fields.PgEnumField(default='open', enum=agent360_models.hibachi.support.models.Escalation.Status, schema='support', type_name='escalation_status')),
                ('priority', agent360_models.fields.PgEnumField(default='normal', enum=agent360_models.hibachi.support.models.Escalation.Priority, schema='support', type_name='escalation_priority')),
                ('assigned_to', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='escalations', to='hibachi_identity.user')),
                ('summary', models.TextField(blank=True, help_text='What it is about, for whoever takes it.', null=True)),
                ('resolution', models.TextField(blank=True, help_text='What was done about it.', null=True)),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"support"."escalations"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['thread'], name='ix_support_escalations_thread_id'), agent360_models.indexes.Index(fields=['customer'], name='ix_support_escalations_customer_id'), agent360_models.indexes.Index(fields=['booking'], name='ix_support_escalations_booking_id'), agent360_models.indexes.Index(fields=['assigned_to'], name='ix_support_escalations_assigned_to_id'), agent360_models.indexes.Index(condition=models.Q(('resolved_at__isnull', True)), fields=['-priority', 'opened_at'], name='ix_support_escalations_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', False), ('status', 'resolved')), models.Q(models.Q(('status', 'resolved'), _negated=True), ('resolved_at__isnull', True)), _connector='OR'), name='ck_escalations_resolved', violation_error_message='An escalation that is resolved has the time of it, and no other one.'), models.CheckConstraint(condition=models.Q(('resolved_at__gte', models.F('opened_at'))), name='ck_escalations_resolved_at', violation_error_message='An escalation is resolved after it was opened.')],
            },
        ),
    ]
