"""Table ``automate_observability_auditlogentry``."""

from typing import Self
from uuid import UUID

from django.db import models

from agent360_models.automate.keys import KeyedModel
from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import MaskedJSONField
from agent360_models.indexes import Index
from agent360_models.units import moment

__all__ = ["AuditLogEntry", "AuditLogEntryQuerySet"]


class AuditLogEntryQuerySet(BulkQuerySet["AuditLogEntry"]):
    """Log entries."""

    def of_trace(self, trace_id: UUID | str) -> Self:
        """Return the entries of one trace, in order of time."""
        return self.filter(trace_id=trace_id).order_by("timestamp", "pk")


class AuditLogEntry(KeyedModel):
    """A log entry of one part of the platform; written when it occurs."""

    class Level(models.TextChoices):
        """The severity, in the names of Python's logging."""

        DEBUG = "DEBUG", "Debug"
        INFO = "INFO", "Info"
        WARNING = "WARNING", "Warning"
        ERROR = "ERROR", "Error"
        CRITICAL = "CRITICAL", "Critical"

    level = models.CharField(
        verbose_name="Level",
        max_length=20,
        choices=Level,
        default=Level.INFO,
        help_text="The severity, as Python's logging names it.",
    )
    message = models.TextField(verbose_name="Message", help_text="Stored as it is given, so no place for a secret.")
    context = MaskedJSONField(
        verbose_name="Context", default=dict, blank=True, help_text="What belongs to it; secrets become asterisks."
    )
    trace_id = models.UUIDField(
        verbose_name="Trace id", null=True, blank=True, help_text="The trace of the event that it belongs to."
    )
    timestamp = models.DateTimeField(
        verbose_name="Timestamp",
        auto_now_add=True,
        help_text="When the entry was written, by the clock of the application.",
    )

    personal_fields = ("message", "context")

    objects = AuditLogEntryQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_observability_auditlogentry"
        indexes = [
            Index(fields=["trace_id", "timestamp"], name="idx_automate_observability_auditlogentry_trace_timestamp"),
            Index(fields=["level", "timestamp"], name="idx_automate_observability_auditlogentry_level_timestamp"),
            Index(fields=["timestamp"], name="idx_automate_observability_auditlogentry_timestamp"),
        ]
        verbose_name_plural = "audit log entries"

    def __str__(self) -> str:
        return f"{self.get_level_display()}, {moment(self.timestamp)}"
