"""Admin of ``automate_observability``."""

from agent360_models.admin import LogAdmin, register
from agent360_models.automate.observability.models import AuditLogEntry


@register(AuditLogEntry)
class AuditLogEntryAdmin(LogAdmin):
    """Read the log, newest first; a list shows no message."""

    list_display = ("__str__", "trace_id")
    list_filter = ("level", "timestamp")
    search_fields = ("id__exact", "trace_id__exact")
