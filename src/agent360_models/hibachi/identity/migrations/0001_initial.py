import agent360_models.fields
import agent360_models.hibachi.identity.models.roles
import agent360_models.hibachi.identity.models.stations
import agent360_models.hibachi.identity.models.users
import agent360_models.indexes
import django.contrib.postgres.fields
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
            name='Role',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.identity.models.roles.Role.Type, schema='public', type_name='roletype')),
                ('display_name', models.CharField(max_length=100)),
                ('description', models.TextField(blank=True, null=True)),
                ('is_system_role', models.BooleanField(default=False, help_text='Whether the platform itself needs it.')),
                ('is_active', models.BooleanField(default=True, help_text='Whether it still gives its permissions.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('settings', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'db_table': '"identity"."roles"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Permission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.identity.models.roles.Permission.Name, schema='public', type_name='permissiontype')),
                ('display_name', models.CharField(max_length=100)),
                ('description', models.TextField(blank=True, null=True)),
                ('resource', models.CharField(help_text='The first part of the name, such as booking.', max_length=50)),
                ('action', models.CharField(help_text='The second part of the name, such as cancel.', max_length=50)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"identity"."permissions"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['action'], name='idx_permissions_action'), agent360_models.indexes.Index(fields=['resource'], name='idx_permissions_resource')],
                'constraints': [models.UniqueConstraint(fields=('name',), name='permissions_name_key', violation_error_message='There is such a permission already.')],
            },
        ),
        migrations.CreateModel(
            name='RolePermission',
            fields=[
                ('pk', models.CompositePrimaryKey('role_id', 'permission_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('role', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='role_permissions', to='hibachi_identity.role')),
                ('permission', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='role_permissions', to='hibachi_identity.permission')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True)),
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
            name='Station',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('code', models.CharField(help_text='Short and lasting, such as CA-SAC-01.', max_length=20)),
                ('display_name', models.CharField(help_text='The name that customers see.', max_length=200)),
                ('email', models.EmailField(blank=True, max_length=255, null=True)),
                ('phone', models.CharField(blank=True, max_length=50, null=True)),
                ('address', models.TextField(blank=True, null=True)),
                ('city', models.CharField(blank=True, max_length=100, null=True)),
                ('state', models.CharField(blank=True, max_length=50, null=True)),
                ('postal_code', models.CharField(blank=True, max_length=20, null=True)),
                ('country', models.CharField(default='US', max_length=100)),
                ('timezone', models.CharField(default='America/New_York', help_text='Whose local time the dates and slots of its bookings are.', max_length=50, validators=[agent360_models.hibachi.identity.models.stations.validate_time_zone])),
                ('status', models.CharField(choices=[('active', 'Active'), ('inactive', 'Inactive'), ('suspended', 'Suspended'), ('maintenance', 'Maintenance')], default='active', max_length=20)),
                ('settings', agent360_models.fields.PlainJSONField(blank=True, default=dict)),
                ('business_hours', agent360_models.fields.PlainJSONField(blank=True, null=True)),
                ('service_area_radius', models.IntegerField(blank=True, null=True)),
                ('max_concurrent_bookings', models.IntegerField(default=10)),
                ('booking_lead_time_hours', models.IntegerField(default=24, help_text='How long before the party it is booked.')),
                ('branding_config', agent360_models.fields.PlainJSONField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"identity"."stations"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['code'], name='idx_station_code'), agent360_models.indexes.Index(fields=['status'], name='idx_station_status')],
                'constraints': [models.UniqueConstraint(fields=('code',), name='unique_station_code', violation_error_message='There is a station with this code already.'), models.CheckConstraint(condition=models.Q(('booking_lead_time_hours__gte', 0)), name='station_lead_time_non_negative', violation_error_message='The lead time is not below zero.'), models.CheckConstraint(condition=models.Q(('max_concurrent_bookings__gt', 0)), name='station_max_bookings_positive', violation_error_message='A station takes at least one booking at a time.'), models.CheckConstraint(condition=models.Q(('status__in', ['active', 'inactive', 'suspended', 'maintenance'])), name='station_status_valid', violation_error_message='The database allows four statuses: active, inactive, suspended, maintenance.')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(help_text='Unique in whatever case of letters.', max_length=255)),
                ('full_name', models.CharField(blank=True, max_length=255, null=True)),
                ('avatar_url', models.TextField(blank=True, null=True)),
                ('auth_provider', agent360_models.fields.PgEnumField(default='email', enum=agent360_models.hibachi.identity.models.users.User.AuthProvider, schema='public', type_name='authprovider')),
                ('google_id', models.CharField(blank=True, max_length=255, null=True)),
                ('microsoft_id', models.CharField(blank=True, max_length=255, null=True)),
                ('apple_id', models.CharField(blank=True, max_length=255, null=True)),
                ('hashed_password', models.CharField(blank=True, help_text='Never the password; empty where there is none to log in by.', max_length=255, null=True)),
                ('password_changed_at', models.DateTimeField(blank=True, null=True)),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.identity.models.users.User.Status, schema='public', type_name='userstatus')),
                ('is_super_admin', models.BooleanField(default=False, help_text='Whether the user has every permission.')),
                ('is_email_verified', models.BooleanField(default=False)),
                ('email_verified_at', models.DateTimeField(blank=True, null=True)),
                ('mfa_enabled', models.BooleanField(default=False)),
                ('mfa_secret', models.CharField(blank=True, max_length=255, null=True)),
                ('backup_codes', models.JSONField(blank=True, null=True)),
                ('failed_login_attempts', models.IntegerField(default=0)),
                ('locked_until', models.DateTimeField(blank=True, help_text='No login before; empty: not locked.', null=True)),
                ('last_login_at', models.DateTimeField(blank=True, null=True)),
                ('last_login_ip', models.CharField(blank=True, max_length=45, null=True)),
                ('last_activity_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(blank=True, db_column='approved_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='approved_users', to='hibachi_identity.user')),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approval_notes', models.TextField(blank=True, null=True)),
                ('settings', models.JSONField(blank=True, default=dict)),
                ('user_metadata', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('deleted_at', models.DateTimeField(blank=True, help_text='Set where the user is deleted.', null=True)),
                ('role', agent360_models.fields.PgEnumField(default='CUSTOMER_SUPPORT', enum=agent360_models.hibachi.identity.models.users.User.Role, help_text='The kind of user. Permissions come from the roles in identity.user_roles.', schema='public', type_name='user_role')),
                ('assigned_station_id', models.UUIDField(blank=True, help_text='The station of a station manager.', null=True)),
                ('business_id', models.UUIDField(help_text='The id of a row of public.businesses.')),
                ('mfa_backup_codes', models.JSONField(blank=True, null=True)),
                ('trusted_ips', django.contrib.postgres.fields.ArrayField(base_field=agent360_models.fields.InetField(), blank=True, null=True)),
                ('ip_verification_enabled', models.BooleanField(default=False, help_text='Whether a login from another address than the trusted ones is checked.')),
                ('last_known_ip', agent360_models.fields.InetField(blank=True, null=True)),
            ],
            options={
                'db_table': '"identity"."users"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['business_id'], name='idx_users_business_id'), agent360_models.indexes.Index(fields=['id'], name='idx_users_id'), agent360_models.indexes.Index(fields=['ip_verification_enabled'], name='idx_users_ip_verification'), agent360_models.indexes.Index(fields=['-last_login_at'], name='idx_users_last_login'), agent360_models.indexes.Index(fields=['auth_provider', 'status'], name='idx_users_provider_status'), agent360_models.indexes.Index(fields=['role'], name='idx_users_role'), agent360_models.indexes.Index(condition=models.Q(('role', 'STATION_MANAGER')), fields=['assigned_station_id'], name='idx_users_station_manager'), agent360_models.indexes.Index(fields=['status'], name='idx_users_status'), agent360_models.indexes.Index(fields=['status', '-created_at'], name='idx_users_status_created')],
                'constraints': [models.UniqueConstraint(fields=('email',), name='idx_users_email'), models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='idx_users_email_lower', violation_error_message='There is a user with this e-mail address already.'), models.UniqueConstraint(condition=models.Q(('google_id__isnull', False)), fields=('google_id',), name='idx_users_google_id'), models.CheckConstraint(condition=models.Q(('role__in', ['SUPER_ADMIN', 'ADMIN', 'CUSTOMER_SUPPORT', 'STATION_MANAGER'])), name='ck_users_role_valid')],
            },
        ),
        migrations.CreateModel(
            name='StationUser',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, help_text='The original also holds it to public.users, so that the id is in both tables.', on_delete=django.db.models.deletion.CASCADE, related_name='station_users', to='hibachi_identity.user')),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='station_users', to='hibachi_identity.station')),
                ('role', models.CharField(choices=[('super_admin', 'Super admin'), ('admin', 'Admin'), ('station_admin', 'Station admin'), ('customer_support', 'Customer support')], default='customer_support', max_length=30)),
                ('additional_permissions', agent360_models.fields.PlainJSONField(blank=True, default=list, help_text='Names of permissions that the user has at this station.')),
                ('assigned_by', models.UUIDField(blank=True, help_text='The id of a row of public.users.', null=True)),
                ('assigned_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('expires_at', models.DateTimeField(blank=True, help_text='Empty: the place does not end by itself.', null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('is_primary_station', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"identity"."station_users"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['user', 'station', 'is_active'], name='idx_station_user_active'), agent360_models.indexes.Index(fields=['user', 'is_primary_station'], name='idx_station_user_primary'), agent360_models.indexes.Index(fields=['user'], name='idx_station_users_user_id')],
                'constraints': [models.UniqueConstraint(fields=('user', 'station'), name='unique_user_station', violation_error_message='The user is at this station already.'), models.CheckConstraint(condition=models.Q(('role__in', ['super_admin', 'admin', 'station_admin', 'customer_support'])), name='station_user_role_valid', violation_error_message='The database allows four roles: super_admin, admin, station_admin, customer_support.')],
            },
        ),
        migrations.CreateModel(
            name='SocialAccount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='social_accounts', to='hibachi_identity.user')),
                ('provider', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.identity.models.users.User.AuthProvider, schema='public', type_name='authprovider')),
                ('provider_account_id', models.CharField(help_text="The site's id of the account.", max_length=255)),
                ('access_token', models.TextField(blank=True, null=True)),
                ('refresh_token', models.TextField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, help_text='Of the access token.', null=True)),
                ('profile_data', models.JSONField(blank=True, default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': '"identity"."social_accounts"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['user'], name='idx_social_accounts_user_id'), agent360_models.indexes.Index(fields=['provider'], name='idx_social_accounts_provider')],
                'constraints': [models.UniqueConstraint(fields=('provider', 'provider_account_id'), name='social_accounts_provider_provider_account_id_key', violation_error_message='A user has this account already.')],
            },
        ),
        migrations.AddField(
            model_name='role',
            name='created_by',
            field=models.ForeignKey(blank=True, db_column='created_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='created_roles', to='hibachi_identity.user'),
        ),
        migrations.AddIndex(
            model_name='role',
            index=agent360_models.indexes.Index(fields=['created_at'], name='idx_roles_created_at'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.UniqueConstraint(fields=('name',), name='roles_name_key', violation_error_message='There is such a role already.'),
        ),
        migrations.CreateModel(
            name='UserRole',
            fields=[
                ('pk', models.CompositePrimaryKey('user_id', 'role_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='user_roles', to='hibachi_identity.user')),
                ('role', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='user_roles', to='hibachi_identity.role')),
                ('assigned_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, null=True)),
                ('assigned_by', models.ForeignKey(blank=True, db_column='assigned_by', db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assigned_user_roles', to='hibachi_identity.user')),
            ],
            options={
                'db_table': '"identity"."user_roles"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='StationAccessToken',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('user_id', models.UUIDField(help_text='The id of a row of public.users.')),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='access_tokens', to='hibachi_identity.station')),
                ('session_id', models.UUIDField(default=uuid.uuid4)),
                ('token_hash', models.CharField(editable=False, help_text='SHA-256 of the token, in hexadecimal; never the token.', max_length=100)),
                ('jwt_id', models.CharField(editable=False, help_text='The claim jti of the token.', max_length=36)),
                ('role', models.CharField(help_text='The role at the station, when the token was made.', max_length=30)),
                ('permissions', agent360_models.fields.PlainJSONField(blank=True, default=list)),
                ('scope', models.CharField(blank=True, max_length=500, null=True)),
                ('issued_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('is_revoked', models.BooleanField(default=False)),
            ],
            options={
                'db_table': '"identity"."station_access_tokens"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['expires_at'], name='idx_station_token_expires'), agent360_models.indexes.Index(fields=['is_revoked'], name='idx_station_token_revoked'), agent360_models.indexes.Index(fields=['user_id', 'station'], name='idx_station_token_user_station')],
                'constraints': [models.UniqueConstraint(fields=('jwt_id',), name='unique_station_jwt_id', violation_error_message='There is a token with this claim jti already.'), models.UniqueConstraint(fields=('token_hash',), name='unique_station_token_hash', violation_error_message='This token is stored already.')],
            },
        ),
        migrations.CreateModel(
            name='StationAuditLog',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='audit_logs', to='hibachi_identity.station')),
                ('user_id', models.UUIDField(blank=True, help_text='The id of a row of public.users.', null=True)),
                ('session_id', models.UUIDField(blank=True, null=True)),
                ('action', models.CharField(max_length=50)),
                ('resource_type', models.CharField(blank=True, max_length=50, null=True)),
                ('resource_id', models.CharField(blank=True, max_length=50, null=True)),
                ('user_role', models.CharField(blank=True, help_text="The user's role at that time.", max_length=30, null=True)),
                ('permissions_used', agent360_models.fields.PlainJSONField(blank=True, null=True)),
                ('details', agent360_models.fields.PlainJSONField(blank=True, default=dict)),
                ('ip_address', models.CharField(blank=True, max_length=45, null=True)),
                ('user_agent', models.TextField(blank=True, null=True)),
                ('success', models.BooleanField(default=True)),
                ('error_message', models.TextField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'db_table': '"identity"."station_audit_logs"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['created_at'], name='idx_station_audit_created'), agent360_models.indexes.Index(fields=['station', 'resource_type', 'resource_id'], name='idx_station_audit_resource'), agent360_models.indexes.Index(fields=['station', 'user_id', 'action'], name='idx_station_audit_user_action')],
            },
        ),
    ]
