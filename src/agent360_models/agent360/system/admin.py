"""Admin of runs, watermarks, conflicts and log-ins."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.db.models import QuerySet
from django.http import HttpRequest

from agent360_models.admin import LogAdmin, list_of, register
from agent360_models.agent360._admin import SyncedAdmin
from agent360_models.agent360.exceptions import ConflictError
from agent360_models.agent360.system._versions import SideBySideAdmin
from agent360_models.agent360.system.conflicts import model_of
from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark, UserLoginLog
from agent360_models.operating.health_page import SyncHealthMixin


@register(SyncLog)
class SyncLogAdmin(SyncHealthMixin, SyncedAdmin):
    """Find a run by object, job or id."""

    list_display = (
        "__str__",
        "sl_status",
        "sl_started_at",
        "sl_records_queried",
        "sl_records_failed",
        "sl_error_message",
        "rows",
    )
    list_filter = ("sl_status", "sl_started_at")
    search_fields = ("sl_id__exact", "sl_run_id__exact", "sl_object_name__exact", "sl_job_name__exact")
    readonly_fields = ("rows",)

    @admin.display(description="Rows")
    def rows(self, run: SyncLog) -> Any:
        """Return links to the list page of the run's table, and to the rows written during the run."""
        return list_of(self.admin_site, run.sl_object_name, since=run.sl_started_at, until=run.sl_completed_at)


@register(SyncWatermark)
class SyncWatermarkAdmin(SyncedAdmin):
    """Find a watermark by object; switch the object's sync on or off."""

    list_display = ("__str__", "sw_last_sync_ts", "sw_sync_frequency", "sw_sync_enabled", "sw_sync_order")
    list_filter = ("sw_sync_enabled", "sw_sync_frequency", "sw_last_sync_ts")
    search_fields = ("sw_id__exact", "sw_object_name__exact", "sw_sf_object_api__exact")


@register(SyncConflict)
class SyncConflictAdmin(SideBySideAdmin):
    """Find a conflict by the record's id or by object; resolve it with the list actions.

    A manual resolution needs values for each conflict, so it has no action and is left to code.
    """

    list_display = ("__str__", "record", "sc_resolution", "sc_created_at", "sc_resolved_by")
    list_filter = ("sc_conflict_type", "sc_resolution", "sc_created_at", "sc_resolved_at")
    search_fields = ("sc_id__exact", "sc_record_sf_id__exact", "sc_object_name__exact")
    actions = ("local_wins", "sf_wins")

    @admin.action(description="Resolve: local wins", permissions=["change"])
    def local_wins(self, request: HttpRequest, queryset: QuerySet[SyncConflict]) -> None:
        """Keep the records as they are, and queue them for upload."""
        self._resolve(request, queryset, SyncConflict.Resolution.LOCAL_WINS)

    @admin.action(description="Resolve: Salesforce wins", permissions=["change"])
    def sf_wins(self, request: HttpRequest, queryset: QuerySet[SyncConflict]) -> None:
        """Write the Salesforce values into the records."""
        self._resolve(request, queryset, SyncConflict.Resolution.SF_WINS)

    def _resolve(
        self, request: HttpRequest, queryset: QuerySet[SyncConflict], resolution: SyncConflict.Resolution
    ) -> None:
        """Resolve each conflict on its own."""

        def resolve(conflict: SyncConflict) -> None:
            self._require_permission(request, conflict)
            conflict.resolve(resolution)

        self.do_for_each(request, queryset.order_by("pk"), f"Resolved, {resolution.label}", resolve)

    def _require_permission(self, request: HttpRequest, conflict: SyncConflict) -> None:
        """Refuse users who may not change the record itself."""
        opts = model_of(conflict)._meta
        permission = f"{opts.app_label}.{get_permission_codename('change', opts)}"
        if not request.user.has_perm(permission):
            raise ConflictError(f"Conflict {conflict.pk}: you lack the permission {permission}.")


@register(UserLoginLog)
class UserLoginLogAdmin(LogAdmin, SyncedAdmin):
    """Find a log-in by its id or the user's id or name."""

    list_display = ("__str__", "ull_user", "ull_login_at", "ull_logout_at", "ull_session_duration_sec")
    list_filter = ("ull_login_at", "ull_logout_at")
    search_fields = ("ull_id__exact", "ull_user__usr_sf_id__exact", "ull_user__usr_name__exact")
