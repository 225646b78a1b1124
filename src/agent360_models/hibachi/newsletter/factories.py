"""Rows of the schema ``newsletter`` for tests."""

from datetime import UTC, datetime, timedelta

from agent360_models.hibachi.core.factories import CustomerFactory
from agent360_models.hibachi.identity.factories import UserFactory
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
from agent360_models.testing.factories import FamilyFactory, Sequence, SubFactory, Trait

__all__ = [
    "CampaignEventFactory",
    "CampaignFactory",
    "CampaignSMSLimitFactory",
    "SMSDeliveryEventFactory",
    "SMSSendQueueItemFactory",
    "SMSTemplateFactory",
    "SubscriberFactory",
    "SubscriberPreferenceFactory",
]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


def _phone() -> Sequence:
    return Sequence(lambda number: f"+1916{number:07d}")


class CampaignFactory(FamilyFactory[Campaign]):
    """A draft of an e-mail newsletter."""

    name = Sequence(lambda number: f"Spring {number}")
    channel = Campaign.Channel.EMAIL
    subject = "A chef for your garden party"
    content = {"text": "The season begins."}
    segment_filter = {"email_consent": True}
    created_at = _THEN
    created_by = "ada@example.com"

    class Meta:
        model = Campaign

    class Params:
        sms = Trait(channel=Campaign.Channel.SMS, subject=None, segment_filter={"sms_consent": True})
        scheduled = Trait(status=Campaign.Status.SCHEDULED, scheduled_at=_THEN + timedelta(days=1))
        cancelled = Trait(status=Campaign.Status.CANCELLED)


class SMSTemplateFactory(FamilyFactory[SMSTemplate]):
    """A draft of an offer, with one placeholder."""

    name = Sequence(lambda number: f"Spring offer {number}")
    content = "Hi {first_name}, book a chef in April and get 10 % off. Reply STOP to opt out."
    category = "promotion"
    variables = ["first_name"]
    example_data = {"first_name": "Ada"}
    created_at = _THEN

    class Meta:
        model = SMSTemplate

    class Params:
        approved = Trait(status=SMSTemplate.Status.APPROVED, approved_by=SubFactory(UserFactory), approved_at=_THEN)
        retired = Trait(is_active=False)


class SubscriberFactory(FamilyFactory[Subscriber]):
    """A subscriber who agreed to e-mails and SMS; the bytes are made up, not real ciphertext."""

    email_enc = Sequence(lambda number: f"encrypted address {number}".encode())
    phone_enc = Sequence(lambda number: f"encrypted phone {number}".encode())
    source = "web_form"
    sms_consent = True
    email_consent = True
    consent_updated_at = _THEN
    created_at = _THEN

    class Meta:
        model = Subscriber

    class Params:
        unsubscribed = Trait(subscribed=False, unsubscribed_at=_THEN)
        by_email_only = Trait(sms_consent=False, phone_enc=None)
        of_a_customer = Trait(customer=SubFactory(CustomerFactory))


class CampaignEventFactory(FamilyFactory[CampaignEvent]):
    """A delivered newsletter, without an update of its campaign's totals."""

    campaign = SubFactory(CampaignFactory)
    subscriber = SubFactory(SubscriberFactory)
    type = CampaignEvent.Type.DELIVERED
    occurred_at = _THEN

    class Meta:
        model = CampaignEvent


class CampaignSMSLimitFactory(FamilyFactory[CampaignSMSLimit]):
    """A limit of a hundred a month, unused in March 2026."""

    campaign = SubFactory(CampaignFactory, sms=True)
    monthly_sms_limit = 100
    current_month = "2026-03"
    created_at = _THEN

    class Meta:
        model = CampaignSMSLimit

    class Params:
        used_up = Trait(monthly_sms_used=100)


class SMSSendQueueItemFactory(FamilyFactory[SMSSendQueueItem]):
    """A message of a campaign that is due."""

    campaign = SubFactory(CampaignFactory, sms=True, status=Campaign.Status.SENDING)
    subscriber = SubFactory(SubscriberFactory)
    phone_number = _phone()
    message_content = "Book a chef in April and get 10 % off. Reply STOP to opt out."
    scheduled_at = _THEN
    created_at = _THEN

    class Meta:
        model = SMSSendQueueItem

    class Params:
        from_template = Trait(template=SubFactory(SMSTemplateFactory, approved=True))
        claimed = Trait(status=SMSSendQueueItem.Status.SENDING, attempts=1)
        sent = Trait(
            status=SMSSendQueueItem.Status.SENT,
            sent_at=_THEN + timedelta(seconds=2),
            attempts=1,
            message_sid=Sequence(lambda number: f"SM{number:032x}"),
        )
        failed = Trait(
            status=SMSSendQueueItem.Status.FAILED,
            failed_at=_THEN,
            attempts=3,
            last_error="unknown destination",
            error_code="30005",
        )


class SMSDeliveryEventFactory(FamilyFactory[SMSDeliveryEvent]):
    """A delivered message."""

    campaign_event = SubFactory(CampaignEventFactory, campaign__sms=True)
    ringcentral_message_id = Sequence(lambda number: f"{number:012d}")
    status = SMSDeliveryEvent.Status.DELIVERED
    delivery_timestamp = _THEN + timedelta(seconds=5)
    created_at = _THEN

    class Meta:
        model = SMSDeliveryEvent

    class Params:
        undelivered = Trait(
            status=SMSDeliveryEvent.Status.UNDELIVERED, delivery_timestamp=None, carrier_error_code="30003"
        )


class SubscriberPreferenceFactory(FamilyFactory[SubscriberPreference]):
    """An e-mail address that agreed on the website."""

    channel = SubscriberPreference.Channel.EMAIL
    address = Sequence(lambda number: f"guest{number}@example.com")
    opted_in = True
    opted_in_at = _THEN
    source = SubscriberPreference.Source.WEB_FORM
    consent_text = "Send me offers by e-mail."
    created_at = _THEN

    class Meta:
        model = SubscriberPreference

    class Params:
        sms = Trait(channel=SubscriberPreference.Channel.SMS, address=_phone(), consent_text="Text me offers.")
        opted_out = Trait(
            opted_in=False,
            opted_out_at=_THEN + timedelta(days=7),
            source=SubscriberPreference.Source.EMAIL_LINK,
        )
        of_a_customer = Trait(customer=SubFactory(CustomerFactory))
