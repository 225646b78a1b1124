"""Admin of the schema ``newsletter``: no list shows an address or a phone number."""

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.hibachi.newsletter.models import (
    Campaign,
    CampaignEvent,
    CampaignSMSLimit,
    SMSDeliveryEvent,
    SMSSendQueueItem,
    SMSTemplate,
    Subscriber,
    SubscriberPreference,
)


@register(Campaign)
class CampaignAdmin(FamilyAdmin):
    """Find a campaign by its name."""

    list_display = (
        "name",
        "channel",
        "status",
        "scheduled_at",
        "total_sent",
        "open_rate_cached",
        "unsubscribe_rate_cached",
    )
    list_filter = ("channel", "status", "scheduled_at")
    search_fields = ("name",)


@register(CampaignEvent)
class CampaignEventAdmin(LogAdmin):
    """Find the events of a campaign or of a subscriber by their ids."""

    list_display = ("__str__", "campaign", "subscriber")
    list_filter = ("type", "occurred_at")
    search_fields = ("campaign__name", "campaign__id__exact", "subscriber__id__exact")


@register(CampaignSMSLimit)
class CampaignSMSLimitAdmin(FamilyAdmin):
    """Find a limit by its month."""

    list_display = ("__str__", "campaign", "campaign_sms_sent", "campaign_sms_queued", "total_cost_cents")
    list_filter = ("monthly_limit_exceeded_at",)
    search_fields = ("campaign__name", "current_month__exact")


@register(SMSTemplate)
class SMSTemplateAdmin(FamilyAdmin):
    """Find a template by its name. Only code approves it, since it also records by whom."""

    list_display = ("name", "category", "source", "status", "is_active", "created_at")
    list_filter = ("source", "status", "is_active")
    search_fields = ("name",)
    readonly_fields = ("status",)


@register(Subscriber)
class SubscriberAdmin(FamilyAdmin):
    """Find a subscriber by id or by the customer's id: addresses are encrypted."""

    list_display = ("__str__", "customer", "subscribed", "sms_consent", "email_consent", "engagement_score")
    list_filter = ("subscribed", "sms_consent", "email_consent", "created_at")
    search_fields = ("customer__first_name", "customer__last_name", "id__exact", "customer__id__exact")


@register(SMSSendQueueItem)
class SMSSendQueueItemAdmin(FamilyAdmin):
    """Find a message by the complete phone number, or by RingCentral's id."""

    list_display = ("__str__", "campaign", "priority", "attempts", "sent_at")
    list_filter = ("status", "scheduled_at")
    search_fields = ("campaign__name", "phone_number__exact", "message_sid__exact")


@register(SMSDeliveryEvent)
class SMSDeliveryEventAdmin(LogAdmin):
    """Find the reports on a message by its RingCentral id."""

    list_display = ("__str__", "campaign_event", "carrier_error_code", "cost_cents")
    list_filter = ("status", "delivery_timestamp")
    search_fields = ("ringcentral_message_id__exact",)


@register(SubscriberPreference)
class SubscriberPreferenceAdmin(FamilyAdmin):
    """Find a preference by the complete address or phone number."""

    list_display = ("__str__", "customer", "opted_in_at", "opted_out_at", "source")
    list_filter = ("channel", "opted_in", "source")
    search_fields = ("address__exact",)
