"""Users by e-mail, what they may do, and the tokens that let them in."""

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
        """Return those who may do anything: active, and not deleted."""
        return self.filter(status="active", deleted_at=None)

    def by_email(self, email: str) -> "UserQuerySet":
        """Return the user with this e-mail address, in whatever case of letters; by the unique index."""
        return self.alias(_email=Lower("email")).filter(_email=Lower(Value(email)))


class StationUserQuerySet(BulkQuerySet["StationUser"]):
    """Places of users at stations."""

    def current(self) -> "StationUserQuerySet":
        """Return those that count now: active, and not expired."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), is_active=True)


class PermissionQuerySet(BulkQuerySet["Permission"]):
    """Permissions."""

    def of(self, user: "User", *, station: "Station | None" = None) -> "PermissionQuerySet":
        """Return what a user may do everywhere, by active roles, or also at a station, by the place there.

        A user who is not active may do nothing, and a super admin everything.
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
    """Tokens, of which only hashes are stored."""

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
        """Make a token; return its row and the token itself, which can never be read again."""
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
        """Return those that open the door: neither expired nor revoked, of an active user, of a station at work."""
        from agent360_models.hibachi.identity.models import Station, User

        closed = (Station.Status.INACTIVE, Station.Status.SUSPENDED)
        live = self.filter(is_revoked=False, revoked_at=None, expires_at__gt=timezone.now())
        return live.filter(user_id__in=User.objects.using(self.db).active().values("pk")).exclude(
            station__status__in=closed
        )

    def authenticate(self, token: str) -> "StationAccessToken | None":
        """Return the live row of a token with its station, or ``None``; in one query."""
        return self.live().select_related("station").filter(token_hash=_hash(token)).first()

    def revoke(self) -> int:
        """Make these tokens worthless from now on; return how many were not revoked before."""
        return self.filter(is_revoked=False).update(is_revoked=True, revoked_at=timezone.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()  # whatever a request may bring
