"""Rows of the schema ``lead`` for tests."""

import uuid
from datetime import UTC, date, datetime, timedelta

from agent360_models.hibachi.core.factories import CustomerFactory
from agent360_models.hibachi.enums import SocialPlatform, ThreadStatus
from agent360_models.hibachi.identity.factories import UserFactory
from agent360_models.hibachi.lead.models import (
    Lead,
    LeadContact,
    LeadContext,
    LeadEvent,
    SocialAccount,
    SocialIdentity,
    SocialMediaAccount,
    SocialMessage,
    SocialThread,
)
from agent360_models.testing.factories import Faker, FamilyFactory, LazyAttribute, Sequence, SubFactory, Trait

__all__ = [
    "LeadContactFactory",
    "LeadContextFactory",
    "LeadEventFactory",
    "LeadFactory",
    "SocialAccountFactory",
    "SocialIdentityFactory",
    "SocialMediaAccountFactory",
    "SocialMessageFactory",
    "SocialThreadFactory",
]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class LeadFactory(FamilyFactory[Lead]):
    """A new lead from the website that nobody follows up yet."""

    source = Lead.Source.WEB_QUOTE
    created_at = _THEN
    business_id = uuid.UUID(int=1)

    class Meta:
        model = Lead

    class Params:
        assigned = Trait(
            assigned_to="ada@example.com", status=Lead.Status.WORKING, follow_up_date=_THEN + timedelta(days=2)
        )
        hot = Trait(quality=Lead.Quality.HOT, score=90)
        from_campaign = Trait(utm_source="google", utm_medium="cpc", utm_campaign="spring parties")
        converted = Trait(
            status=Lead.Status.CONVERTED,
            customer=SubFactory(CustomerFactory),
            conversion_date=_THEN + timedelta(days=3),
        )
        lost = Trait(status=Lead.Status.DISQUALIFIED, lost_reason="Found another caterer.")


class LeadContactFactory(FamilyFactory[LeadContact]):
    """An e-mail address that is not verified yet."""

    lead = SubFactory(LeadFactory)
    channel = LeadContact.Channel.EMAIL
    handle_or_address = Sequence(lambda number: f"lead{number}@example.com")
    created_at = _THEN

    class Meta:
        model = LeadContact

    class Params:
        by_phone = Trait(
            channel=LeadContact.Channel.SMS, handle_or_address=Sequence(lambda number: f"+1916{number:07d}")
        )
        confirmed = Trait(verified=True)


class LeadContextFactory(FamilyFactory[LeadContext]):
    """A birthday for twelve in Sacramento."""

    lead = SubFactory(LeadFactory)
    party_size_adults = 10
    party_size_kids = 2
    estimated_budget_cents = 90_000
    event_date_pref = date(2026, 6, 20)
    zip_code = "95814"
    service_type = "birthday"
    notes = Faker("sentence")

    class Meta:
        model = LeadContext

    class Params:
        corporate = Trait(service_type="corporate", party_size_adults=60, estimated_budget_cents=540_000)


class LeadEventFactory(FamilyFactory[LeadEvent]):
    """The first call."""

    lead = SubFactory(LeadFactory)
    type = LeadEvent.STATUS_CHANGED
    payload = {"from": "new", "to": "working", "reason": "", "by": None}
    occurred_at = _THEN

    class Meta:
        model = LeadEvent


class SocialAccountFactory(FamilyFactory[SocialAccount]):
    """The page of the business on Facebook."""

    platform = "facebook"
    page_id = Sequence(lambda number: f"{24_000_000_000_000_000 + number}")
    page_name = "Hibachi at home"
    connected_by = LazyAttribute(lambda _: uuid.uuid4())
    connected_at = _THEN
    created_at = _THEN

    class Meta:
        model = SocialAccount

    class Params:
        instagram = Trait(platform="instagram")
        retired = Trait(is_active=False)


class SocialIdentityFactory(FamilyFactory[SocialIdentity]):
    """A person on Instagram, known only by the handle."""

    platform = "instagram"
    handle = Sequence(lambda number: f"guest.{number}")
    display_name = Faker("name")
    first_seen_at = _THEN
    created_at = _THEN

    class Meta:
        model = SocialIdentity


class SocialThreadFactory(FamilyFactory[SocialThread]):
    """A conversation with a lead on Instagram, without messages."""

    platform = SocialPlatform.INSTAGRAM
    account_id = "17841400000000000"
    thread_ref = Sequence(lambda number: f"t_{number}")
    lead = SubFactory(LeadFactory, source=Lead.Source.INSTAGRAM)
    created_at = _THEN
    social_identity = SubFactory(SocialIdentityFactory)

    class Meta:
        model = SocialThread

    class Params:
        of_a_customer = Trait(lead=None, customer=SubFactory(CustomerFactory))
        resolved = Trait(status=ThreadStatus.RESOLVED, resolved_at=_THEN + timedelta(days=1))


class SocialMediaAccountFactory(FamilyFactory[SocialMediaAccount]):
    """A page on Facebook whose messages become leads."""

    social_account = SubFactory(SocialAccountFactory)
    created_at = _THEN

    class Meta:
        model = SocialMediaAccount

    class Params:
        assigning = Trait(default_assignee=SubFactory(UserFactory))
        silent = Trait(is_active=False)


class SocialMessageFactory(FamilyFactory[SocialMessage]):
    """A direct message from a lead, without an update of its thread's counts."""

    thread = SubFactory(SocialThreadFactory)
    message_ref = Sequence(lambda number: f"mid.{number}")
    direction = SocialMessage.Direction.IN
    body = Faker("sentence")
    sent_at = _THEN
    created_at = _THEN

    class Meta:
        model = SocialMessage

    class Params:
        outbound = Trait(direction=SocialMessage.Direction.OUT)
        comment = Trait(kind=SocialMessage.Kind.COMMENT)
