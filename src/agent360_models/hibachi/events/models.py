"""Domain events, the outbox that publishes them, and the inbox for messages from elsewhere."""

import hashlib
import json
import uuid
from datetime import UTC, timedelta
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, router, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from agent360_models.exceptions import StaleRowError
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.events import _order
from agent360_models.hibachi.events.querysets import DomainEventQuerySet, InboxMessageQuerySet, OutboxMessageQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.transactions import reconnect_if_lost
from agent360_models.units import moment
from agent360_models.validators import storable_text

__all__ = ["DomainEvent", "InboxMessage", "OutboxMessage"]


class DomainEvent(models.Model):
    """Something that happened to an aggregate; written together with the change itself, never changed or deleted.

    An aggregate is a unit that changes together: a booking with its deposit, a lead with its contacts.
    """

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    aggregate_id = models.UUIDField(
        verbose_name="Aggregate id", help_text="The key of the row that the event is about; no foreign key holds it."
    )
    aggregate_type = models.CharField(
        verbose_name="Aggregate type", max_length=100, help_text="The table of the aggregate, such as core.bookings."
    )
    event_type = models.CharField(
        verbose_name="Event type", max_length=100, help_text="In the past tense, such as booking.confirmed."
    )
    payload = models.JSONField(
        verbose_name="Payload",
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text="JSON that the publisher chooses; it may have personal data.",
    )
    version = models.IntegerField(
        verbose_name="Version", help_text="Counts the events of the aggregate from 1, without gaps."
    )
    occurred_at = models.DateTimeField(
        verbose_name="Occurred at", default=timezone.now, help_text="The hash of the event is made of it too."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    hash_previous = models.CharField(
        verbose_name="Previous hash",
        max_length=64,
        null=True,
        blank=True,
        help_text="The hash of the aggregate's event before; empty at the first.",
    )
    hash_current = models.CharField(
        verbose_name="Current hash", max_length=64, help_text="By computed_hash(), where this library wrote the event."
    )

    personal_fields = ("payload",)

    objects = DomainEventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("events", "domain_events")
        indexes = [
            Index(fields=["aggregate_id", "version"], name="ix_events_domain_events_aggregate"),
            Index(fields=["occurred_at"], name="ix_events_domain_events_occurred"),
            Index(fields=["event_type"], name="ix_events_domain_events_type"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type}, {self.aggregate_type} version {self.version}, {moment(self.occurred_at)}"

    def computed_hash(self) -> str:
        """Return the hash computed from the columns: SHA-256 over the event and the previous hash, in hexadecimal.

        A later change to an event changes this hash and, through ``hash_previous``, the hashes of all later events.
        """
        payload = json.loads(
            json.dumps(self.payload, cls=DjangoJSONEncoder), parse_float=_as_stored, parse_int=_as_stored
        )
        parts = [
            self.hash_previous,
            self.aggregate_type,
            str(self.aggregate_id),
            self.version,
            self.event_type,
            self.occurred_at.astimezone(UTC).isoformat(),
            payload,
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class OutboxMessage(models.Model):
    """A domain event on its way to one target; written by ``OutboxMessage.objects.publish()``, then by workers.

    Workers may claim the message once ``next_attempt_at`` has passed. A claim moves that time to the end of its lease.
    So a message whose worker was killed becomes available again by itself.
    """

    class Status(models.TextChoices):
        """Progress of the delivery."""

        PENDING = "pending", "Pending"
        PROCESSING = "processing", "Claimed by a worker"
        COMPLETED = "completed", "Delivered"
        FAILED = "failed", "Dead letter"
        CANCELLED = "cancelled", "Cancelled"

    wakes = False  # whether the claim that returned this instance may have put later messages behind it

    UNSETTLED = (Status.PENDING, Status.PROCESSING)
    MAX_ATTEMPTS = 10  # of a new message; requeue() grants a dead letter as many again
    MAX_BACKOFF = timedelta(hours=1)

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    event = models.ForeignKey(
        "hibachi_events.DomainEvent",
        verbose_name="Event",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="messages",
        help_text="What the message carries; an event that is deleted takes its messages along.",
    )
    target = models.CharField(
        verbose_name="Target", max_length=50, help_text="Who is to hear of it: a queue, a service, a webhook."
    )
    payload = models.JSONField(
        verbose_name="Payload", default=dict, blank=True, encoder=DjangoJSONEncoder, help_text="As the event has it."
    )
    attempts = models.IntegerField(
        verbose_name="Attempts",
        default=0,
        help_text="How often it was claimed; never less again, so that a claim is known by it.",
    )
    max_attempts = models.IntegerField(
        verbose_name="Maximum attempts",
        default=MAX_ATTEMPTS,
        help_text="After so many claims the message becomes a dead letter; 10 for a new one.",
    )
    next_attempt_at = models.DateTimeField(
        verbose_name="Next attempt at",
        default=timezone.now,
        help_text="When a worker may claim it: at once, after a delay, or when a lease runs out.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="outbox_status",
        schema="public",
        default=Status.PENDING,
        help_text="Processing is claimed by a worker, completed is delivered, and failed is a dead letter.",
    )
    error = models.TextField(
        verbose_name="Error",
        null=True,
        blank=True,
        help_text="Never a part of the payload: the type of the error, or why.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    completed_at = models.DateTimeField(
        verbose_name="Completed at",
        null=True,
        blank=True,
        help_text="When a worker acknowledged it, by the database's clock; empty before that.",
    )

    personal_fields = ("payload",)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("events", "outbox")
        indexes = [Index(fields=["status", "next_attempt_at"], name="ix_events_outbox_status_next_attempt")]

    def __str__(self) -> str:
        return f"Message to {self.target} of {moment(self.created_at)} ({self.get_status_display()})"

    def acknowledge(self) -> None:
        """Mark the message as delivered.

        Raises ``StaleRowError``, and writes nothing, if this claim is over: another worker claimed the message after
        the lease ran out, or the message was already acknowledged, retried or given up.
        """
        self._settle(status=self.Status.COMPLETED, completed_at=Now())

    def retry(self, error: BaseException | str, *, delay: timedelta | None = None) -> None:
        """Put the message back for another attempt after a delay; later messages of its aggregate wait for it.

        After ``max_attempts`` claims, the message becomes a dead letter instead.

        Args:
            error: the cause. Only the type of an exception is stored, since its text may repeat the payload. A text
                is stored up to 500 characters; it must not contain any of the payload.
            delay: the back-off. The default is 2 seconds after the first attempt, doubled after each further one, up
                to ``MAX_BACKOFF``.

        Raises:
            StaleRowError: under the same conditions as in ``acknowledge``.

        """
        if self.attempts >= self.max_attempts:
            self.dead_letter(error)
            return
        if delay is None:
            before = max(0, self.max_attempts - self.MAX_ATTEMPTS)  # attempts before the last requeue
            delay = min(timedelta(seconds=2 ** max(1, self.attempts - before)), self.MAX_BACKOFF)
        self._settle(status=self.Status.PENDING, next_attempt_at=Now() + delay, error=_without_content(error))

    def dead_letter(self, error: BaseException | str) -> None:
        """Make the message a dead letter until somebody requeues it; later messages of its aggregate no longer wait.

        ``error`` and ``StaleRowError`` are as in ``retry``.
        """
        self._settle(status=self.Status.FAILED, error=_without_content(error))

    def give_back(self) -> None:
        """Put the message back as if it had not been claimed, with one more attempt allowed.

        Raises ``StaleRowError`` under the same conditions as ``acknowledge``.
        """
        again = {"status": self.Status.PENDING, "next_attempt_at": Now(), "max_attempts": F("max_attempts") + 1}
        self._settle(**again)

    def _settle(self, **columns: Any) -> None:
        """Write the columns and end the claim, if this claim still holds the row."""
        alias = router.db_for_write(OutboxMessage, instance=self)
        reconnect_if_lost(alias)  # a server or proxy may have closed the idle connection during the delivery
        held = OutboxMessage.objects.using(alias).filter(
            pk=self.pk, status=self.Status.PROCESSING, attempts=self.attempts
        )
        with transaction.atomic(using=alias):
            is_ours = self.status == self.Status.PROCESSING and bool(held.update(**columns))
            if is_ours and self.wakes and columns["status"] != self.Status.PENDING:
                _order.wake([self.pk], using=alias)
        if not is_ours:
            raise StaleRowError(
                f"Message {self.pk} was not changed: this worker has no claim on it, or its claim is over."
                " Go on with the next message; the worker that holds this one settles it."
            )
        for name in columns:
            self.__dict__.pop(name, None)  # deferred: the next access reads the database's time


class InboxMessage(models.Model):
    """A message from elsewhere, stored once however often it arrives; written by ``InboxMessage.objects``."""

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    signature = models.CharField(
        verbose_name="Signature",
        max_length=255,
        help_text="What tells the same message twice, among all sources, such as stripe:evt_1.",
    )
    source = models.CharField(
        verbose_name="Source", max_length=50, help_text="Where it comes from, and who is to process it, if several are."
    )
    payload = models.JSONField(
        verbose_name="Payload",
        default=dict,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text="JSON as the source sent it; it may have personal data.",
    )
    processed = models.BooleanField(
        verbose_name="Processed",
        default=False,
        help_text="Written by process(), in one transaction with what the caller does.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="When the message came for the first time.",
    )
    processed_at = models.DateTimeField(
        verbose_name="Processed at", null=True, blank=True, help_text="Empty while it waits."
    )

    personal_fields = ("payload",)

    objects = InboxMessageQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("events", "inbox")
        constraints = [
            models.UniqueConstraint(
                fields=["signature"],
                name="ix_events_inbox_signature",
                violation_error_message="This message was received already.",
            )
        ]

    def __str__(self) -> str:
        return f"Message from {self.source} of {moment(self.created_at)}"


def _as_stored(number: str) -> dict[str, str]:
    """Return a number in one canonical spelling: jsonb stores 1e2 as 100, and -0.0 as 0.0."""
    return {"number": f"{(Decimal(number) + 0).normalize():f}"}


def _without_content(error: BaseException | str) -> str:
    text = type(error).__name__ if isinstance(error, BaseException) else error
    return storable_text(text[:500])[:500]
