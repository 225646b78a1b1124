"""Rows of the schema ``marketing`` for tests."""

from datetime import UTC, datetime

from agent360_models.hibachi.identity.factories import UserFactory
from agent360_models.hibachi.marketing.models import QRCode, QRScan
from agent360_models.testing.factories import FamilyFactory, LazyAttribute, Sequence, SubFactory, Trait

__all__ = ["QRCodeFactory", "QRScanFactory"]

_THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)


class QRCodeFactory(FamilyFactory[QRCode]):
    """A code on flyers."""

    code = Sequence(lambda number: f"flyer-{number}")
    type = QRCode.Type.FLYER
    destination_url = LazyAttribute(lambda row: f"https://example.com/book?from={row.code}")
    campaign_name = "Flyers in spring"
    created_at = _THEN

    class Meta:
        model = QRCode

    class Params:
        retired = Trait(is_active=False)
        of_a_user = Trait(created_by=SubFactory(UserFactory))


class QRScanFactory(FamilyFactory[QRScan]):
    """A scan by an unknown person's phone."""

    qr_code = SubFactory(QRCodeFactory)
    scanned_at = _THEN
    device_type = "mobile"
    user_agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
    session_id = Sequence(lambda number: f"session-{number}")

    class Meta:
        model = QRScan

    class Params:
        booked = Trait(converted_to_lead=True, converted_to_booking=True, conversion_value="610.00")
