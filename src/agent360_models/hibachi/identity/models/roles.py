"""Roles, the permissions that each gives, and the users who have them."""

import uuid

from django.db import models
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.identity.querysets import PermissionQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["Permission", "Role", "RolePermission", "UserRole"]


class Role(models.Model):
    """A bundle of permissions that users are given; written by administrators of the platform."""

    class Type(models.TextChoices):
        """Labels of ``public.roletype``; there is at most one role of each."""

        SUPER_ADMIN = "super_admin", "Super admin"
        ADMIN = "admin", "Admin"
        MANAGER = "manager", "Manager"
        STAFF = "staff", "Staff"
        VIEWER = "viewer", "Viewer"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = PgEnumField(enum=Type, type_name="roletype", schema="public")
    display_name = models.CharField(max_length=100)
    description = models.TextField(null=True, blank=True)
    is_system_role = models.BooleanField(default=False, help_text="Whether the platform itself needs it.")
    is_active = models.BooleanField(default=True, help_text="Whether it still gives its permissions.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_column="created_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="created_roles",
    )
    settings = models.JSONField(default=dict, blank=True)

    permissions = models.ManyToManyField(
        "hibachi_identity.Permission", through="hibachi_identity.RolePermission", related_name="roles"
    )

    objects = BulkQuerySet["Role"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "roles")
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="roles_name_key", violation_error_message="There is such a role already."
            )
        ]
        indexes = [Index(fields=["created_at"], name="idx_roles_created_at")]

    def __str__(self) -> str:
        return self.display_name


class Permission(models.Model):
    """Something that can be allowed; written when the platform learns to do something new."""

    class Name(models.TextChoices):
        """Labels of ``public.permissiontype``: a resource, and what may be done with it."""

        USER_CREATE = "user:create", "Create users"
        USER_READ = "user:read", "Read users"
        USER_UPDATE = "user:update", "Update users"
        USER_DELETE = "user:delete", "Delete users"
        USER_APPROVE = "user:approve", "Approve users"
        STATION_CREATE = "station:create", "Create stations"
        STATION_READ = "station:read", "Read stations"
        STATION_UPDATE = "station:update", "Update stations"
        STATION_DELETE = "station:delete", "Delete stations"
        BOOKING_CREATE = "booking:create", "Create bookings"
        BOOKING_READ = "booking:read", "Read bookings"
        BOOKING_UPDATE = "booking:update", "Update bookings"
        BOOKING_DELETE = "booking:delete", "Delete bookings"
        BOOKING_CANCEL = "booking:cancel", "Cancel bookings"
        CUSTOMER_CREATE = "customer:create", "Create customers"
        CUSTOMER_READ = "customer:read", "Read customers"
        CUSTOMER_UPDATE = "customer:update", "Update customers"
        CUSTOMER_DELETE = "customer:delete", "Delete customers"
        PAYMENT_CREATE = "payment:create", "Create payments"
        PAYMENT_READ = "payment:read", "Read payments"
        PAYMENT_REFUND = "payment:refund", "Refund payments"
        REVIEW_READ = "review:read", "Read reviews"
        REVIEW_MODERATE = "review:moderate", "Moderate reviews"
        REVIEW_RESPOND = "review:respond", "Respond to reviews"
        ANALYTICS_VIEW = "analytics:view", "View analytics"
        ANALYTICS_EXPORT = "analytics:export", "Export analytics"
        SETTINGS_READ = "settings:read", "Read settings"
        SETTINGS_UPDATE = "settings:update", "Update settings"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = PgEnumField(enum=Name, type_name="permissiontype", schema="public")
    display_name = models.CharField(max_length=100)
    description = models.TextField(null=True, blank=True)
    resource = models.CharField(max_length=50, help_text="The first part of the name, such as booking.")
    action = models.CharField(max_length=50, help_text="The second part of the name, such as cancel.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PermissionQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "permissions")
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="permissions_name_key",
                violation_error_message="There is such a permission already.",
            )
        ]
        indexes = [
            Index(fields=["action"], name="idx_permissions_action"),
            Index(fields=["resource"], name="idx_permissions_resource"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class RolePermission(models.Model):
    """A permission that a role has; written by administrators of the platform."""

    pk = models.CompositePrimaryKey("role_id", "permission_id")
    role = models.ForeignKey(
        "hibachi_identity.Role",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="role_permissions",
    )
    permission = models.ForeignKey(
        "hibachi_identity.Permission",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="role_permissions",
    )
    created_at = models.DateTimeField(default=timezone.now, null=True, editable=False)

    objects = BulkQuerySet["RolePermission"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "role_permissions")

    def __str__(self) -> str:
        return f"Permission {self.permission_id} of role {self.role_id}"


class UserRole(models.Model):
    """A role that a user has at every station; written by administrators of the platform."""

    pk = models.CompositePrimaryKey("user_id", "role_id")
    user = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="user_roles",
    )
    role = models.ForeignKey(
        "hibachi_identity.Role",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="user_roles",
    )
    assigned_at = models.DateTimeField(default=timezone.now, null=True, editable=False)
    assigned_by = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_column="assigned_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="assigned_user_roles",
    )

    objects = BulkQuerySet["UserRole"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "user_roles")

    def __str__(self) -> str:
        return f"Role {self.role_id} of user {self.user_id}"
