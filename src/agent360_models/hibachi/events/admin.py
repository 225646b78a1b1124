"""Admin of the schema ``events``: everything is looked at, and dead letters are sent again."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.hibachi.events.models import DomainEvent, InboxMessage, OutboxMessage

__all__ = ["DomainEventAdmin", "InboxMessageAdmin", "OutboxMessageAdmin"]


@register(DomainEvent)
class DomainEventAdmin(LogAdmin):
    """Find the events of an aggregate by its id."""

    list_display = ("occurred_at", "event_type", "aggregate_type", "aggregate_id", "sequence")
    list_filter = ("occurred_at",)
    search_fields = ("aggregate_id__exact",)


@register(OutboxMessage)
class OutboxMessageAdmin(LogAdmin):
    """See what waits, fails or was given up; requeue the dead letters."""

    list_display = (
        "created_at",
        "aggregate_type",
        "aggregate_id",
        "sequence",
        "status",
        "attempts",
        "available_at",
        "claimed_by",
        "last_error",
    )
    list_filter = ("status", "available_at")
    search_fields = ("aggregate_id__exact",)
    raw_id_fields = ("event",)
    exclude = ("claim_token",)
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
    """Find a message by the source's id of it."""

    list_display = ("received_at", "source", "event_type", "processed_at")
    list_filter = ("received_at", "processed_at")
    search_fields = ("message_id__exact",)
