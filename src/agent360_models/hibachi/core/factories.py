"""Rows of the schema ``core`` for tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from agent360_models.hibachi.core.models import (
    Booking,
    Chef,
    ChefTimeOff,
    Customer,
    Message,
    MessageThread,
    Payment,
    PricingTier,
    Review,
    SocialThread,
)
from agent360_models.hibachi.identity.factories import SocialAccountFactory, StationFactory, UserFactory
from agent360_models.testing.factories import Faker, FamilyFactory, SelfAttribute, Sequence, SubFactory, Trait

__all__ = [
    "PARTY",
    "THEN",
    "BookingFactory",
    "ChefFactory",
    "ChefTimeOffFactory",
    "CustomerFactory",
    "MessageFactory",
    "MessageThreadFactory",
    "PaymentFactory",
    "PricingTierFactory",
    "ReviewFactory",
    "SocialThreadFactory",
]

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)  # the moment of the rows that factories make
PARTY = datetime(2026, 6, 6, 23, tzinfo=UTC)  # a Saturday, late in the afternoon in California


class CustomerFactory(FamilyFactory[Customer]):
    """Somebody who wrote an e-mail."""

    station = SubFactory(StationFactory)
    first_name = Faker("first_name")
    last_name = Faker("last_name")
    email = Sequence(lambda number: f"customer{number}@example.com")
    created_at = THEN

    class Meta:
        model = Customer

    class Params:
        by_phone = Trait(
            email=None,
            phone=Sequence(lambda number: f"+1555{number:07d}"),
            preferred_channel=Customer.Channel.SMS,
            sms_opt_in=True,
        )


class ChefFactory(FamilyFactory[Chef]):
    """A chef who works in the evenings, and on Friday and Saturday until late."""

    station = SubFactory(StationFactory)
    first_name = Faker("first_name")
    last_name = Faker("last_name")
    email = Sequence(lambda number: f"chef{number}@example.com")
    skills = [Chef.Skill.TEPPANYAKI, Chef.Skill.SHOW]
    weekly_hours = {
        "wednesday": ["15:00", "23:00"],
        "thursday": ["15:00", "23:00"],
        "friday": ["15:00", "26:00"],
        "saturday": ["10:00", "26:00"],
        "sunday": ["10:00", "22:00"],
    }
    created_at = THEN

    class Meta:
        model = Chef

    class Params:
        on_leave = Trait(status=Chef.Status.ON_LEAVE)
        sushi = Trait(skills=[Chef.Skill.TEPPANYAKI, Chef.Skill.SUSHI])


class ChefTimeOffFactory(FamilyFactory[ChefTimeOff]):
    """A week of vacation."""

    chef = SubFactory(ChefFactory)
    starts_at = datetime(2026, 8, 3, 7, tzinfo=UTC)
    ends_at = datetime(2026, 8, 10, 7, tzinfo=UTC)
    created_at = THEN

    class Meta:
        model = ChefTimeOff

    class Params:
        sick = Trait(kind=ChefTimeOff.Kind.SICK, ends_at=datetime(2026, 8, 4, 7, tzinfo=UTC))


class PricingTierFactory(FamilyFactory[PricingTier]):
    """55 for adults, 30 for children, at least 550; a deposit of a fifth."""

    name = Sequence(lambda number: f"Standard {number}")
    price_per_adult = Decimal("55.00")
    price_per_child = Decimal("30.00")
    minimum_total = Decimal("550.00")
    deposit_percent = Decimal("20.00")
    deposit_minimum = Decimal("100.00")
    created_at = THEN

    class Meta:
        model = PricingTier

    class Params:
        premium = Trait(
            level=PricingTier.Level.PREMIUM,
            name=Sequence(lambda number: f"Premium {number}"),
            price_per_adult=Decimal("75.00"),
        )
        deluxe = Trait(
            level=PricingTier.Level.DELUXE,
            name=Sequence(lambda number: f"Deluxe {number}"),
            price_per_adult=Decimal("110.00"),
        )
        custom = Trait(
            level=PricingTier.Level.CUSTOM,
            name=Sequence(lambda number: f"Custom {number}"),
            price_per_adult=None,
            price_per_child=None,
        )


class BookingFactory(FamilyFactory[Booking]):
    """A request for twelve guests on a Saturday evening, without a chef."""

    customer = SubFactory(CustomerFactory)
    station = SelfAttribute("customer.station")
    pricing_tier = SubFactory(PricingTierFactory)
    starts_at = PARTY
    ends_at = PARTY + timedelta(hours=3)
    guests = 12
    children = 2
    address = Faker("street_address")
    city = "Sacramento"
    state = "CA"
    postal_code = "95814"
    total_amount = Decimal("610.00")
    deposit_due = Decimal("122.00")
    created_at = THEN

    class Meta:
        model = Booking

    class Params:
        offered = Trait(
            status=Booking.Status.DEPOSIT_PENDING,
            chef=SubFactory(ChefFactory, station=SelfAttribute("..station")),
            deposit_due_at=THEN + timedelta(days=3),
        )
        confirmed = Trait(
            offered=True,
            status=Booking.Status.CONFIRMED,
            amount_paid=Decimal("122.00"),
            deposit_paid_at=THEN + timedelta(days=1),
            confirmed_at=THEN + timedelta(days=1),
        )
        completed = Trait(
            confirmed=True,
            status=Booking.Status.COMPLETED,
            amount_paid=Decimal("610.00"),
            closed_at=PARTY + timedelta(hours=4),
        )
        no_show = Trait(confirmed=True, status=Booking.Status.NO_SHOW, closed_at=PARTY + timedelta(hours=1))
        cancelled = Trait(
            status=Booking.Status.CANCELLED, closed_at=THEN + timedelta(days=2), cancellation_reason="Rain is forecast."
        )


class PaymentFactory(FamilyFactory[Payment]):
    """A deposit that came by card; the booking's ``amount_paid`` is not touched."""

    booking = SubFactory(BookingFactory, confirmed=True)
    provider = Payment.Provider.STRIPE
    reference = Sequence(lambda number: f"pi_{number:024d}")
    amount = Decimal("122.00")
    paid_at = THEN + timedelta(days=1)
    created_at = THEN + timedelta(days=1)

    class Meta:
        model = Payment

    class Params:
        refund = Trait(kind=Payment.Kind.REFUND, reference=Sequence(lambda number: f"re_{number:024d}"))
        cash = Trait(provider=Payment.Provider.CASH, reference=Sequence(lambda number: f"receipt {number}"))


class MessageThreadFactory(FamilyFactory[MessageThread]):
    """A thread that has no message yet."""

    customer = SubFactory(CustomerFactory)
    channel = MessageThread.Channel.SMS
    created_at = THEN

    class Meta:
        model = MessageThread

    class Params:
        unread = Trait(last_message_at=THEN, unread_count=1)
        closed = Trait(status=MessageThread.Status.CLOSED)


class MessageFactory(FamilyFactory[Message]):
    """A message from a customer; its thread does not count it."""

    thread = SubFactory(MessageThreadFactory)
    direction = Message.Direction.INBOUND
    body = Faker("sentence")
    sent_at = THEN
    external_id = Sequence(lambda number: f"SM{number:032d}")
    created_at = THEN

    class Meta:
        model = Message

    class Params:
        outbound = Trait(direction=Message.Direction.OUTBOUND, author=SubFactory(UserFactory))


class SocialThreadFactory(FamilyFactory[SocialThread]):
    """A direct message from somebody whom nobody knows yet."""

    social_account = SubFactory(SocialAccountFactory)
    external_id = Sequence(lambda number: f"t_{number}")
    participant_handle = Faker("user_name")
    last_message_at = THEN
    created_at = THEN

    class Meta:
        model = SocialThread

    class Params:
        known = Trait(customer=SubFactory(CustomerFactory))
        comment = Trait(kind=SocialThread.Kind.COMMENT)


class ReviewFactory(FamilyFactory[Review]):
    """Five stars that nobody has looked at yet."""

    booking = SubFactory(BookingFactory, completed=True)
    customer = SelfAttribute("booking.customer")
    rating = 5
    title = "What a show"
    body = Faker("paragraph")
    created_at = PARTY + timedelta(days=1)

    class Meta:
        model = Review

    class Params:
        approved = Trait(
            status=Review.Status.APPROVED,
            moderated_by=SubFactory(UserFactory),
            moderated_at=PARTY + timedelta(days=2),
        )
        rejected = Trait(
            rating=1,
            status=Review.Status.REJECTED,
            moderated_by=SubFactory(UserFactory),
            moderated_at=PARTY + timedelta(days=2),
            rejection_reason="It is about another company.",
        )
