"""Admin of roles, users and record types."""

from agent360_models.admin import register
from agent360_models.agent360._admin import ActiveFilter, SyncedAdmin
from agent360_models.agent360.core.models import RecordType, User, UserRole


@register(UserRole)
class UserRoleAdmin(SyncedAdmin):
    """Find a role by name or id."""

    list_display = ("ur_sf_id", "ur_name", "ur_active", "ur_last_modified_date")
    list_filter = (ActiveFilter, "ur_last_modified_date")
    search_fields = ("ur_sf_id__exact", "ur_name")


@register(User)
class UserAdmin(SyncedAdmin):
    """Find a user by name, id or log-in name."""

    list_display = ("usr_sf_id", "usr_name", "usr_user_role", "usr_is_active", "usr_active")
    list_filter = (ActiveFilter, "usr_is_active", "usr_last_modified_date")
    search_fields = ("usr_sf_id__exact", "usr_name", "usr_username__exact")
    raw_id_fields = ("usr_user_role",)


@register(RecordType)
class RecordTypeAdmin(SyncedAdmin):
    """Find a record type by name, id or object."""

    list_display = ("rt_sf_id", "rt_name", "rt_sobject_type", "rt_is_active", "rt_active")
    list_filter = (ActiveFilter, "rt_is_active")
    search_fields = ("rt_sf_id__exact", "rt_name", "rt_developer_name__exact", "rt_sobject_type__exact")
    raw_id_fields = ("rt_last_modified_by",)
