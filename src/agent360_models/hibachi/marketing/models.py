"""QR codes, who scanned them, and what became of it."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models, router
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import NumericField, PgEnumField
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.readonly.models import ReadOnlyModel

__all__ = ["QRAnalytics", "QRCode", "QRCodeQuerySet", "QRScan"]


class QRCodeQuerySet(BulkQuerySet["QRCode"]):
    """QR codes."""

    def live(self) -> "QRCodeQuerySet":
        """Return those that lead somewhere."""
        return self.filter(is_active=True)


class QRCode(models.Model):
    """One printed code and where it leads; written by who prints it."""

    class Type(models.TextChoices):
        """What it is printed on."""

        BUSINESS_CARD = "business_card", "Business card"
        FLYER = "flyer", "Flyer"
        MENU = "menu", "Menu"
        VEHICLE = "vehicle", "Vehicle"
        BANNER = "banner", "Banner"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=50, unique=True, help_text="What the printed address ends with.")
    type = PgEnumField(enum=Type, type_name="qr_code_type", schema="marketing")
    destination_url = models.CharField(max_length=500, help_text="Where it leads.")
    description = models.TextField(null=True, blank=True)
    campaign_name = models.CharField(max_length=100, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="qr_codes",
        db_column="created_by",
    )
    metadata = models.JSONField(default=dict, null=True, blank=True)

    objects = QRCodeQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("marketing", "qr_codes")
        verbose_name = "QR code"
        indexes = [
            Index(fields=["code"], name="idx_qr_codes_code"),  # unique too, as its constraint is
            Index(fields=["is_active"], name="idx_qr_codes_is_active"),
            Index(fields=["type"], name="idx_qr_codes_type"),
        ]

    def __str__(self) -> str:
        return self.code

    def record_scan(self, *, at: datetime | None = None, **columns: Any) -> "QRScan":
        """Store a scan; ``columns`` are those of ``QRScan``, such as ``device_type`` and ``session_id``.

        A code that is not live is scanned all the same: ``live()`` tells where it leads, this what happened.
        """
        alias = router.db_for_write(QRCode, instance=self)
        return QRScan.objects.using(alias).create(qr_code=self, scanned_at=at or timezone.now(), **columns)


class QRScan(models.Model):
    """One scan of a code; written by ``QRCode.record_scan()``, then told by ``convert()`` what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    qr_code = models.ForeignKey(
        "hibachi_marketing.QRCode", on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="scans"
    )
    scanned_at = models.DateTimeField(default=timezone.now)
    ip_address = models.CharField(
        max_length=45, null=True, blank=True, help_text="Personal data in many countries: store it where you may."
    )
    user_agent = models.TextField(null=True, blank=True)
    device_type = models.CharField(max_length=50, null=True, blank=True, help_text="Such as mobile, tablet, desktop.")
    os = models.CharField("operating system", max_length=50, null=True, blank=True)
    browser = models.CharField(max_length=50, null=True, blank=True)
    city = models.CharField(max_length=100, null=True, blank=True)
    region = models.CharField(max_length=100, null=True, blank=True)
    country = models.CharField(max_length=2, null=True, blank=True, help_text="Two letters, such as US.")
    latitude = models.DecimalField(max_digits=10, decimal_places=7, null=True, blank=True)
    longitude = models.DecimalField(max_digits=10, decimal_places=7, null=True, blank=True)
    referrer = models.CharField(max_length=500, null=True, blank=True)
    session_id = models.CharField(max_length=100, null=True, blank=True)
    converted_to_lead = models.BooleanField(default=False)
    converted_to_booking = models.BooleanField(default=False)
    conversion_value = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True, help_text="What the booking is worth."
    )
    metadata = models.JSONField(default=dict, null=True, blank=True)

    personal_fields = ("ip_address", "user_agent", "latitude", "longitude", "metadata")

    objects = BulkQuerySet["QRScan"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("marketing", "qr_scans")
        verbose_name = "QR scan"
        indexes = [
            Index(fields=["converted_to_lead", "converted_to_booking"], name="idx_qr_scans_converted"),
            Index(fields=["city", "region", "country"], name="idx_qr_scans_location"),
            Index(fields=["qr_code"], name="idx_qr_scans_qr_code_id"),
            Index(fields=["scanned_at"], name="idx_qr_scans_scanned_at"),
            Index(fields=["session_id"], name="idx_qr_scans_session_id"),
        ]

    def __str__(self) -> str:
        return f"Scan {self.pk}"

    def convert(self, *, booking_value: Decimal | None = None) -> None:
        """Note that the scan led to a lead; with the value of a booking, to that too."""
        self.converted_to_lead = True
        written = ["converted_to_lead"]
        if booking_value is not None:
            self.converted_to_booking, self.conversion_value = True, booking_value
            written += ["converted_to_booking", "conversion_value"]
        self.save(update_fields=written)


class QRAnalytics(ReadOnlyModel):
    """What became of the scans of one code: a row of the view ``qr_analytics``."""

    qr_code_id = models.UUIDField(primary_key=True, help_text="The key of the code, which has one row.")
    code = models.CharField(max_length=50, null=True)
    type = PgEnumField(enum=QRCode.Type, type_name="qr_code_type", schema="marketing", null=True)
    campaign_name = models.CharField(max_length=100, null=True)
    destination_url = models.CharField(max_length=500, null=True)
    total_scans = models.BigIntegerField(null=True)
    unique_scans = models.BigIntegerField(null=True)
    unique_sessions = models.BigIntegerField(null=True)
    leads_generated = models.BigIntegerField(null=True)
    bookings_generated = models.BigIntegerField(null=True)
    total_revenue = NumericField(null=True)
    conversion_rate = NumericField(null=True)
    mobile_scans = models.BigIntegerField(null=True)
    tablet_scans = models.BigIntegerField(null=True)
    desktop_scans = models.BigIntegerField(null=True)
    last_scan_at = models.DateTimeField(null=True)
    first_scan_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = qualified("marketing", "qr_analytics")
        verbose_name = "analytics of a QR code"
        verbose_name_plural = "QR analytics"

    def __str__(self) -> str:
        return f"Analytics of code {self.pk}"
