"""Reports of payment providers, and the bookings that they are for."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models, router, transaction
from django.db.models import Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import PgEnumField
from agent360_models.indexes import Index
from agent360_models.names import qualified

if TYPE_CHECKING:
    from agent360_models.hibachi.identity.models import User

__all__ = ["PaymentEvent", "PaymentEventQuerySet", "PaymentMatch"]


class PaymentEventQuerySet(BulkQuerySet["PaymentEvent"]):
    """What payment providers reported."""

    def waiting(self) -> "PaymentEventQuerySet":
        """Return those of which nobody knows yet what they are for, the oldest first."""
        return self.filter(status="received").order_by("received_at")

    def get_or_record(self, *, provider: str, external_id: str, **columns: Any) -> "tuple[PaymentEvent, bool]":
        """Store an event, and return it and whether it is new.

        One that is stored already, as when a webhook comes twice or two of them at once, is returned as it is:
        what came first stands.
        """
        return self.get_or_create(provider=provider, external_id=external_id, defaults=columns)


class PaymentEvent(models.Model):
    """One thing that a payment provider reported: money came, was given back, or did not arrive.

    Written once, by ``PaymentEvent.objects.get_or_record()``, however often the provider sends it; then only its status
    changes, as somebody finds out which booking it is for.
    """

    class Provider(models.TextChoices):
        """Who sent it."""

        STRIPE = "stripe", "Stripe"
        SQUARE = "square", "Square"
        PAYPAL = "paypal", "PayPal"
        VENMO = "venmo", "Venmo"
        ZELLE = "zelle", "Zelle"
        BANK_TRANSFER = "bank_transfer", "Bank transfer"

    class Status(models.TextChoices):
        """What became of it."""

        RECEIVED = "received", "Received"
        MATCHED = "matched", "Matched"
        IGNORED = "ignored", "Ignored"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = PgEnumField(enum=Provider, type_name="payment_provider", schema="integra")
    external_id = models.CharField(max_length=200, help_text="The provider's own id of the event.")
    event_type = models.CharField(max_length=100, help_text="The provider's word, such as charge.succeeded.")
    amount = models.DecimalField(
        max_digits=10, decimal_places=2, help_text="Never negative: what was done with it says the type."
    )
    currency = models.CharField(max_length=3, default="USD")
    status = PgEnumField(enum=Status, type_name="payment_event_status", schema="integra", default=Status.RECEIVED)
    payload = models.JSONField(default=dict, blank=True, help_text="What the provider sent.")
    occurred_at = models.DateTimeField(help_text="When it happened, as the provider says.")
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PaymentEventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("integra", "payment_events")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "external_id"],
                name="payment_events_provider_external_id_key",
                violation_error_message="This event of the provider is stored already.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="ck_payment_events_amount",
                violation_error_message="An amount is 0 or more.",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex="^[A-Z]{3}$"),
                name="ck_payment_events_currency",
                violation_error_message="A currency is three capital letters, such as USD.",
            ),
        ]
        indexes = [
            Index(fields=["occurred_at"], name="ix_integra_payment_events_occurred_at"),
            Index(
                fields=["received_at"],
                name="ix_integra_payment_events_waiting",
                condition=Q(status="received"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_provider_display()} {self.pk}"


class PaymentMatch(models.Model):
    """One guess for which booking a payment event is; proposed by the platform, decided by it or by a person."""

    class Status(models.TextChoices):
        """What was decided."""

        PROPOSED = "proposed", "Proposed"
        CONFIRMED = "confirmed", "Confirmed"
        REJECTED = "rejected", "Rejected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(
        "hibachi_integra.PaymentEvent",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="matches",
    )
    booking = models.ForeignKey(
        "hibachi_core.Booking",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="payment_matches",
    )
    payment = models.ForeignKey(
        "hibachi_core.Payment",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="payment_matches",
        help_text="The payment of the booking that it is, where there is a row of it.",
    )
    confidence = models.DecimalField(max_digits=4, decimal_places=3, help_text="0 to 1.")
    status = PgEnumField(enum=Status, type_name="payment_match_status", schema="integra", default=Status.PROPOSED)
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        editable=False,
        related_name="decided_payment_matches",
        help_text="Empty where no person decided it.",
    )
    metadata = models.JSONField(default=dict, blank=True, help_text="What speaks for it.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("integra", "payment_matches")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "booking"],
                name="payment_matches_event_id_booking_id_key",
                violation_error_message="This booking is proposed for the event already.",
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(status="confirmed"),
                name="payment_matches_confirmed_key",
                violation_error_message="Another match of this event is confirmed.",
            ),
            models.CheckConstraint(
                condition=Q(confidence__range=(0, 1)),
                name="ck_payment_matches_confidence",
                violation_error_message="The confidence is 0 to 1.",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_at__isnull=True)
                | Q(~Q(status="proposed"), decided_at__isnull=False),
                name="ck_payment_matches_decided_at",
                violation_error_message="A match that is confirmed or rejected has the time of it, and no other one.",
            ),
        ]
        indexes = [
            Index(fields=["booking"], name="ix_integra_payment_matches_booking_id"),
            Index(fields=["payment"], name="ix_integra_payment_matches_payment_id"),
            Index(fields=["decided_by"], name="ix_integra_payment_matches_decided_by_id"),
        ]

    def __str__(self) -> str:
        return f"Match {self.pk}"

    def confirm(self, *, by: "User | None" = None) -> None:
        """Confirm the match, reject the other proposals for its event, and mark the event as matched.

        In one transaction, under a lock on the event: of two matches that are confirmed at once, one is.

        Raises ``IllegalTransitionError`` where this match is decided already, as it is when another one was
        confirmed; nothing is changed then.
        """
        alias = router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            proposals = self._lock_proposals(alias)
            now = timezone.now()
            decided = {"decided_at": now, "decided_by": by, "updated_at": now}
            proposals.exclude(pk=self.pk).update(status=self.Status.REJECTED, **decided)
            proposals.filter(pk=self.pk).update(status=self.Status.CONFIRMED, **decided)
            PaymentEvent.objects.using(alias).filter(pk=self.event_id).update(
                status=PaymentEvent.Status.MATCHED, updated_at=now
            )
        self.refresh_from_db(using=alias)

    def reject(self, *, by: "User | None" = None) -> None:
        """Reject the match; others of its event stay as they are.

        Raises ``IllegalTransitionError`` where this match is decided already.
        """
        alias = router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            now = timezone.now()
            self._lock_proposals(alias).filter(pk=self.pk).update(
                status=self.Status.REJECTED, decided_at=now, decided_by=by, updated_at=now
            )
        self.refresh_from_db(using=alias)

    def _lock_proposals(self, alias: str) -> BulkQuerySet["PaymentMatch"]:
        """Lock the event; return the matches of it that nobody has decided, of which this one must be."""
        PaymentEvent.objects.using(alias).select_for_update(no_key=True).get(pk=self.event_id)
        proposals = PaymentMatch.objects.using(alias).filter(event_id=self.event_id, status=self.Status.PROPOSED)
        if not proposals.filter(pk=self.pk).exists():
            raise IllegalTransitionError(f"Match {self.pk} is decided already: only a proposal can be.")
        return proposals
