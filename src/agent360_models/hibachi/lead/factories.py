"""Rows of the schema ``lead`` for tests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from agent360_models.hibachi.core.factories import CustomerFactory
from agent360_models.hibachi.identity import factories as identity
from agent360_models.hibachi.lead.models import (
    Lead,
    LeadContact,
    LeadContext,
    LeadEvent,
    SocialAccount,
    SocialMediaAccount,
    SocialMessage,
)
from agent360_models.testing.factories import Faker, FamilyFactory, Sequence, SubFactory, Trait

__all__ = [
    "LeadContactFactory",
    "LeadContextFactory",
    "LeadEventFactory",
    "LeadFactory",
    "SocialAccountFactory",
    "SocialMediaAccountFactory",
    "SocialMessageFactory",
]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class LeadFactory(FamilyFactory[Lead]):
    """A new lead from the website, of nobody yet."""

    source = Lead.Source.WEBSITE
    created_at = _THEN

    class Meta:
        model = Lead

    class Params:
        assigned = Trait(
            assigned_to=SubFactory(identity.UserFactory),
            status=Lead.Status.CONTACTED,
            follow_up_at=_THEN + timedelta(days=2),
        )
        hot = Trait(quality=Lead.Quality.HOT, score=90)
        from_campaign = Trait(utm_source="google", utm_medium="cpc", utm_campaign="spring parties")
        converted = Trait(
            status=Lead.Status.CONVERTED,
            customer=SubFactory(CustomerFactory),
            converted_at=_THEN + timedelta(days=3),
        )
        lost = Trait(status=Lead.Status.LOST)


class LeadContactFactory(FamilyFactory[LeadContact]):
    """An e-mail address that nobody has answered from yet."""

    lead = SubFactory(LeadFactory)
    channel = LeadContact.Channel.EMAIL
    value = Sequence(lambda number: f"lead{number}@example.com")
    created_at = _THEN

    class Meta:
        model = LeadContact

    class Params:
        by_phone = Trait(channel=LeadContact.Channel.PHONE, value=Sequence(lambda number: f"+1916{number:07d}"))
        confirmed = Trait(verified=True)


class LeadContextFactory(FamilyFactory[LeadContext]):
    """A birthday for twelve in Sacramento."""

    lead = SubFactory(LeadFactory)
    party_size = 12
    preferred_date = date(2026, 6, 20)
    zip_code = "95814"
    budget = Decimal("900.00")
    notes = Faker("sentence")
    created_at = _THEN

    class Meta:
        model = LeadContext

    class Params:
        corporate = Trait(service_type=LeadContext.ServiceType.CORPORATE, party_size=60, budget=Decimal("5400.00"))


class LeadEventFactory(FamilyFactory[LeadEvent]):
    """The first call, by a user of the platform."""

    lead = SubFactory(LeadFactory)
    event_type = LeadEvent.Type.STATUS_CHANGED
    payload = {"from": "new", "to": "contacted", "reason": ""}
    actor = SubFactory(identity.UserFactory)
    created_at = _THEN

    class Meta:
        model = LeadEvent

    class Params:
        by_itself = Trait(actor=None)


class SocialMediaAccountFactory(FamilyFactory[SocialMediaAccount]):
    """A page on Facebook whose messages become leads."""

    social_account = SubFactory(identity.SocialAccountFactory)
    created_at = _THEN

    class Meta:
        model = SocialMediaAccount

    class Params:
        assigning = Trait(default_assignee=SubFactory(identity.UserFactory))
        silent = Trait(is_active=False)


class SocialAccountFactory(FamilyFactory[SocialAccount]):
    """A lead's profile on Facebook."""

    lead = SubFactory(LeadFactory, source=Lead.Source.FACEBOOK)
    platform = SocialAccount.Platform.FACEBOOK
    external_id = Sequence(lambda number: f"{24_000_000_000_000_000 + number}")
    handle = Sequence(lambda number: f"guest.{number}")
    display_name = Faker("name")
    created_at = _THEN

    class Meta:
        model = SocialAccount

    class Params:
        instagram = Trait(platform=SocialAccount.Platform.INSTAGRAM)


class SocialMessageFactory(FamilyFactory[SocialMessage]):
    """A direct message from a lead; its lead does not know of it."""

    page = SubFactory(SocialMediaAccountFactory)
    profile = SubFactory(SocialAccountFactory)
    direction = SocialMessage.Direction.INBOUND
    external_id = Sequence(lambda number: f"mid.{number}")
    body = Faker("sentence")
    sent_at = _THEN
    created_at = _THEN

    class Meta:
        model = SocialMessage

    class Params:
        outbound = Trait(direction=SocialMessage.Direction.OUTBOUND)
        comment = Trait(kind=SocialMessage.Kind.COMMENT)
