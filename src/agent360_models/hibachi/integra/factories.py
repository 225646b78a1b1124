"""Rows of the schema ``integra`` for tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from agent360_models.hibachi.core.factories import BookingFactory, CustomerFactory, SocialThreadFactory
from agent360_models.hibachi.identity.factories import UserFactory
from agent360_models.hibachi.integra.models import CallSession, PaymentEvent, PaymentMatch, SocialInboxItem
from agent360_models.testing.factories import FamilyFactory, Sequence, SubFactory, Trait

__all__ = ["THEN", "CallSessionFactory", "PaymentEventFactory", "PaymentMatchFactory", "SocialInboxItemFactory"]

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)  # the moment of the rows that factories make


class CallSessionFactory(FamilyFactory[CallSession]):
    """A customer called, and somebody spoke for two minutes."""

    provider_call_id = Sequence(lambda number: f"call_{number}")
    direction = CallSession.Direction.INBOUND
    status = CallSession.Status.COMPLETED
    from_number = Sequence(lambda number: f"+1415{5_550_000 + number % 10_000}")
    to_number = "+19165550100"
    customer = SubFactory(CustomerFactory)
    started_at = THEN
    ended_at = THEN + timedelta(minutes=2, seconds=10)
    duration_seconds = 120
    created_at = THEN

    class Meta:
        model = CallSession

    class Params:
        missed = Trait(status=CallSession.Status.MISSED, duration_seconds=0)
        unknown = Trait(customer=None)
        ringing = Trait(status=CallSession.Status.RINGING, ended_at=None, duration_seconds=None)


class PaymentEventFactory(FamilyFactory[PaymentEvent]):
    """A deposit that came by Stripe; nobody knows for which booking."""

    provider = PaymentEvent.Provider.STRIPE
    external_id = Sequence(lambda number: f"evt_{number}")
    event_type = "charge.succeeded"
    amount = Decimal("100.00")
    occurred_at = THEN
    received_at = THEN + timedelta(seconds=5)

    class Meta:
        model = PaymentEvent

    class Params:
        zelle = Trait(provider=PaymentEvent.Provider.ZELLE, event_type="transfer")
        ignored = Trait(status=PaymentEvent.Status.IGNORED)


class PaymentMatchFactory(FamilyFactory[PaymentMatch]):
    """A good guess."""

    event = SubFactory(PaymentEventFactory)
    booking = SubFactory(BookingFactory)
    confidence = Decimal("0.950")
    created_at = THEN

    class Meta:
        model = PaymentMatch

    class Params:
        confirmed = Trait(
            event=SubFactory(PaymentEventFactory, status=PaymentEvent.Status.MATCHED),
            status=PaymentMatch.Status.CONFIRMED,
            decided_at=THEN + timedelta(hours=1),
            decided_by=SubFactory(UserFactory),
        )
        rejected = Trait(status=PaymentMatch.Status.REJECTED, decided_at=THEN + timedelta(hours=1))


class SocialInboxItemFactory(FamilyFactory[SocialInboxItem]):
    """A direct message that nobody has read."""

    platform = SocialInboxItem.Platform.INSTAGRAM
    external_id = Sequence(lambda number: f"mid.{number}")
    thread = SubFactory(SocialThreadFactory)
    sender_external_id = Sequence(lambda number: f"{17_841_400_000_000_000 + number}")
    body = "Do you cater for twelve people on a Saturday?"
    received_at = THEN

    class Meta:
        model = SocialInboxItem

    class Params:
        comment = Trait(kind=SocialInboxItem.Kind.COMMENT, thread=None)
        assigned = Trait(status=SocialInboxItem.Status.ASSIGNED, assigned_to=SubFactory(UserFactory))
        answered = Trait(
            status=SocialInboxItem.Status.ANSWERED,
            assigned_to=SubFactory(UserFactory),
            closed_at=THEN + timedelta(hours=1),
        )
