"""Admin of the schema ``integra``."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.hibachi.integra.models import CallSession, PaymentEvent, PaymentMatch, SocialInboxItem

__all__ = ["CallSessionAdmin", "PaymentEventAdmin", "PaymentMatchAdmin", "SocialInboxItemAdmin"]


@register(CallSession)
class CallSessionAdmin(FamilyAdmin):
    """Find a call by the provider's id, or by the number that called."""

    list_display = ("id", "direction", "status", "customer", "handled_by", "started_at", "duration_seconds")
    list_filter = ("direction", "status", "started_at")
    search_fields = ("provider_call_id__exact", "from_number__exact")
    raw_id_fields = ("customer", "booking", "handled_by")


@register(PaymentEvent)
class PaymentEventAdmin(FamilyAdmin):
    """Find an event by the provider's id."""

    list_display = ("id", "provider", "event_type", "amount", "currency", "status", "occurred_at")
    list_filter = ("provider", "status", "occurred_at")
    search_fields = ("external_id__exact",)


@register(PaymentMatch)
class PaymentMatchAdmin(FamilyAdmin):
    """Find a match by the provider's id of its event. It is decided by code, which keeps the event in step."""

    list_display = ("id", "event", "booking", "confidence", "status", "decided_at")
    list_filter = ("status", "created_at")
    search_fields = ("event__external_id__exact",)
    raw_id_fields = ("event", "booking", "payment")
    readonly_fields = ("status",)


@register(SocialInboxItem)
class SocialInboxItemAdmin(FamilyAdmin):
    """Find a message by the platform's id; what it says is on its own page only."""

    list_display = ("id", "platform", "kind", "status", "assigned_to", "received_at", "closed_at")
    list_filter = ("platform", "kind", "status", "received_at")
    search_fields = ("external_id__exact",)
    raw_id_fields = ("thread", "assigned_to")
