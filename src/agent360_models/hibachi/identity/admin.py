"""Admin of the schema ``identity``: hashes, tokens and secrets are neither shown nor editable.

Tables with a composite primary key have no page of their own. Their rows are on the pages of roles, permissions and
users.
"""

from typing import Any

from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.admin._outcomes import set_action
from agent360_models.hibachi.identity.models import (
    Permission,
    Role,
    SocialAccount,
    Station,
    StationAccessToken,
    StationAuditLog,
    StationUser,
    User,
)


@register(Role)
class RoleAdmin(FamilyAdmin):
    """Find a role by its name."""

    list_display = ("display_name", "is_system_role", "is_active", "created_at")
    list_filter = ("is_active", "is_system_role")
    search_fields = ("display_name",)


@register(Permission)
class PermissionAdmin(FamilyAdmin):
    """Find a permission by its resource or action."""

    list_display = ("name", "display_name", "resource", "action")
    list_filter = ("resource", "action")
    search_fields = ("display_name", "resource__exact", "action__exact")


@register(User)
class UserAdmin(FamilyAdmin):
    """Find a user by name or by the complete e-mail address."""

    list_display = ("__str__", "status", "role", "is_super_admin", "last_login_at")
    list_filter = ("status", "role", "auth_provider")
    search_fields = ("full_name",)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Add the user with exactly this e-mail address, ignoring case."""
        rows, many = super().get_search_results(request, queryset, search_term)
        is_email = "@" in search_term and not self.is_hidden("email", request)
        return (rows | queryset.by_email(search_term) if is_email else rows), many


@register(Station)
class StationAdmin(FamilyAdmin):
    """Find a station by its code or name."""

    list_display = ("name", "code", "status", "city", "state", "timezone")
    list_filter = ("status",)
    search_fields = ("code__exact", "name")


@register(StationUser)
class StationUserAdmin(FamilyAdmin):
    """Find the users of a station by the station's code."""

    list_display = ("__str__", "user", "station", "is_active", "expires_at")
    list_filter = ("role", "is_active")
    search_fields = ("user__full_name", "station__name", "station__code__exact")


@register(StationAccessToken)
class StationAccessTokenAdmin(FamilyAdmin):
    """Find the tokens of a station by its code. An action revokes tokens; only code issues them."""

    list_display = ("__str__", "station", "expires_at", "is_revoked")
    list_filter = ("is_revoked", "expires_at")
    search_fields = ("station__name", "station__code__exact")
    fields = readonly_fields = (
        *("user_id", "station", "session_id", "jwt_id", "role", "permissions", "scope"),
        *("issued_at", "expires_at", "revoked_at", "is_revoked"),
    )
    actions = ("revoke",)
    revoke = set_action("Revoke the selected tokens", "Revoked", lambda tokens: tokens.revoke())


@register(StationAuditLog)
class StationAuditLogAdmin(LogAdmin):
    """Find the log entries of a station by its code; entries are neither added nor changed by hand."""

    list_display = ("__str__", "station", "user_role", "success")
    list_filter = ("success", "created_at")
    search_fields = ("action", "station__code__exact")


@register(SocialAccount)
class SocialAccountAdmin(FamilyAdmin):
    """Find an account by its id at the other site."""

    list_display = ("__str__", "user", "expires_at")
    list_filter = ("provider",)
    search_fields = ("provider_account_id__exact",)
