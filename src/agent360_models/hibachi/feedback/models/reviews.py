"""Customers' reviews after a booking, and the bad ones escalated to a person."""

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models, router, transaction
from django.db.models import Q
from django.template.defaultfilters import pluralize
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import NumericField, PgEnumField
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.readonly.models import ReadOnlyModel
from agent360_models.units import moment

if TYPE_CHECKING:
    from agent360_models.hibachi.core.models import Booking

__all__ = [
    "CustomerReview",
    "CustomerReviewQuerySet",
    "ReviewAnalytics",
    "ReviewEscalation",
    "ReviewEscalationQuerySet",
]


class CustomerReviewQuerySet(BulkQuerySet["CustomerReview"]):
    """Customers' reviews."""

    def submit(
        self, *, booking: "Booking", rating: str, complaint_text: str | None = None, **columns: Any
    ) -> "CustomerReview":
        """Store a review; a bad rating needs a complaint, and opens a ``ReviewEscalation`` in the same transaction.

        ``columns`` are further columns of ``CustomerReview``, such as ``improvement_suggestions`` and ``ip_address``.

        Raises ``InvalidValueError`` for a bad rating without a complaint, and for a good rating with a complaint: the
        database refuses both.
        """
        self._for_write = True
        is_bad = rating in CustomerReview.BAD
        complaint = complaint_text or None
        if is_bad != (complaint is not None):
            raise InvalidValueError(
                f"The rating {rating!r} of booking {booking.pk} was not stored: a bad rating needs a complaint, and a"
                " good one must not have one."
            )
        with transaction.atomic(using=self.db):
            review = self.create(
                station_id=booking.station_id,
                booking=booking,
                customer_id=booking.customer_id,
                rating=rating,
                status=CustomerReview.Status.ESCALATED if is_bad else CustomerReview.Status.SUBMITTED,
                complaint_text=complaint,
                submitted_at=timezone.now(),
                **columns,
            )
            if complaint is not None:
                ReviewEscalation.objects.using(self.db).create(
                    review=review, priority=ReviewEscalation.PRIORITY_OF[rating], escalation_reason=complaint
                )
        return review


class CustomerReview(models.Model):
    """A customer's private review of one booking, for the business only.

    Written once, by ``CustomerReview.objects.submit()``. Published reviews are rows of ``hibachi_core.Review``.
    """

    class Rating(models.TextChoices):
        """Ratings, the best first, in the order of the database type."""

        GREAT = "great", "Great"
        GOOD = "good", "Good"
        OKAY = "okay", "Okay"
        COULD_BE_BETTER = "could_be_better", "Could be better"

    class Status(models.TextChoices):
        """Progress of the review."""

        PENDING = "pending", "Not complete yet"
        SUBMITTED = "submitted", "Submitted"
        ESCALATED = "escalated", "With a person"
        RESOLVED = "resolved", "Resolved"
        ARCHIVED = "archived", "Archived"

    BAD = (Rating.OKAY, Rating.COULD_BE_BETTER)

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    station = models.ForeignKey(
        "hibachi_identity.Station",
        verbose_name="Station",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="customer_reviews",
        help_text="Taken from the booking by submit(); cannot be deleted while the review is there.",
    )
    booking = models.ForeignKey(
        "hibachi_core.Booking",
        verbose_name="Booking",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="customer_reviews",
        help_text="What the answer is about; cannot be deleted while the review is there.",
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        verbose_name="Customer",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="customer_reviews",
        help_text="Taken from the booking by submit(); cannot be deleted while the review is there.",
    )
    rating = PgEnumField(
        verbose_name="Rating",
        enum=Rating,
        type_name="review_rating",
        schema="feedback",
        help_text="Great and good are good; okay and could_be_better are bad, and have a complaint.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="review_status",
        schema="feedback",
        default=Status.PENDING,
        help_text="A bad answer is escalated, to a person; any other is submitted.",
    )
    complaint_text = models.TextField(
        verbose_name="Complaint", null=True, blank=True, help_text="What was wrong; of a bad rating only."
    )
    improvement_suggestions = models.TextField(verbose_name="Improvement suggestions", null=True, blank=True)
    left_yelp_review = models.BooleanField(
        verbose_name="Left a Yelp review", default=False, help_text="Whether the customer went on to Yelp."
    )
    left_google_review = models.BooleanField(
        verbose_name="Left a Google review", default=False, help_text="Whether the customer went on to Google."
    )
    external_review_date = models.DateTimeField(
        verbose_name="External review date",
        null=True,
        blank=True,
        help_text="When the customer went on to Yelp or Google.",
    )
    sms_sent_at = models.DateTimeField(
        verbose_name="SMS sent at", null=True, blank=True, help_text="When the customer was asked."
    )
    sms_message_id = models.CharField(verbose_name="SMS message id", max_length=100, null=True, blank=True)
    review_link = models.CharField(verbose_name="Review link", max_length=500, null=True, blank=True)
    admin_notified_at = models.DateTimeField(verbose_name="Admin notified at", null=True, blank=True)
    ai_escalated_at = models.DateTimeField(
        verbose_name="AI escalated at",
        null=True,
        blank=True,
        help_text="The view review_analytics counts a review as escalated where this is not empty.",
    )
    resolved_at = models.DateTimeField(
        verbose_name="Resolved at", null=True, blank=True, help_text="Written when its escalation is resolved."
    )
    resolved_by = models.UUIDField(
        verbose_name="Resolved by", null=True, blank=True, help_text="The key of a user; no foreign key holds it."
    )
    resolution_notes = models.TextField(
        verbose_name="Resolution notes",
        null=True,
        blank=True,
        help_text="What was done about it; written when its escalation is resolved.",
    )
    coupon_issued = models.BooleanField(
        verbose_name="Coupon issued", default=False, help_text="The view review_analytics counts these."
    )
    coupon_id = models.UUIDField(
        verbose_name="Coupon id", null=True, blank=True, help_text="The key of a coupon; no foreign key holds it."
    )
    ip_address = models.CharField(
        verbose_name="IP address",
        max_length=45,
        null=True,
        blank=True,
        help_text="Where the answer came from: IPv4 or IPv6, as text.",
    )
    user_agent = models.CharField(
        verbose_name="User agent",
        max_length=500,
        null=True,
        blank=True,
        help_text="What the browser sends as its name.",
    )
    metadata = models.JSONField(
        verbose_name="Metadata",
        default=dict,
        null=True,
        blank=True,
        help_text="JSON of the platform; no code here reads it.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )
    submitted_at = models.DateTimeField(
        verbose_name="Submitted at", null=True, blank=True, help_text="When the customer answered; written by submit()."
    )

    personal_fields = (
        "complaint_text",
        "improvement_suggestions",
        "resolution_notes",
        "ip_address",
        "user_agent",
        "metadata",
    )

    objects = CustomerReviewQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("feedback", "customer_reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__in=["great", "good"], complaint_text__isnull=True)
                | Q(rating__in=["okay", "could_be_better"], complaint_text__isnull=False),
                name="check_complaint_required_for_negative",
                violation_error_message="A bad rating has a complaint, and no other one has.",
            )
        ]
        indexes = [
            Index(fields=["booking"], name="ix_feedback_reviews_booking"),
            Index(fields=["created_at"], name="ix_feedback_reviews_created"),
            Index(fields=["rating"], name="ix_feedback_reviews_rating"),
            Index(fields=["station", "customer"], name="ix_feedback_reviews_station_customer"),
            Index(fields=["status"], name="ix_feedback_reviews_status"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rating_display()}, review of {moment(self.created_at)}"


class ReviewEscalationQuerySet(BulkQuerySet["ReviewEscalation"]):
    """Bad reviews that were escalated to a person."""

    def unresolved(self) -> "ReviewEscalationQuerySet":
        """Return the escalations that still need action, the oldest first."""
        return self.filter(resolved_at__isnull=True).order_by("created_at")


class ReviewEscalation(models.Model):
    """A bad review that a person handles; opened by ``CustomerReview.objects.submit()``, closed by ``resolve()``.

    The platform chooses the texts of type, priority and status. The constants are the values that this library writes.
    """

    PRIORITY_OF: Mapping[str, str] = {
        CustomerReview.Rating.OKAY: "medium",
        CustomerReview.Rating.COULD_BE_BETTER: "high",
    }
    OPEN, RESOLVED = "open", "resolved"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    review = models.ForeignKey(
        "hibachi_feedback.CustomerReview",
        verbose_name="Review",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="escalations",
        help_text="The bad answer; where that is deleted, the escalation goes too.",
    )
    escalation_type = models.CharField(
        verbose_name="Escalation type",
        max_length=50,
        default="complaint",
        help_text="A text of the platform; here it is complaint.",
    )
    priority = models.CharField(
        verbose_name="Priority",
        max_length=20,
        default="medium",
        help_text="Such as low, medium, high, urgent; okay opens a medium one, could_be_better a high one.",
    )
    assigned_to = models.UUIDField(
        verbose_name="Assigned to", null=True, blank=True, help_text="The key of a user; no foreign key holds it."
    )
    escalation_reason = models.TextField(
        verbose_name="Escalation reason", help_text="The customer's complaint, where submit() opened it."
    )
    action_taken = models.TextField(
        verbose_name="Action taken",
        null=True,
        blank=True,
        help_text="What was done about the complaint; written by resolve().",
    )
    status = models.CharField(
        verbose_name="Status", max_length=20, default=OPEN, help_text="Such as open, in_progress, resolved."
    )
    resolved_at = models.DateTimeField(
        verbose_name="Resolved at",
        null=True,
        blank=True,
        help_text="Written by resolve(); unresolved() finds those where it is empty.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="Set by each save(); update() and raw SQL have to name it."
    )

    personal_fields = ("escalation_reason", "action_taken")

    objects = ReviewEscalationQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("feedback", "review_escalations")
        indexes = [
            Index(fields=["priority"], name="ix_feedback_escalations_priority"),
            Index(fields=["review"], name="ix_feedback_escalations_review"),
            Index(fields=["status"], name="ix_feedback_escalations_status"),
        ]

    def __str__(self) -> str:
        return f"Escalation of a review, {moment(self.created_at)} ({self.status})"

    def resolve(self, action_taken: str, *, by: uuid.UUID | None = None) -> None:
        """Record the action taken, here and in the review, in one transaction; ``by`` is a user's key.

        Raises ``IllegalTransitionError``, and changes nothing, if it is already resolved or its row was deleted.
        """
        alias = router.db_for_write(type(self), instance=self)
        now = timezone.now()
        written = {"status": self.RESOLVED, "action_taken": action_taken, "resolved_at": now, "updated_at": now}
        with transaction.atomic(using=alias):
            open_ones = ReviewEscalation.objects.using(alias).filter(pk=self.pk, resolved_at__isnull=True)
            if not open_ones.update(**written):
                raise IllegalTransitionError(f"Escalation {self.pk} is already resolved, or its row was deleted.")
            CustomerReview.objects.using(alias).filter(pk=self.review_id).update(
                status=CustomerReview.Status.RESOLVED,
                resolution_notes=action_taken,
                resolved_at=now,
                resolved_by=by,
                updated_at=now,
            )
        for name, value in written.items():
            setattr(self, name, value)


class ReviewAnalytics(ReadOnlyModel):
    """Number of reviews per station, rating, status and day: a row of the view ``review_analytics``."""

    # Django needs a primary key, and the view has no unique column.
    station_id = models.UUIDField(
        verbose_name="Station id", primary_key=True, help_text="The key of the station, which has many rows."
    )
    rating = PgEnumField(
        verbose_name="Rating",
        enum=CustomerReview.Rating,
        type_name="review_rating",
        schema="feedback",
        null=True,
        help_text="Each answer's own: great, good, okay or could_be_better.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=CustomerReview.Status,
        type_name="review_status",
        schema="feedback",
        null=True,
        help_text="What became of the answers that are counted.",
    )
    review_count = models.BigIntegerField(
        verbose_name="Review count", null=True, help_text="Answers of this station, rating, status and day."
    )
    yelp_reviews = models.BigIntegerField(
        verbose_name="Yelp reviews", null=True, help_text="Counts customers who went on to Yelp."
    )
    google_reviews = models.BigIntegerField(
        verbose_name="Google reviews", null=True, help_text="Counts customers who went on to Google."
    )
    coupons_issued = models.BigIntegerField(
        verbose_name="Coupons issued", null=True, help_text="Counts answers for which a coupon was given."
    )
    escalated_count = models.BigIntegerField(
        verbose_name="Escalated count", null=True, help_text="Counts answers that the AI escalated."
    )
    avg_response_hours = NumericField(
        verbose_name="Average response time in hours",
        null=True,
        help_text="From the SMS to the answer; empty without both times.",
    )
    review_date = models.DateTimeField(
        verbose_name="Review date",
        null=True,
        help_text="The beginning of the day of UTC on which the answers were stored.",
    )

    units = {"avg_response_hours": "hours"}

    class Meta:
        managed = False
        db_table = qualified("feedback", "review_analytics")
        verbose_name_plural = "review analytics"

    def __str__(self) -> str:
        return f"{self.review_count} review{pluralize(self.review_count)} of a station, {moment(self.review_date)}"
