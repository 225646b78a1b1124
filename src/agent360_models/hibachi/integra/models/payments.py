"""Payments reported by providers, and their matches with bookings."""

import uuid
from typing import Any

from django.db import models, router, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import PgEnumField
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment, with_unit

__all__ = ["PaymentEvent", "PaymentEventQuerySet", "PaymentMatch"]


class PaymentEventQuerySet(BulkQuerySet["PaymentEvent"]):
    """Payments reported by providers."""

    def unmatched(self) -> "PaymentEventQuerySet":
        """Return the payments without a match, the oldest first; ignored matches do not count."""
        matches = PaymentMatch.objects.filter(payment_event=OuterRef("pk")).exclude(status=PaymentMatch.Status.IGNORED)
        return self.filter(~Exists(matches)).order_by("occurred_at")

    def get_or_record(self, *, provider: str, provider_id: str, **columns: Any) -> "tuple[PaymentEvent, bool]":
        """Store an event; return it, and whether it is new.

        If the event is already stored, as when a webhook arrives twice, the stored row is returned unchanged. That
        also holds for concurrent webhooks: the first one wins.
        """
        return self.get_or_create(provider=provider, provider_id=provider_id, defaults=columns)


class PaymentEvent(models.Model):
    """One payment, reported by a provider or entered by hand.

    Written once by ``PaymentEvent.objects.get_or_record()``, however often the provider sends it, and never changed.
    """

    class Provider(models.TextChoices):
        """Source of the report."""

        STRIPE = "stripe", "Stripe"
        PLAID = "plaid", "Plaid"
        MANUAL = "manual", "By hand"

    class Method(models.TextChoices):
        """Method of the payment."""

        CARD = "card", "Card"
        ACH = "ach", "Bank transfer (ACH)"
        VENMO = "venmo", "Venmo"
        ZELLE = "zelle", "Zelle"
        CASH = "cash", "Cash"
        CHECK = "check", "Check"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    provider = PgEnumField(
        verbose_name="Provider",
        enum=Provider,
        type_name="payment_provider",
        schema="public",
        help_text="Who reported it: Stripe, Plaid, or somebody by hand.",
    )
    provider_id = models.CharField(
        verbose_name="Provider id",
        max_length=255,
        help_text="The provider's own id of the event, which is stored once for each provider.",
    )
    method = PgEnumField(
        verbose_name="Method",
        enum=Method,
        type_name="payment_method",
        schema="public",
        help_text="How it was paid: card, ACH, Venmo, Zelle, cash or check.",
    )
    amount_cents = models.IntegerField(
        verbose_name="Amount in cents", help_text="More than 0; a refund is no event here."
    )
    currency = models.CharField(
        verbose_name="Currency", max_length=3, default="USD", help_text="Three letters; USD where nobody gives another."
    )
    occurred_at = models.DateTimeField(verbose_name="Occurred at", help_text="When it happened, as the provider says.")
    memo = models.TextField(
        verbose_name="Memo", null=True, blank=True, help_text="What the payer wrote, by which a booking may be found."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data",
        default=dict,
        blank=True,
        help_text="What the provider sent, as JSON; it may have names and addresses.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )

    units = {"amount_cents": "cents of currency"}
    personal_fields = ("memo", "raw_data")

    objects = PaymentEventQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("integra", "payment_events")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0),
                name="check_payment_amount_positive",
                violation_error_message="An amount is more than 0.",
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_id"],
                name="ix_integra_payment_events_provider_id",
                violation_error_message="This event of the provider is stored already.",
            ),
        ]
        indexes = [Index(fields=["occurred_at"], name="ix_integra_payment_events_occurred")]

    def __str__(self) -> str:
        return f"{self.get_provider_display()}, {with_unit(self, 'amount_cents')}, {moment(self.occurred_at)}"


class PaymentMatch(models.Model):
    """A booking that a payment may be for: proposed by the platform, or decided by a person."""

    class Status(models.TextChoices):
        """Origin of the match, or its rejection."""

        AUTO = "auto", "Proposed by the platform"
        MANUAL = "manual", "Confirmed by a person"
        IGNORED = "ignored", "Rejected"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    payment_event = models.ForeignKey(
        "hibachi_integra.PaymentEvent",
        verbose_name="Payment event",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="matches",
        help_text="What was paid; where that is deleted, its matches go too.",
    )
    booking = models.ForeignKey(
        "hibachi_core.Booking",
        verbose_name="Booking",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="payment_matches",
        help_text="What the payment may be for; where that is deleted, its matches go too.",
    )
    confidence = models.DecimalField(verbose_name="Confidence", max_digits=3, decimal_places=2, help_text="0 to 1.")
    match_method = models.CharField(
        verbose_name="Match method", max_length=50, help_text="By what it was found, such as memo or amount."
    )
    status = models.CharField(
        verbose_name="Status",
        max_length=20,
        choices=Status,
        default=Status.AUTO,
        help_text="Auto is a proposal, manual is confirmed by a person, and ignored is rejected.",
    )
    reviewed_by = models.UUIDField(
        verbose_name="Reviewed by",
        null=True,
        blank=True,
        editable=False,
        help_text="The key of the user who decided; no foreign key holds it.",
    )
    notes = models.TextField(verbose_name="Notes", null=True, blank=True)
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )

    personal_fields = ("notes",)

    objects = BulkQuerySet["PaymentMatch"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("integra", "payment_matches")
        verbose_name_plural = "payment matches"
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1),
                name="check_confidence_range",
                violation_error_message="The confidence is 0 to 1.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["auto", "manual", "ignored"]),
                name="check_match_status",
                violation_error_message="A match is auto, manual or ignored.",
            ),
        ]

    def __str__(self) -> str:
        return f"Match of {moment(self.created_at)} ({self.get_status_display()})"

    def confirm(self, *, by: uuid.UUID | None = None) -> None:
        """Confirm the match, and reject the other proposals for its event; ``by`` is a user's key.

        The method runs in one transaction under a lock on the event, so only one of two concurrent calls succeeds.

        Raises ``IllegalTransitionError``, and changes nothing, if this match is already decided. Confirming another
        match of the event decides this one too.
        """
        alias = router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            proposals = self._lock_proposals(alias)
            proposals.exclude(pk=self.pk).update(status=self.Status.IGNORED, reviewed_by=by)
            proposals.filter(pk=self.pk).update(status=self.Status.MANUAL, reviewed_by=by)
        self.refresh_from_db(using=alias, fields=["status", "reviewed_by"])

    def reject(self, *, by: uuid.UUID | None = None) -> None:
        """Reject the match; the event's other matches do not change.

        Raises ``IllegalTransitionError`` if this match is already decided.
        """
        alias = router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            self._lock_proposals(alias).filter(pk=self.pk).update(status=self.Status.IGNORED, reviewed_by=by)
        self.refresh_from_db(using=alias, fields=["status", "reviewed_by"])

    def _lock_proposals(self, alias: str) -> BulkQuerySet["PaymentMatch"]:
        """Lock the event; return its undecided matches, which must include this one."""
        PaymentEvent.objects.using(alias).select_for_update(no_key=True).get(pk=self.payment_event_id)
        matches = PaymentMatch.objects.using(alias).filter(payment_event_id=self.payment_event_id)
        proposals = matches.filter(status=self.Status.AUTO)
        if not proposals.filter(pk=self.pk).exists():
            raise IllegalTransitionError(f"Match {self.pk} is already decided: only proposals can be decided.")
        return proposals
