"""What customers said after a booking, the coupons they got, and reviews that went to a person.

All columns are inferred: see the README.
"""

import uuid
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models, router, transaction
from django.db.models import F, Q
from django.db.models.functions import Now, Upper
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.exceptions import CouponRefusedError, InvalidValueError
from agent360_models.indexes import Index
from agent360_models.names import qualified

if TYPE_CHECKING:
    from agent360_models.hibachi.core.models import Booking

__all__ = ["CustomerReview", "CustomerReviewQuerySet", "DiscountCoupon", "DiscountCouponQuerySet", "ReviewEscalation"]


class CustomerReviewQuerySet(BulkQuerySet["CustomerReview"]):
    """Requests for a review, and their answers."""

    def shared_on(self, platform: str) -> "CustomerReviewQuerySet":
        """Return those whose customers were sent on to a public platform."""
        return self.filter(shared_on__contains=[platform])


class CustomerReview(models.Model):
    """How one booking was: the request that went to the customer, and the answer.

    The platform writes it after the booking; the answer is written once, by ``record_answer()``. It is for the
    business; what is published is a row of ``hibachi_core.Review``.
    """

    class Status(models.TextChoices):
        """How far the request has come."""

        PENDING = "pending", "To be sent"
        SENT = "sent", "Sent"
        ANSWERED = "answered", "Answered"
        EXPIRED = "expired", "Not answered in time"

    class Sentiment(models.TextChoices):
        """What the rating means."""

        POSITIVE = "positive", "Positive"
        NEUTRAL = "neutral", "Neutral"
        NEGATIVE = "negative", "Negative"

    class Platform(models.TextChoices):
        """Where anybody can read what is written."""

        GOOGLE = "google", "Google"
        YELP = "yelp", "Yelp"
        FACEBOOK = "facebook", "Facebook"
        TRIPADVISOR = "tripadvisor", "Tripadvisor"

    # 1 and 2 are for a person to handle.
    SENTIMENT_OF = {
        1: Sentiment.NEGATIVE,
        2: Sentiment.NEGATIVE,
        3: Sentiment.NEUTRAL,
        4: Sentiment.POSITIVE,
        5: Sentiment.POSITIVE,
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.OneToOneField(
        "hibachi_core.Booking", on_delete=models.CASCADE, db_constraint=False, related_name="customer_review"
    )
    status = PgEnumField(enum=Status, type_name="customer_review_status", schema="feedback", default=Status.PENDING)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    rating = models.SmallIntegerField(null=True, blank=True, help_text="1 to 5.")
    sentiment = PgEnumField(enum=Sentiment, type_name="review_sentiment", schema="feedback", null=True, blank=True)
    comment = models.TextField(null=True, blank=True)
    shared_on = ArrayField(
        PgEnumField(enum=Platform, type_name="review_platform", schema="feedback"),
        default=list,
        blank=True,
        help_text="The public platforms to which the customer was sent on.",
    )
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CustomerReviewQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("feedback", "customer_reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__range=(1, 5)),
                name="ck_customer_reviews_rating",
                violation_error_message="A rating is 1 to 5.",
            ),
            models.CheckConstraint(
                condition=Q(status="answered", rating__isnull=False, sentiment__isnull=False, answered_at__isnull=False)
                | (~Q(status="answered") & Q(rating__isnull=True, sentiment__isnull=True, answered_at__isnull=True)),
                name="ck_customer_reviews_answer",
                violation_error_message="An answered review has a rating, a sentiment and a time; no other one has.",
            ),
        ]
        indexes = [
            Index(fields=["status", "created_at"], name="ix_feedback_customer_reviews_status"),
            Index(fields=["answered_at"], name="ix_feedback_customer_reviews_answered_at"),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk}"

    def record_answer(self, *, rating: int, comment: str | None = None) -> "ReviewEscalation | None":
        """Write the answer and its sentiment, and open an escalation where it is negative, in one transaction.

        The row is locked, so that of two answers only the first counts. Returns the escalation, or ``None``.

        Raises ``InvalidValueError`` for a rating that is not 1 to 5, ``IllegalTransitionError`` for a review that was
        answered or has expired, ``DoesNotExist`` where the row is gone; nothing is changed then.
        """
        if rating not in self.SENTIMENT_OF:
            raise InvalidValueError(f"A rating is 1 to 5, not {rating!r}.")
        alias = router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            stored = CustomerReview.objects.using(alias).select_for_update().get(pk=self.pk)
            if stored.status not in (self.Status.PENDING, self.Status.SENT):
                raise IllegalTransitionError(f"Review {self.pk} is {stored.status} and takes no answer.")
            stored.status = self.Status.ANSWERED
            stored.answered_at = timezone.now()
            stored.rating = rating
            stored.sentiment = self.SENTIMENT_OF[rating]
            stored.comment = comment
            written = ["status", "answered_at", "rating", "sentiment", "comment", "updated_at"]
            stored.save(using=alias, update_fields=written)
            escalation = None
            if stored.sentiment == self.Sentiment.NEGATIVE:
                priority = ReviewEscalation.Priority.HIGH if rating == 1 else ReviewEscalation.Priority.NORMAL
                escalation = ReviewEscalation.objects.using(alias).create(review=stored, priority=priority)
        for name in written:
            setattr(self, name, getattr(stored, name))
        return escalation


class DiscountCouponQuerySet(BulkQuerySet["DiscountCoupon"]):
    """Coupons."""

    def with_code(self, code: str) -> "DiscountCouponQuerySet":
        """Return the coupon whose code somebody typed, in whatever case and with spaces around it; by its index."""
        return self.filter(code__iexact=code.strip())

    def redeemable(self, customer_id: uuid.UUID) -> "DiscountCouponQuerySet":
        """Return those that a customer can use now, by the clock of the database."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=Now()),
            Q(max_uses__isnull=True) | Q(used__lt=F("max_uses")),
            Q(customer__isnull=True) | Q(customer_id=customer_id),
            is_active=True,
            valid_from__lte=Now(),
        )


class DiscountCoupon(models.Model):
    """A code that makes bookings cheaper: for everybody, or for one customer, as after a bad review.

    Written by the business; ``used`` is counted by ``redeem()``.
    """

    class Kind(models.TextChoices):
        """What ``value`` is."""

        PERCENT = "percent", "Percent"
        AMOUNT = "amount", "Amount"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40, help_text="What the customer types, in whatever case.")
    kind = PgEnumField(enum=Kind, type_name="coupon_kind", schema="feedback")
    value = models.DecimalField(max_digits=10, decimal_places=2)
    valid_from = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField(null=True, blank=True, help_text="Not at this moment any more.")
    max_uses = models.IntegerField(null=True, blank=True, help_text="Empty for any number.")
    used = models.IntegerField(default=0, editable=False)
    is_active = models.BooleanField(default=True)
    # Without its customer it would be everybody's, so it goes with them.
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="discount_coupons",
        help_text="Empty for everybody.",
    )
    review = models.ForeignKey(
        "hibachi_feedback.CustomerReview",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="discount_coupons",
        help_text="The answer to which it was given.",
    )
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DiscountCouponQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("feedback", "discount_coupons")
        constraints = [
            models.UniqueConstraint(
                Upper("code"),
                name="discount_coupons_code_key",
                violation_error_message="There is a coupon with this code.",
            ),
            models.CheckConstraint(
                condition=Q(value__gt=0) & (~Q(kind="percent") | Q(value__lte=100)),
                name="ck_discount_coupons_value",
                violation_error_message="The value is more than 0, and at most 100 percent.",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")),
                name="ck_discount_coupons_validity",
                violation_error_message="A coupon ends after it begins.",
            ),
            models.CheckConstraint(
                condition=Q(used__gte=0) & (Q(max_uses__isnull=True) | Q(used__lte=F("max_uses"))),
                name="ck_discount_coupons_used",
                violation_error_message="A coupon is used at most max_uses times.",
            ),
        ]
        indexes = [
            Index(fields=["customer"], name="ix_feedback_discount_coupons_customer_id"),
            Index(fields=["review"], name="ix_feedback_discount_coupons_review_id"),
        ]

    def __str__(self) -> str:
        return self.code

    def discount_on(self, amount: Decimal) -> Decimal:
        """Return how much less is paid for ``amount``: never more than it, rounded to cents, half a cent up."""
        discount = amount * self.value / 100 if self.kind == self.Kind.PERCENT else self.value
        return min(discount, amount).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    def redeem(self, booking: "Booking") -> Decimal:
        """Count one use, and return the discount on the booking's total; the caller writes it into the booking.

        One UPDATE asks whether the coupon is valid and counts, so that any number of callers at once never use it
        more often than ``max_uses``. Call it in the transaction that writes the booking: if that fails, the use
        is not counted.

        Raises ``CouponRefusedError``, with nothing counted, where the coupon is not active, not valid now, used
        up, or another customer's.
        """
        alias = router.db_for_write(type(self), instance=self)
        row = DiscountCoupon.objects.using(alias).filter(pk=self.pk)
        if not row.redeemable(booking.customer_id).update(used=F("used") + 1, updated_at=timezone.now()):
            raise CouponRefusedError(
                f"Coupon {self.pk} was not used for booking {booking.pk}: it is not active, not valid now, used up,"
                " or another customer's."
            )
        self.refresh_from_db(using=alias)
        return self.discount_on(booking.total_amount)


class ReviewEscalation(models.Model):
    """A bad review that a person handles; written by ``CustomerReview.record_answer()`` and by that person."""

    class Status(models.TextChoices):
        """How far it is handled."""

        OPEN = "open", "Open"
        IN_PROGRESS = "in_progress", "In progress"
        RESOLVED = "resolved", "Resolved"
        DISMISSED = "dismissed", "Dismissed"

    class Priority(models.TextChoices):
        """How soon somebody should look, in the order of the type."""

        LOW = "low", "Low"
        NORMAL = "normal", "Normal"
        HIGH = "high", "High"
        URGENT = "urgent", "Urgent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.OneToOneField(
        "hibachi_feedback.CustomerReview", on_delete=models.CASCADE, db_constraint=False, related_name="escalation"
    )
    status = PgEnumField(enum=Status, type_name="review_escalation_status", schema="feedback", default=Status.OPEN)
    priority = PgEnumField(
        enum=Priority, type_name="review_escalation_priority", schema="feedback", default=Priority.NORMAL
    )
    assigned_to = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="review_escalations",
    )
    resolution = models.TextField(null=True, blank=True, help_text="What was done about it.")
    resolved_at = models.DateTimeField(null=True, blank=True, help_text="When it was resolved, or dismissed.")
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("feedback", "review_escalations")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["open", "in_progress"], resolved_at__isnull=True)
                | Q(status__in=["resolved", "dismissed"], resolved_at__isnull=False),
                name="ck_review_escalations_resolved",
                violation_error_message="Resolved and dismissed escalations have a time of it, and no other ones.",
            ),
        ]
        indexes = [
            Index(fields=["assigned_to"], name="ix_feedback_review_escalations_assigned_to_id"),
            Index(
                fields=["-priority", "created_at"],
                name="ix_feedback_review_escalations_waiting",
                condition=Q(resolved_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Escalation of {self.review_id}"
