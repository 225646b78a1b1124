"""Admin of the schema ``integra``."""

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.hibachi.integra.models import CallSession, PaymentEvent, PaymentMatch, SocialInboxItem


@register(CallSession)
class CallSessionAdmin(FamilyAdmin):
    """Find a call by its id; number and transcript are on its own page only."""

    list_display = ("id", "direction", "outcome", "customer", "booking", "created_at", "duration_seconds")
    list_filter = ("direction", "created_at")
    search_fields = ("id__exact",)
    raw_id_fields = ("customer", "booking")


@register(PaymentEvent)
class PaymentEventAdmin(LogAdmin):
    """Find an event by the provider's id."""

    list_display = ("id", "provider", "method", "amount_cents", "currency", "occurred_at")
    list_filter = ("provider", "method", "occurred_at")
    search_fields = ("provider_id__exact",)


@register(PaymentMatch)
class PaymentMatchAdmin(FamilyAdmin):
    """Find a match by the provider's id of its event. It is decided by code, which rejects the others."""

    list_display = ("id", "payment_event", "booking", "confidence", "match_method", "status", "created_at")
    list_filter = ("status", "created_at")
    search_fields = ("payment_event__provider_id__exact",)
    raw_id_fields = ("payment_event", "booking")
    readonly_fields = ("status",)


@register(SocialInboxItem)
class SocialInboxItemAdmin(LogAdmin):
    """Find a webhook by its whole signature."""

    list_display = ("signature", "platform", "webhook_type", "processed", "processing_attempts", "received_at")
    list_filter = ("platform", "processed", "received_at")
    search_fields = ("signature__exact",)
