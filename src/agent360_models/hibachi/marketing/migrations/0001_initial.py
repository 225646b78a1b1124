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
                ('qr_code_id', models.UUIDField(help_text='The key of the code, which has one row.', primary_key=True, serialize=False, verbose_name='QR code id')),
                ('code', models.CharField(help_text='What the printed address ends with.', max_length=50, null=True, verbose_name='Code')),
                ('type', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.marketing.models.QRCode.Type, help_text='What it is printed on.', null=True, schema='marketing', type_name='qr_code_type', verbose_name='Type')),
                ('campaign_name', models.CharField(help_text='The name of what was printed.', max_length=100, null=True, verbose_name='Campaign name')),
                ('destination_url', models.CharField(help_text='The page that a phone opens after the scan.', max_length=500, null=True, verbose_name='Destination URL')),
                ('total_scans', models.BigIntegerField(help_text='Counts each scan; 0 for a code that nobody scanned.', null=True, verbose_name='Total scans')),
                ('unique_scans', models.BigIntegerField(help_text='Counts different IP addresses.', null=True, verbose_name='Unique scans')),
                ('unique_sessions', models.BigIntegerField(help_text='Counts different session ids.', null=True, verbose_name='Unique sessions')),
                ('leads_generated', models.BigIntegerField(help_text='Counts scans that were converted to a lead.', null=True, verbose_name='Leads generated')),
                ('bookings_generated', models.BigIntegerField(help_text='Counts scans that were converted to a booking.', null=True, verbose_name='Bookings generated')),
                ('total_revenue', agent360_models.fields.NumericField(help_text='The sum of the conversion values of all scans; empty where there is none.', null=True, verbose_name='Total revenue')),
                ('conversion_rate', agent360_models.fields.NumericField(help_text='Percent of the scans that became a booking; empty without a scan.', null=True, verbose_name='Conversion rate')),
                ('mobile_scans', models.BigIntegerField(help_text='Counts scans whose device type is mobile.', null=True, verbose_name='Mobile scans')),
                ('tablet_scans', models.BigIntegerField(help_text='Counts scans whose device type is tablet.', null=True, verbose_name='Tablet scans')),
                ('desktop_scans', models.BigIntegerField(help_text='Counts scans whose device type is desktop.', null=True, verbose_name='Desktop scans')),
                ('last_scan_at', models.DateTimeField(help_text='Empty for a code that nobody scanned.', null=True, verbose_name='Last scan at')),
                ('first_scan_at', models.DateTimeField(help_text='Empty for a code that nobody scanned.', null=True, verbose_name='First scan at')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('code', models.CharField(help_text='What the printed address ends with.', max_length=50, unique=True, verbose_name='Code')),
                ('type', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.marketing.models.QRCode.Type, help_text='What it is printed on.', schema='marketing', type_name='qr_code_type', verbose_name='Type')),
                ('destination_url', models.CharField(help_text='The page that a phone opens after the scan.', max_length=500, verbose_name='Destination URL')),
                ('description', models.TextField(blank=True, null=True, verbose_name='Description')),
                ('campaign_name', models.CharField(blank=True, help_text='The name of what was printed; it refers to no campaign of hibachi_newsletter.', max_length=100, null=True, verbose_name='Campaign name')),
                ('is_active', models.BooleanField(default=True, help_text='A redirect asks for active codes only; a scan of another one is stored all the same.', verbose_name='Active')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('created_by', models.ForeignKey(blank=True, db_column='created_by', db_constraint=False, db_index=False, help_text='A user of the platform; becomes empty when that user is deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='qr_codes', to='hibachi_identity.user', verbose_name='Created by')),
                ('metadata', models.JSONField(blank=True, default=dict, help_text='JSON of the platform; no code here reads it.', null=True, verbose_name='Metadata')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('qr_code', models.ForeignKey(db_constraint=False, db_index=False, help_text='What was scanned; a code that is deleted takes its scans along.', on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='hibachi_marketing.qrcode', verbose_name='QR code')),
                ('scanned_at', models.DateTimeField(default=django.utils.timezone.now, help_text='The time of the insert, where record_scan() is given no other.', verbose_name='Scanned at')),
                ('ip_address', models.CharField(blank=True, help_text='Personal data in many countries: store it where you may.', max_length=45, null=True, verbose_name='IP address')),
                ('user_agent', models.TextField(blank=True, help_text='What the browser sends as its name.', null=True, verbose_name='User agent')),
                ('device_type', models.CharField(blank=True, help_text='Such as mobile, tablet, desktop.', max_length=50, null=True, verbose_name='Device type')),
                ('os', models.CharField(blank=True, max_length=50, null=True, verbose_name='Operating system')),
                ('browser', models.CharField(blank=True, max_length=50, null=True, verbose_name='Browser')),
                ('city', models.CharField(blank=True, max_length=100, null=True, verbose_name='City')),
                ('region', models.CharField(blank=True, max_length=100, null=True, verbose_name='Region')),
                ('country', models.CharField(blank=True, help_text='Two letters, such as US.', max_length=2, null=True, verbose_name='Country')),
                ('latitude', models.DecimalField(blank=True, decimal_places=7, help_text='In degrees, with up to seven decimals.', max_digits=10, null=True, verbose_name='Latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=7, help_text='In degrees, with up to seven decimals.', max_digits=10, null=True, verbose_name='Longitude')),
                ('referrer', models.CharField(blank=True, help_text='The address of the page that led there.', max_length=500, null=True, verbose_name='Referrer')),
                ('session_id', models.CharField(blank=True, help_text='The view qr_analytics counts different ones as unique sessions.', max_length=100, null=True, verbose_name='Session id')),
                ('converted_to_lead', models.BooleanField(default=False, help_text='Written by convert().', verbose_name='Converted to a lead')),
                ('converted_to_booking', models.BooleanField(default=False, help_text='Written by convert(), where it is told what the booking is worth.', verbose_name='Converted to a booking')),
                ('conversion_value', models.DecimalField(blank=True, decimal_places=2, help_text='What the booking is worth; empty where no booking came of the scan.', max_digits=10, null=True, verbose_name='Conversion value')),
                ('metadata', models.JSONField(blank=True, default=dict, help_text='JSON of the platform; no code here reads it.', null=True, verbose_name='Metadata')),
            ],
            options={
                'verbose_name': 'QR scan',
                'db_table': '"marketing"."qr_scans"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['converted_to_lead', 'converted_to_booking'], name='idx_qr_scans_converted'), agent360_models.indexes.Index(fields=['city', 'region', 'country'], name='idx_qr_scans_location'), agent360_models.indexes.Index(fields=['qr_code'], name='idx_qr_scans_qr_code_id'), agent360_models.indexes.Index(fields=['scanned_at'], name='idx_qr_scans_scanned_at'), agent360_models.indexes.Index(fields=['session_id'], name='idx_qr_scans_session_id')],
            },
        ),
    ]
