"""QR codes, their scans, and the results of the scans."""

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
from agent360_models.units import moment

__all__ = ["QRAnalytics", "QRCode", "QRCodeQuerySet", "QRScan"]


class QRCodeQuerySet(BulkQuerySet["QRCode"]):
    """QR codes."""

    def live(self) -> "QRCodeQuerySet":
        """Return the active codes."""
        return self.filter(is_active=True)


class QRCode(models.Model):
    """One printed code and its destination, written by the person who prints it."""

    class Type(models.TextChoices):
        """Medium on which the code is printed."""

        BUSINESS_CARD = "business_card", "Business card"
        FLYER = "flyer", "Flyer"
        MENU = "menu", "Menu"
        VEHICLE = "vehicle", "Vehicle"
        BANNER = "banner", "Banner"
        OTHER = "other", "Something else"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    code = models.CharField(
        verbose_name="Code", max_length=50, unique=True, help_text="What the printed address ends with."
    )
    type = PgEnumField(
        verbose_name="Type", enum=Type, type_name="qr_code_type", schema="marketing", help_text="What it is printed on."
    )
    destination_url = models.CharField(
        verbose_name="Destination URL", max_length=500, help_text="The page that a phone opens after the scan."
    )
    description = models.TextField(verbose_name="Description", null=True, blank=True)
    campaign_name = models.CharField(
        verbose_name="Campaign name",
        max_length=100,
        null=True,
        blank=True,
        help_text="The name of what was printed; it refers to no campaign of hibachi_newsletter.",
    )
    is_active = models.BooleanField(
        verbose_name="Active",
        default=True,
        help_text="A redirect asks for active codes only; a scan of another one is stored all the same.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    created_by = models.ForeignKey(
        "hibachi_identity.User",
        verbose_name="Created by",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="qr_codes",
        db_column="created_by",
        help_text="A user of the platform; becomes empty when that user is deleted.",
    )
    metadata = models.JSONField(
        verbose_name="Metadata",
        default=dict,
        null=True,
        blank=True,
        help_text="JSON of the platform; no code here reads it.",
    )

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
        """Store a scan; ``columns`` are columns of ``QRScan``, such as ``device_type`` and ``session_id``.

        Scans of an inactive code are stored too: the record describes what happened, not whether the code is live.
        """
        alias = router.db_for_write(QRCode, instance=self)
        return QRScan.objects.using(alias).create(qr_code=self, scanned_at=at or timezone.now(), **columns)


class QRScan(models.Model):
    """One scan of a code; ``QRCode.record_scan()`` writes it, and ``convert()`` adds its result."""

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    qr_code = models.ForeignKey(
        "hibachi_marketing.QRCode",
        verbose_name="QR code",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="scans",
        help_text="What was scanned; a code that is deleted takes its scans along.",
    )
    scanned_at = models.DateTimeField(
        verbose_name="Scanned at",
        default=timezone.now,
        help_text="The time of the insert, where record_scan() is given no other.",
    )
    ip_address = models.CharField(
        verbose_name="IP address",
        max_length=45,
        null=True,
        blank=True,
        help_text="Personal data in many countries: store it where you may.",
    )
    user_agent = models.TextField(
        verbose_name="User agent", null=True, blank=True, help_text="What the browser sends as its name."
    )
    device_type = models.CharField(
        verbose_name="Device type", max_length=50, null=True, blank=True, help_text="Such as mobile, tablet, desktop."
    )
    os = models.CharField(verbose_name="Operating system", max_length=50, null=True, blank=True)
    browser = models.CharField(verbose_name="Browser", max_length=50, null=True, blank=True)
    city = models.CharField(verbose_name="City", max_length=100, null=True, blank=True)
    region = models.CharField(verbose_name="Region", max_length=100, null=True, blank=True)
    country = models.CharField(
        verbose_name="Country", max_length=2, null=True, blank=True, help_text="Two letters, such as US."
    )
    latitude = models.DecimalField(
        verbose_name="Latitude",
        max_digits=10,
        decimal_places=7,
        null=True,
        blank=True,
        help_text="In degrees, with up to seven decimals.",
    )
    longitude = models.DecimalField(
        verbose_name="Longitude",
        max_digits=10,
        decimal_places=7,
        null=True,
        blank=True,
        help_text="In degrees, with up to seven decimals.",
    )
    referrer = models.CharField(
        verbose_name="Referrer",
        max_length=500,
        null=True,
        blank=True,
        help_text="The address of the page that led there.",
    )
    session_id = models.CharField(
        verbose_name="Session id",
        max_length=100,
        null=True,
        blank=True,
        help_text="The view qr_analytics counts different ones as unique sessions.",
    )
    converted_to_lead = models.BooleanField(
        verbose_name="Converted to a lead", default=False, help_text="Written by convert()."
    )
    converted_to_booking = models.BooleanField(
        verbose_name="Converted to a booking",
        default=False,
        help_text="Written by convert(), where it is told what the booking is worth.",
    )
    conversion_value = models.DecimalField(
        verbose_name="Conversion value",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="What the booking is worth; empty where no booking came of the scan.",
    )
    metadata = models.JSONField(
        verbose_name="Metadata",
        default=dict,
        null=True,
        blank=True,
        help_text="JSON of the platform; no code here reads it.",
    )

    units = {"conversion_value": "USD"}
    personal_fields = ("ip_address", "user_agent", "latitude", "longitude", "metadata", "city")

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
        return f"Scan of {moment(self.scanned_at)}"

    def convert(self, *, booking_value: Decimal | None = None) -> None:
        """Record that the scan led to a lead; with ``booking_value``, also that it led to a booking."""
        self.converted_to_lead = True
        written = ["converted_to_lead"]
        if booking_value is not None:
            self.converted_to_booking, self.conversion_value = True, booking_value
            written += ["converted_to_booking", "conversion_value"]
        self.save(update_fields=written)


class QRAnalytics(ReadOnlyModel):
    """Results of one code's scans: a row of the view ``qr_analytics``."""

    qr_code_id = models.UUIDField(
        verbose_name="QR code id", primary_key=True, help_text="The key of the code, which has one row."
    )
    code = models.CharField(
        verbose_name="Code", max_length=50, null=True, help_text="What the printed address ends with."
    )
    type = PgEnumField(
        verbose_name="Type",
        enum=QRCode.Type,
        type_name="qr_code_type",
        schema="marketing",
        null=True,
        help_text="What it is printed on.",
    )
    campaign_name = models.CharField(
        verbose_name="Campaign name", max_length=100, null=True, help_text="The name of what was printed."
    )
    destination_url = models.CharField(
        verbose_name="Destination URL",
        max_length=500,
        null=True,
        help_text="The page that a phone opens after the scan.",
    )
    total_scans = models.BigIntegerField(
        verbose_name="Total scans", null=True, help_text="Counts each scan; 0 for a code that nobody scanned."
    )
    unique_scans = models.BigIntegerField(
        verbose_name="Unique scans", null=True, help_text="Counts different IP addresses."
    )
    unique_sessions = models.BigIntegerField(
        verbose_name="Unique sessions", null=True, help_text="Counts different session ids."
    )
    leads_generated = models.BigIntegerField(
        verbose_name="Leads generated", null=True, help_text="Counts scans that were converted to a lead."
    )
    bookings_generated = models.BigIntegerField(
        verbose_name="Bookings generated", null=True, help_text="Counts scans that were converted to a booking."
    )
    total_revenue = NumericField(
        verbose_name="Total revenue",
        null=True,
        help_text="The sum of the conversion values of all scans; empty where there is none.",
    )
    conversion_rate = NumericField(
        verbose_name="Conversion rate",
        null=True,
        help_text="Percent of the scans that became a booking; empty without a scan.",
    )
    mobile_scans = models.BigIntegerField(
        verbose_name="Mobile scans", null=True, help_text="Counts scans whose device type is mobile."
    )
    tablet_scans = models.BigIntegerField(
        verbose_name="Tablet scans", null=True, help_text="Counts scans whose device type is tablet."
    )
    desktop_scans = models.BigIntegerField(
        verbose_name="Desktop scans", null=True, help_text="Counts scans whose device type is desktop."
    )
    last_scan_at = models.DateTimeField(
        verbose_name="Last scan at", null=True, help_text="Empty for a code that nobody scanned."
    )
    first_scan_at = models.DateTimeField(
        verbose_name="First scan at", null=True, help_text="Empty for a code that nobody scanned."
    )

    units = {"total_revenue": "USD", "conversion_rate": "%"}

    class Meta:
        managed = False
        db_table = qualified("marketing", "qr_analytics")
        verbose_name = "analytics of a QR code"
        verbose_name_plural = "QR analytics"

    def __str__(self) -> str:
        return f"Analytics of {self.code}"
