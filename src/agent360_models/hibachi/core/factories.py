"""Rows of the schema ``core`` for tests."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from agent360_models.hibachi.core.models import (
    Booking,
    Chef,
    Customer,
    Message,
    MessageThread,
    PricingTier,
    Review,
    SocialAccount,
    SocialIdentity,
    SocialMessage,
    SocialThread,
)
from agent360_models.hibachi.enums import SocialPlatform
from agent360_models.hibachi.identity.factories import StationFactory
from agent360_models.testing.factories import Faker, FamilyFactory, SelfAttribute, Sequence, SubFactory, Trait

__all__ = [
    "PARTY",
    "SLOT",
    "THEN",
    "BookingFactory",
    "ChefFactory",
    "CustomerFactory",
    "MessageFactory",
    "MessageThreadFactory",
    "PricingTierFactory",
    "ReviewFactory",
    "SocialAccountFactory",
    "SocialIdentityFactory",
    "SocialMessageFactory",
    "SocialThreadFactory",
]

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)  # the time of every row that a factory makes
PARTY = date(2026, 6, 6)  # a Saturday
SLOT = time(18)  # in the evening
_AGENT = UUID("a0000000-0000-4000-8000-000000000001")


class CustomerFactory(FamilyFactory[Customer]):
    """A customer who wrote an e-mail; the encrypted columns contain made-up bytes."""

    station = SubFactory(StationFactory)
    first_name = Faker("first_name")
    last_name = Faker("last_name")
    email_encrypted = Sequence(lambda number: f"gAAAAA-email-{number}")
    phone_encrypted = Sequence(lambda number: f"gAAAAA-phone-{number}")
    timezone = "America/Los_Angeles"
    created_at = THEN

    class Meta:
        model = Customer

    class Params:
        deleted = Trait(deleted_at=THEN)
        consenting = Trait(consent_sms=True, consent_email=True, consent_updated_at=THEN)


class ChefFactory(FamilyFactory[Chef]):
    """A chef who serves Sacramento."""

    name = Faker("name")
    email = Sequence(lambda number: f"chef{number}@example.com")
    zones = ["sacramento"]
    skills = ["teppanyaki", "show"]
    buffer_setup_minutes = 60
    buffer_teardown_minutes = 30
    created_at = THEN

    class Meta:
        model = Chef

    class Params:
        inactive = Trait(is_active=False)
        deleted = Trait(deleted_at=THEN)


class PricingTierFactory(FamilyFactory[PricingTier]):
    """A tier of 55 dollars a guest, for 10 to 40 guests."""

    name = Sequence(lambda number: f"Standard {number}")
    base_price = 0
    price_per_guest = 5500
    min_guests = 10
    max_guests = 40
    created_at = THEN

    class Meta:
        model = PricingTier

    class Params:
        premium = Trait(
            level=PricingTier.Level.PREMIUM,
            name=Sequence(lambda number: f"Premium {number}"),
            price_per_guest=7500,
        )


class BookingFactory(FamilyFactory[Booking]):
    """A request for twelve guests on a Saturday evening, without a chef."""

    customer = SubFactory(CustomerFactory)
    station = SelfAttribute("customer.station")
    date = PARTY
    slot = SLOT
    address_encrypted = "gAAAAA-address"
    zone = "sacramento"
    party_adults = 10
    party_kids = 2
    deposit_due_cents = 10_000
    total_due_cents = 61_000
    source = "website"
    created_at = THEN

    class Meta:
        model = Booking

    class Params:
        offered = Trait(
            status=Booking.Status.DEPOSIT_PENDING,
            chef=SubFactory(ChefFactory),
            customer_deposit_deadline=THEN + timedelta(hours=2),
            internal_deadline=THEN + timedelta(hours=24),
        )
        confirmed = Trait(
            offered=True,
            status=Booking.Status.CONFIRMED,
            deposit_confirmed_at=THEN + timedelta(hours=1),
            deposit_confirmed_by="ada",
        )
        completed = Trait(confirmed=True, status=Booking.Status.COMPLETED)
        no_show = Trait(confirmed=True, status=Booking.Status.NO_SHOW)
        cancelled = Trait(status=Booking.Status.CANCELLED)
        held = Trait(hold_on_request=True, held_by="ada", held_at=THEN, hold_reason="The customer is a friend.")
        deleted = Trait(deleted_at=THEN)


class MessageThreadFactory(FamilyFactory[MessageThread]):
    """A thread without messages."""

    customer = SubFactory(CustomerFactory)
    station = SelfAttribute("customer.station")
    channel = MessageThread.Channel.SMS
    last_message_at = THEN
    created_at = THEN

    class Meta:
        model = MessageThread

    class Params:
        closed = Trait(status=MessageThread.Status.CLOSED)


class MessageFactory(FamilyFactory[Message]):
    """A message from a customer, without an update of its thread."""

    thread = SubFactory(MessageThreadFactory)
    direction = Message.Direction.INBOUND
    content = Faker("sentence")
    sender_type = Message.SenderType.CUSTOMER
    created_at = THEN

    class Meta:
        model = Message

    class Params:
        outbound = Trait(direction=Message.Direction.OUTBOUND, sender_type=Message.SenderType.AGENT, sender_id=_AGENT)


class SocialAccountFactory(FamilyFactory[SocialAccount]):
    """A page on Facebook."""

    platform = SocialPlatform.FACEBOOK
    page_id = Sequence(lambda number: f"{100_000_000_000_000 + number}")
    page_name = Sequence(lambda number: f"Hibachi {number}")
    connected_by = _AGENT
    connected_at = THEN
    created_at = THEN

    class Meta:
        model = SocialAccount

    class Params:
        disconnected = Trait(is_active=False, deleted_at=THEN)


class SocialIdentityFactory(FamilyFactory[SocialIdentity]):
    """A person who is not linked to a customer yet."""

    platform = SocialPlatform.FACEBOOK
    handle = Sequence(lambda number: f"guest{number}")
    first_seen_at = THEN
    created_at = THEN

    class Meta:
        model = SocialIdentity


class SocialThreadFactory(FamilyFactory[SocialThread]):
    """A conversation without messages, with a person who is not linked to a customer yet."""

    account = SubFactory(SocialAccountFactory)
    platform = SelfAttribute("account.platform")
    thread_ref = Sequence(lambda number: f"t_{number}")
    social_identity = SubFactory(SocialIdentityFactory)
    created_at = THEN

    class Meta:
        model = SocialThread

    class Params:
        known = Trait(customer=SubFactory(CustomerFactory))
        unread = Trait(message_count=1, unread_count=1, last_message_at=THEN)


class SocialMessageFactory(FamilyFactory[SocialMessage]):
    """A direct message to the business, without an update of its thread's counts."""

    thread = SubFactory(SocialThreadFactory)
    message_ref = Sequence(lambda number: f"m_{number}")
    direction = SocialMessage.Direction.IN
    kind = SocialMessage.Kind.DM
    body = Faker("sentence")
    sent_at = THEN
    created_at = THEN

    class Meta:
        model = SocialMessage

    class Params:
        outbound = Trait(direction=SocialMessage.Direction.OUT, kind=SocialMessage.Kind.REPLY)


class ReviewFactory(FamilyFactory[Review]):
    """A new five-star review that nobody has looked at."""

    account = SubFactory(SocialAccountFactory)
    platform = SelfAttribute("account.platform")
    review_ref = Sequence(lambda number: f"r_{number}")
    author_name = Faker("name")
    rating = 5
    body = Faker("paragraph")
    response_due_at = THEN + timedelta(days=2)
    created_at = THEN

    class Meta:
        model = Review

    class Params:
        responded = Trait(status=Review.Status.RESPONDED, responded_at=THEN + timedelta(days=1))
        escalated = Trait(status=Review.Status.ESCALATED, escalation_reason="It is about another company.")
