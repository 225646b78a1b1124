import agent360_models.fields
import agent360_models.hibachi.identity.models.social_accounts
import agent360_models.hibachi.identity.models.stations
import agent360_models.hibachi.identity.models.users
import agent360_models.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Permission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(help_text='What and how, such as bookings.cancel.', max_length=100, unique=True)),
                ('description', models.TextField(blank=True, default='')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"identity"."permissions"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100, unique=True)),
                ('description', models.TextField(blank=True, default='')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"identity"."roles"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Station',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(help_text='Short and lasting, such as CA-SAC-01.', max_length=20, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('status', agent360_models.fields.PgEnumField(default='active', enum=agent360_models.hibachi.identity.models.stations.Station.Status, schema='identity', type_name='station_status')),
                ('time_zone', models.CharField(help_text='Such as America/Chicago.', max_length=64, validators=[agent360_models.hibachi.identity.models.stations.validate_time_zone])),
                ('email', models.EmailField(blank=True, max_length=254, null=True)),
                ('phone', models.CharField(blank=True, max_length=20, null=True)),
                ('street_address', models.CharField(blank=True, default='', max_length=255)),
                ('city', models.CharField(blank=True, default='', max_length=100)),
                ('state', models.CharField(blank=True, default='', max_length=50)),
                ('postal_code', models.CharField(blank=True, default='', max_length=20)),
                ('country', models.CharField(default='US', help_text='Two letters of ISO 3166.', max_length=2)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"identity"."stations"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='RolePermission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='role_permissions', to='hibachi_identity.role')),
                ('permission', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='role_permissions', to='hibachi_identity.permission')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"identity"."role_permissions"',
                'managed': False,
            },
        ),
        migrations.AddField(
            model_name='role',
            name='permissions',
            field=models.ManyToManyField(related_name='roles', through='hibachi_identity.RolePermission', to='hibachi_identity.permission'),
        ),
        migrations.CreateModel(
            name='SocialAccount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('station', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Empty where it speaks for the whole business.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='social_accounts', to='hibachi_identity.station')),
                ('platform', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.identity.models.social_accounts.SocialAccount.Platform, schema='identity', type_name='social_platform')),
                ('external_id', models.CharField(help_text="The platform's own id of it.", max_length=255)),
                ('name', models.CharField(max_length=200)),
                ('url', models.URLField(blank=True, default='', max_length=500)),
                ('status', agent360_models.fields.PgEnumField(default='connected', enum=agent360_models.hibachi.identity.models.social_accounts.SocialAccount.Status, schema='identity', type_name='social_account_status')),
                ('token_reference', models.CharField(blank=True, help_text='Where the token is kept, as a secret store names it.', max_length=255, null=True)),
                ('token_expires_at', models.DateTimeField(blank=True, null=True)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"identity"."social_accounts"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(help_text='What the user logs in with, in any case of letters.', max_length=254)),
                ('password_hash', models.CharField(blank=True, help_text='Never the password; empty where there is none to log in by.', max_length=255, null=True)),
                ('full_name', models.CharField(max_length=200)),
                ('phone', models.CharField(blank=True, max_length=20, null=True)),
                ('status', agent360_models.fields.PgEnumField(default='invited', enum=agent360_models.hibachi.identity.models.users.User.Status, schema='identity', type_name='user_status')),
                ('role', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='What the user may do at every station; empty where it is a matter of each station.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='users', to='hibachi_identity.role')),
                ('email_verified_at', models.DateTimeField(blank=True, null=True)),
                ('last_login_at', models.DateTimeField(blank=True, null=True)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"identity"."users"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='StationUser',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='station_users', to='hibachi_identity.station')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='station_users', to='hibachi_identity.user')),
                ('role', models.ForeignKey(db_constraint=False, db_index=False, help_text='What the user may do at this station, beside what the user may do everywhere.', on_delete=django.db.models.deletion.RESTRICT, related_name='station_users', to='hibachi_identity.role')),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"identity"."station_users"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='StationAuditLog',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.RESTRICT, related_name='audit_logs', to='hibachi_identity.station')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, db_index=False, help_text='Empty where the platform did it itself, and once the user is deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='audit_logs', to='hibachi_identity.user')),
                ('action', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.identity.models.stations.StationAuditLog.Action, schema='identity', type_name='audit_action')),
                ('target_type', models.CharField(help_text='The table, such as core.bookings.', max_length=100)),
                ('target_id', models.UUIDField(blank=True, null=True)),
                ('changes', models.JSONField(blank=True, default=dict, help_text='By column: the value before and after.')),
                ('ip_address', models.GenericIPAddressField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"identity"."station_audit_logs"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='StationAccessToken',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='access_tokens', to='hibachi_identity.station')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='access_tokens', to='hibachi_identity.user')),
                ('token_hash', models.CharField(editable=False, help_text='SHA-256 of the token, in hexadecimal; never the token.', max_length=64, unique=True)),
                ('token_prefix', models.CharField(editable=False, help_text='How the token begins, so that its holder recognises it.', max_length=16)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"identity"."station_access_tokens"',
                'managed': False,
            },
        ),
        migrations.AddIndex(
            model_name='rolepermission',
            index=agent360_models.indexes.Index(fields=['permission'], name='ix_identity_role_permissions_permission_id'),
        ),
        migrations.AddConstraint(
            model_name='rolepermission',
            constraint=models.UniqueConstraint(fields=('role', 'permission'), name='role_permissions_role_id_permission_id_key', violation_error_message='The role has this permission already.'),
        ),
        migrations.AddIndex(
            model_name='socialaccount',
            index=agent360_models.indexes.Index(fields=['station'], name='ix_identity_social_accounts_station_id'),
        ),
        migrations.AddConstraint(
            model_name='socialaccount',
            constraint=models.UniqueConstraint(fields=('platform', 'external_id'), name='social_accounts_platform_external_id_key', violation_error_message='This account of the platform is connected already.'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=agent360_models.indexes.Index(fields=['role'], name='ix_identity_users_role_id'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='users_email_key', violation_error_message='There is a user with this e-mail address already.'),
        ),
        migrations.AddIndex(
            model_name='stationuser',
            index=agent360_models.indexes.Index(fields=['user'], name='ix_identity_station_users_user_id'),
        ),
        migrations.AddIndex(
            model_name='stationuser',
            index=agent360_models.indexes.Index(fields=['role'], name='ix_identity_station_users_role_id'),
        ),
        migrations.AddConstraint(
            model_name='stationuser',
            constraint=models.UniqueConstraint(fields=('station', 'user'), name='station_users_station_id_user_id_key', violation_error_message='The user is at this station already.'),
        ),
        migrations.AddIndex(
            model_name='stationauditlog',
            index=agent360_models.indexes.Index(fields=['station', 'created_at'], name='ix_identity_station_audit_logs_station_id'),
        ),
        migrations.AddIndex(
            model_name='stationauditlog',
            index=agent360_models.indexes.Index(fields=['user'], name='ix_identity_station_audit_logs_user_id'),
        ),
        migrations.AddIndex(
            model_name='stationauditlog',
            index=agent360_models.indexes.Index(fields=['target_type', 'target_id'], name='ix_identity_station_audit_logs_target'),
        ),
        migrations.AddIndex(
            model_name='stationaccesstoken',
            index=agent360_models.indexes.Index(fields=['station'], name='ix_identity_station_access_tokens_station_id'),
        ),
        migrations.AddIndex(
            model_name='stationaccesstoken',
            index=agent360_models.indexes.Index(fields=['user'], name='ix_identity_station_access_tokens_user_id'),
        ),
        migrations.AddConstraint(
            model_name='stationaccesstoken',
            constraint=models.CheckConstraint(condition=models.Q(('token_hash__regex', '^[0-9a-f]{64}$')), name='ck_station_access_tokens_token_hash', violation_error_message='What is stored is the SHA-256 of the token, 64 hexadecimal digits.'),
        ),
        migrations.AddConstraint(
            model_name='stationaccesstoken',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='ck_station_access_tokens_expires_at', violation_error_message='A token expires after it was made.'),
        ),
    ]
