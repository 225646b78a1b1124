"""Rows of the schema ``integra`` for tests."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from agent360_models.hibachi.core.factories import BookingFactory, CustomerFactory
from agent360_models.hibachi.enums import SocialPlatform
from agent360_models.hibachi.integra.models import CallSession, PaymentEvent, PaymentMatch, SocialInboxItem
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, Sequence, SubFactory, Trait

__all__ = ["THEN", "CallSessionFactory", "PaymentEventFactory", "PaymentMatchFactory", "SocialInboxItemFactory"]

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)  # the time of every row that a factory makes


class CallSessionFactory(FamilyFactory[CallSession]):
    """A customer's call of two minutes."""

    customer = SubFactory(CustomerFactory)
    direction = CallSession.Direction.INBOUND
    phone_number = Sequence(lambda number: f"+1415{5_550_000 + number % 10_000}")
    duration_seconds = 120
    outcome = "completed"
    ringcentral_call_id = Sequence(lambda number: f"call_{number}")
    created_at = THEN
    ended_at = THEN + timedelta(minutes=2, seconds=10)

    class Meta:
        model = CallSession

    class Params:
        missed = Trait(outcome="missed", duration_seconds=0)
        unknown = Trait(customer=None)
        ringing = Trait(outcome=None, ended_at=None, duration_seconds=None)


class PaymentEventFactory(FamilyFactory[PaymentEvent]):
    """A deposit through Stripe that is not matched to a booking."""

    provider = PaymentEvent.Provider.STRIPE
    provider_id = Sequence(lambda number: f"evt_{number}")
    method = PaymentEvent.Method.CARD
    amount_cents = 10_000
    occurred_at = THEN
    created_at = THEN + timedelta(seconds=5)

    class Meta:
        model = PaymentEvent

    class Params:
        zelle = Trait(provider=PaymentEvent.Provider.PLAID, method=PaymentEvent.Method.ZELLE, memo="Party on Saturday")


class PaymentMatchFactory(FamilyFactory[PaymentMatch]):
    """A proposed match with a high confidence."""

    payment_event = SubFactory(PaymentEventFactory)
    booking = SubFactory(BookingFactory)
    confidence = Decimal("0.95")
    match_method = "memo"
    created_at = THEN

    class Meta:
        model = PaymentMatch

    class Params:
        confirmed = Trait(status=PaymentMatch.Status.MANUAL, reviewed_by=LazyAttribute(lambda _: uuid.uuid4()))
        rejected = Trait(status=PaymentMatch.Status.IGNORED)


class SocialInboxItemFactory(FamilyFactory[SocialInboxItem]):
    """A webhook that is not processed yet."""

    signature = Sequence(lambda number: f"sha256={number:064x}")
    platform = SocialPlatform.INSTAGRAM
    webhook_type = "messages"
    payload_hash = Sequence(lambda number: f"{number:064x}")
    received_at = THEN

    class Meta:
        model = SocialInboxItem

    class Params:
        done = Trait(processed=True, processing_attempts=1, processed_at=THEN + timedelta(seconds=1))
