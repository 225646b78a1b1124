"""Events are recorded, messages are published, claimed and received."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connections, transaction
from django.db.models import F, Model, Value, prefetch_related_objects
from django.db.models.functions import Now, NullIf
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from agent360_models import locks
from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import ClaimRefusedError
from agent360_models.hibachi.events import _order
from agent360_models.hibachi.exceptions import InvalidValueError
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
        return self.filter(aggregate_type=aggregate_type, aggregate_id=aggregate_id).order_by("version")

    def record(
        self,
        *,
        aggregate: Aggregate,
        event_type: str,
        payload: dict[str, Any] | None = None,
        occurred_at: datetime | None = None,
    ) -> "DomainEvent":
        """Store an event in the caller's transaction, with the next number of its aggregate and its hash.

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
    """Messages on their way."""

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

        Where that is rolled back, nothing was published. Takes and raises what ``DomainEvent.objects.record`` does.
        """
        from agent360_models.hibachi.events.models import DomainEvent

        self._for_write = True
        event = DomainEvent.objects.using(self.db).record(
            aggregate=aggregate, event_type=event_type, payload=payload, occurred_at=occurred_at
        )
        return self.send(event, target=target)

    def send(self, event: "DomainEvent", *, target: str) -> "OutboxMessage":
        """Store a message that carries an event to a target, one more where others have it already.

        It belongs into the transaction that recorded the event: later it may come after those that followed.
        """
        return self.create(event=event, target=target, payload=event.payload)

    def due(self) -> "OutboxMessageQuerySet":
        """Return what may be claimed now: the first message of each aggregate to each target, if its time has come.

        What was claimed and not settled is due once its lease is over.
        """
        waiting = self.model._base_manager.filter(status__in=self.model.UNSETTLED)
        # All that waits is sorted once, since the original has no index that leads from an event to its messages.
        place = ("event__aggregate_id", "event__aggregate_type", "target")
        first = waiting.order_by(*place, "event__version").distinct(*place).values("pk")
        due = self.filter(status__in=self.model.UNSETTLED, next_attempt_at__lte=Now(), pk__in=first)
        return due.order_by("next_attempt_at")

    def claim(self, limit: int = 10, *, lease: timedelta = LEASE) -> "list[OutboxMessage]":
        """Take messages to deliver them, each with its ``event``, those that have waited longest first.

        Nobody else gets them until the lease is over. Of an aggregate there is one at most to each target: the next
        one is due once this one is delivered or given up. Messages that somebody else is claiming at the moment are
        passed by, and never waited for.

        A message that was claimed ``max_attempts`` times, and never acknowledged, retried or given up, as when it
        kills its workers, becomes a dead letter.

        Where very many wait for earlier ones, and no claim has met them yet, this one puts some thousands behind, and
        then sorts the others once, as it does without an index.

        Args:
            limit: how many at most.
            lease: how long the worker may take for all of them.

        Raises:
            ClaimRefusedError: inside ``atomic``, which would take the lease back if it was rolled back.

        """
        messages, is_all = self.claim_some(limit, lease=lease)
        return messages if messages or is_all else self._claim_sorted(limit, lease, is_ordered=True)

    def claim_some(self, limit: int = 10, *, lease: timedelta = LEASE) -> "tuple[list[OutboxMessage], bool]":
        """Do as ``claim()``, for a second or so; return the messages, and whether all that is due was looked at."""
        self._for_write = True
        if not is_outside_atomic(self.db):
            raise ClaimRefusedError(
                "Messages are claimed outside atomic(): if it was rolled back, the lease would be gone while they are"
                " delivered."
            )
        is_ordered, now = _order.is_indexed(self.db), Now()
        if not is_ordered:
            return self._claim_sorted(limit, lease, is_ordered=False), True
        by_time = self.filter(status__in=self.model.UNSETTLED, next_attempt_at__lte=now)
        firsts, left = _order.FirstMessages(by_time, limit), limit
        messages: list[OutboxMessage] = []
        taken: list[Any] = []
        while left and not firsts.is_over and not firsts.is_late and (taken or not messages):  # whose lease runs
            with transaction.atomic(using=self.db):
                taken = firsts.lock(left)
                left -= len(taken)
                messages += self._take(taken, lease, is_ordered=True)
        return messages, firsts.is_over

    def _claim_sorted(self, limit: int, lease: timedelta, *, is_ordered: bool) -> "list[OutboxMessage]":
        with transaction.atomic(using=self.db):
            # No join: Django could not say which of the tables to lock, as PostgreSQL wants no schema there.
            taken = list(self.due().annotate(now=Now()).select_for_update(skip_locked=True)[:limit])
            return self._take(taken, lease, is_ordered=is_ordered)

    def _take(self, taken: list[Any], lease: timedelta, *, is_ordered: bool) -> "list[OutboxMessage]":
        """Claim messages that are locked, and return them; those that are worn out become dead letters."""
        status = self.model.Status
        worn = [message.pk for message in taken if message.attempts >= message.max_attempts]
        messages = [message for message in taken if message.attempts < message.max_attempts]
        stored = self.model._base_manager.using(self.db)
        if worn:
            error = "Claimed as often as it may be, and never settled."
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
        """Make the dead letters among these pending again, with new attempts before them; return how many there were.

        They go out now, later than messages of the same aggregate that went on without them.
        """
        dead = self.filter(status=self.model.Status.FAILED)
        again = F("attempts") + self.model.MAX_ATTEMPTS
        return dead.update(status=self.model.Status.PENDING, max_attempts=again, next_attempt_at=Now())

    def cancel(self) -> int:
        """Withdraw the pending messages among these; return how many there were. A claimed one is on its way."""
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
        """Store a message to process it later; return it, and whether it is new.

        One that is stored already is returned as it is.

        Raises ``InvalidValueError`` where another source has the signature.
        """
        own = self._store(source, signature, payload)
        stored = self._stored(self.model._base_manager.using(self.db), source, signature)
        return stored, stored.pk == own

    @contextmanager
    def process(
        self, *, source: str, signature: str, payload: dict[str, Any] | None = None
    ) -> "Iterator[InboxMessage | None]":
        """Have the block process a message once: yield it, or ``None`` where it was processed before.

        The block is one transaction with the record of it: what the block writes on this alias is there exactly
        when the message is processed, and an exception undoes both. Where the same message is delivered twice at
        once, the second waits for the first; of what is not on this alias, only the block can make sure.

        The message need not be received before.

        Raises ``InvalidValueError`` where another source has the signature.
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
        """Return those that were received and not processed, the oldest first."""
        return self.filter(processed=False).order_by("created_at")

    def _store(self, source: str, signature: str, payload: dict[str, Any] | None) -> UUID:
        """Insert a message unless it is there; return the key that it has if it was not."""
        self._for_write = True
        row = self.model(source=source, signature=signature, payload=payload or {})
        self.bulk_create([row], ignore_conflicts=True)
        return row.pk

    def _stored(self, rows: Any, source: str, signature: str) -> "InboxMessage":
        message: InboxMessage = rows.get(signature=signature)
        if message.source != source:
            raise InvalidValueError(
                f"Message {message.pk} of {message.source!r} has the signature that one of {source!r} was given."
                " Signatures are told apart over all sources: put the source into it."
            )
        return message


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
