"""Admin of the schema ``marketing``."""

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.hibachi.marketing.models import QRAnalytics, QRCode, QRScan


@register(QRCode)
class QRCodeAdmin(FamilyAdmin):
    """Find a code by its printed text, or by its campaign."""

    list_display = ("code", "type", "campaign_name", "is_active", "created_by")
    list_filter = ("type", "is_active", "created_at")
    search_fields = ("code", "campaign_name")


@register(QRScan)
class QRScanAdmin(FamilyAdmin):
    """Find scans by the complete code."""

    list_display = (
        "__str__",
        "qr_code",
        "device_type",
        "converted_to_lead",
        "converted_to_booking",
        "conversion_value",
    )
    list_filter = ("converted_to_lead", "converted_to_booking", "scanned_at")
    search_fields = ("qr_code__code__exact",)


@register(QRAnalytics)
class QRAnalyticsAdmin(LogAdmin):
    """Find the results of a code by its printed text."""

    list_display = (
        "code",
        "type",
        "campaign_name",
        "total_scans",
        "leads_generated",
        "bookings_generated",
        "total_revenue",
    )
    list_filter = ("type",)
    search_fields = ("code", "campaign_name")
