"""Users by e-mail, what they may do, and the tokens that let them in."""

import hashlib
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.hibachi.identity.models import Permission, Station, StationAccessToken, User  # noqa: F401

__all__ = ["PermissionQuerySet", "StationAccessTokenQuerySet", "UserQuerySet"]

_PREFIX = 10  # of the 46 characters of a token


class UserQuerySet(BulkQuerySet["User"]):
    """Users."""

    def by_email(self, email: str) -> "UserQuerySet":
        """Return the user with this e-mail address, in whatever case of letters; by the unique index."""
        return self.alias(_email=Lower("email")).filter(_email=Lower(Value(email)))


class PermissionQuerySet(BulkQuerySet["Permission"]):
    """Permissions."""

    def of(self, user: "User", *, station: "Station | None" = None) -> "PermissionQuerySet":
        """Return what a user may do everywhere, or also at a station.

        A user who is not active may do nothing.
        """
        from agent360_models.hibachi.identity.models import RolePermission, StationUser, User

        active = User.objects.using(self.db).filter(pk=user.pk, status=User.Status.ACTIVE)
        roles = Q(role__in=active.values("role"))
        if station is not None:
            here = StationUser.objects.using(self.db).filter(user__in=active, station=station, is_active=True)
            roles |= Q(role__in=here.values("role"))
        return self.filter(pk__in=RolePermission.objects.using(self.db).filter(roles).values("permission"))


class StationAccessTokenQuerySet(BulkQuerySet["StationAccessToken"]):
    """Tokens, of which only hashes are stored."""

    def issue(self, *, station: "Station", user: "User", expires_at: datetime) -> "tuple[StationAccessToken, str]":
        """Make a token; return its row and the token itself, which can never be read again."""
        token = f"st_{secrets.token_urlsafe(32)}"
        row = self.create(
            station=station, user=user, token_hash=_hash(token), token_prefix=token[:_PREFIX], expires_at=expires_at
        )
        return row, token

    def live(self) -> "StationAccessTokenQuerySet":
        """Return those that open the door: neither expired nor revoked, of an active user, of a station not closed."""
        from agent360_models.hibachi.identity.models import Station, User

        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), user__status=User.Status.ACTIVE).exclude(
            station__status=Station.Status.CLOSED
        )

    def authenticate(self, token: str) -> "StationAccessToken | None":
        """Return the live row of a token with its user and its station, or ``None``; in one query."""
        return self.live().select_related("station", "user").filter(token_hash=_hash(token)).first()

    def revoke(self) -> int:
        """Make these tokens worthless from now on; return how many were not revoked before."""
        now = timezone.now()
        return self.filter(revoked_at=None).update(revoked_at=now, updated_at=now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()  # whatever a request may bring
