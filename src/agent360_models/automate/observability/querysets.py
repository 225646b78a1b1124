"""Log entries."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    # In strings below, where ruff does not look.
    from agent360_models.automate.observability.models import AuditLogEntry  # noqa: F401


class AuditLogEntryQuerySet(BulkQuerySet["AuditLogEntry"]):
    """Log entries."""

    def of_trace(self, trace_id: UUID | str) -> Self:
        """Return the entries of one trace in the order in which they came."""
        return self.filter(trace_id=trace_id).order_by("created_at", "pk")
