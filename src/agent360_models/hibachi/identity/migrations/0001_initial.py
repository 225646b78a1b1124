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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.identity.models.roles.Role.Type, help_text='Super admin, admin, manager, staff or viewer; at most one role of each.', schema='public', type_name='roletype', verbose_name='Name')),
                ('display_name', models.CharField(help_text='What people read instead of the name.', max_length=100, verbose_name='Display name')),
                ('description', models.TextField(blank=True, null=True, verbose_name='Description')),
                ('is_system_role', models.BooleanField(default=False, help_text='Whether the platform itself needs it.', verbose_name='System role')),
                ('is_active', models.BooleanField(default=True, help_text='Whether it still gives its permissions.', verbose_name='Active')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
                ('settings', models.JSONField(blank=True, default=dict, help_text='JSON of the platform; no code here reads it.', verbose_name='Settings')),
            ],
            options={
                'db_table': '"identity"."roles"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Permission',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.identity.models.roles.Permission.Name, help_text='Resource and action with a colon between, such as booking:cancel; unique.', schema='public', type_name='permissiontype', verbose_name='Name')),
                ('display_name', models.CharField(help_text='What people read instead of the name.', max_length=100, verbose_name='Display name')),
                ('description', models.TextField(blank=True, null=True, verbose_name='Description')),
                ('resource', models.CharField(help_text='The first part of the name, such as booking.', max_length=50, verbose_name='Resource')),
                ('action', models.CharField(help_text='The second part of the name, such as cancel.', max_length=50, verbose_name='Action')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
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
                ('role', models.ForeignKey(db_constraint=False, db_index=False, help_text='Part of the key; a role that is deleted takes the row along.', on_delete=django.db.models.deletion.CASCADE, related_name='role_permissions', to='hibachi_identity.role', verbose_name='Role')),
                ('permission', models.ForeignKey(db_constraint=False, db_index=False, help_text='Part of the key; a permission that is deleted takes the row along.', on_delete=django.db.models.deletion.CASCADE, related_name='role_permissions', to='hibachi_identity.permission', verbose_name='Permission')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', null=True, verbose_name='Created at')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('name', models.CharField(max_length=100, verbose_name='Name')),
                ('code', models.CharField(help_text='Short, lasting and unique, such as CA-SAC-01.', max_length=20, verbose_name='Code')),
                ('display_name', models.CharField(help_text='The name that customers see.', max_length=200, verbose_name='Display name')),
                ('email', models.EmailField(blank=True, max_length=255, null=True, verbose_name='E-mail')),
                ('phone', models.CharField(blank=True, max_length=50, null=True, verbose_name='Phone')),
                ('address', models.TextField(blank=True, null=True, verbose_name='Address')),
                ('city', models.CharField(blank=True, max_length=100, null=True, verbose_name='City')),
                ('state', models.CharField(blank=True, max_length=50, null=True, verbose_name='State')),
                ('postal_code', models.CharField(blank=True, max_length=20, null=True, verbose_name='Postal code')),
                ('country', models.CharField(default='US', help_text='US where nobody gives another.', max_length=100, verbose_name='Country')),
                ('timezone', models.CharField(default='America/New_York', help_text='Whose local time the dates and slots of its bookings are.', max_length=50, validators=[agent360_models.hibachi.identity.models.stations.validate_time_zone], verbose_name='Time zone')),
                ('status', models.CharField(choices=[('active', 'Active'), ('inactive', 'Inactive'), ('suspended', 'Suspended'), ('maintenance', 'Maintenance')], default='active', help_text='Tokens of a station that is inactive or suspended are refused.', max_length=20, verbose_name='Status')),
                ('settings', agent360_models.fields.PlainJSONField(blank=True, default=dict, help_text='JSON of the platform; no code here reads it.', verbose_name='Settings')),
                ('business_hours', agent360_models.fields.PlainJSONField(blank=True, help_text='JSON of the platform; no code here reads it.', null=True, verbose_name='Business hours')),
                ('service_area_radius', models.IntegerField(blank=True, help_text="A whole number, whose unit is the platform's to know.", null=True, verbose_name='Service area radius')),
                ('max_concurrent_bookings', models.IntegerField(default=10, help_text='At least 1; 10 where nobody gives another number.', verbose_name='Maximum of concurrent bookings')),
                ('booking_lead_time_hours', models.IntegerField(default=24, help_text='How long before the party it is booked; 24 by default.', verbose_name='Booking lead time in hours')),
                ('branding_config', agent360_models.fields.PlainJSONField(blank=True, help_text='JSON of the platform; no code here reads it.', null=True, verbose_name='Branding configuration')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('email', models.EmailField(help_text='Unique in whatever case of letters.', max_length=255, verbose_name='E-mail')),
                ('full_name', models.CharField(blank=True, max_length=255, null=True, verbose_name='Full name')),
                ('avatar_url', models.TextField(blank=True, null=True, verbose_name='Avatar URL')),
                ('auth_provider', agent360_models.fields.PgEnumField(default='email', enum=agent360_models.hibachi.identity.models.users.User.AuthProvider, help_text='Google, Microsoft, Apple, or e-mail with a password.', schema='public', type_name='authprovider', verbose_name='Login provider')),
                ('google_id', models.CharField(blank=True, help_text='Unique where it is not empty.', max_length=255, null=True, verbose_name='Google id')),
                ('microsoft_id', models.CharField(blank=True, max_length=255, null=True, verbose_name='Microsoft id')),
                ('apple_id', models.CharField(blank=True, max_length=255, null=True, verbose_name='Apple id')),
                ('hashed_password', models.CharField(blank=True, help_text='Never the password; empty where there is none to log in by.', max_length=255, null=True, verbose_name='Hashed password')),
                ('password_changed_at', models.DateTimeField(blank=True, null=True, verbose_name='Password changed at')),
                ('status', agent360_models.fields.PgEnumField(default='pending', enum=agent360_models.hibachi.identity.models.users.User.Status, help_text='Only an active user may do anything; pending waits for approval.', schema='public', type_name='userstatus', verbose_name='Status')),
                ('is_super_admin', models.BooleanField(default=False, help_text='Whether the user has every permission.', verbose_name='Super admin')),
                ('is_email_verified', models.BooleanField(default=False, verbose_name='E-mail verified')),
                ('email_verified_at', models.DateTimeField(blank=True, null=True, verbose_name='E-mail verified at')),
                ('mfa_enabled', models.BooleanField(default=False, help_text='Whether a login asks for more than the password.', verbose_name='Second factor enabled')),
                ('mfa_secret', models.CharField(blank=True, help_text='The admin neither shows nor takes it.', max_length=255, null=True, verbose_name='Secret of the second factor')),
                ('backup_codes', models.JSONField(blank=True, help_text='Secrets that stand in for the second factor; the admin neither shows nor takes them.', null=True, verbose_name='Backup codes')),
                ('failed_login_attempts', models.IntegerField(default=0, help_text='A count of the platform; 0 at first.', verbose_name='Failed login attempts')),
                ('locked_until', models.DateTimeField(blank=True, help_text='No login before; empty: not locked.', null=True, verbose_name='Locked until')),
                ('last_login_at', models.DateTimeField(blank=True, null=True, verbose_name='Last login at')),
                ('last_login_ip', models.CharField(blank=True, help_text='IPv4 or IPv6, as text.', max_length=45, null=True, verbose_name='Last login IP')),
                ('last_activity_at', models.DateTimeField(blank=True, null=True, verbose_name='Last activity at')),
                ('approved_by', models.ForeignKey(blank=True, db_column='approved_by', db_constraint=False, db_index=False, help_text='Another user; becomes empty when that one is deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='approved_users', to='hibachi_identity.user', verbose_name='Approved by')),
                ('approved_at', models.DateTimeField(blank=True, help_text='Empty while the user waits for approval.', null=True, verbose_name='Approved at')),
                ('approval_notes', models.TextField(blank=True, null=True, verbose_name='Approval notes')),
                ('settings', models.JSONField(blank=True, default=dict, help_text='JSON of the platform; no code here reads it.', verbose_name='Settings')),
                ('user_metadata', models.JSONField(blank=True, default=dict, help_text='JSON of the platform; no code here reads it.', verbose_name='Metadata')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
                ('deleted_at', models.DateTimeField(blank=True, help_text='The row stays; the user counts as deleted and may do nothing.', null=True, verbose_name='Deleted at')),
                ('role', agent360_models.fields.PgEnumField(default='CUSTOMER_SUPPORT', enum=agent360_models.hibachi.identity.models.users.User.Role, help_text='The kind of user. Permissions come from the roles in identity.user_roles.', schema='public', type_name='user_role', verbose_name='Role')),
                ('assigned_station_id', models.UUIDField(blank=True, help_text='The station of a station manager; no foreign key holds it.', null=True, verbose_name='Assigned station id')),
                ('business_id', models.UUIDField(help_text='The id of a row of public.businesses.', verbose_name='Business id')),
                ('mfa_backup_codes', models.JSONField(blank=True, help_text='Secrets; the admin neither shows nor takes them.', null=True, verbose_name='Backup codes of the second factor')),
                ('trusted_ips', django.contrib.postgres.fields.ArrayField(base_field=agent360_models.fields.InetField(), blank=True, help_text='Addresses or networks, of the type inet.', null=True, verbose_name='Trusted IPs')),
                ('ip_verification_enabled', models.BooleanField(default=False, help_text='Whether a login from another address than the trusted ones is checked.', verbose_name='IP verification enabled')),
                ('last_known_ip', agent360_models.fields.InetField(blank=True, help_text='An address of the type inet.', null=True, verbose_name='Last known IP')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, help_text='The original also holds it to public.users, so that the id is in both tables.', on_delete=django.db.models.deletion.CASCADE, related_name='station_users', to='hibachi_identity.user', verbose_name='User')),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, help_text='A user has one place there; a station that is deleted takes it along.', on_delete=django.db.models.deletion.CASCADE, related_name='station_users', to='hibachi_identity.station', verbose_name='Station')),
                ('role', models.CharField(choices=[('super_admin', 'Super admin'), ('admin', 'Admin'), ('station_admin', 'Station admin'), ('customer_support', 'Customer support')], default='customer_support', help_text='What row-level security goes by; it is no row of identity.roles.', max_length=30, verbose_name='Role')),
                ('additional_permissions', agent360_models.fields.PlainJSONField(blank=True, default=list, help_text='Names of permissions that the user has at this station.', verbose_name='Additional permissions')),
                ('assigned_by', models.UUIDField(blank=True, help_text='The id of a row of public.users.', null=True, verbose_name='Assigned by')),
                ('assigned_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='The time of the insert, where nobody gives another.', verbose_name='Assigned at')),
                ('expires_at', models.DateTimeField(blank=True, help_text='Empty: the place does not end by itself.', null=True, verbose_name='Expires at')),
                ('is_active', models.BooleanField(default=True, help_text='The user is shown the rows of stations where this is true.', verbose_name='Active')),
                ('is_primary_station', models.BooleanField(default=False, verbose_name='Primary station')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, help_text='Who logs in with it; cannot be deleted before it.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='social_accounts', to='hibachi_identity.user', verbose_name='User')),
                ('provider', agent360_models.fields.PgEnumField(enum=agent360_models.hibachi.identity.models.users.User.AuthProvider, help_text='The other site: Google, Microsoft, Apple or e-mail.', schema='public', type_name='authprovider', verbose_name='Provider')),
                ('provider_account_id', models.CharField(help_text="The site's own id; one account of a site belongs to one user.", max_length=255, verbose_name='Account id at the provider')),
                ('access_token', models.TextField(blank=True, help_text='A secret of the site; the admin neither shows nor takes it.', null=True, verbose_name='Access token')),
                ('refresh_token', models.TextField(blank=True, help_text='A secret that gives a new access token; the admin neither shows nor takes it.', null=True, verbose_name='Refresh token')),
                ('expires_at', models.DateTimeField(blank=True, help_text='Of the access token.', null=True, verbose_name='Expires at')),
                ('profile_data', models.JSONField(blank=True, default=dict, help_text='JSON from the site, with personal data; no code here reads it.', verbose_name='Profile data')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Set by each save(); update() and raw SQL have to name it.', verbose_name='Updated at')),
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
            field=models.ForeignKey(blank=True, db_column='created_by', db_constraint=False, db_index=False, help_text='A user of the platform; becomes empty when that user is deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='created_roles', to='hibachi_identity.user', verbose_name='Created by'),
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
                ('user', models.ForeignKey(db_constraint=False, db_index=False, help_text='Part of the key; a user who is deleted takes the row along.', on_delete=django.db.models.deletion.CASCADE, related_name='user_roles', to='hibachi_identity.user', verbose_name='User')),
                ('role', models.ForeignKey(db_constraint=False, db_index=False, help_text='Part of the key; counts at every station, while the role is active.', on_delete=django.db.models.deletion.CASCADE, related_name='user_roles', to='hibachi_identity.role', verbose_name='Role')),
                ('assigned_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='The time of the insert, where nobody gives another.', null=True, verbose_name='Assigned at')),
                ('assigned_by', models.ForeignKey(blank=True, db_column='assigned_by', db_constraint=False, db_index=False, help_text='Another user, the administrator; becomes empty when that one is deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assigned_user_roles', to='hibachi_identity.user', verbose_name='Assigned by')),
            ],
            options={
                'db_table': '"identity"."user_roles"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='StationAccessToken',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('user_id', models.UUIDField(help_text='The id of a row of public.users.', verbose_name='User id')),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, help_text='Its tokens are refused while it is inactive or suspended, and go when it is deleted.', on_delete=django.db.models.deletion.CASCADE, related_name='access_tokens', to='hibachi_identity.station', verbose_name='Station')),
                ('session_id', models.UUIDField(default=uuid.uuid4, help_text='A random UUID, where nobody gives another.', verbose_name='Session id')),
                ('token_hash', models.CharField(editable=False, help_text='SHA-256 of the token, in hexadecimal; never the token.', max_length=100, verbose_name='Token hash')),
                ('jwt_id', models.CharField(editable=False, help_text='The claim jti of the token; unique.', max_length=36, verbose_name='JWT id')),
                ('role', models.CharField(help_text='The role at the station, when the token was made.', max_length=30, verbose_name='Role')),
                ('permissions', agent360_models.fields.PlainJSONField(blank=True, default=list, help_text='Names of permissions as JSON, given to issue(); an empty list by default.', verbose_name='Permissions')),
                ('scope', models.CharField(blank=True, help_text='Given to issue(); may be empty.', max_length=500, null=True, verbose_name='Scope')),
                ('issued_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='The time of the insert, where nobody gives another.', verbose_name='Issued at')),
                ('expires_at', models.DateTimeField(help_text='From then on authenticate() refuses the token.', verbose_name='Expires at')),
                ('revoked_at', models.DateTimeField(blank=True, help_text='Written by revoke(); empty for a token that was never revoked.', null=True, verbose_name='Revoked at')),
                ('is_revoked', models.BooleanField(default=False, help_text='Written by revoke(); authenticate() refuses the token then.', verbose_name='Revoked')),
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
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='A random UUID.', primary_key=True, serialize=False, verbose_name='Id')),
                ('station', models.ForeignKey(db_constraint=False, db_index=False, help_text='Its active users are shown the row; a station that is deleted takes it along.', on_delete=django.db.models.deletion.CASCADE, related_name='audit_logs', to='hibachi_identity.station', verbose_name='Station')),
                ('user_id', models.UUIDField(blank=True, help_text='The id of a row of public.users; empty where the platform acted by itself.', null=True, verbose_name='User id')),
                ('session_id', models.UUIDField(blank=True, null=True, verbose_name='Session id')),
                ('action', models.CharField(help_text='What was done, such as update.', max_length=50, verbose_name='Action')),
                ('resource_type', models.CharField(blank=True, help_text='The kind of what it was done to, such as station.', max_length=50, null=True, verbose_name='Resource type')),
                ('resource_id', models.CharField(blank=True, help_text='The key of what it was done to, as text; no foreign key holds it.', max_length=50, null=True, verbose_name='Resource id')),
                ('user_role', models.CharField(blank=True, help_text="The user's role at that time.", max_length=30, null=True, verbose_name='User role')),
                ('permissions_used', agent360_models.fields.PlainJSONField(blank=True, help_text='Names of permissions as JSON, such as station:update.', null=True, verbose_name='Permissions used')),
                ('details', agent360_models.fields.PlainJSONField(blank=True, default=dict, help_text='JSON of the platform; it may have personal data.', verbose_name='Details')),
                ('ip_address', models.CharField(blank=True, help_text='Where the user acted from: IPv4 or IPv6, as text.', max_length=45, null=True, verbose_name='IP address')),
                ('user_agent', models.TextField(blank=True, help_text='What the browser sends as its name.', null=True, verbose_name='User agent')),
                ('success', models.BooleanField(default=True, help_text='Whether it was done; the error message says why not.', verbose_name='Success')),
                ('error_message', models.TextField(blank=True, help_text='Why it was not done; empty after a success.', null=True, verbose_name='Error message')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Written once, and not changed after that.', verbose_name='Created at')),
            ],
            options={
                'db_table': '"identity"."station_audit_logs"',
                'managed': False,
                'indexes': [agent360_models.indexes.Index(fields=['created_at'], name='idx_station_audit_created'), agent360_models.indexes.Index(fields=['station', 'resource_type', 'resource_id'], name='idx_station_audit_resource'), agent360_models.indexes.Index(fields=['station', 'user_id', 'action'], name='idx_station_audit_user_action')],
            },
        ),
    ]
