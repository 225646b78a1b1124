"""Rows of the schema ``communications`` for tests."""

from datetime import UTC, datetime, timedelta

from agent360_models.hibachi.communications.models import CallRecording
from agent360_models.hibachi.integra.factories import CallSessionFactory
from agent360_models.testing.factories import FamilyFactory, Sequence, SubFactory, Trait

__all__ = ["THEN", "CallRecordingFactory"]

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)  # the moment of the rows that factories make


class CallRecordingFactory(FamilyFactory[CallRecording]):
    """A recording that is stored, for ninety days."""

    call_session = SubFactory(CallSessionFactory)
    provider_recording_id = Sequence(lambda number: f"recording_{number}")
    status = CallRecording.Status.AVAILABLE
    storage_key = Sequence(lambda number: f"recordings/2026/03/{number}.mp3")
    duration_seconds = 120
    size_bytes = 1_920_000
    transcript = "Hello, I would like to book a chef for my daughter's birthday."
    recorded_at = THEN
    delete_after = THEN + timedelta(days=90)
    created_at = THEN

    class Meta:
        model = CallRecording

    class Params:
        pending = Trait(status=CallRecording.Status.PENDING, storage_key=None, size_bytes=None, transcript=None)
        kept = Trait(delete_after=None)
        erased = Trait(
            status=CallRecording.Status.ERASED,
            storage_key=None,
            transcript=None,
            erased_at=THEN + timedelta(days=90),
        )
