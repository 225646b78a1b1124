"""Admin of roles, users and record types."""

from agent360_models.admin import register
from agent360_models.agent360._admin import SyncedAdmin
from agent360_models.agent360.core.models import RecordType, User, UserRole


@register(UserRole)
class UserRoleAdmin(SyncedAdmin):
    """Find a role by name or id."""

    list_display = ("ur_name", "ur_last_modified_date")
    search_fields = ("ur_sf_id__exact", "ur_name")


@register(User)
class UserAdmin(SyncedAdmin):
    """Find a user by name, id or log-in name."""

    list_display = ("usr_name", "usr_user_role", "usr_is_active")
    list_filter = ("usr_is_active",)
    search_fields = ("usr_sf_id__exact", "usr_name", "usr_username__exact")


@register(RecordType)
class RecordTypeAdmin(SyncedAdmin):
    """Find a record type by name, id or object."""

    list_display = ("rt_name", "rt_sobject_type", "rt_is_active")
    list_filter = ("rt_is_active",)
    search_fields = ("rt_sf_id__exact", "rt_name", "rt_developer_name__exact", "rt_sobject_type__exact")
