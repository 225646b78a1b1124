"""Rows of the schema ``events`` for tests."""

import uuid
from datetime import UTC, datetime, timedelta

from agent360_models.hibachi.events.models import DomainEvent, InboxMessage, OutboxMessage
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, SelfAttribute, Sequence, SubFactory, Trait

__all__ = ["DomainEventFactory", "InboxMessageFactory", "OutboxMessageFactory"]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class DomainEventFactory(FamilyFactory[DomainEvent]):
    """The first event of a booking."""

    aggregate_type = "core.bookings"
    aggregate_id = LazyAttribute(lambda _: uuid.uuid4())
    sequence = 1
    event_type = "booking.confirmed"
    payload = {"guests": 12}
    occurred_at = _THEN
    created_at = _THEN

    class Meta:
        model = DomainEvent


class OutboxMessageFactory(FamilyFactory[OutboxMessage]):
    """A message that waits for its first worker."""

    event = SubFactory(DomainEventFactory)
    aggregate_type = SelfAttribute("event.aggregate_type")
    aggregate_id = SelfAttribute("event.aggregate_id")
    sequence = SelfAttribute("event.sequence")
    available_at = _THEN
    created_at = _THEN

    class Meta:
        model = OutboxMessage

    class Params:
        delivered = Trait(status=OutboxMessage.Status.DELIVERED, attempts=1, delivered_at=_THEN + timedelta(seconds=1))
        dead = Trait(status=OutboxMessage.Status.DEAD, attempts=10, last_error="ConnectionError")
        claimed = Trait(
            attempts=1,
            claim_token=LazyAttribute(lambda _: uuid.uuid4()),
            claimed_by="worker 1",
            available_at=datetime(2100, 1, 1, tzinfo=UTC),
        )


class InboxMessageFactory(FamilyFactory[InboxMessage]):
    """A message that was received and waits."""

    source = "stripe"
    message_id = Sequence(lambda number: f"evt_{number}")
    event_type = "payment.received"
    payload = {"amount": "250.00"}
    received_at = _THEN

    class Meta:
        model = InboxMessage

    class Params:
        processed = Trait(processed_at=_THEN + timedelta(seconds=1))
