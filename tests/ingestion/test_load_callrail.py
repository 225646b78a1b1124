"""Loading what CallRail sends: pages of its API, and records of all kinds in one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent360_models.ingestion.callrail.models import Call, Company, FormSubmission, Tag, TextMessage, Tracker
from tests.support.exports import Folder, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path, "callrail")


def call(number: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"CAL{number:032x}",
        "start_time": "2026-05-04T11:27:48.119-05:00",
        "duration": 60,
        "answered": True,
        "voicemail": False,
        "direction": "inbound",
        "customer_phone_number": "+13035550100",
        "tracking_phone_number": "+13035550101",
        "company_id": "COM1",
        **fields,
    }


def test_a_page_of_calls_is_read(folder: Folder) -> None:
    """The page says what its records are, whatever the file is called."""
    folder.write(
        "response.json",
        content={"page": 1, "per_page": 100, "total_pages": 1, "total_records": 2, "calls": [call(1), call(2)]},
    )

    reports = folder.load()

    row = Call.objects.first()
    assert counts(*reports) == {"calls": {"read": 2, "inserted": 2}}
    assert row is not None
    assert row.start_time == datetime(2026, 5, 4, 16, 27, 48, 119000, tzinfo=UTC)
    assert (row.duration, row.answered, row.voicemail, row.company_id) == (60, True, False, "COM1")
    assert Call.objects.dangling("company").count() == 2
    assert counts(*folder.load()) == {"calls": {"read": 2, "unchanged": 2}}


def test_zero_is_not_an_empty_cell(folder: Folder) -> None:
    """Among different numbers, some of which are missing."""
    durations = [0, None, *range(2, 20)]
    calls = [call(number, duration=duration) for number, duration in enumerate(durations)]
    folder.write("calls.json", content={"calls": calls})

    folder.load()

    assert [*Call.objects.order_by("pk").values_list("duration", flat=True)] == durations


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("duration", 27, 27),
        ("duration", "27", 27),
        ("duration", "00:01:00", 60),
        ("duration", "1:02:03", 3723),
        ("duration", "2:03", 123),
        ("recording_duration", "00:01:00", 60),
        ("recording_duration", None, None),
        ("value", 100, 100),
        ("value", "100", 100),
        ("value", "$1,234.50", 1234.5),
        ("value", "", None),
        ("tags", ["Sales", "Repeat"], ["Sales", "Repeat"]),
        ("tags", [{"id": 1, "name": "Sales"}], [{"id": 1, "name": "Sales"}]),
        ("tags", [], []),
        ("good_lead_call_id", 123, "123"),
        ("good_lead_call_id", "123", "123"),
        ("speaker_percent", {"agent": 40}, {"agent": 40}),
        ("speaker_percent", [], []),
        ("start_time", "2026-05-04T11:27:48Z", datetime(2026, 5, 4, 11, 27, 48, tzinfo=UTC)),
        ("customer_name", "false", "false"),
    ],
)
def test_a_value_is_read_however_it_is_spelled(folder: Folder, field: str, value: Any, stored: Any) -> None:
    """CallRail's own documents do not agree on its types."""
    folder.write("calls.json", content=[call(**{field: value})])

    folder.load()

    assert getattr(Call.objects.get(), field) == stored


def test_a_duration_that_is_none_is_rejected(folder: Folder) -> None:
    """With what stood there."""
    folder.write("calls.json", content=[call(duration="a while")])

    (report,) = folder.load()

    assert counts(report) == {"calls": {"read": 1, "rejected": 1}}
    assert folder.rejected()[0][2:] == ("duration", "a while", "not a number")


def test_calls_with_more_and_fewer_fields_stand_in_one_file(folder: Folder) -> None:
    """What is missing is not known; all that was sent is kept."""
    full, sparse = call(1, waveforms=[1, 2]), {"id": "456", "start_time": "2026-05-04T11:00:00Z"}
    folder.write("calls.json", content=[full, sparse])

    folder.load()

    assert Call.objects.values_list("duration", "raw_data").get(pk="456") == (None, sparse)
    assert Call.objects.values_list("duration", "raw_data").exclude(pk="456").get() == (60, full)


def test_records_are_known_by_their_fields_where_nothing_names_them(folder: Folder) -> None:
    """One of no kind is counted."""
    folder.write(
        "everything.json",
        content=[
            call(),
            {"id": "COM1", "name": "Widget Shop", "dni_active": None},
            {"id": 993186, "name": "Sales", "tag_level": "company", "company_id": "COM1"},
            {"id": "KZaGR", "recent_messages": [{"direction": "incoming", "content": "Hello"}]},
            {"id": "FOR1", "form_data": {"name": "Ada"}, "submitted_at": "2026-05-04T07:46:28.000Z"},
            {"id": "TRK1", "tracking_numbers": ["+13035550101"], "company": {"id": "COM1", "name": "Widget Shop"}},
            {"id": "what", "is": "this"},
        ],
    )

    *reports, rest = folder.load()

    one = {"read": 1, "inserted": 1}
    assert counts(*reports) == dict.fromkeys(
        ("calls", "companies", "tags", "conversations", "form_submissions", "trackers"), one
    )
    assert (rest.skipped, rest.read) == (True, 1)
    assert Company.objects.get().calls.count() == 1
    assert Tag.objects.get().id == "993186"
    assert TextMessage.objects.get().recent_messages == [{"direction": "incoming", "content": "Hello"}]
    assert FormSubmission.objects.get().form_data == {"name": "Ada"}
    assert Tracker.objects.values_list("tracking_number", "company_id").get() == ("+13035550101", "COM1")


def test_a_tracker_is_read_with_what_it_nests(folder: Folder) -> None:
    """Its company, its source and where its calls go."""
    sent = {
        "id": "TRK1",
        "name": "Search",
        "status": "active",
        "created_at": "2026-05-04T07:46:28.000Z",
        "tracking_numbers": ["+13035550101", "+13035550102"],
        "company": {"id": "COM1", "name": "Widget Shop"},
        "source": {"type": "search", "search_engine": "google"},
        "call_flow": {"type": "basic", "destination_number": "+13035550199"},
    }
    folder.write("trackers.json", content={"trackers": [sent], "total_records": 1})

    folder.load()

    tracker = Tracker.objects.get()
    assert (tracker.company_id, tracker.source, tracker.destination_number) == ("COM1", "search", "+13035550199")
    assert tracker.source_details == {"type": "search", "search_engine": "google"}
    assert tracker.api_created_at == datetime(2026, 5, 4, 7, 46, 28, tzinfo=UTC)
    assert tracker.raw_data == sent


def test_the_last_of_equal_versions_stands(folder: Folder) -> None:
    """CallRail does not say when a call was changed."""
    folder.write("calls.json", content=[call(note="first"), call(note="second"), call(), call(2)])

    first, second = folder.load(), folder.load()

    assert counts(*first) == {"calls": {"read": 4, "inserted": 2, "superseded": 2}}
    assert counts(*second) == {"calls": {"read": 4, "unchanged": 2, "superseded": 2}}


def test_a_single_record_is_read(folder: Folder) -> None:
    """As the API answers for one id; without its id it is still a record, and no page."""
    folder.write("call.json", content=call())
    folder.write("calls.json", content={"start_time": "2026-05-04T11:00:00Z", "tags": [{"name": "Sales"}]})

    one, other = folder.load()

    assert (one.inserted, other.rejected) == (1, 1)
    assert folder.rejected()[0][2:] == ("id", "", "required")
