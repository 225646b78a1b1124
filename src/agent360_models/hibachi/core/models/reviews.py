"""Reviews on social platforms, and the answers of the business."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, router, transaction
from django.db.models import Q
from django.utils import timezone

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.core.querysets import ReviewQuerySet
from agent360_models.hibachi.enums import SocialPlatform
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["Review"]


class Review(models.Model):
    """A review of the business on a social platform, written when the platform reports it."""

    class Status(models.TextChoices):
        """Labels of ``public.review_status``: the business's progress with the review."""

        NEW = "new", "New"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        RESPONDED = "responded", "Responded"
        ESCALATED = "escalated", "Escalated"
        CLOSED = "closed", "Closed"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    platform = PgEnumField(
        verbose_name="Platform",
        enum=SocialPlatform,
        type_name="social_platform",
        schema="public",
        help_text="Where it was published.",
    )
    account = models.ForeignKey(
        "hibachi_core.SocialAccount",
        verbose_name="Page",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="reviews",
        help_text="The business's own on the platform; a page that is deleted takes its reviews along.",
    )
    review_ref = models.CharField(
        verbose_name="Review reference", max_length=255, help_text="The platform's id of the review."
    )
    thread = models.ForeignKey(
        "hibachi_core.SocialThread",
        verbose_name="Thread",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="reviews",
        help_text="The conversation about it; becomes empty when that is deleted.",
    )
    author_handle = models.CharField(
        verbose_name="Author handle", max_length=100, null=True, blank=True, help_text="As the platform gives it."
    )
    author_name = models.CharField(
        verbose_name="Author name", max_length=255, null=True, blank=True, help_text="As the platform gives it."
    )
    rating = models.IntegerField(verbose_name="Rating", null=True, blank=True, help_text="1 to 5 stars.")
    title = models.CharField(
        verbose_name="Title", max_length=255, null=True, blank=True, help_text="As the platform gives it."
    )
    body = models.TextField(verbose_name="Body", null=True, blank=True, help_text="What the author wrote.")
    review_url = models.TextField(verbose_name="Review URL", null=True, blank=True)
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="review_status",
        schema="public",
        default=Status.NEW,
        editable=False,
        help_text="How far the business is with it; moved by acknowledge(), respond(), escalate(), close().",
    )
    sentiment_score = models.FloatField(verbose_name="Sentiment score", null=True, blank=True, help_text="-1 to 1.")
    keywords = ArrayField(models.CharField(max_length=50), verbose_name="Keywords", null=True, blank=True)
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        verbose_name="Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="reviews",
        help_text="Empty until somebody knows who wrote it.",
    )
    booking_ref = models.CharField(
        verbose_name="Booking reference",
        max_length=50,
        null=True,
        blank=True,
        help_text="The booking that it is about.",
    )
    assigned_to = models.UUIDField(
        verbose_name="Assigned to", null=True, blank=True, help_text="The id of the user who answers."
    )
    escalation_reason = models.CharField(
        verbose_name="Escalation reason",
        max_length=255,
        null=True,
        blank=True,
        editable=False,
        help_text="Why somebody has to decide; given to escalate().",
    )
    response_due_at = models.DateTimeField(
        verbose_name="Response due at",
        null=True,
        blank=True,
        help_text="Once it has passed without an answer, response_overdue() finds the review.",
    )
    responded_at = models.DateTimeField(
        verbose_name="Responded at",
        null=True,
        blank=True,
        editable=False,
        help_text="Written by respond(); empty while the business has not answered.",
    )
    metadata = models.JSONField(
        verbose_name="Metadata", null=True, blank=True, help_text="JSON of the platform; no code here reads it."
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

    personal_fields = ("author_handle", "author_name", "title", "body", "metadata", "escalation_reason")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "review_ref"],
                name="ix_reviews_account_review_ref",
                violation_error_message="The page has this review already.",
            ),
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=5),
                name="ck_reviews_rating_range",
                violation_error_message="A review has 1 to 5 stars.",
            ),
            models.CheckConstraint(
                condition=Q(sentiment_score__gte=-1, sentiment_score__lte=1),
                name="ck_reviews_sentiment_range",
                violation_error_message="A sentiment is -1 to 1.",
            ),
        ]
        indexes = [
            Index(fields=["assigned_to"], name="ix_reviews_assigned_to"),
            Index(fields=["created_at"], name="ix_reviews_created_at"),
            Index(fields=["customer"], name="ix_reviews_customer_id"),
            Index(fields=["platform", "status"], name="ix_reviews_platform_status"),
            Index(fields=["rating"], name="ix_reviews_rating"),
            Index(
                fields=["response_due_at"],
                name="ix_reviews_response_due_at",
                condition=Q(response_due_at__isnull=False, responded_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_platform_display()}, {self.rating} of 5 stars, {moment(self.created_at)}"

    def acknowledge(self, *, using: str | None = None) -> None:
        """Mark a new review as seen.

        Raises ``IllegalTransitionError`` if the review is not new.
        """
        self._move(self.Status.ACKNOWLEDGED, {self.Status.NEW}, using=using)

    def respond(self, *, using: str | None = None) -> None:
        """Mark the review as answered by the business now.

        Raises ``IllegalTransitionError`` if the review is already answered, or closed.
        """
        waiting = {self.Status.NEW, self.Status.ACKNOWLEDGED, self.Status.ESCALATED}
        self._move(self.Status.RESPONDED, waiting, using=using, responded_at=timezone.now())

    def escalate(self, *, reason: str, using: str | None = None) -> None:
        """Escalate the review to a person who decides.

        Raises ``IllegalTransitionError`` if the review is escalated or closed, ``InvalidValueError`` without a reason.
        """
        if not reason.strip():
            raise InvalidValueError(f"Review {self.pk} was not escalated: pass a reason.")
        open_ones = {self.Status.NEW, self.Status.ACKNOWLEDGED, self.Status.RESPONDED}
        self._move(self.Status.ESCALATED, open_ones, using=using, escalation_reason=reason)

    def close(self, *, using: str | None = None) -> None:
        """Close the review.

        Raises ``IllegalTransitionError`` if the review is already closed.
        """
        self._move(self.Status.CLOSED, set(self.Status) - {self.Status.CLOSED}, using=using)

    def _move(self, status: Status, from_: set[Status], *, using: str | None, **values: Any) -> None:
        alias = using or router.db_for_write(type(self), instance=self)
        values |= {"status": status}
        with transaction.atomic(using=alias):
            stored = Review.objects.using(alias).select_for_update(no_key=True).get(pk=self.pk)
            if stored.status not in from_:
                raise IllegalTransitionError(
                    f"Review {self.pk} cannot go from {stored.status} to {status}. Nothing was changed."
                )
            for name, value in values.items():
                setattr(stored, name, value)
            stored.save(using=alias, update_fields=[*values, "updated_at"])
        for name in [*values, "updated_at"]:
            setattr(self, name, getattr(stored, name))
