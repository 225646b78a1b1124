"""Admin of the schema ``newsletter``: no list shows an address or a phone."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.hibachi.newsletter.models import (
    Campaign,
    CampaignEvent,
    CampaignSMSLimit,
    SMSDeliveryEvent,
    SMSSendQueueItem,
    SMSTemplate,
    SubscriberPreference,
)

__all__ = [
    "CampaignAdmin",
    "CampaignEventAdmin",
    "CampaignSMSLimitAdmin",
    "SMSDeliveryEventAdmin",
    "SMSSendQueueItemAdmin",
    "SMSTemplateAdmin",
    "SubscriberPreferenceAdmin",
]


@register(SMSTemplate)
class SMSTemplateAdmin(FamilyAdmin):
    """Find a template by its key."""

    list_display = ("key", "version", "is_active", "created_at")
    list_filter = ("is_active",)
    search_fields = ("key",)


@register(Campaign)
class CampaignAdmin(FamilyAdmin):
    """Find a campaign by its name."""

    list_display = ("name", "channel", "status", "scheduled_at", "sent_total", "opened_total", "unsubscribed_total")
    list_filter = ("channel", "status", "scheduled_at")
    search_fields = ("name",)
    raw_id_fields = ("sms_template", "created_by")


@register(CampaignEvent)
class CampaignEventAdmin(FamilyAdmin):
    """Find an event by the provider's id, or those of a recipient by the whole address."""

    list_display = ("id", "campaign", "event_type", "occurred_at")
    list_filter = ("event_type", "occurred_at")
    search_fields = ("provider_event_id__exact", "recipient__exact")
    raw_id_fields = ("campaign", "customer")


@register(CampaignSMSLimit)
class CampaignSMSLimitAdmin(FamilyAdmin):
    """Find a limit by its day."""

    list_display = ("id", "campaign", "day", "sms_limit", "used")
    list_filter = ("day",)
    raw_id_fields = ("campaign",)


@register(SMSSendQueueItem)
class SMSSendQueueItemAdmin(FamilyAdmin):
    """Find a message by the whole phone, or by the provider's id."""

    list_display = ("id", "campaign", "status", "priority", "scheduled_at", "attempts", "sent_at")
    list_filter = ("status", "scheduled_at")
    search_fields = ("phone__exact", "provider_message_id__exact")
    raw_id_fields = ("campaign", "sms_template", "customer")


@register(SMSDeliveryEvent)
class SMSDeliveryEventAdmin(FamilyAdmin):
    """Find what was reported of a message by the provider's id of it."""

    list_display = ("id", "queue_item", "status", "error_code", "occurred_at")
    list_filter = ("status", "occurred_at")
    search_fields = ("queue_item__provider_message_id__exact",)
    raw_id_fields = ("queue_item",)


@register(SubscriberPreference)
class SubscriberPreferenceAdmin(FamilyAdmin):
    """Find a preference by the whole address or phone."""

    list_display = ("id", "channel", "opted_in", "opted_in_at", "opted_out_at", "source")
    list_filter = ("channel", "opted_in", "source")
    search_fields = ("address__exact",)
    raw_id_fields = ("customer",)
