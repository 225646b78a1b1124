"""Admin of the schema ``feedback``."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.http import HttpRequest

from agent360_models.absent import absent_columns, is_table_absent
from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.hibachi.feedback.models import CustomerReview, DiscountCoupon, ReviewAnalytics, ReviewEscalation
from agent360_models.hibachi.identity.models import Station
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
        "station",
        "rating",
        "status",
        "coupons_issued",
        "escalated_count",
        "avg_response_hours",
    )
    list_display_links = None  # the key is not unique
    list_filter = ("rating", "status")
    search_fields = ("station_id__exact",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Add the names of the stations, which the view does not have."""
        rows = super().get_queryset(request)
        if is_table_absent(Station) or {"code", "name"} & absent_columns(Station).keys():
            return rows
        names = Station.objects.filter(pk=OuterRef("station_id")).values_list(Concat("code", Value(" "), "name"))
        return rows.annotate(station_name=Subquery(names))

    @admin.display(description="Station", ordering="station_id")
    def station(self, counts: ReviewAnalytics) -> Any:
        """Return the name of the station, or its key if it is missing."""
        return getattr(counts, "station_name", None) or counts.station_id


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
