"""What comes in from other systems: calls, what payment providers report, and messages on social platforms.

All columns are inferred: see the README.
"""

import uuid
from typing import TYPE_CHECKING

from django.db import models, router, transaction
from django.db.models import F, Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.integra.querysets import PaymentEventQuerySet, SocialInboxQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

if TYPE_CHECKING:
    from agent360_models.hibachi.identity.models import User


class CallSession(models.Model):
    """One telephone call, as the provider of telephony reports it; written and updated by its webhooks."""

    class Direction(models.TextChoices):
        """Who called."""

        INBOUND = "inbound", "To the business"
        OUTBOUND = "outbound", "From the business"

    class Status(models.TextChoices):
        """How the call goes, or how it ended."""

        RINGING = "ringing", "Ringing"
        IN_PROGRESS = "in_progress", "In progress"
        COMPLETED = "completed", "Completed"
        MISSED = "missed", "Missed"
        VOICEMAIL = "voicemail", "Voicemail"
        BUSY = "busy", "Busy"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider_call_id = models.CharField(max_length=100, unique=True, help_text="The provider's own id of the call.")
    direction = PgEnumField(enum=Direction, type_name="call_direction", schema="integra")
    status = PgEnumField(enum=Status, type_name="call_status", schema="integra", default=Status.RINGING)
    from_number = models.CharField(max_length=20, help_text="In the form +14155550100.")
    to_number = models.CharField(max_length=20, help_text="In the form +14155550100.")
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="call_sessions",
        help_text="Empty where the number is nobody's.",
    )
    booking = models.ForeignKey(
        "hibachi_core.Booking",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="call_sessions",
        help_text="What the call was about.",
    )
    handled_by = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="call_sessions",
        help_text="Who of the business spoke.",
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    duration_seconds = models.IntegerField(
        null=True, blank=True, help_text="How long they spoke, as the provider bills it; 0 for a missed call."
    )
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("integra", "call_sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")),
                name="ck_call_sessions_ended_at",
                violation_error_message="A call ends after it started.",
            ),
            models.CheckConstraint(
                condition=Q(duration_seconds__isnull=True) | Q(duration_seconds__gte=0, ended_at__isnull=False),
                name="ck_call_sessions_duration",
                violation_error_message="Only a call that has ended has a duration, of 0 seconds or more.",
            ),
        ]
        indexes = [
            Index(fields=["customer"], name="ix_integra_call_sessions_customer_id"),
            Index(fields=["booking"], name="ix_integra_call_sessions_booking_id"),
            Index(fields=["handled_by"], name="ix_integra_call_sessions_handled_by_id"),
            Index(fields=["started_at"], name="ix_integra_call_sessions_started_at"),
            Index(fields=["from_number"], name="ix_integra_call_sessions_from_number"),
        ]

    def __str__(self) -> str:
        return f"Call {self.pk}"


class PaymentEvent(models.Model):
    """One thing that a payment provider reported: money came, was given back, or did not arrive.

    Written once, by ``PaymentEvent.objects.record()``, however often the provider sends it; then only its status
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


class SocialInboxItem(models.Model):
    """One message, comment or review on a social platform that waits for somebody of the business.

    Written once, by ``SocialInboxItem.objects.record()``, however often the platform sends it.
    """

    class Platform(models.TextChoices):
        """Where it was written."""

        FACEBOOK = "facebook", "Facebook"
        INSTAGRAM = "instagram", "Instagram"
        GOOGLE = "google", "Google"
        YELP = "yelp", "Yelp"
        TIKTOK = "tiktok", "TikTok"

    class Kind(models.TextChoices):
        """What it is."""

        DIRECT_MESSAGE = "direct_message", "Direct message"
        COMMENT = "comment", "Comment"
        MENTION = "mention", "Mention"
        REVIEW = "review", "Review"

    class Status(models.TextChoices):
        """Whether somebody has to do something."""

        NEW = "new", "New"
        ASSIGNED = "assigned", "Assigned"
        ANSWERED = "answered", "Answered"
        DISMISSED = "dismissed", "Dismissed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    platform = PgEnumField(enum=Platform, type_name="social_platform", schema="integra")
    external_id = models.CharField(max_length=200, help_text="The platform's own id of the message.")
    kind = PgEnumField(enum=Kind, type_name="social_inbox_kind", schema="integra", default=Kind.DIRECT_MESSAGE)
    thread = models.ForeignKey(
        "hibachi_core.SocialThread",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="inbox_items",
    )
    sender_external_id = models.CharField(max_length=200, help_text="Who wrote it, as the platform names them.")
    body = models.TextField(null=True, blank=True)
    status = PgEnumField(enum=Status, type_name="social_inbox_status", schema="integra", default=Status.NEW)
    assigned_to = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="social_inbox_items",
    )
    payload = models.JSONField(default=dict, blank=True, help_text="What the platform sent.")
    received_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When it was answered, or dismissed.")
    updated_at = models.DateTimeField(auto_now=True)

    objects = SocialInboxQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("integra", "social_inbox")
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "external_id"],
                name="social_inbox_platform_external_id_key",
                violation_error_message="This message of the platform is stored already.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["new", "assigned"], closed_at__isnull=True)
                | Q(status__in=["answered", "dismissed"], closed_at__isnull=False),
                name="ck_social_inbox_closed_at",
                violation_error_message="What is answered or dismissed has the time of it, and nothing else has.",
            ),
        ]
        indexes = [
            Index(fields=["thread"], name="ix_integra_social_inbox_thread_id"),
            Index(fields=["assigned_to"], name="ix_integra_social_inbox_assigned_to_id"),
            Index(
                fields=["received_at"],
                name="ix_integra_social_inbox_waiting",
                condition=Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_platform_display()} {self.pk}"
