"""QR codes that still lead somewhere."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.hibachi.marketing.models import QRCode  # noqa: F401


class QRCodeQuerySet(BulkQuerySet["QRCode"]):
    """QR codes."""

    def live(self, at: datetime | None = None) -> "QRCodeQuerySet":
        """Return those that are active and have not expired at that time, by default now."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at or timezone.now()), is_active=True)
