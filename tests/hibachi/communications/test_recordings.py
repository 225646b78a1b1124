"""Recordings of calls, and their end."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agent360_models.hibachi.communications.factories import THEN, CallRecordingFactory
from agent360_models.hibachi.communications.models import CallRecording

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def test_what_has_to_go_is_found_and_erased() -> None:
    CallRecordingFactory.create(erased=True)
    CallRecordingFactory.create(kept=True)
    second = CallRecordingFactory.create()
    first = CallRecordingFactory.create(delete_after=THEN + timedelta(days=30))

    assert list(CallRecording.objects.to_be_erased(THEN + timedelta(days=90))) == [first, second]
    assert list(CallRecording.objects.to_be_erased()) == [first, second]
    assert list(CallRecording.objects.to_be_erased(THEN + timedelta(days=89))) == [first]

    first.erase()

    stored = CallRecording.objects.get(pk=first.pk)
    assert (stored.status, stored.storage_key, stored.transcript) == ("erased", None, None)
    assert stored.erased_at == first.erased_at is not None
    assert list(CallRecording.objects.to_be_erased()) == [second]
    stored.full_clean()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"storage_key": "HTTPS://storage.example.com/1.mp3"}, "no address on the web"),
        ({"storage_key": None}, "has a key in the storage"),
        ({"erased": True, "transcript": "Hello"}, "neither a key nor a transcript"),
        ({"duration_seconds": -1}, "0 seconds or more"),
        ({"size_bytes": -1}, "0 bytes or more"),
    ],
)
def test_a_recording_that_makes_no_sense_is_refused(columns: dict[str, object], message: str) -> None:
    stored = CallRecordingFactory.create()
    recording = CallRecordingFactory.build(call_session=stored.call_session, provider_recording_id="new", **columns)

    with pytest.raises(ValidationError, match=message):
        recording.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic(using="booking"):
        recording.save()
