"""Admin of the schema ``events``: everything is looked at, and dead letters are sent again."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.hibachi.events.models import DomainEvent, InboxMessage, OutboxMessage


@register(DomainEvent)
class DomainEventAdmin(LogAdmin):
    """Find the events of an aggregate by its id."""

    list_display = ("occurred_at", "event_type", "aggregate_type", "aggregate_id", "version")
    list_filter = ("occurred_at",)
    search_fields = ("aggregate_id__exact",)


@register(OutboxMessage)
class OutboxMessageAdmin(LogAdmin):
    """See what waits, fails or was given up; requeue the dead letters."""

    list_display = ("created_at", "event", "target", "status", "attempts", "next_attempt_at", "completed_at", "error")
    list_filter = ("status", "next_attempt_at")
    search_fields = ("event__aggregate_id__exact",)
    raw_id_fields = ("event",)
    actions = ("requeue",)

    @admin.action(description="Send the selected dead letters again", permissions=["requeue"])
    def requeue(self, request: HttpRequest, queryset: Any) -> None:
        """Make the dead letters among the selected rows pending."""
        self.message_user(request, f"Dead letters that are sent again: {queryset.requeue()}.", messages.SUCCESS)

    def has_requeue_permission(self, request: HttpRequest) -> bool:
        """Allow it to whoever may change messages where the setting lets the project write."""
        return FamilyAdmin.has_change_permission(self, request)


@register(InboxMessage)
class InboxMessageAdmin(LogAdmin):
    """Find a message by its whole signature."""

    list_display = ("created_at", "source", "processed", "processed_at")
    list_filter = ("processed", "created_at")
    search_fields = ("signature__exact",)
