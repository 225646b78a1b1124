"""Roles, the permissions that they grant, and the users who have them."""

import uuid

from django.db import models
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.identity.querysets import PermissionQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["Permission", "Role", "RolePermission", "UserRole"]


class Role(models.Model):
    """A bundle of permissions for users; the platform's administrators write it."""

    class Type(models.TextChoices):
        """Labels of ``public.roletype``; each has at most one role."""

        SUPER_ADMIN = "super_admin", "Super admin"
        ADMIN = "admin", "Admin"
        MANAGER = "manager", "Manager"
        STAFF = "staff", "Staff"
        VIEWER = "viewer", "Viewer"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    name = PgEnumField(
        verbose_name="Name",
        enum=Type,
        type_name="roletype",
        schema="public",
        help_text="Super admin, admin, manager, staff or viewer; at most one role of each.",
    )
    display_name = models.CharField(
        verbose_name="Display name", max_length=100, help_text="What people read instead of the name."
    )
    description = models.TextField(verbose_name="Description", null=True, blank=True)
    is_system_role = models.BooleanField(
        verbose_name="System role", default=False, help_text="Whether the platform itself needs it."
    )
    is_active = models.BooleanField(
        verbose_name="Active", default=True, help_text="Whether it still gives its permissions."
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
    created_by = models.ForeignKey(
        "hibachi_identity.User",
        verbose_name="Created by",
        on_delete=models.SET_NULL,
        db_column="created_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="created_roles",
        help_text="A user of the platform; becomes empty when that user is deleted.",
    )
    settings = models.JSONField(
        verbose_name="Settings", default=dict, blank=True, help_text="JSON of the platform; no code here reads it."
    )

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
    """Something that users can be allowed to do; written when the platform gets a new feature."""

    class Name(models.TextChoices):
        """Labels of ``public.permissiontype``: a resource and an action on it."""

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

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    name = PgEnumField(
        verbose_name="Name",
        enum=Name,
        type_name="permissiontype",
        schema="public",
        help_text="Resource and action with a colon between, such as booking:cancel; unique.",
    )
    display_name = models.CharField(
        verbose_name="Display name", max_length=100, help_text="What people read instead of the name."
    )
    description = models.TextField(verbose_name="Description", null=True, blank=True)
    resource = models.CharField(
        verbose_name="Resource", max_length=50, help_text="The first part of the name, such as booking."
    )
    action = models.CharField(
        verbose_name="Action", max_length=50, help_text="The second part of the name, such as cancel."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )

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
    """A permission that a role has; the platform's administrators write it."""

    pk = models.CompositePrimaryKey("role_id", "permission_id")
    role = models.ForeignKey(
        "hibachi_identity.Role",
        verbose_name="Role",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="role_permissions",
        help_text="Part of the key; a role that is deleted takes the row along.",
    )
    permission = models.ForeignKey(
        "hibachi_identity.Permission",
        verbose_name="Permission",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="role_permissions",
        help_text="Part of the key; a permission that is deleted takes the row along.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        null=True,
        editable=False,
        help_text="Written once, and not changed after that.",
    )

    objects = BulkQuerySet["RolePermission"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "role_permissions")

    def __str__(self) -> str:
        return f"Permission of a role, since {moment(self.created_at)}"


class UserRole(models.Model):
    """A role that a user has at every station; the platform's administrators write it."""

    pk = models.CompositePrimaryKey("user_id", "role_id")
    user = models.ForeignKey(
        "hibachi_identity.User",
        verbose_name="User",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="user_roles",
        help_text="Part of the key; a user who is deleted takes the row along.",
    )
    role = models.ForeignKey(
        "hibachi_identity.Role",
        verbose_name="Role",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="user_roles",
        help_text="Part of the key; counts at every station, while the role is active.",
    )
    assigned_at = models.DateTimeField(
        verbose_name="Assigned at",
        default=timezone.now,
        null=True,
        editable=False,
        help_text="The time of the insert, where nobody gives another.",
    )
    assigned_by = models.ForeignKey(
        "hibachi_identity.User",
        verbose_name="Assigned by",
        on_delete=models.SET_NULL,
        db_column="assigned_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="assigned_user_roles",
        help_text="Another user, the administrator; becomes empty when that one is deleted.",
    )

    objects = BulkQuerySet["UserRole"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "user_roles")

    def __str__(self) -> str:
        return f"Role of a user, since {moment(self.assigned_at)}"
