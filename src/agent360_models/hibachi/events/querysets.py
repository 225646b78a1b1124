"""Querysets that record events, publish and claim outbox messages, and receive inbox messages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Exists, F, Model, OuterRef, Value, prefetch_related_objects
from django.db.models.functions import Now, NullIf
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from agent360_models import locks
from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import ClaimRefusedError
from agent360_models.fields._unreadable import readable
from agent360_models.hibachi.events import _order
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.names import split
from agent360_models.transactions import is_outside_atomic

if TYPE_CHECKING:
    from agent360_models.hibachi.events.models import DomainEvent, InboxMessage, OutboxMessage

__all__ = ["LEASE", "Aggregate", "DomainEventQuerySet", "InboxMessageQuerySet", "OutboxMessageQuerySet"]

# An instance whose primary key is a UUID; or its table and key, if the row has no model.
Aggregate = Model | tuple[str, UUID]

LEASE = timedelta(minutes=1)  # default of claim()


class DomainEventQuerySet(BulkQuerySet["DomainEvent"]):
    """Events of aggregates."""

    def of(self, aggregate: Aggregate) -> "DomainEventQuerySet":
        """Return the events of an aggregate, ordered by version."""
        aggregate_type, aggregate_id = _named(aggregate)
        return self.filter(aggregate_type=aggregate_type, aggregate_id=aggregate_id).order_by("version")

    def record(
        self,
        *,
        aggregate: Aggregate,
        event_type: str,
        payload: dict[str, Any] | None = None,
        occurred_at: datetime | None = None,
    ) -> "DomainEvent":
        """Store an event in the caller's transaction, with its aggregate's next version and its hash.

        Concurrent callers for the same aggregate wait until that transaction ends. So the versions have no gaps or
        duplicates, and follow the order of the commits.

        Raises:
            TransactionManagementError: outside ``atomic``, where the event could be stored without its change.

        """
        self._for_write = True
        connection = connections[self.db]
        if connection.get_autocommit():
            raise TransactionManagementError(
                f"The event {event_type!r} was not stored: outside a transaction it would remain even if the change"
                f" that it reports failed. Put both into transaction.atomic(using={self.db!r})."
            )
        aggregate_type, aggregate_id = _named(aggregate)
        # An advisory lock, since the aggregate may have no row yet; the next statement sees every earlier commit.
        locks.hold_key_until_commit(f"{aggregate_type} {aggregate_id}", using=self.db)
        stored = self.model._base_manager.using(self.db)
        events = stored.filter(aggregate_type=aggregate_type, aggregate_id=aggregate_id)
        last = events.order_by("-version").values_list("version", "hash_current").first()
        number, hash_previous = last or (0, None)
        event = self.model(
            aggregate_type=aggregate_type,
            aggregate_id=aggregate_id,
            version=number + 1,
            event_type=event_type,
            payload=payload or {},
            occurred_at=occurred_at or timezone.now(),
            hash_previous=hash_previous,
        )
        event.hash_current = event.computed_hash()
        event.save(using=self.db, force_insert=True)
        return event


class OutboxMessageQuerySet(BulkQuerySet["OutboxMessage"]):
    """Outbox messages."""

    def publish(
        self,
        *,
        aggregate: Aggregate,
        event_type: str,
        target: str,
        payload: dict[str, Any] | None = None,
        occurred_at: datetime | None = None,
    ) -> "OutboxMessage":
        """Store a domain event and the message that carries it to a target, in the caller's transaction.

        A rollback of that transaction undoes both. Arguments and errors are those of ``DomainEvent.objects.record``.
        """
        from agent360_models.hibachi.events.models import DomainEvent

        self._for_write = True
        event = DomainEvent.objects.using(self.db).record(
            aggregate=aggregate, event_type=event_type, payload=payload, occurred_at=occurred_at
        )
        return self.send(event, target=target)

    def send(self, event: "DomainEvent", *, target: str) -> "OutboxMessage":
        """Store a message that carries an event to one more target.

        Call it in the transaction that recorded the event: later, the message may arrive after those of later events.
        """
        return self.create(event=event, target=target, payload=event.payload)

    def due(self) -> "OutboxMessageQuerySet":
        """Return the messages that may be claimed now: the first of each aggregate to each target, if it is due.

        A claimed message that was not settled is due again once its lease is over. A message with a moment that Python
        cannot have, such as ``infinity``, is never due, and the later messages of its aggregate wait for it.
        """
        waiting = self.model._base_manager.filter(status__in=self.model.UNSETTLED)
        # Sorts every waiting message once, since the original has no index on outbox.event_id.
        place = ("event__aggregate_id", "event__aggregate_type", "target")
        first = waiting.order_by(*place, "event__version").distinct(*place).values("pk")
        due = self.filter(status__in=self.model.UNSETTLED, next_attempt_at__lte=Now(), pk__in=first)
        return due.readable().order_by("next_attempt_at")

    def readable(self) -> "OutboxMessageQuerySet":
        """Return the messages whose moments, and those of their events, Python can have."""
        from agent360_models.hibachi.events.models import DomainEvent

        events = DomainEvent._base_manager.filter(readable(DomainEvent), pk=OuterRef("event_id"))
        return self.filter(readable(self.model), Exists(events))

    def claim(self, limit: int = 10, *, lease: timedelta = LEASE) -> "list[OutboxMessage]":
        """Claim due messages for delivery, each with its ``event``, the longest waiting first.

        No other worker gets them until the lease is over. A claim returns at most one message per aggregate and
        target: the next message is due once this one is delivered or given up. Messages that another session has
        locked are skipped.

        A message that was claimed ``max_attempts`` times and never settled, as when it kills its workers, becomes a
        dead letter.

        The first claim of a large backlog that waits for earlier messages puts some thousands behind them. It then
        sorts the rest once, as every claim does without the index.

        Args:
            limit: the maximum number of messages.
            lease: the time for delivering all of them.

        Raises:
            ClaimRefusedError: inside ``atomic``, where a rollback would undo the lease.

        """
        messages, is_all = self.claim_some(limit, lease=lease)
        return messages if messages or is_all else self._claim_sorted(limit, lease, is_ordered=True)

    def claim_some(self, limit: int = 10, *, lease: timedelta = LEASE) -> "tuple[list[OutboxMessage], bool]":
        """Claim for about a second, as ``claim()``; return the messages, and whether every due one was examined."""
        self._for_write = True
        if not is_outside_atomic(self.db):
            raise ClaimRefusedError(
                "Messages cannot be claimed inside atomic(): a rollback would undo the lease while they are being"
                " delivered. Call claim() outside the block."
            )
        is_ordered, now = _order.is_indexed(self.db), Now()
        if not is_ordered:
            return self._claim_sorted(limit, lease, is_ordered=False), True
        by_time = self.filter(
            readable(self.model, "next_attempt_at"), status__in=self.model.UNSETTLED, next_attempt_at__lte=now
        )
        firsts, left = _order.FirstMessages(by_time, limit), limit
        messages: list[OutboxMessage] = []
        taken: list[Any] = []
        while left and not firsts.is_over and not firsts.is_late and (taken or not messages):  # their lease runs
            with transaction.atomic(using=self.db):
                taken = firsts.lock(left)
                left -= len(taken)
                messages += self._take(taken, lease, is_ordered=True)
        return messages, firsts.is_over

    def _claim_sorted(self, limit: int, lease: timedelta, *, is_ordered: bool) -> "list[OutboxMessage]":
        with transaction.atomic(using=self.db):
            # No join: FOR UPDATE OF accepts no schema, so Django could not name the table to lock.
            taken = list(self.due().annotate(now=Now()).select_for_update(skip_locked=True)[:limit])
            return self._take(taken, lease, is_ordered=is_ordered)

    def _take(self, taken: list[Any], lease: timedelta, *, is_ordered: bool) -> "list[OutboxMessage]":
        """Claim locked messages and return them; those without attempts left become dead letters."""
        status = self.model.Status
        worn = [message.pk for message in taken if message.attempts >= message.max_attempts]
        messages = [message for message in taken if message.attempts < message.max_attempts]
        stored = self.model._base_manager.using(self.db)
        if worn:
            error = "Claimed max_attempts times, and never settled."
            stored.filter(pk__in=worn).update(status=status.FAILED, error=error)
            if is_ordered:
                _order.wake(worn, using=self.db)
        if messages:
            claim = {"status": status.PROCESSING, "next_attempt_at": messages[0].now + lease}
            changed = {"attempts": F("attempts") + 1, "error": NullIf("error", Value(_order.BEHIND))}
            stored.filter(pk__in=[message.pk for message in messages]).update(**changed, **claim)
            prefetch_related_objects(messages, "event")
            for message in messages:
                message.attempts += 1
                message.error = None if message.error == _order.BEHIND else message.error
                message.wakes = is_ordered
                for name, value in claim.items():
                    setattr(message, name, value)
        return messages

    def requeue(self) -> int:
        """Make the dead letters in this queryset pending again, with a new set of attempts; return their number.

        They are sent now, after messages of the same aggregate that did not wait for them.
        """
        dead = self.filter(status=self.model.Status.FAILED)
        again = F("attempts") + self.model.MAX_ATTEMPTS
        return dead.update(status=self.model.Status.PENDING, max_attempts=again, next_attempt_at=Now())

    def cancel(self) -> int:
        """Cancel the pending messages in this queryset; return their number. Claimed messages are not affected."""
        self._for_write = True
        pending = self.filter(status=self.model.Status.PENDING)
        if not _order.is_indexed(self.db):
            return pending.update(status=self.model.Status.CANCELLED)
        with transaction.atomic(using=self.db):
            stored = self.model._base_manager.using(self.db)
            found = stored.filter(pk__in=pending.values("pk"), status=self.model.Status.PENDING)
            keys = list(found.select_for_update(no_key=True).values_list("pk", flat=True))
            text = NullIf("error", Value(_order.BEHIND))
            count: int = stored.filter(pk__in=keys).update(status=self.model.Status.CANCELLED, error=text)
            _order.wake(keys, using=self.db)
        return count


class InboxMessageQuerySet(BulkQuerySet["InboxMessage"]):
    """Messages from elsewhere."""

    def receive(
        self, *, source: str, signature: str, payload: dict[str, Any] | None = None
    ) -> "tuple[InboxMessage, bool]":
        """Store a message for later processing; return it, and whether it is new.

        A message that is already stored is returned unchanged.

        Raises ``InvalidValueError`` if a message from another source has the signature.
        """
        own = self._store(source, signature, payload)
        stored = self._stored(self.model._base_manager.using(self.db), source, signature)
        return stored, stored.pk == own

    @contextmanager
    def process(
        self, *, source: str, signature: str, payload: dict[str, Any] | None = None
    ) -> "Iterator[InboxMessage | None]":
        """Have the block process a message once: yield the message, or ``None`` if it was processed before.

        The block and the mark "processed" are one transaction on this alias: both are committed, or an exception undoes
        both. Of two concurrent deliveries of a message, the second waits for the first. Effects outside this alias
        are the block's own responsibility.

        A call to ``receive()`` before is optional.

        Raises ``InvalidValueError`` if a message from another source has the signature.
        """
        self._for_write = True
        with transaction.atomic(using=self.db):
            self._store(source, signature, payload)
            rows = self.model._base_manager.using(self.db).select_for_update()
            message = self._stored(rows, source, signature)
            if message.processed:
                yield None
                return
            yield message
            message.processed, message.processed_at = True, timezone.now()
            message.save(using=self.db, update_fields=["processed", "processed_at"])

    def waiting(self) -> "InboxMessageQuerySet":
        """Return the received messages that are not processed, the oldest first."""
        return self.filter(processed=False).order_by("created_at")

    def _store(self, source: str, signature: str, payload: dict[str, Any] | None) -> UUID:
        """Insert a message unless it is stored; return the key that a new row gets."""
        self._for_write = True
        row = self.model(source=source, signature=signature, payload=payload or {})
        self.bulk_create([row], ignore_conflicts=True)
        return row.pk

    def _stored(self, rows: Any, source: str, signature: str) -> "InboxMessage":
        message: InboxMessage = rows.get(signature=signature)
        if message.source != source:
            raise InvalidValueError(
                f"A message of {source!r} has the same signature as message {message.pk} of {message.source!r}."
                " Signatures are unique across all sources: include the source in the signature."
            )
        return message


def _named(aggregate: Aggregate) -> tuple[str, UUID]:
    """Return the table and the key of an aggregate."""
    if not isinstance(aggregate, Model):
        return aggregate
    if not isinstance(aggregate.pk, UUID):
        raise TypeError(
            f"{aggregate._meta.label} cannot be an aggregate: its key is {type(aggregate.pk).__name__}, not a UUID."
        )
    schema, table = split(aggregate._meta.db_table)
    return (f"{schema}.{table}" if schema else table), aggregate.pk
