"""Reviews, and who moderated them."""

import uuid
from typing import TYPE_CHECKING

from django.db import models, router, transaction
from django.db.models import Q
from django.utils import timezone

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.core.querysets import ReviewQuerySet
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.indexes import Index
from agent360_models.names import qualified

if TYPE_CHECKING:
    from agent360_models.hibachi.identity.models import User

__all__ = ["Review"]


class Review(models.Model):
    """What a customer says of a party, once for each; shown when somebody has approved it."""

    class Status(models.TextChoices):
        """What moderation says."""

        PENDING = "pending", "Pending"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.OneToOneField(
        "hibachi_core.Booking", on_delete=models.CASCADE, db_constraint=False, related_name="review"
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer", on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="reviews"
    )
    rating = models.SmallIntegerField(help_text="1 to 5 stars.")
    title = models.CharField(max_length=200, default="", blank=True)
    body = models.TextField(default="", blank=True)
    status = PgEnumField(enum=Status, type_name="review_status", schema="core", default=Status.PENDING, editable=False)
    moderated_by = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        editable=False,
        related_name="moderated_reviews",
    )
    moderated_at = models.DateTimeField(null=True, blank=True, editable=False)
    rejection_reason = models.TextField(null=True, blank=True, editable=False)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("core", "reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=5),
                name="ck_reviews_rating",
                violation_error_message="A review has 1 to 5 stars.",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", moderated_at__isnull=True, moderated_by__isnull=True)
                | (~Q(status="pending") & Q(moderated_at__isnull=False)),
                name="ck_reviews_moderated",
                violation_error_message="A review says when it was moderated, unless it is pending.",
            ),
            models.CheckConstraint(
                condition=Q(status="rejected", rejection_reason__isnull=False)
                | (~Q(status="rejected") & Q(rejection_reason__isnull=True)),
                name="ck_reviews_rejection_reason",
                violation_error_message="A rejected review says why, and no other does.",
            ),
        ]
        indexes = [
            Index(fields=["customer"], name="ix_core_reviews_customer_id"),
            Index(fields=["moderated_by"], name="ix_core_reviews_moderated_by_id"),
            Index(fields=["status", "created_at"], name="ix_core_reviews_status"),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk}"

    def approve(self, moderator: "User | None" = None, *, using: str | None = None) -> None:
        """Let the review be shown, and note who says so and when; also one that was rejected before.

        Raises ``IllegalTransitionError`` where it is approved already.
        """
        self._moderate(self.Status.APPROVED, moderator, reason=None, using=using)

    def reject(self, moderator: "User | None" = None, *, reason: str, using: str | None = None) -> None:
        """Keep the review from being shown, and note who says so, when and why; also one that was approved before.

        Raises ``IllegalTransitionError`` where it is rejected already, ``InvalidValueError`` without a reason.
        """
        if not reason.strip():
            raise InvalidValueError(f"Review {self.pk} is rejected only with a reason: say what is wrong with it.")
        self._moderate(self.Status.REJECTED, moderator, reason=reason, using=using)

    def _moderate(self, status: Status, moderator: "User | None", *, reason: str | None, using: str | None) -> None:
        alias = using or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=alias):
            stored = Review.objects.using(alias).select_for_update(no_key=True).get(pk=self.pk)
            if stored.status == status:
                raise IllegalTransitionError(f"Review {self.pk} is {status.value} already, so nothing was changed.")
            values = {
                "status": status,
                "moderated_by": moderator,
                "moderated_at": timezone.now(),
                "rejection_reason": reason,
            }
            for name, value in values.items():
                setattr(stored, name, value)
            stored.save(using=alias, update_fields=[*values, "updated_at"])
        for name in [*values, "updated_at"]:
            setattr(self, name, getattr(stored, name))
