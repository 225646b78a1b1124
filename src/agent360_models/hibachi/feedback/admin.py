"""Admin of the schema ``feedback``."""

from django.contrib import admin

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.hibachi.feedback.models import CustomerReview, DiscountCoupon, ReviewAnalytics, ReviewEscalation
from agent360_models.units import in_unit


@register(CustomerReview)
class CustomerReviewAdmin(FamilyAdmin):
    """Find a review by its own id or its booking's; only the detail page shows the customer's words."""

    list_display = ("__str__", "booking", "station", "status", "coupon_issued", "submitted_at")
    list_filter = ("status", "rating", "coupon_issued", "created_at")
    search_fields = ("customer__first_name", "customer__last_name", "id__exact", "booking__id__exact")


@register(ReviewAnalytics)
class ReviewAnalyticsAdmin(LogAdmin):
    """Find the counts of a station by its id."""

    list_display = (
        "__str__",
        "station_id",
        "rating",
        "status",
        "coupons_issued",
        "escalated_count",
        "avg_response_hours",
    )
    list_display_links = None  # the key is not unique
    list_filter = ("rating", "status")
    search_fields = ("station_id__exact",)


@register(ReviewEscalation)
class ReviewEscalationAdmin(FamilyAdmin):
    """Find an escalation by its review."""

    list_display = ("__str__", "review", "priority", "resolved_at")
    list_filter = ("created_at", "resolved_at")
    search_fields = ("id__exact", "review__id__exact")


@register(DiscountCoupon)
class DiscountCouponAdmin(FamilyAdmin):
    """Find a coupon by its complete code."""

    list_display = ("coupon_code", "discount", "times_used", "max_uses", "valid_until", "status")
    list_filter = ("discount_type", "status", "valid_until")
    search_fields = ("coupon_code__exact", "customer__first_name", "customer__last_name")

    @admin.display(description="Discount", ordering="discount_value")
    def discount(self, coupon: DiscountCoupon) -> str:
        """Return the coupon's discount, as a percentage or an amount."""
        return in_unit(coupon.discount_value, "%" if coupon.discount_type == coupon.Type.PERCENTAGE else "US cents")
