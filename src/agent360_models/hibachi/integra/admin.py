"""Admin of the schema ``integra``."""

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.hibachi.integra.models import CallSession, PaymentEvent, PaymentMatch, SocialInboxItem


@register(CallSession)
class CallSessionAdmin(FamilyAdmin):
    """Find a call by its id; only the detail page shows the number and the transcript."""

    list_display = ("__str__", "outcome", "customer", "booking", "duration_seconds")
    list_filter = ("direction", "created_at")
    search_fields = ("customer__first_name", "customer__last_name", "id__exact")


@register(PaymentEvent)
class PaymentEventAdmin(LogAdmin):
    """Find an event by the provider's id."""

    list_display = ("__str__", "method", "provider_id")
    list_filter = ("provider", "method", "occurred_at")
    search_fields = ("provider_id__exact",)


@register(PaymentMatch)
class PaymentMatchAdmin(FamilyAdmin):
    """Find a match by the provider's id of its event. Only code confirms a match, since it also rejects the others."""

    list_display = ("__str__", "payment_event", "booking", "confidence", "match_method")
    list_filter = ("status", "created_at")
    search_fields = ("payment_event__provider_id__exact",)
    readonly_fields = ("status",)


@register(SocialInboxItem)
class SocialInboxItemAdmin(LogAdmin):
    """Find a webhook by its complete signature."""

    list_display = ("__str__", "processed", "processing_attempts", "processed_at")
    list_filter = ("platform", "processed", "received_at")
    search_fields = ("signature__exact",)
