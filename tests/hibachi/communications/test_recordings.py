"""Recordings of calls, who listened, and their end."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.communications.factories import THEN, CallRecordingFactory
from agent360_models.hibachi.communications.models import CallRecording
from tests.hibachi.helpers import at_once

ADA = UUID(int=1)

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def test_what_has_to_go_is_found_and_erased() -> None:
    CallRecordingFactory.create(erased=True)
    CallRecordingFactory.create(kept=True)
    second = CallRecordingFactory.create()
    first = CallRecordingFactory.create(
        delete_after=THEN + timedelta(days=30), rc_recording_uri="https://example.com/1"
    )

    assert list(CallRecording.objects.to_be_erased(THEN + timedelta(days=90))) == [first, second]
    assert list(CallRecording.objects.to_be_erased()) == [first, second]
    assert list(CallRecording.objects.to_be_erased(THEN + timedelta(days=89))) == [first]

    first.erase()

    stored = CallRecording.objects.get(pk=first.pk)
    assert (stored.status, stored.s3_bucket, stored.s3_key, stored.s3_uri) == ("deleted", None, None, None)
    assert (stored.rc_recording_uri, stored.duration_seconds) == (None, 120)
    assert stored.deleted_at == first.deleted_at is not None
    assert list(CallRecording.objects.to_be_erased()) == [second]


def test_what_is_erased_is_neither_erased_again_nor_listened_to() -> None:
    recording = CallRecordingFactory.create(erased=True)

    for move in (recording.erase, lambda: recording.record_access(ADA)):
        with pytest.raises(IllegalTransitionError, match=f"Recording {recording.pk} was already erased"):
            move()

    assert CallRecording.objects.values_list("accessed_count", "deleted_at").get() == (0, THEN + timedelta(days=90))


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_listeners_at_once_are_all_counted() -> None:
    recording = CallRecordingFactory.create()

    outcomes = at_once(*[lambda: CallRecording.objects.get().record_access(ADA)] * 10)

    assert outcomes == [None] * 10
    recording.refresh_from_db()
    assert (recording.accessed_count, recording.last_accessed_by_id) == (10, ADA)
    assert recording.last_accessed_at is not None


def test_a_call_has_one_recording() -> None:
    CallRecordingFactory.create(rc_call_id="call_0")

    with pytest.raises(IntegrityError, match="rc_call_id"), transaction.atomic(using="booking"):
        CallRecordingFactory.create(rc_call_id="call_0")


def test_a_recording_outlives_its_escalation() -> None:
    recording = CallRecordingFactory.create(escalated=True)
    assert recording.escalation is not None

    recording.escalation.delete()

    assert CallRecording.objects.get().escalation is None
