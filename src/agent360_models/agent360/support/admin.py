"""Admin of tasks, cases, their history and comments."""

from agent360_models.admin import LogAdmin, register
from agent360_models.agent360._admin import ActiveFilter, SyncedAdmin
from agent360_models.agent360.support.models import Case, CaseComment, CaseHistory, Task


@register(Task)
class TaskAdmin(SyncedAdmin):
    """Find a task by its id, or by the id or name of what it is about."""

    list_display = ("tsk_sf_id", "tsk_status", "tsk_priority", "tsk_owner", "tsk_activity_date", "tsk_active")
    list_filter = (ActiveFilter, "tsk_activity_date", "tsk_last_modified_date")
    search_fields = ("tsk_sf_id__exact", "tsk_what_id__exact", "tsk_what_name")
    raw_id_fields = ("tsk_owner",)


@register(Case)
class CaseAdmin(SyncedAdmin):
    """Find a case by number or id."""

    list_display = ("cs_sf_id", "cs_case_number", "cs_status", "cs_priority", "cs_account", "cs_active")
    list_filter = (ActiveFilter, "cs_last_modified_date")
    search_fields = ("cs_sf_id__exact", "cs_case_number__exact")
    raw_id_fields = ("cs_account", "cs_owner")


@register(CaseHistory)
class CaseHistoryAdmin(LogAdmin, SyncedAdmin):
    """Find a change by its id or by that of the case."""

    list_display = ("ch_sf_id", "ch_case", "ch_field", "ch_created_date", "ch_created_by", "ch_active")
    list_filter = (ActiveFilter, "ch_created_date")
    search_fields = ("ch_sf_id__exact", "ch_case__cs_sf_id__exact")
    raw_id_fields = ("ch_case", "ch_created_by")


@register(CaseComment)
class CaseCommentAdmin(SyncedAdmin):
    """Find a comment by its id or by that of the case."""

    list_display = ("cc_id", "cc_sf_id", "cc_case", "cc_is_published", "cc_sync_status", "cc_active")
    list_filter = (
        ActiveFilter,
        "cc_sync_status",
        "cc_is_published",
        "cc_agent360_source",
        "cc_sf_created_date",
    )
    search_fields = ("cc_id__exact", "cc_sf_id__exact", "cc_case__cs_sf_id__exact")
    raw_id_fields = ("cc_case", "cc_sf_created_by", "cc_agent_modified_by", "cc_agent_created_by")
