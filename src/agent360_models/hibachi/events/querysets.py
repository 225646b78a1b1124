"""Events are recorded, messages are published, claimed and received."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import connections, transaction
from django.db.models import F, Model, OuterRef, Subquery
from django.db.models.functions import Now
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from agent360_models import locks
from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import ClaimRefusedError
from agent360_models.names import split
from agent360_models.transactions import is_outside_atomic

if TYPE_CHECKING:
    from agent360_models.hibachi.events.models import DomainEvent, InboxMessage, OutboxMessage

__all__ = ["LEASE", "Aggregate", "DomainEventQuerySet", "InboxMessageQuerySet", "OutboxMessageQuerySet"]

# A row whose key is a UUID; or its table and its key, where there is no model of it.
Aggregate = Model | tuple[str, UUID]

LEASE = timedelta(minutes=1)  # how long a claim lasts, where the caller does not say it


class DomainEventQuerySet(BulkQuerySet["DomainEvent"]):
    """Events, by what they happened to."""

    def of(self, aggregate: Aggregate) -> "DomainEventQuerySet":
        """Return the events of an aggregate, in their order."""
        aggregate_type, aggregate_id = _named(aggregate)
        return self.filter(aggregate_type=aggregate_type, aggregate_id=aggregate_id).order_by("sequence")

    def record(
        self,
        *,
        aggregate: Aggregate,
        event_type: str,
        payload: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        occurred_at: datetime | None = None,
    ) -> "DomainEvent":
        """Store an event in the caller's transaction, with the next number of its aggregate.

        Whoever records an event of the same aggregate waits until that transaction ends, so that numbers have
        neither gaps nor doubles and are in the order of the commits.

        Raises:
            TransactionManagementError: outside ``atomic``, where the event would stand without what it tells of.

        """
        self._for_write = True
        connection = connections[self.db]
        if connection.get_autocommit():
            raise TransactionManagementError(
                f"The event {event_type!r} was not stored: outside of a transaction it would stand even where the"
                f" change that it tells of fails. Put both into transaction.atomic(using={self.db!r})."
            )
        aggregate_type, aggregate_id = _named(aggregate)
        # By a lock, since there may be no row yet; the next statement sees what was committed before.
        locks.hold_key_until_commit(f"{aggregate_type} {aggregate_id}", using=self.db)
        stored = self.model._base_manager.using(self.db)
        events = stored.filter(aggregate_type=aggregate_type, aggregate_id=aggregate_id)
        last = events.order_by("-sequence").values_list("sequence", flat=True).first()
        return self.create(
            aggregate_type=aggregate_type,
            aggregate_id=aggregate_id,
            sequence=(last or 0) + 1,
            event_type=event_type,
            payload=payload or {},
            metadata=metadata or {},
            occurred_at=occurred_at or timezone.now(),
        )


class OutboxMessageQuerySet(BulkQuerySet["OutboxMessage"]):
    """Messages on their way."""

    def publish(
        self,
        *,
        aggregate: Aggregate,
        event_type: str,
        payload: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        occurred_at: datetime | None = None,
    ) -> "OutboxMessage":
        """Store a domain event and the message that carries it to others, in the caller's transaction.

        Where that is rolled back, nothing was published. Takes and raises what ``DomainEvent.objects.record`` does.
        """
        from agent360_models.hibachi.events.models import DomainEvent

        self._for_write = True
        event = DomainEvent.objects.using(self.db).record(
            aggregate=aggregate, event_type=event_type, payload=payload, metadata=metadata, occurred_at=occurred_at
        )
        return self.create(
            event=event,
            aggregate_type=event.aggregate_type,
            aggregate_id=event.aggregate_id,
            sequence=event.sequence,
        )

    def due(self) -> "OutboxMessageQuerySet":
        """Return what may be claimed now: of each aggregate the first message that is pending, if its time has come."""
        pending = self.model.Status.PENDING
        waiting = self.model._base_manager.filter(
            aggregate_type=OuterRef("aggregate_type"), aggregate_id=OuterRef("aggregate_id"), status=pending
        )
        # Not NOT EXISTS, which may become a join that compares all messages before it returns one; and not "equal to
        # the first", of which PostgreSQL expects so few rows that it would rather sort all of them.
        first = Subquery(waiting.order_by("sequence").values("sequence")[:1])
        return self.filter(status=pending, available_at__lte=Now(), sequence__lte=first).order_by("available_at")

    def claim(self, limit: int = 10, *, worker: str, lease: timedelta = LEASE) -> "list[OutboxMessage]":
        """Take messages to deliver them, each with its ``event``, those that have waited longest first.

        Nobody else gets them until the lease is over. Of an aggregate there is one at most: the next one is due
        once this one is delivered or given up. Messages that somebody else is claiming at the moment are passed by,
        and never waited for.

        A message that was claimed ``MAX_ATTEMPTS`` times, and never acknowledged, retried or given up, as when it
        kills its workers, becomes a dead letter.

        Args:
            limit: how many at most.
            worker: a name for who claims them, for people to read.
            lease: how long the worker may take for all of them.

        Raises:
            ClaimRefusedError: inside ``atomic``, which would take the lease back if it was rolled back.

        """
        self._for_write = True
        if not is_outside_atomic(self.db):
            raise ClaimRefusedError(
                "Messages are claimed outside atomic(): if it was rolled back, the lease would be gone while they are"
                " delivered."
            )
        status, most = self.model.Status, self.model.MAX_ATTEMPTS
        with transaction.atomic(using=self.db):
            # No join: Django could not say which of the tables to lock, as PostgreSQL wants no schema there.
            due = self.due().prefetch_related("event").select_for_update(skip_locked=True)
            taken: list[Any] = list(due.annotate(now=Now())[:limit])
            worn = [message.pk for message in taken if message.attempts >= most]
            messages = [message for message in taken if message.attempts < most]
            stored = self.model._base_manager.using(self.db)
            if worn:
                stored.filter(pk__in=worn).update(
                    status=status.DEAD,
                    claim_token=None,
                    claimed_by=None,
                    last_error=f"Claimed {most} times and never settled.",
                    updated_at=Now(),
                )
            if messages:
                now = messages[0].now
                claim = {"claim_token": uuid4(), "claimed_by": worker, "available_at": now + lease, "updated_at": now}
                keys = [message.pk for message in messages]
                stored.filter(pk__in=keys).update(attempts=F("attempts") + 1, **claim)
                for message in messages:
                    message.attempts += 1
                    for name, value in claim.items():
                        setattr(message, name, value)
        return messages

    def requeue(self) -> int:
        """Make the dead letters among these pending again, with all attempts before them; return how many there were.

        They go out now, later than messages of the same aggregate that went on without them.
        """
        dead = self.filter(status=self.model.Status.DEAD)
        return dead.update(status=self.model.Status.PENDING, attempts=0, available_at=Now(), updated_at=Now())


class InboxMessageQuerySet(BulkQuerySet["InboxMessage"]):
    """Messages from elsewhere."""

    def receive(
        self, *, source: str, message_id: str, event_type: str = "", payload: dict[str, Any] | None = None
    ) -> "tuple[InboxMessage, bool]":
        """Store a message to process it later; return it, and whether it is new.

        One that is stored already is returned as it is.
        """
        own = self._store(source, message_id, event_type, payload)
        stored = self.model._base_manager.using(self.db).get(source=source, message_id=message_id)
        return stored, stored.pk == own

    @contextmanager
    def process(
        self, *, source: str, message_id: str, event_type: str = "", payload: dict[str, Any] | None = None
    ) -> "Iterator[InboxMessage | None]":
        """Have the block process a message once: yield it, or ``None`` where it was processed before.

        The block is one transaction with the record of it: what the block writes on this alias is there exactly
        when the message is processed, and an exception undoes both. Where the same message is delivered twice at
        once, the second waits for the first; of what is not on this alias, only the block can make sure.

        The message need not be received before.
        """
        self._for_write = True
        with transaction.atomic(using=self.db):
            self._store(source, message_id, event_type, payload)
            rows = self.model._base_manager.using(self.db).select_for_update()
            message = rows.get(source=source, message_id=message_id)
            if message.processed_at is not None:
                yield None
                return
            yield message
            message.processed_at = timezone.now()
            message.save(using=self.db, update_fields=["processed_at"])

    def waiting(self) -> "InboxMessageQuerySet":
        """Return those that were received and not processed, the oldest first."""
        return self.filter(processed_at=None).order_by("received_at")

    def _store(self, source: str, message_id: str, event_type: str, payload: dict[str, Any] | None) -> UUID:
        """Insert a message unless it is there; return the key that it has if it was not."""
        self._for_write = True
        row = self.model(source=source, message_id=message_id, event_type=event_type, payload=payload or {})
        self.bulk_create([row], ignore_conflicts=True)
        return row.pk


def _named(aggregate: Aggregate) -> tuple[str, UUID]:
    """Return the table and the key of an aggregate."""
    if not isinstance(aggregate, Model):
        return aggregate
    if not isinstance(aggregate.pk, UUID):
        raise TypeError(
            f"{aggregate._meta.label} cannot be an aggregate: its key is {type(aggregate.pk).__name__}, and no UUID."
        )
    schema, table = split(aggregate._meta.db_table)
    return (f"{schema}.{table}" if schema else table), aggregate.pk
