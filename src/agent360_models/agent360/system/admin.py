"""Admin of runs, watermarks, conflicts and log-ins."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst

from agent360_models.admin import LogAdmin, list_of, names_of, register
from agent360_models.agent360._admin import SyncedAdmin
from agent360_models.agent360.exceptions import ConflictError
from agent360_models.agent360.system._versions import record_model, side_by_side
from agent360_models.agent360.system.conflicts import model_of
from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark, UserLoginLog
from agent360_models.exceptions import ReadOnlyTableError

_VERSIONS = ("sc_local_value", "sc_sf_value")


@register(SyncLog)
class SyncLogAdmin(SyncedAdmin):
    """Find a run by object, job or id."""

    list_display = (
        "__str__",
        "sl_job_name",
        "sl_status",
        "sl_started_at",
        "sl_records_queried",
        "sl_records_failed",
        "rows",
    )
    list_filter = ("sl_status", "sl_started_at")
    search_fields = ("sl_id__exact", "sl_run_id__exact", "sl_object_name__exact", "sl_job_name__exact")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Add the way to the rows that the run was about."""
        return [*super().get_readonly_fields(request, obj), *(["rows"] if obj is not None else [])]

    @admin.display(description="Rows")
    def rows(self, run: SyncLog) -> Any:
        """Return a link to the list of the run's table."""
        return list_of(self.admin_site, run.sl_object_name)


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

    list_display = ("__str__", "record", "sc_resolution", "sc_created_at", "sc_resolved_by")
    list_filter = ("sc_conflict_type", "sc_resolution", "sc_created_at", "sc_resolved_at")
    search_fields = ("sc_id__exact", "sc_record_sf_id__exact", "sc_object_name__exact")
    actions = ("local_wins", "sf_wins")

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Leave out the two versions as JSON: a table shows them."""
        return [*(super().get_exclude(request, obj) or ()), *(_VERSIONS if obj is not None else ())]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Begin with the record, and what it is here and in Salesforce."""
        first = ["record", "versions"]
        return sorted(super().get_fields(request, obj), key=lambda name: name not in first)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Leave what an existing conflict holds, and its resolution, to the sync and the actions.

        Typed into a form, a resolution would change no record, and leave it in conflict for ever.
        """
        fixed = ["sc_resolution", "sc_resolved_at", "sc_resolved_by", "record", "versions"]
        return [*super().get_readonly_fields(request, obj), *(fixed if obj is not None else ())]

    @admin.display(description="Record")
    def record(self, conflict: SyncConflict) -> Any:
        """Return a link to the record, or where its key is not known, to where its id is searched for."""
        model = record_model(conflict)
        if model is None or not self.admin_site.is_registered(model):
            return conflict.sc_record_sf_id
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        name, key, site = capfirst(str(model._meta.verbose_name)), conflict.sc_record_local_id, self.admin_site.name
        if key is None:
            found = urlencode({"q": conflict.sc_record_sf_id})
            url = f"{reverse(f'{page}changelist', current_app=site)}?{found}"
            return format_html('<a href="{}">{} {}</a>', url, name, conflict.sc_record_sf_id)
        return format_html('<a href="{}">{} {}</a>', reverse(f"{page}change", args=[key], current_app=site), name, key)

    @admin.display(description="Both versions")
    def versions(self, conflict: SyncConflict) -> Any:
        """Return both versions of the record side by side."""
        return side_by_side(conflict)

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
        resolved: list[SyncConflict] = []
        refused: dict[str, list[SyncConflict]] = {}
        for conflict in queryset.order_by("pk"):
            try:
                self._require_permission(request, conflict)
                conflict.resolve(resolution)
            except (ConflictError, ReadOnlyTableError) as error:
                reason = str(error).removeprefix(f"Conflict {conflict.pk}").lstrip(": ")
                refused.setdefault(reason, []).append(conflict)
            else:
                resolved.append(conflict)
                self.log_change(request, conflict, f"Resolved: {resolution.label}.")
        for reason, conflicts in refused.items():
            self.message_user(request, f"Not resolved ({names_of(conflicts)}): {reason}", messages.ERROR)
        if resolved:
            text = f"Resolved, {resolution.label}: {len(resolved)} ({names_of(resolved)})."
            self.message_user(request, text, messages.SUCCESS)

    def _require_permission(self, request: HttpRequest, conflict: SyncConflict) -> None:
        """Refuse somebody who may not change the record itself."""
        opts = model_of(conflict)._meta
        permission = f"{opts.app_label}.{get_permission_codename('change', opts)}"
        if not request.user.has_perm(permission):
            raise ConflictError(f"Conflict {conflict.pk}: you lack the permission {permission}.")


@register(UserLoginLog)
class UserLoginLogAdmin(LogAdmin, SyncedAdmin):
    """Find a log-in by its id or by that of the user."""

    list_display = ("__str__", "ull_user", "ull_login_at", "ull_logout_at", "ull_session_duration_sec")
    list_filter = ("ull_login_at", "ull_logout_at")
    search_fields = ("ull_id__exact", "ull_user__usr_sf_id__exact")
