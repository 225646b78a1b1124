"""Rows of the schema ``identity`` for tests."""

import hashlib
from datetime import UTC, datetime, timedelta

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
)
from agent360_models.testing.factories import Faker, FamilyFactory, LazyAttribute, Sequence, SubFactory, Trait

__all__ = [
    "PermissionFactory",
    "RoleFactory",
    "RolePermissionFactory",
    "SocialAccountFactory",
    "StationAccessTokenFactory",
    "StationAuditLogFactory",
    "StationFactory",
    "StationUserFactory",
    "UserFactory",
]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class RoleFactory(FamilyFactory[Role]):
    """A role without permissions."""

    name = Sequence(lambda number: f"Role {number}")
    created_at = _THEN

    class Meta:
        model = Role


class PermissionFactory(FamilyFactory[Permission]):
    """A permission that no role has yet."""

    code = Sequence(lambda number: f"bookings.action_{number}")
    created_at = _THEN

    class Meta:
        model = Permission


class RolePermissionFactory(FamilyFactory[RolePermission]):
    """A permission that a role has."""

    role = SubFactory(RoleFactory)
    permission = SubFactory(PermissionFactory)
    created_at = _THEN

    class Meta:
        model = RolePermission


class UserFactory(FamilyFactory[User]):
    """An active user without a role, who has no password."""

    email = Sequence(lambda number: f"user{number}@example.com")
    full_name = Faker("name")
    status = User.Status.ACTIVE
    email_verified_at = _THEN
    created_at = _THEN

    class Meta:
        model = User

    class Params:
        invited = Trait(status=User.Status.INVITED, email_verified_at=None)
        suspended = Trait(status=User.Status.SUSPENDED)
        with_role = Trait(role=SubFactory(RoleFactory))


class StationFactory(FamilyFactory[Station]):
    """A station in Sacramento."""

    code = Sequence(lambda number: f"CA-SAC-{number:04d}")
    name = Sequence(lambda number: f"Sacramento {number}")
    time_zone = "America/Los_Angeles"
    email = Sequence(lambda number: f"station{number}@example.com")
    phone = "+1 916 555 0100"
    street_address = "1 Capitol Mall"
    city = "Sacramento"
    state = "CA"
    postal_code = "95814"
    created_at = _THEN

    class Meta:
        model = Station

    class Params:
        closed = Trait(status=Station.Status.CLOSED)


class StationUserFactory(FamilyFactory[StationUser]):
    """A user with a role at a station."""

    station = SubFactory(StationFactory)
    user = SubFactory(UserFactory)
    role = SubFactory(RoleFactory)
    created_at = _THEN

    class Meta:
        model = StationUser

    class Params:
        former = Trait(is_active=False)


class StationAccessTokenFactory(FamilyFactory[StationAccessToken]):
    """A token that lives for long; ``token`` is the token itself, of which the row has the hash."""

    station = SubFactory(StationFactory)
    user = SubFactory(UserFactory)
    token_hash = LazyAttribute(lambda row: hashlib.sha256(row.token.encode()).hexdigest())
    token_prefix = LazyAttribute(lambda row: row.token[:10])
    expires_at = datetime(2100, 1, 1, tzinfo=UTC)
    created_at = _THEN

    class Meta:
        model = StationAccessToken

    class Params:
        token = Sequence(lambda number: f"st_{number:07d}-of-a-test")
        expired = Trait(expires_at=_THEN + timedelta(hours=1))
        revoked = Trait(revoked_at=_THEN + timedelta(hours=1))


class StationAuditLogFactory(FamilyFactory[StationAuditLog]):
    """A station that takes bookings again."""

    station = SubFactory(StationFactory)
    user = SubFactory(UserFactory)
    action = StationAuditLog.Action.UPDATE
    target_type = "identity.stations"
    target_id = LazyAttribute(lambda row: row.station.pk)
    changes = {"status": ["paused", "active"]}
    ip_address = "192.0.2.7"
    created_at = _THEN

    class Meta:
        model = StationAuditLog

    class Params:
        by_itself = Trait(user=None, ip_address=None)


class SocialAccountFactory(FamilyFactory[SocialAccount]):
    """The page of a station on Facebook."""

    station = SubFactory(StationFactory)
    platform = SocialAccount.Platform.FACEBOOK
    external_id = Sequence(lambda number: f"{100_000_000_000_000 + number}")
    name = Sequence(lambda number: f"Hibachi {number}")
    url = LazyAttribute(lambda row: f"https://www.facebook.com/{row.external_id}")
    token_reference = LazyAttribute(lambda row: f"vault:social/{row.external_id}")
    token_expires_at = _THEN + timedelta(days=60)
    created_at = _THEN

    class Meta:
        model = SocialAccount

    class Params:
        expired = Trait(status=SocialAccount.Status.EXPIRED)
        of_the_business = Trait(station=None)
