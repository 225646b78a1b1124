"""Admin of the schema ``communications``."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.hibachi.communications.models import CallRecording

__all__ = ["CallRecordingAdmin"]


@register(CallRecording)
class CallRecordingAdmin(FamilyAdmin):
    """Find a recording by the provider's id of it or of its call; what was said is on its own page only."""

    list_display = ("id", "call_session", "status", "recorded_at", "duration_seconds", "size_bytes", "delete_after")
    list_filter = ("status", "recorded_at", "delete_after")
    search_fields = ("provider_recording_id__exact", "call_session__provider_call_id__exact")
    raw_id_fields = ("call_session",)
