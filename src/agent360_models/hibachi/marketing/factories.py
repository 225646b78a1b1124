"""Rows of the schema ``marketing`` for tests."""

from datetime import UTC, datetime

from agent360_models.hibachi.core.factories import CustomerFactory
from agent360_models.hibachi.identity.factories import StationFactory
from agent360_models.hibachi.marketing.models import QRCode, QRScan
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, Sequence, SubFactory, Trait

__all__ = ["QRCodeFactory", "QRScanFactory"]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class QRCodeFactory(FamilyFactory[QRCode]):
    """A code on the flyers of a station."""

    station = SubFactory(StationFactory)
    code = Sequence(lambda number: f"flyer-{number}")
    target_url = LazyAttribute(lambda row: f"https://example.com/book?from={row.code}")
    campaign_name = "Flyers in spring"
    created_at = _THEN

    class Meta:
        model = QRCode

    class Params:
        expired = Trait(expires_at=_THEN)
        retired = Trait(is_active=False)


class QRScanFactory(FamilyFactory[QRScan]):
    """A scan by a phone of somebody unknown; its code does not count it."""

    qr_code = SubFactory(QRCodeFactory)
    device = QRScan.Device.MOBILE
    ip_hash = Sequence(lambda number: QRScan.hash_of(f"2001:db8::{number:x}"))
    user_agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
    scanned_at = _THEN

    class Meta:
        model = QRScan

    class Params:
        of_a_customer = Trait(customer=SubFactory(CustomerFactory))
