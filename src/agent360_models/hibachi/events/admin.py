"""Admin of the schema ``events``: rows are read-only, and an action requeues dead letters."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.hibachi.events.models import DomainEvent, InboxMessage, OutboxMessage


@register(DomainEvent)
class DomainEventAdmin(LogAdmin):
    """Find the events of an aggregate by its id."""

    list_display = ("__str__", "aggregate_id")
    list_filter = ("occurred_at",)
    search_fields = ("aggregate_id__exact",)


@register(OutboxMessage)
class OutboxMessageAdmin(LogAdmin):
    """See waiting and failed messages and dead letters; requeue the dead letters."""

    list_display = ("__str__", "event", "attempts", "next_attempt_at", "error")
    list_filter = ("status", "next_attempt_at")
    search_fields = ("event__aggregate_id__exact",)
    actions = ("requeue",)

    @admin.action(description="Send the selected dead letters again", permissions=["requeue"])
    def requeue(self, request: HttpRequest, queryset: Any) -> None:
        """Make the dead letters among the selected rows pending."""
        self.do_together(request, queryset, "Dead letters sent again", lambda rows: rows.requeue())

    def has_requeue_permission(self, request: HttpRequest) -> bool:
        """Allow requeueing to users who may change messages, if the settings let the project write."""
        return FamilyAdmin.has_change_permission(self, request)


@register(InboxMessage)
class InboxMessageAdmin(LogAdmin):
    """Find a message by its complete signature."""

    list_display = ("__str__", "processed", "processed_at")
    list_filter = ("processed", "created_at")
    search_fields = ("signature__exact",)
