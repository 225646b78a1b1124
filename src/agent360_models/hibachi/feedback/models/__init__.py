"""Customers' answers after a booking, their coupons, and bad reviews escalated to a person."""

# In the order of the tables, because apps.get_models() follows the order of these imports.
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
