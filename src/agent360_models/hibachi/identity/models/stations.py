"""Stations: their people, tokens and audit log."""

import uuid
import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models, router
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.identity.querysets import StationAccessTokenQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["Station", "StationAccessToken", "StationAuditLog", "StationUser", "validate_time_zone"]


def validate_time_zone(name: str) -> None:
    """Refuse a name that is no IANA time zone.

    Raises ``ValidationError``.
    """
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            "“%(name)s” is no time zone. Choose one such as America/Los_Angeles.",
            code="invalid_time_zone",
            params={"name": name},
        )


class Station(models.Model):
    """A place that chefs and their equipment start from; written by administrators of the platform."""

    class Status(models.TextChoices):
        """Whether it takes bookings."""

        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        CLOSED = "closed", "Closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=20, unique=True, help_text="Short and lasting, such as CA-SAC-01.")
    name = models.CharField(max_length=200)
    status = PgEnumField(enum=Status, type_name="station_status", schema="identity", default=Status.ACTIVE)
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone], help_text="Such as America/Chicago.")
    email = models.EmailField(max_length=254, null=True, blank=True)
    phone = models.CharField(max_length=20, null=True, blank=True)
    street_address = models.CharField(max_length=255, default="", blank=True)
    city = models.CharField(max_length=100, default="", blank=True)
    state = models.CharField(max_length=50, default="", blank=True)
    postal_code = models.CharField(max_length=20, default="", blank=True)
    country = models.CharField(max_length=2, default="US", help_text="Two letters of ISO 3166.")
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "stations")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class StationUser(models.Model):
    """A user's place at a station, with the role there; written by who manages the station."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    station = models.ForeignKey(
        "hibachi_identity.Station",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="station_users",
    )
    user = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="station_users",
    )
    role = models.ForeignKey(
        "hibachi_identity.Role",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="station_users",
        help_text="What the user may do at this station, beside what the user may do everywhere.",
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "station_users")
        constraints = [
            models.UniqueConstraint(
                fields=["station", "user"],
                name="station_users_station_id_user_id_key",
                violation_error_message="The user is at this station already.",
            )
        ]
        indexes = [
            Index(fields=["user"], name="ix_identity_station_users_user_id"),
            Index(fields=["role"], name="ix_identity_station_users_role_id"),
        ]

    def __str__(self) -> str:
        return f"User {self.user_id} at station {self.station_id}"


class StationAccessToken(models.Model):
    """A key to a station's API that a user was given; written by ``StationAccessToken.objects.issue()``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    station = models.ForeignKey(
        "hibachi_identity.Station",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="access_tokens",
    )
    user = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="access_tokens",
    )
    token_hash = models.CharField(
        max_length=64, unique=True, editable=False, help_text="SHA-256 of the token, in hexadecimal; never the token."
    )
    token_prefix = models.CharField(
        max_length=16, editable=False, help_text="How the token begins, so that its holder recognises it."
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = StationAccessTokenQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "station_access_tokens")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(token_hash__regex="^[0-9a-f]{64}$"),  # noqa: S106  # a pattern
                name="ck_station_access_tokens_token_hash",
                violation_error_message="What is stored is the SHA-256 of the token, 64 hexadecimal digits.",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="ck_station_access_tokens_expires_at",
                violation_error_message="A token expires after it was made.",
            ),
        ]
        indexes = [
            Index(fields=["station"], name="ix_identity_station_access_tokens_station_id"),
            Index(fields=["user"], name="ix_identity_station_access_tokens_user_id"),
        ]

    def __str__(self) -> str:
        return f"Token {self.pk}"

    def revoke(self) -> None:
        """Make the token worthless from now on; a second time changes nothing."""
        row = self._row()
        row.revoke()
        self.refresh_from_db(using=row.db, fields=["revoked_at", "updated_at"])

    def mark_used(self) -> None:
        """Write ``last_used_at``, which ``authenticate()`` does not, so that reading stays reading."""
        self.last_used_at = timezone.now()
        self._row().update(last_used_at=self.last_used_at)

    def _row(self) -> StationAccessTokenQuerySet:
        """Return the stored row, for writing."""
        alias = router.db_for_write(StationAccessToken, instance=self)
        return StationAccessToken.objects.using(alias).filter(pk=self.pk)


class StationAuditLog(models.Model):
    """Something that was done at a station, by whom and from where; written once, never changed."""

    class Action(models.TextChoices):
        """What was done."""

        CREATE = "create", "Created"
        UPDATE = "update", "Changed"
        DELETE = "delete", "Deleted"
        LOGIN = "login", "Logged in"
        ACCESS_GRANTED = "access_granted", "Access granted"
        ACCESS_REVOKED = "access_revoked", "Access revoked"
        TOKEN_ISSUED = "token_issued", "Token issued"
        TOKEN_REVOKED = "token_revoked", "Token revoked"
        EXPORT = "export", "Exported"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    station = models.ForeignKey(
        "hibachi_identity.Station",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="audit_logs",
    )
    user = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="audit_logs",
        help_text="Empty where the platform did it itself, and once the user is deleted.",
    )
    action = PgEnumField(enum=Action, type_name="audit_action", schema="identity")
    target_type = models.CharField(max_length=100, help_text="The table, such as core.bookings.")
    target_id = models.UUIDField(null=True, blank=True)
    changes = models.JSONField(default=dict, blank=True, help_text="By column: the value before and after.")
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "station_audit_logs")
        indexes = [
            Index(fields=["station", "created_at"], name="ix_identity_station_audit_logs_station_id"),
            Index(fields=["user"], name="ix_identity_station_audit_logs_user_id"),
            Index(fields=["target_type", "target_id"], name="ix_identity_station_audit_logs_target"),
        ]

    def __str__(self) -> str:
        return f"{self.action} of {self.target_type} {self.target_id or ''}".strip()
