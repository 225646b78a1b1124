"""Admin of automations, what happened, and jobs."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.automate.core.models import Automation, Event, Execution, Job, StepRun, Trigger, Workflow


@register(Automation)
class AutomationAdmin(FamilyAdmin):
    """Set up automations."""

    list_display = ("id", "name", "slug", "enabled", "updated_at")
    list_filter = ("enabled",)
    search_fields = ("id__exact", "slug__exact")


@register(Workflow)
class WorkflowAdmin(FamilyAdmin):
    """Edit graphs, whose faults the form shows, and choose which version is live."""

    list_display = ("id", "automation", "version", "is_live", "created_at")
    list_filter = ("is_live",)
    search_fields = ("id__exact", "automation__slug__exact")
    raw_id_fields = ("automation",)
    actions = ("make_live",)

    @admin.action(description="Make live", permissions=["change"])
    def make_live(self, request: HttpRequest, queryset: QuerySet[Workflow]) -> None:
        """Make each chosen version the live one of its automation, if its graph is good."""
        rows = queryset.order_by("automation", "version")
        self.do_for_each(request, rows, "Made live", lambda workflow: workflow.make_live())


@register(Trigger)
class TriggerAdmin(FamilyAdmin):
    """Say which events start an automation."""

    list_display = ("id", "automation", "type", "updated_at")
    search_fields = ("id__exact", "type__exact")
    raw_id_fields = ("automation",)


@register(Event)
class EventAdmin(LogAdmin):
    """See what happened."""

    list_display = ("id", "type", "source", "trace_id", "created_at")
    search_fields = ("id__exact", "type__exact", "trace_id__exact")


@register(Execution)
class ExecutionAdmin(LogAdmin):
    """See how workflows ran."""

    list_display = ("id", "workflow", "status", "started_at", "ended_at")
    list_filter = ("status",)
    search_fields = ("id__exact", "workflow__id__exact", "event__trace_id__exact")


@register(StepRun)
class StepRunAdmin(LogAdmin):
    """See how steps ran."""

    list_display = ("id", "execution", "step_id", "status", "started_at", "duration_ms")
    list_filter = ("status",)
    search_fields = ("id__exact", "execution__id__exact")


@register(Job)
class JobAdmin(FamilyAdmin):
    """Add jobs, see how they stand, cancel them and have them done again."""

    list_display = ("id", "type", "status", "priority", "scheduled_at", "attempts", "lease_owner", "ended_at")
    list_filter = ("status",)
    search_fields = ("id__exact", "type__exact")
    actions = ("cancel", "requeue")

    def save_model(self, request: HttpRequest, obj: Job, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Save what the form changed, and nothing that a worker may write meanwhile."""
        obj.save(update_fields=form.changed_data if change else None)

    @admin.action(description="Cancel", permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: Any) -> None:
        """Cancel those that have not ended."""
        self.message_user(request, f"Cancelled, or about to be: {queryset.cancel()}.", messages.SUCCESS)

    @admin.action(description="Do again", permissions=["change"])
    def requeue(self, request: HttpRequest, queryset: Any) -> None:
        """Put back those that failed or were cancelled."""
        self.message_user(request, f"To be done again: {queryset.requeue()}.", messages.SUCCESS)
