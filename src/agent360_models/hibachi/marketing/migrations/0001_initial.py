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
        ('hibachi_identity', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='QRAnalytics',
            fields=[
                ('qr_code_id', models.UUIDField(help_text='The key of the code, which has one row.', primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=50, null=True)),
                ('type', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.marketing.models.QRCode.Type, null=True, schema='marketing', type_name='qr_code_type')),
                ('campaign_name', models.CharField(max_length=100, null=True)),
                ('destination_url', models.CharField(max_length=500, null=True)),
                ('total_scans', models.BigIntegerField(null=True)),
                ('unique_scans', models.BigIntegerField(null=True)),
                ('unique_sessions', models.BigIntegerField(null=True)),
                ('leads_generated', models.BigIntegerField(null=True)),
                ('bookings_generated', models.BigIntegerField(null=True)),
                ('total_revenue', agent360_models.fields.NumericField(null=True)),
                ('conversion_rate', agent360_models.fields.NumericField(null=True)),
                ('mobile_scans', models.BigIntegerField(null=True)),
                ('tablet_scans', models.BigIntegerField(null=True)),
                ('desktop_scans', models.BigIntegerField(null=True)),
                ('last_scan_at', models.DateTimeField(null=True)),
                ('first_scan_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'analytics of a QR code',
                'verbose_name_plural': 'QR analytics',
                'db_table': '"marketing"."qr_analytics"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='QRCode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(help_text='What the printed address ends with.', max_length=50, unique=True)),
                ('type', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.marketing.models.QRCode.Type, schema='marketing', type_name='qr_code_type')),
                ('destination_url', models.CharField(help_text='Where it leads.', max_length=500)),
                ('description', models.TextField(blank=True, null=True)),
                ('campaign_name', models.CharField(blank=True, max_length=100, null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('created_by', models.ForeignKey(blank=True, db_column='created_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='qr_codes', to='hibachi_identity.user')),
                ('metadata', models.JSONField(blank=True, default=dict, null=True)),
            ],
            options={
                'verbose_name': 'QR code',
                'db_table': '"marketing"."qr_codes"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['code'], name='idx_qr_codes_code'), agent360_models.indexes.Index(fields=['is_active'], name='idx_qr_codes_is_active'), agent360_models.indexes.Index(fields=['type'], name='idx_qr_codes_type')],
            },
        ),
        migrations.CreateModel(
            name='QRScan',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('qr_code', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='hibachi_marketing.qrcode')),
                ('scanned_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ip_address', models.CharField(blank=True, help_text='Personal data in many countries: store it where you may.', max_length=45, null=True)),
                ('user_agent', models.TextField(blank=True, null=True)),
                ('device_type', models.CharField(blank=True, help_text='Such as mobile, tablet, desktop.', max_length=50, null=True)),
                ('os', models.CharField(blank=True, max_length=50, null=True, verbose_name='operating system')),
                ('browser', models.CharField(blank=True, max_length=50, null=True)),
                ('city', models.CharField(blank=True, max_length=100, null=True)),
                ('region', models.CharField(blank=True, max_length=100, null=True)),
                ('country', models.CharField(blank=True, help_text='Two letters, such as US.', max_length=2, null=True)),
                ('latitude', models.DecimalField(blank=True, decimal_places=7, max_digits=10, null=True)),
                ('longitude', models.DecimalField(blank=True, decimal_places=7, max_digits=10, null=True)),
                ('referrer', models.CharField(blank=True, max_length=500, null=True)),
                ('session_id', models.CharField(blank=True, max_length=100, null=True)),
                ('converted_to_lead', models.BooleanField(default=False)),
                ('converted_to_booking', models.BooleanField(default=False)),
                ('conversion_value', models.DecimalField(blank=True, decimal_places=2, help_text='What the booking is worth.', max_digits=10, null=True)),
                ('metadata', models.JSONField(blank=True, default=dict, null=True)),
            ],
            options={
                'verbose_name': 'QR scan',
                'db_table': '"marketing"."qr_scans"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['converted_to_lead', 'converted_to_booking'], name='idx_qr_scans_converted'), agent360_models.indexes.Index(fields=['city', 'region', 'country'], name='idx_qr_scans_location'), agent360_models.indexes.Index(fields=['qr_code'], name='idx_qr_scans_qr_code_id'), agent360_models.indexes.Index(fields=['scanned_at'], name='idx_qr_scans_scanned_at'), agent360_models.indexes.Index(fields=['session_id'], name='idx_qr_scans_session_id')],
            },
        ),
    ]
