"""QR codes and who scanned them.

The database fixes the names of the tables; the columns are inferred.
"""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, router, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.indexes import Index
from agent360_models.names import qualified

if TYPE_CHECKING:
    from agent360_models.hibachi.core.models import Customer

__all__ = ["QRCode", "QRCodeQuerySet", "QRScan"]


class QRCodeQuerySet(BulkQuerySet["QRCode"]):
    """QR codes."""

    def live(self, at: datetime | None = None) -> "QRCodeQuerySet":
        """Return those that are active and have not expired at that time, by default now."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at or timezone.now()), is_active=True)


class QRCode(models.Model):
    """One printed code and where it leads; written by who prints it, and counted by ``record_scan()``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    station = models.ForeignKey(
        "hibachi_identity.Station",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="qr_codes",
    )
    code = models.CharField(max_length=50, unique=True, help_text="What the printed address ends with.")
    target_url = models.URLField(max_length=2000, help_text="Where it leads.")
    campaign_name = models.CharField(max_length=200, default="", blank=True)
    is_active = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    scan_count = models.IntegerField(default=0, editable=False)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = QRCodeQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("marketing", "qr_codes")
        verbose_name = "QR code"
        constraints = [
            models.CheckConstraint(
                condition=Q(scan_count__gte=0),
                name="ck_qr_codes_scan_count",
                violation_error_message="A code is not scanned less than never.",
            )
        ]
        indexes = [Index(fields=["station"], name="ix_marketing_qr_codes_station_id")]

    def __str__(self) -> str:
        return self.code

    def record_scan(
        self,
        *,
        device: str = "unknown",
        ip_address: str | None = None,
        user_agent: str = "",
        customer: "Customer | None" = None,
        at: datetime | None = None,
    ) -> "QRScan":
        """Store a scan and count it, in one transaction; this object then has the stored count.

        A code that is not live is scanned all the same: ``live()`` tells where it leads, this what happened.
        Of the address only a hash is stored, with the project's ``SECRET_KEY``: it tells visitors apart, and leads
        back to nobody who has no key.

        Raises ``QRCode.DoesNotExist`` where the row is gone.
        """
        alias = router.db_for_write(QRCode, instance=self)
        with transaction.atomic(using=alias):
            QRCode.objects.using(alias).filter(pk=self.pk).update(scan_count=F("scan_count") + 1)
            self.refresh_from_db(using=alias, fields=["scan_count"])
            return QRScan.objects.using(alias).create(
                qr_code=self,
                customer=customer,
                device=device,
                ip_hash=QRScan.hash_of(ip_address) if ip_address else "",
                user_agent=user_agent,
                scanned_at=at or timezone.now(),
            )


class QRScan(models.Model):
    """One scan of a code; written once, by ``QRCode.record_scan()``, never changed."""

    class Device(models.TextChoices):
        """What it was scanned with."""

        MOBILE = "mobile", "Mobile"
        TABLET = "tablet", "Tablet"
        DESKTOP = "desktop", "Desktop"
        UNKNOWN = "unknown", "Unknown"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    qr_code = models.ForeignKey(
        "hibachi_marketing.QRCode", on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="scans"
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="qr_scans",
    )
    device = PgEnumField(enum=Device, type_name="device", schema="marketing", default=Device.UNKNOWN)
    ip_hash = models.CharField(max_length=64, default="", blank=True, help_text="By hash_of(); never the address.")
    user_agent = models.TextField(default="", blank=True)
    scanned_at = models.DateTimeField(default=timezone.now)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("marketing", "qr_scans")
        verbose_name = "QR scan"
        indexes = [
            Index(fields=["qr_code", "scanned_at"], name="ix_marketing_qr_scans_qr_code_id_scanned_at"),
            Index(fields=["customer"], name="ix_marketing_qr_scans_customer_id"),
        ]

    def __str__(self) -> str:
        return f"Scan {self.pk} ({self.device})"

    @staticmethod
    def hash_of(ip_address: str) -> str:
        """Return what is stored of an address."""
        return salted_hmac("agent360_models.hibachi.marketing", ip_address, algorithm="sha256").hexdigest()
