"""Admin of tasks, cases, their history and comments."""

from agent360_models.admin import LogAdmin, register
from agent360_models.agent360._admin import SyncedAdmin, TwoWayAdmin
from agent360_models.agent360.support.models import Case, CaseComment, CaseHistory, Task


@register(Task)
class TaskAdmin(SyncedAdmin):
    """Find a task by its id, or by the id or name of its subject."""

    list_display = ("tsk_subject", "tsk_what_name", "tsk_status", "tsk_priority", "tsk_owner", "tsk_activity_date")
    list_filter = ("tsk_status", "tsk_activity_date")
    search_fields = ("tsk_sf_id__exact", "tsk_what_id__exact", "tsk_what_name")


@register(Case)
class CaseAdmin(SyncedAdmin):
    """Find a case by number or id."""

    list_display = ("__str__", "cs_subject", "cs_status", "cs_priority", "cs_account", "cs_owner")
    list_filter = ("cs_status",)
    search_fields = ("cs_sf_id__exact", "cs_case_number__exact", "cs_account__acc_name__exact")


@register(CaseHistory)
class CaseHistoryAdmin(LogAdmin, SyncedAdmin):
    """Find a change by its id or the case's id or number."""

    list_display = ("ch_field", "ch_case", "ch_old_value", "ch_new_value", "ch_created_date", "ch_created_by")
    list_filter = ("ch_created_date",)
    search_fields = ("ch_sf_id__exact", "ch_case__cs_sf_id__exact", "ch_case__cs_case_number__exact")


@register(CaseComment)
class CaseCommentAdmin(TwoWayAdmin):
    """Find a comment by its id or the case's id or number."""

    list_display = ("__str__", "cc_case", "cc_comment_body", "cc_sync_status", "cc_is_published")
    list_filter = ("cc_sync_status", "cc_is_published", "cc_agent360_source", "cc_sf_created_date")
    search_fields = ("cc_id__exact", "cc_sf_id__exact", "cc_case__cs_sf_id__exact", "cc_case__cs_case_number__exact")
