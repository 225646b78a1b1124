"""Stations: their staff, tokens and audit log."""

import uuid
import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models, router
from django.db.models import Q
from django.utils.timezone import now

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PlainJSONField
from agent360_models.hibachi.identity.querysets import StationAccessTokenQuerySet, StationUserQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["Station", "StationAccessToken", "StationAuditLog", "StationUser", "validate_time_zone"]


def validate_time_zone(name: str) -> None:
    """Check that a name is an IANA time zone.

    Raises ``ValidationError`` if it is not.
    """
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            "“%(name)s” is not a time zone. Choose one such as America/Los_Angeles.",
            code="invalid_time_zone",
            params={"name": name},
        )


class Station(models.Model):
    """A place from which chefs and their equipment start; the platform's administrators write it."""

    class Status(models.TextChoices):
        """Values that the database allows: whether the station takes bookings."""

        ACTIVE = "active", "Active"
        INACTIVE = "inactive", "Inactive"
        SUSPENDED = "suspended", "Suspended"
        MAINTENANCE = "maintenance", "Maintenance"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    name = models.CharField(verbose_name="Name", max_length=100)
    code = models.CharField(
        verbose_name="Code", max_length=20, help_text="Short, lasting and unique, such as CA-SAC-01."
    )
    display_name = models.CharField(
        verbose_name="Display name", max_length=200, help_text="The name that customers see."
    )
    email = models.EmailField(verbose_name="E-mail", max_length=255, null=True, blank=True)
    phone = models.CharField(verbose_name="Phone", max_length=50, null=True, blank=True)
    address = models.TextField(verbose_name="Address", null=True, blank=True)
    city = models.CharField(verbose_name="City", max_length=100, null=True, blank=True)
    state = models.CharField(verbose_name="State", max_length=50, null=True, blank=True)
    postal_code = models.CharField(verbose_name="Postal code", max_length=20, null=True, blank=True)
    country = models.CharField(
        verbose_name="Country", max_length=100, default="US", help_text="US where nobody gives another."
    )
    timezone = models.CharField(
        verbose_name="Time zone",
        max_length=50,
        default="America/New_York",
        validators=[validate_time_zone],
        help_text="Whose local time the dates and slots of its bookings are.",
    )
    status = models.CharField(
        verbose_name="Status",
        max_length=20,
        choices=Status.choices,
        default=Status.ACTIVE,
        help_text="Tokens of a station that is inactive or suspended are refused.",
    )
    settings = PlainJSONField(
        verbose_name="Settings", default=dict, blank=True, help_text="JSON of the platform; no code here reads it."
    )
    business_hours = PlainJSONField(
        verbose_name="Business hours", null=True, blank=True, help_text="JSON of the platform; no code here reads it."
    )
    service_area_radius = models.IntegerField(
        verbose_name="Service area radius",
        null=True,
        blank=True,
        help_text="A whole number, whose unit is the platform's to know.",
    )
    max_concurrent_bookings = models.IntegerField(
        verbose_name="Maximum of concurrent bookings",
        default=10,
        help_text="At least 1; 10 where nobody gives another number.",
    )
    booking_lead_time_hours = models.IntegerField(
        verbose_name="Booking lead time in hours",
        default=24,
        help_text="How long before the party it is booked; 24 by default.",
    )
    branding_config = PlainJSONField(
        verbose_name="Branding configuration",
        null=True,
        blank=True,
        help_text="JSON of the platform; no code here reads it.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at", default=now, editable=False, help_text="Written once, and not changed after that."
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )

    units = {"max_concurrent_bookings": "bookings", "booking_lead_time_hours": "hours"}
    personal_fields = ("email", "phone", "address")

    objects = BulkQuerySet["Station"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "stations")
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="unique_station_code",
                violation_error_message="There is a station with this code already.",
            ),
            models.CheckConstraint(
                condition=Q(booking_lead_time_hours__gte=0),
                name="station_lead_time_non_negative",
                violation_error_message="The lead time is not below zero.",
            ),
            models.CheckConstraint(
                condition=Q(max_concurrent_bookings__gt=0),
                name="station_max_bookings_positive",
                violation_error_message="A station takes at least one booking at a time.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "inactive", "suspended", "maintenance"]),
                name="station_status_valid",
                violation_error_message="The database allows four statuses: active, inactive, suspended, maintenance.",
            ),
        ]
        indexes = [
            Index(fields=["code"], name="idx_station_code"),
            Index(fields=["status"], name="idx_station_status"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class StationUser(models.Model):
    """A user's assignment to a station, with the role there; the station's managers write it.

    The row-level security policies of four tables read it to decide which stations' rows a user sees.
    """

    class Role(models.TextChoices):
        """Values that the database allows."""

        SUPER_ADMIN = "super_admin", "Super admin"
        ADMIN = "admin", "Admin"
        STATION_ADMIN = "station_admin", "Station admin"
        CUSTOMER_SUPPORT = "customer_support", "Customer support"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    user = models.ForeignKey(
        "hibachi_identity.User",
        verbose_name="User",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="station_users",
        help_text="The original also holds it to public.users, so that the id is in both tables.",
    )
    station = models.ForeignKey(
        "hibachi_identity.Station",
        verbose_name="Station",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="station_users",
        help_text="A user has one place there; a station that is deleted takes it along.",
    )
    role = models.CharField(
        verbose_name="Role",
        max_length=30,
        choices=Role.choices,
        default=Role.CUSTOMER_SUPPORT,
        help_text="What row-level security goes by; it is no row of identity.roles.",
    )
    additional_permissions = PlainJSONField(
        verbose_name="Additional permissions",
        default=list,
        blank=True,
        help_text="Names of permissions that the user has at this station.",
    )
    assigned_by = models.UUIDField(
        verbose_name="Assigned by", null=True, blank=True, help_text="The id of a row of public.users."
    )
    assigned_at = models.DateTimeField(
        verbose_name="Assigned at",
        default=now,
        editable=False,
        help_text="The time of the insert, where nobody gives another.",
    )
    expires_at = models.DateTimeField(
        verbose_name="Expires at", null=True, blank=True, help_text="Empty: the place does not end by itself."
    )
    is_active = models.BooleanField(
        verbose_name="Active", default=True, help_text="The user is shown the rows of stations where this is true."
    )
    is_primary_station = models.BooleanField(verbose_name="Primary station", default=False)
    created_at = models.DateTimeField(
        verbose_name="Created at", default=now, editable=False, help_text="Written once, and not changed after that."
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )

    objects = StationUserQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "station_users")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "station"],
                name="unique_user_station",
                violation_error_message="The user is at this station already.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["super_admin", "admin", "station_admin", "customer_support"]),
                name="station_user_role_valid",
                violation_error_message="The database allows four roles:"
                " super_admin, admin, station_admin, customer_support.",
            ),
        ]
        indexes = [
            Index(fields=["user", "station", "is_active"], name="idx_station_user_active"),
            Index(fields=["user", "is_primary_station"], name="idx_station_user_primary"),
            Index(fields=["user"], name="idx_station_users_user_id"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} since {moment(self.assigned_at)}"


class StationAccessToken(models.Model):
    """A user's access token for a station; written by ``StationAccessToken.objects.issue()``."""

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    user_id = models.UUIDField(verbose_name="User id", help_text="The id of a row of public.users.")
    station = models.ForeignKey(
        "hibachi_identity.Station",
        verbose_name="Station",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="access_tokens",
        help_text="Its tokens are refused while it is inactive or suspended, and go when it is deleted.",
    )
    session_id = models.UUIDField(
        verbose_name="Session id", default=uuid.uuid4, help_text="A random UUID, where nobody gives another."
    )
    token_hash = models.CharField(
        verbose_name="Token hash",
        max_length=100,
        editable=False,
        help_text="SHA-256 of the token, in hexadecimal; never the token.",
    )
    jwt_id = models.CharField(
        verbose_name="JWT id", max_length=36, editable=False, help_text="The claim jti of the token; unique."
    )
    role = models.CharField(
        verbose_name="Role", max_length=30, help_text="The role at the station, when the token was made."
    )
    permissions = PlainJSONField(
        verbose_name="Permissions",
        default=list,
        blank=True,
        help_text="Names of permissions as JSON, given to issue(); an empty list by default.",
    )
    scope = models.CharField(
        verbose_name="Scope", max_length=500, null=True, blank=True, help_text="Given to issue(); may be empty."
    )
    issued_at = models.DateTimeField(
        verbose_name="Issued at",
        default=now,
        editable=False,
        help_text="The time of the insert, where nobody gives another.",
    )
    expires_at = models.DateTimeField(
        verbose_name="Expires at", help_text="From then on authenticate() refuses the token."
    )
    revoked_at = models.DateTimeField(
        verbose_name="Revoked at",
        null=True,
        blank=True,
        help_text="Written by revoke(); empty for a token that was never revoked.",
    )
    is_revoked = models.BooleanField(
        verbose_name="Revoked", default=False, help_text="Written by revoke(); authenticate() refuses the token then."
    )

    secret_fields = ("token_hash",)

    objects = StationAccessTokenQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "station_access_tokens")
        constraints = [
            models.UniqueConstraint(
                fields=["jwt_id"],
                name="unique_station_jwt_id",
                violation_error_message="There is a token with this claim jti already.",
            ),
            models.UniqueConstraint(
                fields=["token_hash"],
                name="unique_station_token_hash",
                violation_error_message="This token is stored already.",
            ),
        ]
        indexes = [
            Index(fields=["expires_at"], name="idx_station_token_expires"),
            Index(fields=["is_revoked"], name="idx_station_token_revoked"),
            Index(fields=["user_id", "station"], name="idx_station_token_user_station"),
        ]

    def __str__(self) -> str:
        return f"Token for {self.role.replace('_', ' ')}, {moment(self.issued_at)}"

    def revoke(self) -> None:
        """Revoke the token now; a second call changes nothing."""
        rows = StationAccessToken.objects.using(router.db_for_write(StationAccessToken, instance=self))
        rows.filter(pk=self.pk).revoke()
        self.refresh_from_db(using=rows.db, fields=["is_revoked", "revoked_at"])


class StationAuditLog(models.Model):
    """An action at a station, with its user and origin; written once, never changed.

    A row-level security policy shows a row to the active users of its station, and to super admins.
    """

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    station = models.ForeignKey(
        "hibachi_identity.Station",
        verbose_name="Station",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="audit_logs",
        help_text="Its active users are shown the row; a station that is deleted takes it along.",
    )
    user_id = models.UUIDField(
        verbose_name="User id",
        null=True,
        blank=True,
        help_text="The id of a row of public.users; empty where the platform acted by itself.",
    )
    session_id = models.UUIDField(verbose_name="Session id", null=True, blank=True)
    action = models.CharField(verbose_name="Action", max_length=50, help_text="What was done, such as update.")
    resource_type = models.CharField(
        verbose_name="Resource type",
        max_length=50,
        null=True,
        blank=True,
        help_text="The kind of what it was done to, such as station.",
    )
    resource_id = models.CharField(
        verbose_name="Resource id",
        max_length=50,
        null=True,
        blank=True,
        help_text="The key of what it was done to, as text; no foreign key holds it.",
    )
    user_role = models.CharField(
        verbose_name="User role", max_length=30, null=True, blank=True, help_text="The user's role at that time."
    )
    permissions_used = PlainJSONField(
        verbose_name="Permissions used",
        null=True,
        blank=True,
        help_text="Names of permissions as JSON, such as station:update.",
    )
    details = PlainJSONField(
        verbose_name="Details", default=dict, blank=True, help_text="JSON of the platform; it may have personal data."
    )
    ip_address = models.CharField(
        verbose_name="IP address",
        max_length=45,
        null=True,
        blank=True,
        help_text="Where the user acted from: IPv4 or IPv6, as text.",
    )
    user_agent = models.TextField(
        verbose_name="User agent", null=True, blank=True, help_text="What the browser sends as its name."
    )
    success = models.BooleanField(
        verbose_name="Success", default=True, help_text="Whether it was done; the error message says why not."
    )
    error_message = models.TextField(
        verbose_name="Error message", null=True, blank=True, help_text="Why it was not done; empty after a success."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at", default=now, editable=False, help_text="Written once, and not changed after that."
    )

    personal_fields = ("details", "ip_address", "user_agent")

    expected_settings = ("app.current_user_id",)  # the policy reads it

    objects = BulkQuerySet["StationAuditLog"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "station_audit_logs")
        indexes = [
            Index(fields=["created_at"], name="idx_station_audit_created"),
            Index(fields=["station", "resource_type", "resource_id"], name="idx_station_audit_resource"),
            Index(fields=["station", "user_id", "action"], name="idx_station_audit_user_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} of {self.resource_type or 'the station'}, {moment(self.created_at)}"
