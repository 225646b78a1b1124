"""What happened, for others to hear: domain events, the outbox and the inbox."""

import uuid
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, router
from django.db.models.functions import Now
from django.utils import timezone

from agent360_models.exceptions import StaleRowError
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.events.querysets import DomainEventQuerySet, InboxMessageQuerySet, OutboxMessageQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.validators import storable_text

__all__ = ["DomainEvent", "InboxMessage", "OutboxMessage"]


class DomainEvent(models.Model):
    """Something that happened to an aggregate; written with the change itself, never changed or deleted.

    An aggregate is what changes as one: a booking with its payments, a lead with its contacts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    aggregate_type = models.CharField(max_length=128, help_text="The table of the aggregate, such as core.bookings.")
    aggregate_id = models.UUIDField()
    sequence = models.BigIntegerField(help_text="Counts the events of the aggregate from 1, without gaps.")
    event_type = models.CharField(max_length=100, help_text="In the past tense, such as booking.confirmed.")
    payload = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    metadata = models.JSONField(
        default=dict, blank=True, encoder=DjangoJSONEncoder, help_text="Such as who did it, or a correlation id."
    )
    occurred_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DomainEventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("events", "domain_events")
        constraints = [
            models.UniqueConstraint(
                fields=["aggregate_type", "aggregate_id", "sequence"],
                name="domain_events_aggregate_type_aggregate_id_sequence_key",
                violation_error_message="The aggregate has an event of this number already.",
            ),
            models.CheckConstraint(
                condition=models.Q(sequence__gt=0),
                name="ck_domain_events_sequence",
                violation_error_message="Events of an aggregate are counted from 1.",
            ),
        ]
        indexes = [Index(fields=["event_type", "occurred_at"], name="ix_events_domain_events_event_type")]

    def __str__(self) -> str:
        return f"{self.event_type}: {self.aggregate_type} {self.aggregate_id}, {self.sequence}"


class OutboxMessage(models.Model):
    """A domain event on its way to others; written by ``OutboxMessage.objects.publish()``, then by workers.

    It waits for a worker while ``status`` is pending and ``available_at`` has passed. A claim puts ``available_at``
    to the end of its lease, so that a message whose worker was killed is available again by itself.
    """

    class Status(models.TextChoices):
        """How far it came."""

        PENDING = "pending", "Pending"
        DELIVERED = "delivered", "Delivered"
        DEAD = "dead", "Dead letter"

    MAX_ATTEMPTS = 10
    MAX_BACKOFF = timedelta(hours=1)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.OneToOneField(
        "hibachi_events.DomainEvent", on_delete=models.RESTRICT, db_constraint=False, related_name="message"
    )
    # The event's, again: who is next is found in one index.
    aggregate_type = models.CharField(max_length=128, help_text="As the event has it.")
    aggregate_id = models.UUIDField(help_text="As the event has it.")
    sequence = models.BigIntegerField(help_text="As the event has it.")
    status = PgEnumField(enum=Status, type_name="outbox_status", schema="events", default=Status.PENDING)
    available_at = models.DateTimeField(
        default=timezone.now, help_text="When a worker may claim it: at once, after a delay, or when a lease runs out."
    )
    attempts = models.IntegerField(default=0, help_text="How often it was claimed.")
    claim_token = models.UUIDField(null=True, blank=True, help_text="Of the claim that it is held by.")
    claimed_by = models.CharField(max_length=100, null=True, blank=True, help_text="The worker's name for itself.")
    last_error = models.CharField(
        max_length=500, default="", blank=True, help_text="Never a part of the payload: the type of the error, or why."
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("events", "outbox")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attempts__gte=0),
                name="ck_outbox_attempts",
                violation_error_message="Attempts are counted from 0.",
            ),
            models.CheckConstraint(
                condition=models.Q(status="delivered", delivered_at__isnull=False)
                | (~models.Q(status="delivered") & models.Q(delivered_at__isnull=True)),
                name="ck_outbox_delivered_at",
                violation_error_message="A message that is delivered, and no other, has the time of it.",
            ),
        ]
        indexes = [
            Index(fields=["available_at"], condition=models.Q(status="pending"), name="ix_events_outbox_available_at"),
            Index(
                fields=["aggregate_type", "aggregate_id", "sequence"],
                condition=models.Q(status="pending"),
                name="ix_events_outbox_aggregate",
            ),
            Index(
                fields=["delivered_at"],
                condition=models.Q(status="delivered"),
                name="ix_events_outbox_delivered_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aggregate_type} {self.aggregate_id}, {self.sequence}"

    def acknowledge(self) -> None:
        """Say that the message is delivered.

        Raises ``StaleRowError``, with nothing written, where this claim of it is over: its lease ran out and
        somebody else has claimed it since, or it was acknowledged, retried or given up before.
        """
        self._settle(status=self.Status.DELIVERED, delivered_at=Now())

    def retry(self, error: BaseException | str, *, delay: timedelta | None = None) -> None:
        """Put the message back, to be claimed again after a delay; later ones of its aggregate wait for it.

        Once it was claimed ``MAX_ATTEMPTS`` times, it becomes a dead letter instead.

        Args:
            error: what went wrong: an exception, of which only the type is stored, since its text may repeat the
                payload; or a text without any of it, of which the beginning is.
            delay: without it 2 seconds after the first attempt, twice as many after each, up to ``MAX_BACKOFF``.

        Raises:
            StaleRowError: as ``acknowledge`` does.

        """
        if self.attempts >= self.MAX_ATTEMPTS:
            self.dead_letter(error)
            return
        if delay is None:
            delay = min(timedelta(seconds=2**self.attempts), self.MAX_BACKOFF)
        self._settle(available_at=Now() + delay, last_error=_without_content(error))

    def dead_letter(self, error: BaseException | str) -> None:
        """Give the message up, until somebody requeues it; later ones of its aggregate go on without it.

        Takes the error, and raises ``StaleRowError``, as ``retry`` does.
        """
        self._settle(status=self.Status.DEAD, last_error=_without_content(error))

    def _settle(self, **columns: Any) -> None:
        """Write the columns and end the claim, if the row is still held by it."""
        alias = router.db_for_write(OutboxMessage, instance=self)
        held = OutboxMessage.objects.using(alias).filter(pk=self.pk, claim_token=self.claim_token)
        columns["updated_at"] = Now()
        if self.claim_token is None or not held.update(claim_token=None, claimed_by=None, **columns):
            raise StaleRowError(
                f"Message {self.pk} was left as it is: it is not, or no longer, claimed by who would settle it."
                " Go on with the next; who holds it now will settle it."
            )
        self.claim_token = self.claimed_by = None
        for name in columns:
            self.__dict__.pop(name, None)  # is read again when it is asked for: the times are the database's


class InboxMessage(models.Model):
    """A message from elsewhere, received once however often it comes; written by ``InboxMessage.objects``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(
        max_length=100, help_text="Where it comes from, and who is to process it, if several are."
    )
    message_id = models.CharField(max_length=255, help_text="The source's own id of it.")
    event_type = models.CharField(max_length=100, default="", blank=True)
    payload = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    processed_at = models.DateTimeField(null=True, blank=True, help_text="Empty while it waits.")

    objects = InboxMessageQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("events", "inbox")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "message_id"],
                name="inbox_source_message_id_key",
                violation_error_message="This message of the source was received already.",
            )
        ]
        indexes = [
            Index(
                fields=["received_at"],
                condition=models.Q(processed_at__isnull=True),
                name="ix_events_inbox_received_at",
            )
        ]

    def __str__(self) -> str:
        return f"Message {self.pk} from {self.source}"


def _without_content(error: BaseException | str) -> str:
    text = type(error).__name__ if isinstance(error, BaseException) else error
    return storable_text(text[:500])[:500]
