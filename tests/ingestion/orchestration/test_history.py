"""What dashboards ask of ``sync_history``, and by which index the answer comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from agent360_models.ingestion.orchestration import _operating, _runs, _status
from agent360_models.ingestion.orchestration.factories import SyncHistoryFactory
from agent360_models.ingestion.orchestration.models import SyncHistory
from tests.support.buffers import buffers_read

DAY = datetime(2026, 3, 1, tzinfo=UTC)
Status = SyncHistory.Status
pytestmark = pytest.mark.django_db


def a_run(sync_type: str = "contacts", *, hours: int = 0, minutes: int = 1, **values: Any) -> SyncHistory:
    start = DAY + timedelta(hours=hours)
    values = {"sync_type": sync_type, "start_time": start, "end_time": start + timedelta(minutes=minutes), **values}
    return SyncHistoryFactory.create(**values)


def test_a_row_needs_what_the_seed_says() -> None:
    """The rest the database fills in, for whoever writes past Django too."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO "orchestration"."sync_history" (crm_source, sync_type, start_time)'
            " VALUES ('hubspot', 'contacts', now()) RETURNING status, records_processed, records_created,"
            " records_updated, records_failed, configuration, performance_metrics, created_at = now()"
        )
        row = cursor.fetchone()

    assert row == ("running", 0, 0, 0, 0, "{}", "{}", True)


def test_the_newest_run_of_each_source_and_type() -> None:
    """Of all runs, or of those with a status."""
    old = a_run("contacts", hours=1)
    new = a_run("contacts", hours=2, status=Status.FAILED)
    deals = a_run("deals", hours=1)
    calls = a_run("calls", hours=3, crm_source="callrail", status=Status.RUNNING, end_time=None)

    assert list(SyncHistory.objects.newest()) == [calls, new, deals]
    assert list(SyncHistory.objects.newest("success")) == [old, deals]
    assert list(SyncHistory.objects.of("hubspot").newest()) == [new, deals]
    assert list(SyncHistory.objects.none().newest()) == []


def test_success_rates() -> None:
    """Of the runs that ended; a run that left rows out is no success."""
    for hours, status in enumerate([Status.SUCCESS, Status.SUCCESS, Status.PARTIAL, Status.FAILED, Status.RUNNING]):
        a_run("contacts", hours=hours, status=status)
    a_run("deals")
    a_run("contacts", hours=-48, status=Status.FAILED)

    rates = list(SyncHistory.objects.success_rates(DAY))

    assert [(row["sync_type"], row["runs"], row["succeeded"], row["rate"]) for row in rates] == [
        ("contacts", 4, 2, 0.5),
        ("deals", 1, 1, 1.0),
    ]
    assert list(SyncHistory.objects.success_rates(DAY + timedelta(days=9))) == []


def test_throughput_over_time() -> None:
    """Records and seconds of each day; a run without an end counts for none."""
    a_run(hours=1, minutes=1, records_processed=600)
    a_run(hours=2, minutes=3, records_processed=600)
    a_run(hours=25, status=Status.RUNNING, end_time=None, records_processed=0)

    with timezone.override(UTC):
        first, second = SyncHistory.objects.throughput(DAY, DAY + timedelta(days=7))

    assert (first["period"], first["runs"], first["records"]) == (DAY, 2, 1200)
    assert (first["seconds"], first["per_second"]) == (240.0, 5.0)
    assert (second["runs"], second["records"], second["per_second"]) == (1, 0, None)


def test_how_long_a_run_took() -> None:
    """And how quickly its records came in."""
    run = a_run(minutes=1, records_processed=600)

    assert (run.duration, run.records_per_second) == (timedelta(minutes=1), 10.0)
    assert (SyncHistory().duration, SyncHistory().records_per_second) == (None, None)


def test_a_watermark_that_another_program_wrote_hides_no_status() -> None:
    """A text that is not a time counts as none; a time without a zone is UTC."""
    a_run("contacts", performance_metrics={"watermark": "yesterday evening"})
    a_run("deals", performance_metrics={"watermark": "2026-03-01"})

    found = {status.object_name: status.watermark for status in _status.statuses("default")}

    assert found == {"hubspot contacts": None, "hubspot deals": DAY}


@pytest.mark.parametrize("text", ["infinity", "yesterday evening", 5])
def test_a_watermark_that_another_program_wrote_stops_no_run(text: object) -> None:
    """The next run reads everything, as the first one does."""
    a_run("contacts", performance_metrics={"watermark": text})

    assert _runs._watermark("hubspot", "contacts", "default") is None


# Plans


def many_runs() -> None:
    """A year of runs: 40 syncs, each about every quarter of an hour; one has failed ever since."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO "orchestration"."sync_history" (crm_source, sync_type, start_time, end_time, status)'
            " SELECT 'source ' || n % 8, 'type ' || n % 5, %s::timestamptz + n * interval '20 seconds',"
            " %s::timestamptz + n * interval '20 seconds' + interval '1 minute',"
            " CASE WHEN n %% 40 = 39 THEN 'failed' WHEN n > 99990 THEN 'running' WHEN n %% 100 = 0 THEN 'failed'"
            " ELSE 'success' END"
            " FROM generate_series(1, 100000) n".replace("n % ", "n %% "),
            [DAY, DAY],
        )
        cursor.execute('ANALYZE "orchestration"."sync_history"')


def plan(queryset: QuerySet[SyncHistory, Any]) -> str:
    return queryset.explain(format="text")


def test_no_question_reads_the_whole_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 100,000 runs: each is answered by an index, and the status of each sync by its newest runs.

    So is that of a sync that never was a success, and though no run has a watermark.
    """
    many_runs()
    runs = SyncHistory.objects.all()
    last_hour = DAY + timedelta(seconds=20 * 100_000) - timedelta(hours=1)

    assert "idx_sync_history_crm_type" in plan(runs.of("source 3", "type 3"))
    assert "idx_sync_history_status" in plan(runs.running())
    assert "idx_sync_history_start_time" in plan(runs.success_rates(last_hour))
    assert "idx_sync_history_start_time" in plan(runs.throughput(last_hour))
    assert len(runs.newest()) == 40
    assert "Seq Scan" not in plan(runs.newest()) + plan(runs.running()) + plan(runs.throughput(last_hour))

    monkeypatch.setattr(_status, "ENOUGH", 10)
    with buffers_read() as pages:
        found = {status.object_name: status for status in _status.statuses("default")}
    assert (len(found), found["source 7 type 4"].last_success, found["source 7 type 4"].failed) == (40, None, 10)
    assert sum(pages) < 1500, pages

    with buffers_read() as pages:
        kept = _operating._needed("default")
    assert len(kept) == 39 + 3 + 9  # syncs with a success, with a failure, and that run
    assert sum(pages) < 2000, pages
