"""What customers said after a booking, the coupons they got, and reviews that went to a person."""

# In the order of the tables, which is that of apps.get_models().
# ruff: noqa: I001, RUF022

from agent360_models.hibachi.feedback.models.reviews import (
    CustomerReview,
    CustomerReviewQuerySet,
    ReviewAnalytics,
    ReviewEscalation,
    ReviewEscalationQuerySet,
)
from agent360_models.hibachi.feedback.models.coupons import DiscountCoupon, DiscountCouponQuerySet

__all__ = [
    "CustomerReview",
    "CustomerReviewQuerySet",
    "ReviewAnalytics",
    "ReviewEscalation",
    "ReviewEscalationQuerySet",
    "DiscountCoupon",
    "DiscountCouponQuerySet",
]
