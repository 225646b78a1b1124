"""Admin of runs and schedules."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agent360_models.admin import FamilyAdmin, list_of, register
from agent360_models.ingestion.orchestration import _beat, registry
from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule
from agent360_models.operating.health_page import SyncHealthMixin
from agent360_models.typed import override

# Colours with enough contrast on both white and black.
_COLOURS = {
    SyncHistory.Status.SUCCESS: "#2e8b57",
    SyncHistory.Status.PARTIAL: "#c77700",
    SyncHistory.Status.FAILED: "#d0342c",
    SyncHistory.Status.RUNNING: "#3b82c4",
}
_WRITTEN = ("last_run", "next_run", "periodic_task_id", "created_at", "updated_at")


class _SyncFilter(admin.SimpleListFilter):
    """Filter by source and type; reads the choices through the index rather than from every run."""

    title = "sync"
    parameter_name = "sync"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return each source and each of its syncs."""
        pairs = list(model_admin.get_queryset(request).newest().values_list("crm_source", "sync_type"))
        choices = {source: source for source, _ in pairs} | {
            f"{source}/{what}": f"{source} {what}" for source, what in pairs
        }
        return sorted(choices.items())

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        source, _, what = str(self.value()).partition("/")
        return queryset.filter(crm_source=source, **({"sync_type": what} if what else {}))


@register(SyncHistory)
class SyncHistoryAdmin(SyncHealthMixin, FamilyAdmin):
    """See the results of runs, the newest first; the runs record themselves."""

    list_display = (
        "__str__",
        "state",
        "start_time",
        "took",
        "records_processed",
        "unchanged",
        "records_failed",
        "error_message",
    )
    list_filter = ("status", _SyncFilter, "start_time")
    search_fields = ("id__exact", "crm_source__exact", "sync_type__exact")
    ordering = ("-start_time", "-id")
    readonly_fields = ("rows",)

    @admin.display(description="Rows")
    def rows(self, run: SyncHistory) -> Any:
        """Return a link to the list of the run's table, if the run recorded its table."""
        said = run.configuration if isinstance(run.configuration, dict) else {}
        return list_of(self.admin_site, str(said.get("table") or "")) or "-"

    @admin.display(description="State", ordering="status")
    def state(self, run: SyncHistory) -> SafeString | str:
        """Return the status in its colour."""
        colour = _COLOURS.get(SyncHistory.Status(run.status)) if run.status in SyncHistory.Status.values else None
        if colour is None:
            return run.status or "-"
        return format_html('<b style="color: {}">{}</b>', colour, run.get_status_display())

    @admin.display(description="Took")
    def took(self, run: SyncHistory) -> str:
        """Return the run's duration, to the second."""
        return "-" if run.duration is None else str(timedelta(seconds=round(run.duration.total_seconds())))

    @admin.display(description="Unchanged")
    def unchanged(self, run: SyncHistory) -> Any:
        """Return the number of records that had not changed."""
        return (run.performance_metrics or {}).get("unchanged", "-")


@register(SyncSchedule)
class SyncScheduleAdmin(FamilyAdmin):
    """Define when a sync runs."""

    list_display = ("name", "crm_source", "model_name", "mode", "recurrence", "enabled", "last_run", "next_run")
    list_filter = ("enabled", "crm_source", "mode")
    search_fields = ("id__exact", "name", "crm_source__exact", "model_name__exact")

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Group the columns of each kind of recurrence."""
        fields = self.get_fields(request, obj)
        crontab = [name for name in fields if name.startswith("crontab_")]
        interval = [name for name in fields if name in ("every", "period")]
        written = [name for name in fields if name in _WRITTEN]
        said = [name for name in fields if name not in {*crontab, *interval, *written}]
        return [
            (None, {"fields": said}),
            ("Every so often", {"fields": interval}),
            ("At fixed times", {"fields": crontab, "description": "In the time zone of Celery."}),
            ("Written by the database and Celery", {"fields": written}),
        ]

    def save_model(self, request: HttpRequest, obj: SyncSchedule, form: Any, change: Any) -> None:
        """Save only the form's fields, so a run's writes are kept; warn if nothing will run the schedule."""
        obj.save(update_fields=[*form.cleaned_data, "updated_at"] if change else None)
        if not _beat.is_installed():
            self.message_user(request, f"Nothing will run this schedule: {_beat.MISSING}", messages.WARNING)
        elif registry.find(obj.crm_source, obj.model_name) is None:
            self.message_user(request, registry.missing(obj.crm_source, obj.model_name), messages.WARNING)
