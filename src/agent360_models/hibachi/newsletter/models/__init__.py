"""Campaigns by e-mail and SMS: templates, limits, the queue, deliveries and preferences.

The database fixes the names of the tables; the columns are inferred.
"""

# In the order of the tables, which is that of apps.get_models().
# ruff: noqa: I001, RUF022

from agent360_models.hibachi.newsletter.models.sms_templates import SMSTemplate
from agent360_models.hibachi.newsletter.models.campaigns import Campaign, CampaignEvent, CampaignSMSLimit
from agent360_models.hibachi.newsletter.models.sms_queue import SMSSendQueueItem, SMSDeliveryEvent
from agent360_models.hibachi.newsletter.models.preferences import SubscriberPreference

__all__ = [
    "SMSTemplate",
    "Campaign",
    "CampaignEvent",
    "CampaignSMSLimit",
    "SMSSendQueueItem",
    "SMSDeliveryEvent",
    "SubscriberPreference",
]
