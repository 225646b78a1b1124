"""Admin of the schema ``communications``."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.hibachi.communications.models import CallRecording


@register(CallRecording)
class CallRecordingAdmin(FamilyAdmin):
    """Find a recording by RingCentral's id of the recording or of its call."""

    list_display = ("__str__", "status", "duration_seconds", "file_size_bytes", "delete_after")
    list_filter = ("recording_type", "status", "call_started_at", "delete_after")
    search_fields = ("rc_recording_id__exact", "rc_call_id__exact")
