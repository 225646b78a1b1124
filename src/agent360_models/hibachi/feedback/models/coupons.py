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
        """Return the coupons that a customer can use for an order now, by the database's clock."""
        return self.filter(
            status=self.model.Status.ACTIVE,
            customer_id=customer_id,
            minimum_order_cents__lte=order_cents,
            valid_from__lte=Now(),
            valid_until__gt=Now(),
            times_used__lt=F("max_uses"),
        )


class DiscountCoupon(models.Model):
    """A discount code for the bookings of one customer, for example after a bad review.

    The business writes it; ``redeem()`` counts its uses.
    """

    class Type(models.TextChoices):
        """Meaning of ``discount_value``."""

        PERCENTAGE = "percentage", "Percent"
        FIXED_AMOUNT = "fixed_amount", "Cents"

    class Status(models.TextChoices):
        """Validity of the coupon."""

        ACTIVE = "active", "Active"
        USED = "used", "Used up"
        EXPIRED = "expired", "Expired"
        CANCELLED = "cancelled", "Cancelled"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    station = models.ForeignKey(
        "hibachi_identity.Station",
        verbose_name="Station",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="discount_coupons",
        help_text="Whose coupon it is; cannot be deleted while the coupon is there.",
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        verbose_name="Customer",
        on_delete=models.RESTRICT,
        db_constraint=False,
        db_index=False,
        related_name="discount_coupons",
        help_text="Who alone may use it; cannot be deleted while the coupon is there.",
    )
    review = models.ForeignKey(
        "hibachi_feedback.CustomerReview",
        verbose_name="Review",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="discount_coupons",
        help_text="The answer to which it was given.",
    )
    coupon_code = models.CharField(
        verbose_name="Coupon code",
        max_length=50,
        unique=True,
        help_text="What the customer types; unique, and told apart by its case.",
    )
    discount_type = models.CharField(
        verbose_name="Discount type",
        max_length=20,
        choices=Type,
        help_text="Percentage or fixed_amount: whether the value is percent or cents.",
    )
    discount_value = models.IntegerField(
        verbose_name="Discount value", help_text="Percent, at most 100, or cents, by the type; more than 0."
    )
    description = models.TextField(verbose_name="Description", null=True, blank=True)
    minimum_order_cents = models.IntegerField(
        verbose_name="Minimum order in cents", default=0, help_text="The smallest total that it is for; 0 for any."
    )
    max_uses = models.IntegerField(
        verbose_name="Maximum of uses", default=1, help_text="At least 1; the last one makes the coupon used."
    )
    times_used = models.IntegerField(
        verbose_name="Times used", default=0, editable=False, help_text="Counted by redeem(), never above the maximum."
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="coupon_status",
        schema="feedback",
        default=Status.ACTIVE,
        help_text="Only an active one can be used; the last use makes it used.",
    )
    valid_from = models.DateTimeField(
        verbose_name="Valid from", default=timezone.now, help_text="The time of the insert, where nobody gives another."
    )
    valid_until = models.DateTimeField(verbose_name="Valid until", help_text="Not at this moment any more.")
    used_at = models.DateTimeField(
        verbose_name="Used at",
        null=True,
        blank=True,
        editable=False,
        help_text="When it was used last, by the database's clock; empty before the first time.",
    )
    used_in_booking = models.ForeignKey(
        "hibachi_core.Booking",
        verbose_name="Used in booking",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        editable=False,
        related_name="discount_coupons",
        help_text="The booking for which it was used last.",
    )
    issue_reason = models.CharField(
        verbose_name="Issue reason", max_length=100, help_text="Why the customer got it, in the words of the business."
    )
    issued_by = models.UUIDField(
        verbose_name="Issued by", null=True, blank=True, help_text="The key of a user; no foreign key holds it."
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

    units = {"minimum_order_cents": "US cents"}
    personal_fields = ("issue_reason", "metadata")

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
        """Return the discount on ``cents``, in cents: at most ``cents``, with half a cent rounded up."""
        if self.discount_type == self.Type.PERCENTAGE:
            return (cents * self.discount_value + 50) // 100
        return min(self.discount_value, cents)

    def redeem(self, booking: "Booking") -> int:
        """Count one use, and return the discount on the booking's total in cents; the caller stores the discount.

        One UPDATE checks the coupon and counts, so concurrent callers never use it more than ``max_uses`` times. The
        last use sets the status ``used``. Call it in the transaction that writes the booking: a rollback then also
        undoes the use.

        Raises ``CouponRefusedError``, and counts nothing, if the coupon is not active, not valid now, used up,
        another customer's, or for larger orders.
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
                f"Coupon {self.pk} was not used for booking {booking.pk}: the coupon is not active, not valid now,"
                " used up, another customer's, or for larger orders."
            )
        self.refresh_from_db(using=alias)
        return self.discount_on(booking.total_due_cents)
