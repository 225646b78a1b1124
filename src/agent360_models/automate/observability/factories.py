"""Rows of ``automate_observability`` for tests."""

from datetime import UTC, datetime
from uuid import UUID

from agent360_models.automate.observability.models import AuditLogEntry
from agent360_models.testing.factories import FamilyFactory, Trait

__all__ = ["AuditLogEntryFactory"]


class AuditLogEntryFactory(FamilyFactory[AuditLogEntry]):
    """An entry for the start of a step."""

    level = AuditLogEntry.Level.INFO
    message = "step began"
    context = {"step": "fetch"}
    timestamp = datetime(2026, 3, 1, tzinfo=UTC)

    class Meta:
        model = AuditLogEntry

    class Params:
        error = Trait(level=AuditLogEntry.Level.ERROR, message="step failed")
        traced = Trait(trace_id=UUID("0197f1f2-0000-7000-8000-000000000001"))
