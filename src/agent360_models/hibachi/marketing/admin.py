"""Admin of the schema ``marketing``."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.hibachi.marketing.models import QRCode, QRScan

__all__ = ["QRCodeAdmin", "QRScanAdmin"]


@register(QRCode)
class QRCodeAdmin(FamilyAdmin):
    """Find a code by what is printed, or by its campaign."""

    list_display = ("code", "station", "campaign_name", "is_active", "expires_at", "scan_count")
    list_filter = ("is_active", "expires_at")
    search_fields = ("code", "campaign_name")
    raw_id_fields = ("station",)


@register(QRScan)
class QRScanAdmin(FamilyAdmin):
    """Find scans by the whole code."""

    list_display = ("id", "qr_code", "device", "scanned_at")
    list_filter = ("device", "scanned_at")
    search_fields = ("qr_code__code__exact",)
    raw_id_fields = ("qr_code", "customer")
