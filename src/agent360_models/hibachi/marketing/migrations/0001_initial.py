import agent360_models.fields
import agent360_models.hibachi.marketing.models
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
            name='QRCode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('station', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='qr_codes', to='hibachi_identity.station')),
                ('code', models.CharField(help_text='What the printed address ends with.', max_length=50, unique=True)),
                ('target_url', models.URLField(help_text='Where it leads.', max_length=2000)),
                ('campaign_name', models.CharField(blank=True, default='', max_length=200)),
                ('is_active', models.BooleanField(default=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('scan_count', models.IntegerField(default=0, editable=False)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'QR code',
                'db_table': '"marketing"."qr_codes"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='QRScan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('qr_code', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='hibachi_marketing.qrcode')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='qr_scans', to='hibachi_core.customer')),
                ('device', agent360_models.fields.PgEnumField(default='unknown', enum=agent360_models.hibachi.marketing.models.QRScan.Device, schema='marketing', type_name='device')),
                ('ip_hash', models.CharField(blank=True, default='', help_text='By hash_of(); never the address.', max_length=64)),
                ('user_agent', models.TextField(blank=True, default='')),
                ('scanned_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'QR scan',
                'db_table': '"marketing"."qr_scans"',
                'managed': False,
            },
        ),
        migrations.AddIndex(
            model_name='qrcode',
            index=agent360_models.indexes.Index(fields=['station'], name='ix_marketing_qr_codes_station_id'),
        ),
        migrations.AddConstraint(
            model_name='qrcode',
            constraint=models.CheckConstraint(condition=models.Q(('scan_count__gte', 0)), name='ck_qr_codes_scan_count', violation_error_message='A code is not scanned less than never.'),
        ),
        migrations.AddIndex(
            model_name='qrscan',
            index=agent360_models.indexes.Index(fields=['qr_code', 'scanned_at'], name='ix_marketing_qr_scans_qr_code_id_scanned_at'),
        ),
        migrations.AddIndex(
            model_name='qrscan',
            index=agent360_models.indexes.Index(fields=['customer'], name='ix_marketing_qr_scans_customer_id'),
        ),
    ]
