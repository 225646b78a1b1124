"""Rows of the schema ``newsletter`` for tests."""

from datetime import UTC, date, datetime, timedelta

from agent360_models.hibachi.core.factories import CustomerFactory
from agent360_models.hibachi.identity.factories import UserFactory
from agent360_models.hibachi.newsletter.models import (
    Campaign,
    CampaignEvent,
    CampaignSMSLimit,
    SMSDeliveryEvent,
    SMSSendQueueItem,
    SMSTemplate,
    SubscriberPreference,
)
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, Sequence, SubFactory, Trait

__all__ = [
    "CampaignEventFactory",
    "CampaignFactory",
    "CampaignSMSLimitFactory",
    "SMSDeliveryEventFactory",
    "SMSSendQueueItemFactory",
    "SMSTemplateFactory",
    "SubscriberPreferenceFactory",
]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


def _phone() -> Sequence:
    return Sequence(lambda number: f"+1916{number:07d}")


class SMSTemplateFactory(FamilyFactory[SMSTemplate]):
    """The first version of an offer, with one gap."""

    key = Sequence(lambda number: f"spring_offer_{number}")
    body = "Hi {first_name}, book a chef in April and get 10 % off. Reply STOP to opt out."
    variables = ["first_name"]
    created_at = _THEN

    class Meta:
        model = SMSTemplate

    class Params:
        retired = Trait(is_active=False)


class CampaignFactory(FamilyFactory[Campaign]):
    """A newsletter by e-mail that is being written."""

    name = Sequence(lambda number: f"Spring {number}")
    channel = Campaign.Channel.EMAIL
    subject = "A chef for your garden party"
    body = "The season begins."
    audience_filter = {"email_opt_in": True}
    created_by = SubFactory(UserFactory)
    created_at = _THEN

    class Meta:
        model = Campaign

    class Params:
        sms = Trait(
            channel=Campaign.Channel.SMS,
            subject="",
            body="",
            sms_template=SubFactory(SMSTemplateFactory),
            audience_filter={"sms_opt_in": True},
        )
        scheduled = Trait(status=Campaign.Status.SCHEDULED, scheduled_at=_THEN + timedelta(days=1))
        cancelled = Trait(status=Campaign.Status.CANCELLED)


class CampaignEventFactory(FamilyFactory[CampaignEvent]):
    """A newsletter that arrived; its campaign does not count it."""

    campaign = SubFactory(CampaignFactory)
    event_type = CampaignEvent.Type.DELIVERED
    recipient = Sequence(lambda number: f"guest{number}@example.com")
    provider_event_id = Sequence(lambda number: f"evt_{number:024d}")
    occurred_at = _THEN
    created_at = _THEN

    class Meta:
        model = CampaignEvent

    class Params:
        of_a_customer = Trait(
            customer=SubFactory(CustomerFactory), recipient=LazyAttribute(lambda row: row.customer.email)
        )


class CampaignSMSLimitFactory(FamilyFactory[CampaignSMSLimit]):
    """A hundred for a campaign as a whole, of which none is used."""

    campaign = SubFactory(CampaignFactory, sms=True)
    sms_limit = 100
    created_at = _THEN

    class Meta:
        model = CampaignSMSLimit

    class Params:
        of_a_day = Trait(campaign=None, day=date(2026, 3, 2))
        used_up = Trait(used=100)


class SMSSendQueueItemFactory(FamilyFactory[SMSSendQueueItem]):
    """A message that is due and belongs to no campaign."""

    phone = _phone()
    body = "Your chef arrives at 17:30."
    scheduled_at = _THEN
    created_at = _THEN

    class Meta:
        model = SMSSendQueueItem

    class Params:
        of_a_campaign = Trait(
            campaign=SubFactory(CampaignFactory, sms=True, status=Campaign.Status.SENDING),
            sms_template=LazyAttribute(lambda row: row.campaign.sms_template),
            customer=SubFactory(CustomerFactory),
        )
        claimed = Trait(status=SMSSendQueueItem.Status.SENDING, claimed_at=_THEN, attempts=1)
        sent = Trait(
            status=SMSSendQueueItem.Status.SENT,
            claimed_at=_THEN,
            sent_at=_THEN + timedelta(seconds=2),
            attempts=1,
            provider_message_id=Sequence(lambda number: f"SM{number:032x}"),
        )
        failed = Trait(
            status=SMSSendQueueItem.Status.FAILED, claimed_at=_THEN, attempts=3, last_error="30005 unknown destination"
        )


class SMSDeliveryEventFactory(FamilyFactory[SMSDeliveryEvent]):
    """A message that arrived."""

    queue_item = SubFactory(SMSSendQueueItemFactory, sent=True)
    status = SMSDeliveryEvent.Status.DELIVERED
    occurred_at = _THEN + timedelta(seconds=5)
    created_at = _THEN + timedelta(seconds=5)

    class Meta:
        model = SMSDeliveryEvent

    class Params:
        undelivered = Trait(status=SMSDeliveryEvent.Status.UNDELIVERED, error_code="30003")


class SubscriberPreferenceFactory(FamilyFactory[SubscriberPreference]):
    """An e-mail address that agreed on the website."""

    channel = Campaign.Channel.EMAIL
    address = Sequence(lambda number: f"guest{number}@example.com")
    opted_in = True
    opted_in_at = _THEN
    source = SubscriberPreference.Source.WEB_FORM
    consent_text = "Send me offers by e-mail."
    created_at = _THEN

    class Meta:
        model = SubscriberPreference

    class Params:
        sms = Trait(channel=Campaign.Channel.SMS, address=_phone(), consent_text="Text me offers.")
        opted_out = Trait(
            opted_in=False,
            opted_out_at=_THEN + timedelta(days=7),
            source=SubscriberPreference.Source.EMAIL_LINK,
        )
        of_a_customer = Trait(
            customer=SubFactory(CustomerFactory), address=LazyAttribute(lambda row: row.customer.email)
        )
