"""Admin of automations, what happened, and jobs."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.automate.core.models import Automation, Event, Execution, Job, StepRun, Trigger, Workflow


@register(Automation)
class AutomationAdmin(FamilyAdmin):
    """Set up automations."""

    list_display = ("name", "slug", "enabled", "updated_at")
    list_filter = ("enabled",)
    search_fields = ("id__exact", "slug__exact", "name")


@register(Workflow)
class WorkflowAdmin(FamilyAdmin):
    """Edit graphs, whose faults the form shows, and choose which version is live."""

    list_display = ("__str__", "automation", "is_live")
    list_filter = ("is_live",)
    search_fields = ("id__exact", "automation__slug__exact", "automation__name")
    actions = ("make_live",)

    @admin.action(description="Make live", permissions=["change"])
    def make_live(self, request: HttpRequest, queryset: QuerySet[Workflow]) -> None:
        """Make each chosen version the live one of its automation, if its graph is good."""
        rows = queryset.order_by("automation", "version")
        self.do_for_each(request, rows, "Made live", lambda workflow: workflow.make_live())


@register(Trigger)
class TriggerAdmin(FamilyAdmin):
    """Say which events start an automation."""

    list_display = ("__str__", "automation", "updated_at")
    search_fields = ("id__exact", "type__exact", "automation__name")


@register(Event)
class EventAdmin(LogAdmin):
    """See what happened."""

    list_display = ("__str__", "source", "trace_id")
    search_fields = ("id__exact", "type__exact", "trace_id__exact")


@register(Execution)
class ExecutionAdmin(LogAdmin):
    """See how workflows ran."""

    list_display = ("__str__", "workflow", "event", "ended_at")
    list_filter = ("status",)
    search_fields = ("id__exact", "workflow__id__exact", "event__trace_id__exact")


@register(StepRun)
class StepRunAdmin(LogAdmin):
    """See how steps ran."""

    list_display = ("__str__", "execution", "duration_ms")
    list_filter = ("status",)
    search_fields = ("id__exact", "execution__id__exact")


@register(Job)
class JobAdmin(FamilyAdmin):
    """Add jobs, see how they stand, cancel them and have them done again."""

    list_display = ("__str__", "error_redacted", "attempts", "lease_owner", "ended_at")
    list_filter = ("status",)
    search_fields = ("id__exact", "type__exact")
    actions = ("cancel", "requeue")

    def save_model(self, request: HttpRequest, obj: Job, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Save what the form changed, and nothing that a worker may write meanwhile."""
        obj.save(update_fields=form.changed_data if change else None)

    @admin.action(description="Cancel", permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: Any) -> None:
        """Cancel those that have not ended."""
        self.do_together(request, queryset, "Cancelled, or about to be", lambda jobs: jobs.cancel())

    @admin.action(description="Do again", permissions=["change"])
    def requeue(self, request: HttpRequest, queryset: Any) -> None:
        """Put back those that failed or were cancelled."""
        self.do_together(request, queryset, "To be done again", lambda jobs: jobs.requeue())
