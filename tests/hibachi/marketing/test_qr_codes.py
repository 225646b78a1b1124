"""Codes, and the scans that are counted."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from agent360_models.hibachi.core.factories import CustomerFactory
from agent360_models.hibachi.marketing.factories import QRCodeFactory
from agent360_models.hibachi.marketing.models import QRCode, QRScan

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def test_a_scan_is_stored_and_counted() -> None:
    code, customer = QRCodeFactory.create(), CustomerFactory.create()
    stale = QRCode.objects.get()
    code.record_scan(device="mobile", customer=customer)

    scan = stale.record_scan()

    assert stale.scan_count == QRCode.objects.get().scan_count == code.scans.count() == 2
    assert (scan.device, scan.customer, scan.ip_hash) == ("unknown", None, "")
    assert customer.qr_scans.get().device == "mobile"


def test_the_address_is_stored_nowhere_and_tells_visitors_apart() -> None:
    code = QRCodeFactory.create()

    hashes = [code.record_scan(ip_address=ip).ip_hash for ip in ("192.0.2.7", "192.0.2.8", "192.0.2.7")]

    assert hashes[0] == hashes[2] != hashes[1]
    assert not [row for row in QRScan.objects.values() if "192.0.2" in str(row)]


def test_the_hash_depends_on_the_secret_of_the_project(settings: Settings) -> None:
    """Whoever has the table alone cannot try all addresses."""
    before = QRScan.hash_of("192.0.2.7")

    settings.SECRET_KEY = "another one"

    assert QRScan.hash_of("192.0.2.7") != before


def test_live_codes_are_active_and_have_not_expired() -> None:
    soon = timezone.now() + timedelta(hours=1)
    lasting, ending = QRCodeFactory.create(), QRCodeFactory.create(expires_at=soon)
    QRCodeFactory.create(expired=True)
    QRCodeFactory.create(retired=True)

    assert set(QRCode.objects.live()) == {lasting, ending}
    assert set(QRCode.objects.live(soon)) == {lasting}
