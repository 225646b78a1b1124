"""Recordings, as they are looked for."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models.functions import Now

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.hibachi.communications.models import CallRecording  # noqa: F401


class CallRecordingQuerySet(BulkQuerySet["CallRecording"]):
    """Recordings of calls."""

    def to_be_erased(self, at: datetime | None = None) -> "CallRecordingQuerySet":
        """Return those that have to go by now, or by ``at``, those that are longest overdue first."""
        overdue = self.filter(delete_after__lte=Now() if at is None else at, erased_at__isnull=True)
        return overdue.order_by("delete_after")
