"""Admin of runs and schedules."""

from agent360_models.db.admin import FamilyAdmin, register
from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule


@register(SyncHistory)
class SyncHistoryAdmin(FamilyAdmin):
    """Find a run by its source and type."""

    list_display = ("id", "crm_source", "sync_type", "status", "start_time", "end_time")
    list_filter = ("status", "crm_source", "start_time")
    search_fields = ("id__exact", "crm_source__exact", "sync_type__exact")


@register(SyncSchedule)
class SyncScheduleAdmin(FamilyAdmin):
    """Say when a sync runs."""

    list_display = ("id", "name", "crm_source", "model_name", "mode", "enabled", "last_run", "next_run")
    list_filter = ("enabled", "crm_source", "mode")
    search_fields = ("id__exact", "name", "crm_source__exact", "model_name__exact")
