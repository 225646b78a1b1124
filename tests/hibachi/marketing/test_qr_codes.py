"""Codes, their scans, and what became of them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.hibachi.marketing.factories import QRCodeFactory, QRScanFactory
from agent360_models.hibachi.marketing.models import QRAnalytics, QRCode, QRScan

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def test_a_scan_is_stored_with_what_is_known_of_it() -> None:
    """Also of a code that leads nowhere any more."""
    code = QRCodeFactory.create(retired=True)

    scan = code.record_scan(at=THEN, device_type="mobile", session_id="s1")

    assert list(code.scans.values_list("scanned_at", "device_type", "ip_address")) == [(THEN, "mobile", None)]
    assert (scan.converted_to_lead, scan.converted_to_booking) == (False, False)


def test_live_codes_are_active() -> None:
    live = QRCodeFactory.create()
    QRCodeFactory.create(retired=True)

    assert list(QRCode.objects.live()) == [live]


def test_a_scan_becomes_a_lead_and_then_a_booking() -> None:
    scan = QRScanFactory.create()

    scan.convert()
    assert QRScan.objects.values_list("converted_to_lead", "converted_to_booking").get() == (True, False)
    scan.convert(booking_value=Decimal("610.00"))

    stored = QRScan.objects.get()
    assert (stored.converted_to_booking, stored.conversion_value) == (True, Decimal("610.00"))


def test_the_view_counts_the_scans_of_each_code() -> None:
    code, unscanned = QRCodeFactory.create(), QRCodeFactory.create()
    code.record_scan(at=THEN, device_type="mobile", session_id="s1", ip_address="192.0.2.7")
    code.record_scan(at=THEN + timedelta(hours=1), device_type="mobile", session_id="s1", ip_address="192.0.2.7")
    QRScanFactory.create_batch(2, qr_code=code, booked=True, device_type="desktop", session_id="s2")

    row = QRAnalytics.objects.get(pk=code.pk)

    assert (row.code, row.type, row.total_scans, row.unique_scans, row.unique_sessions) == (code.code, "flyer", 4, 1, 2)
    assert (row.leads_generated, row.bookings_generated, row.total_revenue) == (2, 2, Decimal("1220.00"))
    assert (row.conversion_rate, row.mobile_scans, row.tablet_scans, row.desktop_scans) == (Decimal(50), 2, 0, 2)
    assert (row.first_scan_at, row.last_scan_at) == (THEN, THEN + timedelta(hours=1))
    assert QRAnalytics.objects.values_list("total_scans", "conversion_rate").get(pk=unscanned.pk) == (0, None)


def test_nobody_writes_the_view() -> None:
    QRCodeFactory.create()
    row = QRAnalytics.objects.get()

    for write in (row.save, row.delete, lambda: QRAnalytics.objects.update(total_scans=1)):
        with pytest.raises(ReadOnlyTableError, match=r"QRAnalytics is read-only"):
            write()
