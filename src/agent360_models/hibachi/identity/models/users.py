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
from agent360_models.units import moment

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agent360_models.hibachi.identity.models.stations import Station

__all__ = ["User"]


class User(models.Model):
    """A person who works on the platform and logs in; neither a customer nor a Django user."""

    class AuthProvider(models.TextChoices):
        """Labels of ``public.authprovider``: the user's way of logging in."""

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

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    email = models.EmailField(verbose_name="E-mail", max_length=255, help_text="Unique in whatever case of letters.")
    full_name = models.CharField(verbose_name="Full name", max_length=255, null=True, blank=True)
    avatar_url = models.TextField(verbose_name="Avatar URL", null=True, blank=True)

    # Logging in
    auth_provider = PgEnumField(
        verbose_name="Login provider",
        enum=AuthProvider,
        type_name="authprovider",
        schema="public",
        default=AuthProvider.EMAIL,
        help_text="Google, Microsoft, Apple, or e-mail with a password.",
    )
    google_id = models.CharField(
        verbose_name="Google id", max_length=255, null=True, blank=True, help_text="Unique where it is not empty."
    )
    microsoft_id = models.CharField(verbose_name="Microsoft id", max_length=255, null=True, blank=True)
    apple_id = models.CharField(verbose_name="Apple id", max_length=255, null=True, blank=True)
    hashed_password = models.CharField(
        verbose_name="Hashed password",
        max_length=255,
        null=True,
        blank=True,
        help_text="Never the password; empty where there is none to log in by.",
    )
    password_changed_at = models.DateTimeField(verbose_name="Password changed at", null=True, blank=True)
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="userstatus",
        schema="public",
        default=Status.PENDING,
        help_text="Only an active user may do anything; pending waits for approval.",
    )
    is_super_admin = models.BooleanField(
        verbose_name="Super admin", default=False, help_text="Whether the user has every permission."
    )
    is_email_verified = models.BooleanField(verbose_name="E-mail verified", default=False)
    email_verified_at = models.DateTimeField(verbose_name="E-mail verified at", null=True, blank=True)
    mfa_enabled = models.BooleanField(
        verbose_name="Second factor enabled",
        default=False,
        help_text="Whether a login asks for more than the password.",
    )
    mfa_secret = models.CharField(
        verbose_name="Secret of the second factor",
        max_length=255,
        null=True,
        blank=True,
        help_text="The admin neither shows nor takes it.",
    )
    backup_codes = models.JSONField(
        verbose_name="Backup codes",
        null=True,
        blank=True,
        help_text="Secrets that stand in for the second factor; the admin neither shows nor takes them.",
    )
    failed_login_attempts = models.IntegerField(
        verbose_name="Failed login attempts", default=0, help_text="A count of the platform; 0 at first."
    )
    locked_until = models.DateTimeField(
        verbose_name="Locked until", null=True, blank=True, help_text="No login before; empty: not locked."
    )
    last_login_at = models.DateTimeField(verbose_name="Last login at", null=True, blank=True)
    last_login_ip = models.CharField(
        verbose_name="Last login IP", max_length=45, null=True, blank=True, help_text="IPv4 or IPv6, as text."
    )
    last_activity_at = models.DateTimeField(verbose_name="Last activity at", null=True, blank=True)

    # Approval
    approved_by = models.ForeignKey(
        "hibachi_identity.User",
        verbose_name="Approved by",
        on_delete=models.SET_NULL,
        db_column="approved_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="approved_users",
        help_text="Another user; becomes empty when that one is deleted.",
    )
    approved_at = models.DateTimeField(
        verbose_name="Approved at", null=True, blank=True, help_text="Empty while the user waits for approval."
    )
    approval_notes = models.TextField(verbose_name="Approval notes", null=True, blank=True)

    settings = models.JSONField(
        verbose_name="Settings", default=dict, blank=True, help_text="JSON of the platform; no code here reads it."
    )
    user_metadata = models.JSONField(
        verbose_name="Metadata", default=dict, blank=True, help_text="JSON of the platform; no code here reads it."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )
    deleted_at = models.DateTimeField(
        verbose_name="Deleted at",
        null=True,
        blank=True,
        help_text="The row stays; the user counts as deleted and may do nothing.",
    )
    role = PgEnumField(
        verbose_name="Role",
        enum=Role,
        type_name="user_role",
        schema="public",
        default=Role.CUSTOMER_SUPPORT,
        help_text="The kind of user. Permissions come from the roles in identity.user_roles.",
    )
    assigned_station_id = models.UUIDField(
        verbose_name="Assigned station id",
        null=True,
        blank=True,
        help_text="The station of a station manager; no foreign key holds it.",
    )
    business_id = models.UUIDField(verbose_name="Business id", help_text="The id of a row of public.businesses.")
    mfa_backup_codes = models.JSONField(
        verbose_name="Backup codes of the second factor",
        null=True,
        blank=True,
        help_text="Secrets; the admin neither shows nor takes them.",
    )
    trusted_ips = ArrayField(
        InetField(),
        verbose_name="Trusted IPs",
        null=True,
        blank=True,
        help_text="Addresses or networks, of the type inet.",
    )
    ip_verification_enabled = models.BooleanField(
        verbose_name="IP verification enabled",
        default=False,
        help_text="Whether a login from another address than the trusted ones is checked.",
    )
    last_known_ip = InetField(
        verbose_name="Last known IP", null=True, blank=True, help_text="An address of the type inet."
    )

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
        "settings",
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
        return self.full_name or f"User of {moment(self.created_at)}"

    def permissions(self, *, station: "Station | None" = None) -> "QuerySet[Permission]":
        """Return the user's permissions everywhere, plus those at ``station`` if given, in one query."""
        return Permission.objects.using(router.db_for_read(Permission, instance=self)).of(self, station=station)
