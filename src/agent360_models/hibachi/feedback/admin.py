"""Admin of the schema ``feedback``."""

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.hibachi.feedback.models import CustomerReview, DiscountCoupon, ReviewAnalytics, ReviewEscalation


@register(CustomerReview)
class CustomerReviewAdmin(FamilyAdmin):
    """Find a review by its id or its booking's; what was said is on its own page only."""

    list_display = ("id", "booking", "rating", "status", "coupon_issued", "submitted_at")
    list_filter = ("status", "rating", "coupon_issued", "created_at")
    search_fields = ("id__exact", "booking__id__exact")
    raw_id_fields = ("station", "booking", "customer")


@register(ReviewAnalytics)
class ReviewAnalyticsAdmin(LogAdmin):
    """Find the counts of a station by its id."""

    list_display = ("station_id", "rating", "status", "review_date", "review_count", "escalated_count")
    list_display_links = None  # a key stands for many rows
    list_filter = ("rating", "status")
    search_fields = ("station_id__exact",)


@register(ReviewEscalation)
class ReviewEscalationAdmin(FamilyAdmin):
    """Find an escalation by its review."""

    list_display = ("id", "review", "status", "priority", "assigned_to", "created_at", "resolved_at")
    list_filter = ("created_at", "resolved_at")
    search_fields = ("id__exact", "review__id__exact")
    raw_id_fields = ("review",)


@register(DiscountCoupon)
class DiscountCouponAdmin(FamilyAdmin):
    """Find a coupon by its whole code."""

    list_display = ("coupon_code", "discount_type", "discount_value", "times_used", "max_uses", "valid_until", "status")
    list_filter = ("discount_type", "status", "valid_until")
    search_fields = ("coupon_code__exact",)
    raw_id_fields = ("station", "customer", "review")
