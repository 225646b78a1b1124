"""Admin of runs and schedules."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest

from agent360_models.db.admin import FamilyAdmin, register
from agent360_models.ingestion.orchestration import beat, registry
from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule

_WRITTEN = ("last_run", "next_run", "periodic_task_id", "created_at", "updated_at")


@register(SyncHistory)
class SyncHistoryAdmin(FamilyAdmin):
    """Find a run by its source and type."""

    list_display = ("id", "crm_source", "sync_type", "status", "start_time", "end_time")
    list_filter = ("status", "crm_source", "start_time")
    search_fields = ("id__exact", "crm_source__exact", "sync_type__exact")


@register(SyncSchedule)
class SyncScheduleAdmin(FamilyAdmin):
    """Say when a sync runs."""

    list_display = ("id", "name", "crm_source", "model_name", "mode", "recurrence", "enabled", "last_run", "next_run")
    list_filter = ("enabled", "crm_source", "mode")
    search_fields = ("id__exact", "name", "crm_source__exact", "model_name__exact")

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Keep the columns of the two recurrences apart."""
        fields = self.get_fields(request, obj)
        crontab = [name for name in fields if name.startswith("crontab_")]
        interval = [name for name in fields if name in ("every", "period")]
        written = [
            name for name in fields if name in ("last_run", "next_run", "periodic_task_id", "created_at", "updated_at")
        ]
        said = [name for name in fields if name not in {*crontab, *interval, *written}]
        return [
            (None, {"fields": said}),
            ("Every so often", {"fields": interval}),
            ("At fixed times", {"fields": crontab, "description": "In the time zone of Celery."}),
            ("Written by the database and Celery", {"fields": written}),
        ]

    def save_model(self, request: HttpRequest, obj: SyncSchedule, form: Any, change: Any) -> None:
        """Save what the form shows, and nothing that a run may write meanwhile; say where nothing will run it."""
        obj.save(update_fields=[*form.cleaned_data, "updated_at"] if change else None)
        if not beat.is_installed():
            self.message_user(request, f"Nothing will run this schedule: {beat.MISSING}", messages.WARNING)
        elif registry.find(obj.crm_source, obj.model_name) is None:
            self.message_user(request, registry.missing(obj.crm_source, obj.model_name), messages.WARNING)
