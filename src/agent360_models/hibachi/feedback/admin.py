"""Admin of the schema ``feedback``."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.hibachi.feedback.models import CustomerReview, DiscountCoupon, ReviewEscalation

__all__ = ["CustomerReviewAdmin", "DiscountCouponAdmin", "ReviewEscalationAdmin"]


@register(CustomerReview)
class CustomerReviewAdmin(FamilyAdmin):
    """Find a review by its id or its booking's."""

    list_display = ("id", "booking", "status", "rating", "sentiment", "answered_at")
    list_filter = ("status", "sentiment", "rating", "answered_at")
    search_fields = ("id__exact", "booking__id__exact")
    raw_id_fields = ("booking",)


@register(DiscountCoupon)
class DiscountCouponAdmin(FamilyAdmin):
    """Find a coupon by its code, in whatever case."""

    list_display = ("code", "kind", "value", "used", "max_uses", "valid_from", "valid_until", "is_active")
    list_filter = ("kind", "is_active", "valid_until")
    search_fields = ("code__iexact",)
    raw_id_fields = ("customer", "review")


@register(ReviewEscalation)
class ReviewEscalationAdmin(FamilyAdmin):
    """Find an escalation by its review."""

    list_display = ("id", "review", "status", "priority", "assigned_to", "created_at", "resolved_at")
    list_filter = ("status", "priority", "created_at")
    search_fields = ("id__exact", "review__id__exact")
    raw_id_fields = ("review", "assigned_to")
