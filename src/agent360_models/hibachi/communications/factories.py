"""Rows of the schema ``communications`` for tests."""

from datetime import UTC, datetime, timedelta

from agent360_models.hibachi.communications.models import CallRecording
from agent360_models.hibachi.support.factories import EscalationFactory
from agent360_models.testing.factories import FamilyFactory, Sequence, SubFactory, Trait

__all__ = ["THEN", "CallRecordingFactory"]

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)  # the time of every row that a factory makes


class CallRecordingFactory(FamilyFactory[CallRecording]):
    """A stored recording that is kept for ninety days."""

    rc_call_id = Sequence(lambda number: f"call_{number}")
    rc_recording_id = Sequence(lambda number: f"recording_{number}")
    status = CallRecording.Status.AVAILABLE
    call_started_at = THEN
    duration_seconds = 120
    file_size_bytes = 1_920_000
    content_type = "audio/mpeg"
    s3_bucket = "recordings"
    s3_key = Sequence(lambda number: f"2026/03/{number}.mp3")
    delete_after = THEN + timedelta(days=90)
    downloaded_at = THEN + timedelta(minutes=10)
    created_at = THEN

    class Meta:
        model = CallRecording

    class Params:
        escalated = Trait(escalation=SubFactory(EscalationFactory))
        pending = Trait(
            status=CallRecording.Status.PENDING, s3_bucket=None, s3_key=None, file_size_bytes=None, downloaded_at=None
        )
        kept = Trait(delete_after=None)
        erased = Trait(
            status=CallRecording.Status.DELETED, s3_bucket=None, s3_key=None, deleted_at=THEN + timedelta(days=90)
        )
