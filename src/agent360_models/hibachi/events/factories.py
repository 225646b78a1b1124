"""Rows of the schema ``events`` for tests."""

import uuid
from datetime import UTC, datetime, timedelta

from agent360_models.hibachi.events.models import DomainEvent, InboxMessage, OutboxMessage
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, SelfAttribute, Sequence, SubFactory, Trait

__all__ = ["DomainEventFactory", "InboxMessageFactory", "OutboxMessageFactory"]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class DomainEventFactory(FamilyFactory[DomainEvent]):
    """The first event of a booking."""

    aggregate_id = LazyAttribute(lambda _: uuid.uuid4())
    aggregate_type = "core.bookings"
    event_type = "booking.confirmed"
    payload = {"guests": 12}
    version = 1
    occurred_at = _THEN
    created_at = _THEN
    hash_previous = None
    hash_current = LazyAttribute(
        lambda row: DomainEvent(
            aggregate_id=row.aggregate_id,
            aggregate_type=row.aggregate_type,
            event_type=row.event_type,
            payload=row.payload,
            version=row.version,
            occurred_at=row.occurred_at,
            hash_previous=row.hash_previous,
        ).computed_hash()
    )

    class Meta:
        model = DomainEvent


class OutboxMessageFactory(FamilyFactory[OutboxMessage]):
    """A message that no worker has claimed yet."""

    event = SubFactory(DomainEventFactory)
    target = "calendar"
    payload = SelfAttribute("event.payload")
    next_attempt_at = _THEN
    created_at = _THEN

    class Meta:
        model = OutboxMessage

    class Params:
        delivered = Trait(status=OutboxMessage.Status.COMPLETED, attempts=1, completed_at=_THEN + timedelta(seconds=1))
        dead = Trait(status=OutboxMessage.Status.FAILED, attempts=10, error="ConnectionError")
        claimed = Trait(
            status=OutboxMessage.Status.PROCESSING, attempts=1, next_attempt_at=datetime(2100, 1, 1, tzinfo=UTC)
        )
        cancelled = Trait(status=OutboxMessage.Status.CANCELLED)


class InboxMessageFactory(FamilyFactory[InboxMessage]):
    """A received message that is not processed yet."""

    signature = Sequence(lambda number: f"stripe:evt_{number}")
    source = "stripe"
    payload = {"amount": "250.00"}
    created_at = _THEN

    class Meta:
        model = InboxMessage

    class Params:
        processed_before = Trait(processed=True, processed_at=_THEN + timedelta(seconds=1))
