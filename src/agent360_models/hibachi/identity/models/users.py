"""Users of the platform."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models, router
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from agent360_models.fields import InetField, PgEnumField
from agent360_models.hibachi.identity.models.roles import Permission
from agent360_models.hibachi.identity.querysets import UserQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agent360_models.hibachi.identity.models.stations import Station

__all__ = ["User"]


class User(models.Model):
    """Somebody who works on the platform and logs in; not a customer, and not a user of Django's."""

    class AuthProvider(models.TextChoices):
        """Labels of ``public.authprovider``: what the user logs in with."""

        GOOGLE = "google", "Google"
        EMAIL = "email", "E-mail"
        MICROSOFT = "microsoft", "Microsoft"
        APPLE = "apple", "Apple"

    class Status(models.TextChoices):
        """Labels of ``public.userstatus``; only an active user may do anything."""

        PENDING = "pending", "Waiting for approval"
        ACTIVE = "active", "Active"
        SUSPENDED = "suspended", "Suspended"
        DEACTIVATED = "deactivated", "Deactivated"

    class Role(models.TextChoices):
        """Labels of ``public.user_role``."""

        SUPER_ADMIN = "SUPER_ADMIN", "Super admin"
        ADMIN = "ADMIN", "Admin"
        CUSTOMER_SUPPORT = "CUSTOMER_SUPPORT", "Customer support"
        STATION_MANAGER = "STATION_MANAGER", "Station manager"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=255, help_text="Unique in whatever case of letters.")
    full_name = models.CharField(max_length=255, null=True, blank=True)
    avatar_url = models.TextField(null=True, blank=True)

    # Logging in
    auth_provider = PgEnumField(
        enum=AuthProvider, type_name="authprovider", schema="public", default=AuthProvider.EMAIL
    )
    google_id = models.CharField(max_length=255, null=True, blank=True)
    microsoft_id = models.CharField(max_length=255, null=True, blank=True)
    apple_id = models.CharField(max_length=255, null=True, blank=True)
    hashed_password = models.CharField(
        max_length=255, null=True, blank=True, help_text="Never the password; empty where there is none to log in by."
    )
    password_changed_at = models.DateTimeField(null=True, blank=True)
    status = PgEnumField(enum=Status, type_name="userstatus", schema="public", default=Status.PENDING)
    is_super_admin = models.BooleanField(default=False, help_text="Whether the user has every permission.")
    is_email_verified = models.BooleanField(default=False)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    mfa_enabled = models.BooleanField(default=False)
    mfa_secret = models.CharField(max_length=255, null=True, blank=True)
    backup_codes = models.JSONField(null=True, blank=True)
    failed_login_attempts = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True, help_text="No login before; empty: not locked.")
    last_login_at = models.DateTimeField(null=True, blank=True)
    last_login_ip = models.CharField(max_length=45, null=True, blank=True)
    last_activity_at = models.DateTimeField(null=True, blank=True)

    # Approval
    approved_by = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_column="approved_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="approved_users",
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approval_notes = models.TextField(null=True, blank=True)

    settings = models.JSONField(default=dict, blank=True)
    user_metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="Set where the user is deleted.")
    role = PgEnumField(
        enum=Role,
        type_name="user_role",
        schema="public",
        default=Role.CUSTOMER_SUPPORT,
        help_text="The kind of user. Permissions come from the roles in identity.user_roles.",
    )
    assigned_station_id = models.UUIDField(null=True, blank=True, help_text="The station of a station manager.")
    business_id = models.UUIDField(help_text="The id of a row of public.businesses.")
    mfa_backup_codes = models.JSONField(null=True, blank=True)
    trusted_ips = ArrayField(InetField(), null=True, blank=True)
    ip_verification_enabled = models.BooleanField(
        default=False, help_text="Whether a login from another address than the trusted ones is checked."
    )
    last_known_ip = InetField(null=True, blank=True)

    secret_fields = ("hashed_password", "mfa_secret", "backup_codes", "mfa_backup_codes")
    personal_fields = (
        "email",
        "full_name",
        "avatar_url",
        "google_id",
        "microsoft_id",
        "apple_id",
        "last_login_ip",
        "approval_notes",
        "user_metadata",
        "trusted_ips",
        "last_known_ip",
    )

    objects = UserQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "users")
        constraints = [
            models.UniqueConstraint(fields=["email"], name="idx_users_email"),
            models.UniqueConstraint(
                Lower("email"),
                name="idx_users_email_lower",
                violation_error_message="There is a user with this e-mail address already.",
            ),
            models.UniqueConstraint(
                fields=["google_id"], condition=Q(google_id__isnull=False), name="idx_users_google_id"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["SUPER_ADMIN", "ADMIN", "CUSTOMER_SUPPORT", "STATION_MANAGER"]),
                name="ck_users_role_valid",
            ),
        ]
        indexes = [
            Index(fields=["business_id"], name="idx_users_business_id"),
            Index(fields=["id"], name="idx_users_id"),
            Index(fields=["ip_verification_enabled"], name="idx_users_ip_verification"),
            Index(fields=["-last_login_at"], name="idx_users_last_login"),
            Index(fields=["auth_provider", "status"], name="idx_users_provider_status"),
            Index(fields=["role"], name="idx_users_role"),
            Index(
                fields=["assigned_station_id"], name="idx_users_station_manager", condition=Q(role="STATION_MANAGER")
            ),
            Index(fields=["status"], name="idx_users_status"),
            Index(fields=["status", "-created_at"], name="idx_users_status_created"),
        ]

    def __str__(self) -> str:
        return self.full_name or f"User {self.pk}"

    def permissions(self, *, station: "Station | None" = None) -> "QuerySet[Permission]":
        """Return what the user may do everywhere, or also at a station, as one query."""
        return Permission.objects.using(router.db_for_read(Permission, instance=self)).of(self, station=station)
