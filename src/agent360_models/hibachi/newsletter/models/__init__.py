"""Campaigns by e-mail and SMS: templates, subscribers, limits, the queue, deliveries and preferences."""

# In the order of the tables, because apps.get_models() follows the order of these imports.
# ruff: noqa: I001, RUF022

from agent360_models.hibachi.newsletter.models.campaigns import Campaign, CampaignEvent, CampaignSMSLimit
from agent360_models.hibachi.newsletter.models.sms_templates import SMSTemplate
from agent360_models.hibachi.newsletter.models.subscribers import Subscriber
from agent360_models.hibachi.newsletter.models.sms_queue import SMSSendQueueItem, SMSDeliveryEvent
from agent360_models.hibachi.newsletter.models.preferences import SubscriberPreference

__all__ = [
    "Campaign",
    "CampaignEvent",
    "CampaignSMSLimit",
    "SMSTemplate",
    "Subscriber",
    "SMSSendQueueItem",
    "SMSDeliveryEvent",
    "SubscriberPreference",
]
