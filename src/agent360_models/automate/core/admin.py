"""Admin of automations, events, executions and jobs."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.admin._outcomes import set_action
from agent360_models.automate.core.models import Automation, Event, Execution, Job, StepRun, Trigger, Workflow


@register(Automation)
class AutomationAdmin(FamilyAdmin):
    """Set up automations."""

    list_display = ("name", "slug", "enabled", "updated_at")
    list_filter = ("enabled",)
    search_fields = ("id__exact", "slug__exact", "name")


@register(Workflow)
class WorkflowAdmin(FamilyAdmin):
    """Edit graphs, with their faults shown in the form, and choose the live version."""

    list_display = ("__str__", "automation", "is_live")
    list_filter = ("is_live",)
    search_fields = ("id__exact", "automation__slug__exact", "automation__name")
    actions = ("make_live",)

    @admin.action(description="Make live", permissions=["change"])
    def make_live(self, request: HttpRequest, queryset: QuerySet[Workflow]) -> None:
        """Make each selected version the live version of its automation, if its graph is valid."""
        rows = queryset.order_by("automation", "version")
        self.do_for_each(request, rows, "Made live", lambda workflow: workflow.make_live())


@register(Trigger)
class TriggerAdmin(FamilyAdmin):
    """Set which events start an automation."""

    list_display = ("__str__", "automation", "updated_at")
    search_fields = ("id__exact", "type__exact", "automation__name")


@register(Event)
class EventAdmin(LogAdmin):
    """View events."""

    list_display = ("__str__", "source", "trace_id")
    search_fields = ("id__exact", "type__exact", "trace_id__exact")


@register(Execution)
class ExecutionAdmin(LogAdmin):
    """View executions of workflows."""

    list_display = ("__str__", "workflow", "event", "ended_at")
    list_filter = ("status",)
    search_fields = ("id__exact", "workflow__id__exact", "event__trace_id__exact")


@register(StepRun)
class StepRunAdmin(LogAdmin):
    """View runs of steps."""

    list_display = ("__str__", "execution", "duration_ms")
    list_filter = ("status",)
    search_fields = ("id__exact", "execution__id__exact")


@register(Job)
class JobAdmin(FamilyAdmin):
    """Add jobs, view their status, cancel and requeue them."""

    list_display = ("__str__", "error_redacted", "attempts", "lease_owner", "ended_at")
    list_filter = ("status",)
    search_fields = ("id__exact", "type__exact")
    actions = ("cancel", "requeue")
    cancel = set_action("Cancel", "Cancelled, or asked to stop", lambda jobs: jobs.cancel())
    requeue = set_action("Do again", "Requeued", lambda jobs: jobs.requeue())

    def save_model(self, request: HttpRequest, obj: Job, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Save only the fields that the form changed, since a worker may write the others meanwhile."""
        obj.save(update_fields=form.changed_data if change else None)
