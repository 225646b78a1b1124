"""Coupons."""

import uuid
from typing import TYPE_CHECKING

from django.db import models, router
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.exceptions import CouponRefusedError
from agent360_models.indexes import Index
from agent360_models.names import qualified

if TYPE_CHECKING:
    from agent360_models.hibachi.core.models import Booking

__all__ = ["DiscountCoupon", "DiscountCouponQuerySet"]


class DiscountCouponQuerySet(BulkQuerySet["DiscountCoupon"]):
    """Coupons."""

    def redeemable(self, customer_id: uuid.UUID, order_cents: int) -> "DiscountCouponQuerySet":
        """Return those that a customer can use now for an order, by the clock of the database."""
        return self.filter(
            status=self.model.Status.ACTIVE,
            customer_id=customer_id,
            minimum_order_cents__lte=order_cents,
            valid_from__lte=Now(),
            valid_until__gt=Now(),
            times_used__lt=F("max_uses"),
        )


class DiscountCoupon(models.Model):
    """A code that makes bookings of one customer cheaper, as after a bad review.

    Written by the business; uses are counted by ``redeem()``.
    """

    class Type(models.TextChoices):
        """What ``discount_value`` is."""

        PERCENTAGE = "percentage", "Percent"
        FIXED_AMOUNT = "fixed_amount", "Cents"

    class Status(models.TextChoices):
        """Whether it can be used."""

        ACTIVE = "active", "Active"
        USED = "used", "Used up"
        EXPIRED = "expired", "Expired"
        CANCELLED = "cancelled", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    station = models.ForeignKey(
        "hibachi_identity.Station",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="discount_coupons",
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="discount_coupons",
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
    coupon_code = models.CharField(max_length=50, unique=True, help_text="What the customer types.")
    discount_type = models.CharField(max_length=20, choices=Type)
    discount_value = models.IntegerField(help_text="Percent, or cents.")
    description = models.TextField(null=True, blank=True)
    minimum_order_cents = models.IntegerField(default=0)
    max_uses = models.IntegerField(default=1)
    times_used = models.IntegerField(default=0, editable=False)
    status = PgEnumField(enum=Status, type_name="coupon_status", schema="feedback", default=Status.ACTIVE)
    valid_from = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField(help_text="Not at this moment any more.")
    used_at = models.DateTimeField(null=True, blank=True, editable=False)
    used_in_booking = models.ForeignKey(
        "hibachi_core.Booking",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        editable=False,
        related_name="discount_coupons",
        help_text="The booking for which it was used last.",
    )
    issue_reason = models.CharField(max_length=100)
    issued_by = models.UUIDField(null=True, blank=True, help_text="The key of a user; no foreign key holds it.")
    metadata = models.JSONField(default=dict, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DiscountCouponQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("feedback", "discount_coupons")
        constraints = [
            models.CheckConstraint(
                condition=Q(discount_value__gt=0),
                name="check_discount_positive",
                violation_error_message="A discount is more than 0.",
            ),
            models.CheckConstraint(
                condition=Q(discount_type__in=["percentage", "fixed_amount"]),
                name="check_discount_type_valid",
                violation_error_message="A discount is a percentage or a fixed_amount.",
            ),
            models.CheckConstraint(
                condition=Q(max_uses__gt=0),
                name="check_max_uses_positive",
                violation_error_message="A coupon can be used at least once.",
            ),
            models.CheckConstraint(
                condition=Q(minimum_order_cents__gte=0),
                name="check_min_order_non_negative",
                violation_error_message="The smallest order is not negative.",
            ),
            models.CheckConstraint(
                condition=Q(discount_type="percentage", discount_value__lte=100) | Q(discount_type="fixed_amount"),
                name="check_percentage_max_100",
                violation_error_message="A discount is at most 100 percent.",
            ),
            models.CheckConstraint(
                condition=Q(times_used__gte=0),
                name="check_times_used_non_negative",
                violation_error_message="A coupon is not used less than never.",
            ),
            models.CheckConstraint(
                condition=Q(times_used__lte=F("max_uses")),
                name="check_times_used_within_limit",
                violation_error_message="A coupon is used at most max_uses times.",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")),
                name="check_valid_date_range",
                violation_error_message="A coupon ends after it begins.",
            ),
        ]
        indexes = [
            Index(fields=["coupon_code"], name="ix_feedback_coupons_code"),  # unique too, as its constraint is
            Index(fields=["review"], name="ix_feedback_coupons_review"),
            Index(fields=["station", "customer"], name="ix_feedback_coupons_station_customer"),
            Index(fields=["status"], name="ix_feedback_coupons_status"),
            Index(fields=["valid_until"], name="ix_feedback_coupons_valid_until"),
        ]

    def __str__(self) -> str:
        return self.coupon_code

    def discount_on(self, cents: int) -> int:
        """Return how many cents less are paid for ``cents``: never more than these, half a cent rounded up."""
        if self.discount_type == self.Type.PERCENTAGE:
            return (cents * self.discount_value + 50) // 100
        return min(self.discount_value, cents)

    def redeem(self, booking: "Booking") -> int:
        """Count one use, and return the discount on the booking's total in cents; the caller writes it there.

        One UPDATE asks whether the coupon is valid and counts, so that any number of callers at once never use it
        more often than ``max_uses``; the last use makes it ``used``. Call it in the transaction that writes the
        booking: if that fails, the use is not counted.

        Raises ``CouponRefusedError``, with nothing counted, where the coupon is not active, not valid now, used
        up, another customer's, or for larger orders.
        """
        alias = router.db_for_write(type(self), instance=self)
        mine = DiscountCoupon.objects.using(alias).filter(pk=self.pk)
        is_last = When(times_used__gte=F("max_uses") - 1, then=Value(self.Status.USED))
        used = mine.redeemable(booking.customer_id, booking.total_due_cents).update(
            times_used=F("times_used") + 1,
            status=Case(is_last, default=F("status")),
            used_at=Now(),
            used_in_booking=booking,
            updated_at=timezone.now(),
        )
        if not used:
            raise CouponRefusedError(
                f"Coupon {self.pk} was not used for booking {booking.pk}: it is not active, not valid now, used up,"
                " another customer's, or for larger orders."
            )
        self.refresh_from_db(using=alias)
        return self.discount_on(booking.total_due_cents)
