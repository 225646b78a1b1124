"""Runs over tables of the family, recorded in ``sync_history``; and how ``status`` reads them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from agent360_models import locks
from agent360_models.bulk import UpsertResult
from agent360_models.exceptions import RunSkippedError
from agent360_models.ingestion.callrail.models import Company
from agent360_models.ingestion.hubspot.models import Contact
from agent360_models.ingestion.orchestration.factories import SyncHistoryFactory
from agent360_models.ingestion.orchestration.models import SyncHistory
from agent360_models.sync.runs import run
from agent360_models.sync.status import State, statuses

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def start(**names: Any) -> Any:
    return run(Contact, **{"job": "nightly", "source": "contacts", **names})


def metrics(row: SyncHistory) -> dict[str, Any]:
    return row.performance_metrics or {}


class TestRecord:
    def test_from_start_to_end(self) -> None:
        """Counts, duration and rate; unchanged rows and the watermark stand among the metrics."""
        rows = [{"id": str(number), "city": "Denver"} for number in range(3)]
        with start() as this:
            begun = SyncHistory.objects.get()
            assert (begun.crm_source, begun.sync_type, begun.status) == ("hubspot", "contacts", "running")
            assert begun.configuration == {"job": "nightly", "direction": "inbound", "table": "hubspot_contact"}
            this.upsert(rows, watermark=NOON)
            this.upsert([*rows[:2], {"id": "2", "city": "Boulder"}], watermark=NOON + timedelta(hours=1))

        ended = SyncHistory.objects.get()
        assert (ended.status, ended.error_message) == ("success", None)
        assert ended.end_time is not None
        counts = (ended.records_processed, ended.records_created, ended.records_updated, ended.records_failed)
        assert counts == (6, 3, 1, 0)
        found = metrics(ended)
        assert (found["unchanged"], found["deleted"], found["watermark"]) == (2, 0, "2026-05-04T13:00:00+00:00")
        assert found["duration_seconds"] > 0
        assert found["records_per_second"] == pytest.approx(6 / found["duration_seconds"], rel=0.2)
        assert Contact.objects.count() == 3

    def test_rejected_rows_make_it_partial_and_an_error_makes_it_failed(self) -> None:
        """With the reason, and without the values of rows."""
        with start() as this:
            this.upsert([{"id": "1"}, {"id": "2" * 99}], on_error="reject")
        with pytest.raises(ValueError, match="jane"), start():
            raise ValueError("jane@example.com")

        partial, failed = SyncHistory.objects.order_by("pk")
        assert (partial.status, partial.records_failed) == ("partial", 1)
        assert failed.status == "failed"
        assert failed.error_message
        assert "jane" not in f"{failed.error_message} {failed.performance_metrics}"

    def test_a_skipped_run_leaves_no_row(self) -> None:
        """The table knows no such state."""
        with locks.hold_object("hubspot_contact", using="default"), pytest.raises(RunSkippedError), start():
            raise AssertionError

        assert not SyncHistory.objects.exists()

    def test_without_the_app_or_read_only_it_runs_unrecorded(self, settings: Settings) -> None:
        """And says so."""
        settings.AGENT360_MODELS = {"READ_ONLY": ["ingestion_orchestration"]}

        with start() as this:
            this.upsert([{"id": "1"}], watermark=NOON)

        assert not this.logged
        assert Contact.objects.exists()
        assert not SyncHistory.objects.exists()


class TestWatermark:
    def test_it_goes_on_from_run_to_run_and_never_back(self) -> None:
        """Also over runs that failed or moved nothing; each source and type has its own."""
        with start() as this:
            assert this.watermark is None
            this.upsert([{"id": "1"}], watermark=NOON)
        with pytest.raises(KeyError), start():
            raise KeyError
        SyncHistoryFactory.create(start_time=datetime(2030, 1, 1, tzinfo=UTC))  # somebody else's, without one
        with start() as this:
            assert this.watermark == NOON
            this.upsert([{"id": "1"}], watermark=NOON - timedelta(days=1))
        with start() as this:
            assert this.watermark == NOON
        with start(source="deals") as this:
            assert this.watermark is None

    def test_it_rolls_back_with_its_rows(self) -> None:
        """In the same transaction."""
        with start() as this, transaction.atomic():
            this.move_watermark(NOON)
            transaction.set_rollback(True)

        with start() as this:
            assert this.watermark is None


class TestDeath:
    def test_the_next_run_of_the_job_closes_what_a_dead_one_left(self) -> None:
        """The process is killed for real."""
        code = (
            "import os, signal, django; django.setup()\n"
            "from agent360_models.ingestion.hubspot.models import Contact\n"
            "from agent360_models.sync.runs import run\n"
            "with run(Contact, job='nightly', source='contacts'):\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
        )
        died = subprocess.run([sys.executable, "-c", settings_of_this_database() + code], check=False)
        assert died.returncode == -9
        assert [(found.object_name, found.dead) for found in of_ours()] == [("hubspot contacts", 1)]

        with start() as this:
            dead, alive = SyncHistory.objects.order_by("pk")
            assert (dead.status, dead.error_message) == ("failed", "The process died.")
            assert (this.died, alive.status) == ([str(dead.pk)], "running")

        assert [(found.dead, found.state(now=NOON)) for found in of_ours()] == [(0, State.OK)]

    def test_runs_of_other_jobs_and_of_others_stay_as_they_are(self) -> None:
        """They may be alive without our lock."""
        SyncHistoryFactory.create(running=True)
        SyncHistoryFactory.create(running=True, configuration={"job": "other", "table": "hubspot_contact"})

        with start():
            pass

        assert SyncHistory.objects.running().count() == 2


def settings_of_this_database() -> str:
    """Return code that configures Django for the database of this test."""
    database = {key: str(connection.settings_dict[key]) for key in ("ENGINE", "NAME", "USER", "HOST", "PORT")}
    return (
        "from django.conf import settings\n"
        "from agent360_models.families import installed_apps\n"
        f"settings.configure(INSTALLED_APPS=installed_apps('ingestion'), DATABASES={{'default': {database!r}}},"
        " USE_TZ=True)\n"
    )


def of_ours() -> list[Any]:
    return [found for found in statuses("default") if " " in found.object_name]


class TestStatus:
    def test_how_a_sync_stands(self) -> None:
        """Last success, failures since, watermark, and what is under way."""
        SyncHistoryFactory.create(
            start_time=NOON, end_time=NOON + timedelta(minutes=1), performance_metrics={"watermark": NOON.isoformat()}
        )
        for hours in (1, 2):
            SyncHistoryFactory.create(failed=True, start_time=NOON + timedelta(hours=hours))

        (found,) = of_ours()

        assert (found.object_name, found.last_success) == ("hubspot contacts", NOON + timedelta(minutes=1))
        assert (found.failed, found.error, found.watermark) == (2, "The source did not answer.", NOON)
        assert found.state(now=NOON) is State.FAILED

    def test_a_live_run_is_no_dead_one(self) -> None:
        """Its session holds the lock. Of a run of somebody else the table's word is all there is."""
        SyncHistoryFactory.create(running=True, crm_source="genius", sync_type="leads")
        with start():
            ours, theirs = sorted(of_ours(), key=lambda found: found.object_name, reverse=True)

            assert (ours.running, ours.dead) == (True, 0)
            assert (theirs.running, theirs.dead) == (True, 0)

    def test_it_never_says_ok_for_a_run_that_says_success_beside_an_error(self) -> None:
        """Nor for one without an end."""
        SyncHistoryFactory.create(error_message="and yet")
        SyncHistoryFactory.create(crm_source="callrail", end_time=None)

        assert {found.state(now=NOON) for found in of_ours()} == {State.FAILED}

    def test_the_command_prints_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Beside what other families have."""
        with run(Company, job="x", source="companies") as this:
            this.count(UpsertResult(inserted=1))

        call_command("agent360", "status", "--format", "json")

        objects = json.loads(capsys.readouterr().out)["objects"]
        assert [(found["object_name"], found["state"]) for found in objects] == [("callrail companies", "ok")]
