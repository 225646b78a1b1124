"""Querysets for users by e-mail address, their permissions, and their access tokens."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, Func, Q, TextField, Value
from django.db.models.functions import Lower
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.hibachi.identity.models import Permission, Station, StationAccessToken, StationUser, User

__all__ = ["PermissionQuerySet", "StationAccessTokenQuerySet", "StationUserQuerySet", "UserQuerySet"]


class UserQuerySet(BulkQuerySet["User"]):
    """Users."""

    def active(self) -> "UserQuerySet":
        """Return the users who may act: active, and not deleted."""
        return self.filter(status="active", deleted_at=None)

    def by_email(self, email: str) -> "UserQuerySet":
        """Return the user with this e-mail address, ignoring case; the unique index serves the query."""
        return self.alias(_email=Lower("email")).filter(_email=Lower(Value(email)))


class StationUserQuerySet(BulkQuerySet["StationUser"]):
    """Assignments of users to stations."""

    def current(self) -> "StationUserQuerySet":
        """Return the assignments in force now: active, and not expired."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), is_active=True)


class PermissionQuerySet(BulkQuerySet["Permission"]):
    """Permissions."""

    def of(self, user: "User", *, station: "Station | None" = None) -> "PermissionQuerySet":
        """Return a user's permissions by active roles, plus those by the assignment to ``station`` if given.

        An inactive user has no permissions, and a super admin has all of them.
        """
        from agent360_models.hibachi.identity.models import RolePermission, StationUser, User, UserRole

        active = User.objects.using(self.db).active().filter(pk=user.pk)
        roles = UserRole.objects.using(self.db).filter(user__in=active, role__is_active=True)
        given = RolePermission.objects.using(self.db).filter(role__in=roles.values("role"))
        allowed = Q(pk__in=given.values("permission")) | Q(Exists(active.filter(is_super_admin=True)))
        if station is not None:
            here = StationUser.objects.using(self.db).current().filter(user__in=active, station=station)
            names = Func(F("additional_permissions"), function="jsonb_array_elements_text", output_field=TextField())
            allowed |= Q(name__text__in=here.values(_name=names))
        return self.filter(allowed)


class StationAccessTokenQuerySet(BulkQuerySet["StationAccessToken"]):
    """Access tokens; the database stores only their hashes."""

    def issue(
        self,
        *,
        station: "Station",
        user: "User",
        role: str,
        expires_at: datetime,
        permissions: Sequence[str] = (),
        scope: str | None = None,
    ) -> "tuple[StationAccessToken, str]":
        """Create a token; return its row and the token itself, which cannot be read again later."""
        token = f"st_{secrets.token_urlsafe(32)}"
        row = self.create(
            user_id=user.pk,
            station=station,
            token_hash=_hash(token),
            jwt_id=str(uuid.uuid4()),
            role=role,
            permissions=list(permissions),
            scope=scope,
            expires_at=expires_at,
        )
        return row, token

    def live(self) -> "StationAccessTokenQuerySet":
        """Return the valid tokens: not expired or revoked, of an active user and a station that is not closed."""
        from agent360_models.hibachi.identity.models import Station, User

        closed = (Station.Status.INACTIVE, Station.Status.SUSPENDED)
        live = self.filter(is_revoked=False, revoked_at=None, expires_at__gt=timezone.now())
        return live.filter(user_id__in=User.objects.using(self.db).active().values("pk")).exclude(
            station__status__in=closed
        )

    def authenticate(self, token: str) -> "StationAccessToken | None":
        """Return the live row of a token with its station, or ``None``, in one query."""
        return self.live().select_related("station").filter(token_hash=_hash(token)).first()

    def revoke(self) -> int:
        """Revoke these tokens now; return how many were not revoked before."""
        return self.filter(is_revoked=False).update(is_revoked=True, revoked_at=timezone.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()  # a request may contain lone surrogates
