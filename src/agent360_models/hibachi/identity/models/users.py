"""Users of the platform."""

import uuid
from typing import TYPE_CHECKING

from django.db import models, router
from django.db.models.functions import Lower
from django.utils import timezone

from agent360_models.fields import PgEnumField
from agent360_models.hibachi.identity.models.roles import Permission
from agent360_models.hibachi.identity.querysets import UserQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agent360_models.hibachi.identity.models.stations import Station

__all__ = ["User"]


class User(models.Model):
    """Somebody who works on the platform and logs in by e-mail; no customer, and no user of Django's."""

    class Status(models.TextChoices):
        """Whether the user may log in; only an active one may do anything."""

        INVITED = "invited", "Invited"
        ACTIVE = "active", "Active"
        SUSPENDED = "suspended", "Suspended"
        DEACTIVATED = "deactivated", "Deactivated"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, help_text="What the user logs in with, in any case of letters.")
    password_hash = models.CharField(
        max_length=255, null=True, blank=True, help_text="Never the password; empty where there is none to log in by."
    )
    full_name = models.CharField(max_length=200)
    phone = models.CharField(max_length=20, null=True, blank=True)
    status = PgEnumField(enum=Status, type_name="user_status", schema="identity", default=Status.INVITED)
    role = models.ForeignKey(
        "hibachi_identity.Role",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="users",
        help_text="What the user may do at every station; empty where it is a matter of each station.",
    )
    email_verified_at = models.DateTimeField(null=True, blank=True)
    last_login_at = models.DateTimeField(null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = UserQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="users_email_key",
                violation_error_message="There is a user with this e-mail address already.",
            )
        ]
        indexes = [Index(fields=["role"], name="ix_identity_users_role_id")]

    def __str__(self) -> str:
        return self.full_name

    def permissions(self, *, station: "Station | None" = None) -> "QuerySet[Permission]":
        """Return what the user may do everywhere, or also at a station, as one query."""
        return Permission.objects.using(router.db_for_read(Permission, instance=self)).of(self, station=station)
