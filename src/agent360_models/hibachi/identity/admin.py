"""Admin of the schema ``identity``: no hash of a password or a token is shown or typed."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.hibachi.identity.models import (
    Permission,
    Role,
    RolePermission,
    SocialAccount,
    Station,
    StationAccessToken,
    StationAuditLog,
    StationUser,
    User,
)

__all__ = [
    "PermissionAdmin",
    "RoleAdmin",
    "RolePermissionAdmin",
    "SocialAccountAdmin",
    "StationAccessTokenAdmin",
    "StationAdmin",
    "StationAuditLogAdmin",
    "StationUserAdmin",
    "UserAdmin",
]


@register(Role)
class RoleAdmin(FamilyAdmin):
    """Find a role by its name."""

    list_display = ("name", "description", "created_at")
    search_fields = ("name",)


@register(Permission)
class PermissionAdmin(FamilyAdmin):
    """Find a permission by its code."""

    list_display = ("code", "description", "created_at")
    search_fields = ("code",)


@register(RolePermission)
class RolePermissionAdmin(FamilyAdmin):
    """Find what a role may do by the role's name or the permission's code."""

    list_display = ("id", "role", "permission", "created_at")
    search_fields = ("role__name__exact", "permission__code__exact")
    raw_id_fields = ("role", "permission")


@register(User)
class UserAdmin(FamilyAdmin):
    """Find a user by the whole e-mail address or by name."""

    list_display = ("full_name", "status", "role", "last_login_at")
    list_filter = ("status",)
    search_fields = ("full_name",)
    raw_id_fields = ("role",)
    exclude = ("password_hash",)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Add the user with exactly this e-mail address, in whatever case of letters."""
        rows, many = super().get_search_results(request, queryset, search_term)
        return (rows | queryset.by_email(search_term) if "@" in search_term else rows), many


@register(Station)
class StationAdmin(FamilyAdmin):
    """Find a station by its code or name."""

    list_display = ("code", "name", "status", "time_zone", "city", "state")
    list_filter = ("status",)
    search_fields = ("code__exact", "name")


@register(StationUser)
class StationUserAdmin(FamilyAdmin):
    """Find who is at a station by the station's code."""

    list_display = ("id", "station", "user", "role", "is_active")
    list_filter = ("is_active",)
    search_fields = ("station__code__exact",)
    raw_id_fields = ("station", "user", "role")


@register(StationAccessToken)
class StationAccessTokenAdmin(FamilyAdmin):
    """Find a token by how it begins; one that is added is shown once."""

    list_display = ("token_prefix", "station", "user", "expires_at", "revoked_at", "last_used_at")
    list_filter = ("expires_at", "revoked_at")
    search_fields = ("token_prefix__exact", "station__code__exact")
    raw_id_fields = ("station", "user")
    readonly_fields = ("revoked_at",)
    exclude = ("token_hash",)
    actions = ("revoke",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Keep a token with the user and the station that it was made for."""
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else [*fields, "station", "user"]

    def save_model(self, request: HttpRequest, obj: StationAccessToken, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Make a token of a new row, and show it."""
        if change:
            super().save_model(request, obj, form, change)
            return
        row, token = StationAccessToken.objects.issue(station=obj.station, user=obj.user, expires_at=obj.expires_at)
        obj.pk = row.pk
        self.message_user(request, f"The token, which is shown this once: {token}", messages.WARNING)

    @admin.action(description="Revoke the selected tokens", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        """Make the selected tokens worthless."""
        self.message_user(request, f"Tokens that were revoked: {queryset.revoke()}.", messages.SUCCESS)


@register(StationAuditLog)
class StationAuditLogAdmin(LogAdmin):
    """Find what was done at a station by its code; what happened is not written or changed by hand."""

    list_display = ("created_at", "station", "user", "action", "target_type", "target_id")
    list_filter = ("action", "created_at")
    search_fields = ("station__code__exact",)
    raw_id_fields = ("station", "user")


@register(SocialAccount)
class SocialAccountAdmin(FamilyAdmin):
    """Find an account by its name or the platform's id of it."""

    list_display = ("name", "platform", "station", "status", "token_expires_at")
    list_filter = ("platform", "status")
    search_fields = ("name", "external_id__exact")
    raw_id_fields = ("station",)
