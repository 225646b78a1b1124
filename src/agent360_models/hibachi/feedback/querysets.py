"""Reviews and coupons, as they are looked for."""

import uuid
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.db.models.functions import Now

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.hibachi.feedback.models import CustomerReview, DiscountCoupon  # noqa: F401


class CustomerReviewQuerySet(BulkQuerySet["CustomerReview"]):
    """Requests for a review, and their answers."""

    def shared_on(self, platform: str) -> "CustomerReviewQuerySet":
        """Return those whose customers were sent on to a public platform."""
        return self.filter(shared_on__contains=[platform])


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
