"""Admin of runs, watermarks, conflicts and log-ins."""

from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark, UserLoginLog
from agent360_models.db.admin import FamilyAdmin, register


@register(SyncLog)
class SyncLogAdmin(FamilyAdmin):
    """Find a run by object, job or id."""

    list_display = (
        "sl_id",
        "sl_object_name",
        "sl_job_name",
        "sl_status",
        "sl_started_at",
        "sl_completed_at",
    )
    list_filter = ("sl_status", "sl_started_at")
    search_fields = ("sl_id__exact", "sl_run_id__exact", "sl_object_name__exact", "sl_job_name__exact")


@register(SyncWatermark)
class SyncWatermarkAdmin(FamilyAdmin):
    """Find a watermark by object; switch the sync of an object on and off."""

    list_display = (
        "sw_object_name",
        "sw_sf_object_api",
        "sw_last_sync_ts",
        "sw_sync_frequency",
        "sw_sync_enabled",
        "sw_sync_order",
    )
    list_filter = ("sw_sync_enabled", "sw_sync_frequency", "sw_last_sync_ts")
    search_fields = ("sw_id__exact", "sw_object_name__exact", "sw_sf_object_api__exact")


@register(SyncConflict)
class SyncConflictAdmin(FamilyAdmin):
    """Find a conflict by the record's id or by object."""

    list_display = (
        "sc_id",
        "sc_object_name",
        "sc_record_sf_id",
        "sc_conflict_type",
        "sc_resolution",
        "sc_created_at",
    )
    list_filter = ("sc_conflict_type", "sc_resolution", "sc_created_at", "sc_resolved_at")
    search_fields = ("sc_id__exact", "sc_record_sf_id__exact", "sc_object_name__exact")
    raw_id_fields = ("sc_resolved_by",)


@register(UserLoginLog)
class UserLoginLogAdmin(FamilyAdmin):
    """Find a log-in by its id or by that of the user."""

    list_display = ("ull_id", "ull_user", "ull_login_at", "ull_logout_at", "ull_session_duration_sec")
    list_filter = ("ull_login_at", "ull_logout_at")
    search_fields = ("ull_id__exact", "ull_user__usr_sf_id__exact")
    raw_id_fields = ("ull_user",)
