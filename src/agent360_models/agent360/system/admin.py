"""Admin of runs, watermarks, conflicts and log-ins."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from agent360_models.admin import LogAdmin, register
from agent360_models.agent360._admin import SyncedAdmin
from agent360_models.agent360.exceptions import ConflictError
from agent360_models.agent360.system.conflicts import model_of
from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark, UserLoginLog
from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.operating.health_page import SyncHealthMixin


@register(SyncLog)
class SyncLogAdmin(SyncHealthMixin, SyncedAdmin):
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
class SyncWatermarkAdmin(SyncedAdmin):
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
class SyncConflictAdmin(SyncedAdmin):
    """Find a conflict by the record's id or by object; resolve it by the actions of the list.

    A manual resolution needs values for each conflict: it has no action and is left to code.
    """

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
    actions = ("local_wins", "sf_wins")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Leave what an existing conflict holds, and its resolution, to the sync and the actions.

        Typed into a form, a resolution would change no record, and leave it in conflict for ever.
        """
        fixed = ["sc_local_value", "sc_sf_value", "sc_resolution", "sc_resolved_at", "sc_resolved_by"]
        return [*super().get_readonly_fields(request, obj), *(fixed if obj is not None else ())]

    @admin.action(description="Resolve: local wins", permissions=["change"])
    def local_wins(self, request: HttpRequest, queryset: QuerySet[SyncConflict]) -> None:
        """Let the records wait for upload as they are."""
        self._resolve(request, queryset, SyncConflict.Resolution.LOCAL_WINS)

    @admin.action(description="Resolve: Salesforce wins", permissions=["change"])
    def sf_wins(self, request: HttpRequest, queryset: QuerySet[SyncConflict]) -> None:
        """Write what Salesforce has into the records."""
        self._resolve(request, queryset, SyncConflict.Resolution.SF_WINS)

    def _resolve(
        self, request: HttpRequest, queryset: QuerySet[SyncConflict], resolution: SyncConflict.Resolution
    ) -> None:
        """Resolve each conflict on its own, and say how many are resolved and why the others are not."""
        resolved = 0
        for conflict in queryset.order_by("pk"):
            try:
                self._require_permission(request, conflict)
                conflict.resolve(resolution)
            except (ConflictError, ReadOnlyTableError) as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                resolved += 1
                self.log_change(request, conflict, f"Resolved: {resolution.label}.")
        if resolved:
            self.message_user(request, f"Resolved, {resolution.label}: {resolved}.", messages.SUCCESS)

    def _require_permission(self, request: HttpRequest, conflict: SyncConflict) -> None:
        """Refuse somebody who may not change the record itself."""
        opts = model_of(conflict)._meta
        permission = f"{opts.app_label}.{get_permission_codename('change', opts)}"
        if not request.user.has_perm(permission):
            raise ConflictError(f"Conflict {conflict.pk} is not resolved: you lack the permission {permission}.")


@register(UserLoginLog)
class UserLoginLogAdmin(LogAdmin, SyncedAdmin):
    """Find a log-in by its id or by that of the user."""

    list_display = ("ull_id", "ull_user", "ull_login_at", "ull_logout_at", "ull_session_duration_sec")
    list_filter = ("ull_login_at", "ull_logout_at")
    search_fields = ("ull_id__exact", "ull_user__usr_sf_id__exact")
    raw_id_fields = ("ull_user",)
