"""Rows of the schema ``identity`` for tests."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from agent360_models.hibachi.identity.models import (
    Permission,
    Role,
    RolePermission,
    SocialAccount,
    Station,
    StationAccessToken,
    StationAuditLog,
    StationUser,
    User,
    UserRole,
)
from agent360_models.testing.factories import Faker, FamilyFactory, LazyAttribute, Sequence, SubFactory, Trait

__all__ = [
    "BUSINESS",
    "PermissionFactory",
    "RoleFactory",
    "RolePermissionFactory",
    "SocialAccountFactory",
    "StationAccessTokenFactory",
    "StationAuditLogFactory",
    "StationFactory",
    "StationUserFactory",
    "UserFactory",
    "UserRoleFactory",
]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
# Every row that a factory makes belongs to this row of public.businesses.
BUSINESS = UUID("b0000000-0000-4000-8000-000000000001")


class RoleFactory(FamilyFactory[Role]):
    """A role without permissions: each of the five in turn, and the stored row if the role exists."""

    name = Sequence(lambda number: list(Role.Type)[number % len(Role.Type)])
    display_name = LazyAttribute(lambda row: Role.Type(row.name).label)
    created_at = _THEN

    class Meta:
        model = Role
        django_get_or_create = ("name",)


class PermissionFactory(FamilyFactory[Permission]):
    """A permission without roles: each one in turn, and the stored row if the permission exists."""

    name = Sequence(lambda number: list(Permission.Name)[number % len(Permission.Name)])
    display_name = LazyAttribute(lambda row: Permission.Name(row.name).label)
    resource = LazyAttribute(lambda row: row.name.partition(":")[0])
    action = LazyAttribute(lambda row: row.name.partition(":")[2])
    created_at = _THEN

    class Meta:
        model = Permission
        django_get_or_create = ("name",)


class RolePermissionFactory(FamilyFactory[RolePermission]):
    """A permission that a role has."""

    role = SubFactory(RoleFactory)
    permission = SubFactory(PermissionFactory)
    created_at = _THEN

    class Meta:
        model = RolePermission


class UserFactory(FamilyFactory[User]):
    """An active user without a role or a password."""

    email = Sequence(lambda number: f"user{number}@example.com")
    full_name = Faker("name")
    status = User.Status.ACTIVE
    is_email_verified = True
    email_verified_at = _THEN
    business_id = BUSINESS
    created_at = _THEN

    class Meta:
        model = User

    class Params:
        pending = Trait(status=User.Status.PENDING, is_email_verified=False, email_verified_at=None)
        suspended = Trait(status=User.Status.SUSPENDED)
        deleted = Trait(deleted_at=_THEN)
        super_admin = Trait(role=User.Role.SUPER_ADMIN, is_super_admin=True)


class UserRoleFactory(FamilyFactory[UserRole]):
    """A role that a user has."""

    user = SubFactory(UserFactory)
    role = SubFactory(RoleFactory)
    assigned_at = _THEN

    class Meta:
        model = UserRole


class StationFactory(FamilyFactory[Station]):
    """A station in Sacramento."""

    name = Sequence(lambda number: f"Sacramento {number}")
    code = Sequence(lambda number: f"CA-SAC-{number:04d}")
    display_name = LazyAttribute(lambda row: f"Hibachi {row.name}")
    email = Sequence(lambda number: f"station{number}@example.com")
    phone = "+1 916 555 0100"
    address = "1 Capitol Mall"
    city = "Sacramento"
    state = "CA"
    postal_code = "95814"
    timezone = "America/Los_Angeles"
    created_at = _THEN

    class Meta:
        model = Station

    class Params:
        inactive = Trait(status=Station.Status.INACTIVE)


class StationUserFactory(FamilyFactory[StationUser]):
    """A user who supports the customers of a station."""

    user = SubFactory(UserFactory)
    station = SubFactory(StationFactory)
    assigned_at = _THEN
    created_at = _THEN

    class Meta:
        model = StationUser

    class Params:
        former = Trait(is_active=False)
        expired = Trait(expires_at=_THEN + timedelta(hours=1))
        admin = Trait(role=StationUser.Role.ADMIN)


class StationAccessTokenFactory(FamilyFactory[StationAccessToken]):
    """A long-lived token. The parameter ``token`` is the token itself; the row stores its hash."""

    user_id = LazyAttribute(lambda row: row.user.pk)
    station = SubFactory(StationFactory)
    token_hash = LazyAttribute(lambda row: hashlib.sha256(row.token.encode()).hexdigest())
    jwt_id = LazyAttribute(lambda _row: str(uuid4()))
    role = StationUser.Role.CUSTOMER_SUPPORT
    issued_at = _THEN
    expires_at = datetime(2100, 1, 1, tzinfo=UTC)

    class Meta:
        model = StationAccessToken

    class Params:
        token = Sequence(lambda number: f"st_{number:07d}-of-a-test")
        user = SubFactory(UserFactory)
        expired = Trait(expires_at=_THEN + timedelta(hours=1))
        revoked = Trait(is_revoked=True, revoked_at=_THEN + timedelta(hours=1))


class StationAuditLogFactory(FamilyFactory[StationAuditLog]):
    """A station that takes bookings again."""

    station = SubFactory(StationFactory)
    user_id = LazyAttribute(lambda _row: uuid4())
    action = "update"
    resource_type = "station"
    resource_id = LazyAttribute(lambda row: str(row.station.pk))
    user_role = StationUser.Role.ADMIN
    permissions_used = ["station:update"]
    details = {"status": ["maintenance", "active"]}
    ip_address = "192.0.2.7"
    created_at = _THEN

    class Meta:
        model = StationAuditLog

    class Params:
        by_itself = Trait(user_id=None, user_role=None, permissions_used=None, ip_address=None)
        failed = Trait(success=False, error_message="The station has bookings.")


class SocialAccountFactory(FamilyFactory[SocialAccount]):
    """A user's account at Google."""

    user = SubFactory(UserFactory)
    provider = User.AuthProvider.GOOGLE
    provider_account_id = Sequence(lambda number: f"{100_000_000_000_000 + number}")
    created_at = _THEN

    class Meta:
        model = SocialAccount
