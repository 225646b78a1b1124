"""Roles, and the permissions that each gives."""

import uuid

from django.db import models
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.hibachi.identity.querysets import PermissionQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["Permission", "Role", "RolePermission"]


class Role(models.Model):
    """A bundle of permissions that people are given; written by administrators of the platform."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100, unique=True)
    description = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    permissions = models.ManyToManyField(
        "hibachi_identity.Permission", through="hibachi_identity.RolePermission", related_name="roles"
    )

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "roles")

    def __str__(self) -> str:
        return self.name


class Permission(models.Model):
    """Something that can be allowed; written when the platform learns to do something new."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=100, unique=True, help_text="What and how, such as bookings.cancel.")
    description = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PermissionQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "permissions")

    def __str__(self) -> str:
        return self.code


class RolePermission(models.Model):
    """A permission that a role has; written by administrators of the platform."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
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
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("identity", "role_permissions")
        constraints = [
            models.UniqueConstraint(
                fields=["role", "permission"],
                name="role_permissions_role_id_permission_id_key",
                violation_error_message="The role has this permission already.",
            )
        ]
        indexes = [Index(fields=["permission"], name="ix_identity_role_permissions_permission_id")]

    def __str__(self) -> str:
        return f"Permission {self.permission_id} of role {self.role_id}"
