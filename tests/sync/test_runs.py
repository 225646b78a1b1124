"""Runs: one at a time, recorded from start to end, found out when they die."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connections, transaction
from psycopg import IsolationLevel
from pytest_django.fixtures import Settings

from agent360_models import locks
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.core.models import User
from agent360_models.agent360.system.models import SyncLog, SyncWatermark
from agent360_models.bulk import UpsertResult
from agent360_models.exceptions import RunLostError, RunRefusedError, RunSkippedError
from agent360_models.sync.runs import Run, run
from agent360_models.sync.status import State, statuses
from agent360_models.testing import postgres
from tests.support.databases import query

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
COUNTS = (
    "sl_records_queried",
    "sl_records_inserted",
    "sl_records_updated",
    "sl_records_deleted",
    "sl_records_skipped",
    "sl_records_failed",
)


def start(job: str = "nightly") -> AbstractContextManager[Run]:
    return run(Account, job=job, source="Account")


def last() -> SyncLog:
    return SyncLog.objects.latest("pk")


@pytest.mark.django_db
class TestRecord:
    def test_it_is_there_while_the_run_is_under_way(self) -> None:
        """Whoever looks sees that it runs, for what and from what."""
        with start():
            row = SyncLog.objects.get()
            assert (row.sl_status, row.sl_completed_at) == ("running", None)
            assert (row.sl_job_name, row.sl_object_name, row.sl_sf_object_api) == ("nightly", "accounts", "Account")
            assert row.sl_direction == "inbound"

    def test_counts_of_several_upserts_add_up(self) -> None:
        """``unchanged`` and ``superseded`` count as skipped, ``rejected`` as failed; deleted rows are no updates."""
        with start() as this:
            this.count(UpsertResult(inserted=1, updated=5, unchanged=7, superseded=1, rejected=2), deleted=3)
            this.count(UpsertResult(inserted=10))

        row = last()
        assert [getattr(row, name) for name in COUNTS] == [26, 11, 2, 3, 8, 2]
        assert row.sl_status == "partial"
        assert row.sl_completed_at is not None

    @pytest.mark.parametrize(
        ("result", "status"),
        [
            (UpsertResult(), "success"),
            (UpsertResult(unchanged=3), "success"),
            (UpsertResult(inserted=1, rejected=1), "partial"),
            (UpsertResult(rejected=2), "failed"),
        ],
    )
    def test_how_it_ended(self, result: UpsertResult, status: str) -> None:
        """By what became of the rows."""
        with start() as this:
            this.count(result)

        assert last().sl_status == status

    def test_an_error_is_recorded_and_goes_on(self) -> None:
        """With its type and place, and without its text, which may hold values of rows."""

        def job() -> None:
            with start() as this:
                this.count(UpsertResult(inserted=4))
                raise ValueError("no phone number: 555-0199")

        with pytest.raises(ValueError, match="555-0199"):
            job()

        row = last()
        assert (row.sl_status, row.sl_records_inserted) == ("failed", 4)
        assert "555" not in f"{row.sl_error_message} {row.sl_error_details}"
        assert row.sl_error_details is not None
        assert row.sl_error_details["exception"].startswith("ValueError at test_runs.py:")

    def test_what_the_job_wants_to_remember(self) -> None:
        """Any JSON."""
        with start() as this:
            this.details["pages"] = 3

        assert last().sl_error_details == {"pages": 3}

    def test_without_a_run_log_it_runs_and_says_so(self, settings: Settings) -> None:
        """Where the table of runs may not be written."""
        settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_system"]}

        with start() as this:
            this.count(UpsertResult(inserted=1))
            with transaction.atomic():
                this.move_watermark(NOON)

        assert (this.logged, this.watermark) == (False, None)
        assert not SyncLog.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    def test_not_inside_a_transaction(self) -> None:
        """Its own record would roll back with the rest."""
        with pytest.raises(RunRefusedError, match="accounts"), transaction.atomic(), start():
            raise AssertionError

        assert not SyncLog.objects.exists()

    def test_numbers_go_in_with_the_rows(self) -> None:
        """Inside a transaction; one that is rolled back leaves none, and who looks meanwhile sees the others."""
        with start() as this:
            with transaction.atomic():
                this.count(UpsertResult(inserted=1))
            with transaction.atomic():
                this.count(UpsertResult(inserted=10, rejected=2))
                transaction.set_rollback(True)
            assert last().sl_records_inserted == 1
            this.count(UpsertResult(updated=3))

        assert [getattr(last(), name) for name in COUNTS] == [4, 1, 3, 0, 0, 0]
        assert last().sl_status == "success"

    def test_a_watermark_moves_with_its_rows(self) -> None:
        """It rolls back with them, and is refused on its own."""
        with start() as this:
            with pytest.raises(RunRefusedError, match="with its rows"):
                this.move_watermark(NOON)
            with transaction.atomic():
                this.move_watermark(NOON)
                transaction.set_rollback(True)
            assert not SyncWatermark.objects.exists()
            with transaction.atomic():
                this.move_watermark(NOON)
                this.move_watermark(None)
                this.move_watermark(NOON - timedelta(days=1))
        assert (last().sl_hwm_before, last().sl_hwm_after) == (None, NOON)

        with start() as this:
            assert this.watermark == NOON

    def test_a_watermark_that_python_cannot_have_stops_no_run(self) -> None:
        """The run reads everything, as without one, and its own watermark takes the place."""
        SyncWatermark.objects.create(sw_object_name="accounts", sw_sf_object_api="Account", sw_last_sync_ts=NOON)
        with connections["default"].cursor() as cursor:
            cursor.execute("UPDATE sync_watermarks SET sw_last_sync_ts = 'infinity'")

        with start() as this:
            assert this.watermark is None
            with transaction.atomic():
                this.move_watermark(NOON)

        assert last().sl_hwm_after == NOON

    def test_a_run_that_fails_keeps_what_was_committed(self) -> None:
        """The watermark stands where the last commit put it."""

        def job() -> None:
            with start() as this:
                with transaction.atomic():
                    this.move_watermark(NOON)
                with transaction.atomic():
                    this.move_watermark(NOON + timedelta(hours=1))
                    raise KeyError

        with pytest.raises(KeyError):
            job()

        assert last().sl_hwm_after == NOON


@pytest.mark.django_db(transaction=True)
class TestOneAtATime:
    def test_the_second_run_is_skipped(self) -> None:
        """It says so and leaves a record; another object is free."""
        with start():
            with pytest.raises(RunSkippedError, match="Another run of accounts"):
                start(job="by hand").__enter__()
            assert (last().sl_status, last().sl_job_name) == ("skipped", "by hand")
            assert last().sl_completed_at is not None
            with run(User, job="nightly", source="User"):
                pass
        with start():
            pass
        assert list(SyncLog.objects.order_by("pk").values_list("sl_status", flat=True)) == [
            *("success", "skipped", "success", "success")
        ]

    def test_of_many_at_once_one_runs(self) -> None:
        """Each in a thread and on connections of its own."""
        barrier = threading.Barrier(5, timeout=20)
        outcomes: list[str] = []

        def attempt() -> None:
            try:
                barrier.wait()
                with start():
                    outcomes.append("ran")
                    barrier.wait()
            except RunSkippedError:
                outcomes.append("skipped")
                barrier.wait()
            finally:
                connections.close_all()

        threads = [threading.Thread(target=attempt) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        assert sorted(outcomes) == ["ran", "skipped", "skipped", "skipped", "skipped"]

    def test_the_lock_holds_back_no_vacuum(self) -> None:
        """Though its transaction stays open: it has no snapshot, whatever level a project has as its default."""
        options = connections["default"].settings_dict["OPTIONS"]
        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
        try:
            with start():
                kept = "SELECT state, backend_xmin, backend_xid FROM pg_stat_activity WHERE pid IN"
                holders = "(SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 360)"
                here = "AND datname = current_database()"  # other processes of the tests have theirs
                assert query(f"{kept} {holders} {here}") == [("idle in transaction", None, None)]
        finally:
            del options["isolation_level"]


CHILD = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
from django.db import connections
from agent360_models.testing.postgres import database_settings, database_url
connections["default"].settings_dict.update(database_settings(database_url()), NAME=sys.argv[1])
from agent360_models.agent360.accounts.models import Account
from agent360_models.sync.runs import Run, run
with run(Account, job="nightly", source="Account"):
    print("running", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process() -> Iterator[subprocess.Popen[str]]:
    """Start a run in a process of its own, and wait until it is under way."""
    name = connections["default"].settings_dict["NAME"]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DATABASE_URL": postgres.database_url()},
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "running\n"
        yield child
    finally:
        child.kill()
        child.communicate()


@pytest.mark.django_db(transaction=True)
class TestDeath:
    def test_a_killed_process_is_found_dead(self) -> None:
        """By whoever looks, at once; and the next run closes its record and says so."""
        with another_process() as child:
            assert statuses()[0].running
            child.send_signal(signal.SIGKILL)
            child.wait(10)
            wait_until_free()

            found = statuses()[0]
            assert (found.running, found.dead) == (False, 1)
            assert found.state(now=NOON) is State.DEAD
            died = str(last().sl_run_id)

        with start() as this:
            assert this.died == [died]

        killed = SyncLog.objects.get(sl_run_id=died)
        assert (killed.sl_status, killed.sl_error_message) == ("failed", "The process died.")
        assert last().sl_error_details == {"died": [died]}
        assert statuses()[0].state(now=NOON) is State.OK

    def test_runs_of_other_jobs_are_left_alone(self) -> None:
        """They may be somebody's who does not take our lock; status says what it sees."""
        SyncLog.objects.create(sl_job_name="theirs", sl_direction="inbound", sl_object_name="accounts")

        with pytest.raises(ZeroDivisionError), start():
            raise ZeroDivisionError

        assert SyncLog.objects.get(sl_job_name="theirs").sl_status == "running"
        assert statuses()[0].dead == 1

    def test_a_run_that_lost_its_lock_stops(self) -> None:
        """Another may have begun by then."""
        with start() as this:
            query(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 360"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                using="default",
            )
            with pytest.raises(RunLostError, match=r"server closed.*Start the job again.*57P01"), transaction.atomic():
                this.move_watermark(NOON)
            with pytest.raises(RunLostError, match="server closed"):
                this.count(UpsertResult())

    def test_another_error_is_not_called_a_lost_connection(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As behind a pooler that takes prepared statements from one session to another."""

        with start() as this:
            monkeypatch.setattr(this._lock, "cursor", lambda: query("EXECUTE elsewhere", using="default"))
            with pytest.raises(RunLostError, match=r"InvalidSqlStatementName \(26000\)") as caught:
                this.count(UpsertResult())
        assert "closed" not in str(caught.value)

    def test_the_end_is_recorded_over_a_new_connection(self) -> None:
        """When the server has cut the one that the rows went over."""

        def job() -> None:
            with start():
                pid = query("SELECT pg_backend_pid()", using="default")[0][0]
                with psycopg.connect(postgres.database_url(), autocommit=True) as server:
                    server.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
                query("SELECT 1", using="default")

        with pytest.raises(OperationalError):
            job()

        assert last().sl_status == "failed"


def wait_until_free() -> None:
    """The server notices that a client is gone when it next looks."""
    deadline = time.monotonic() + 10
    while locks.held_objects(["accounts"], using="default") and time.monotonic() < deadline:
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_lines_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """When a run begins, ends or is skipped, with its facts as fields and without the text of an error."""
    with caplog.at_level(logging.INFO, "agent360_models.sync.runs"):
        with start() as this:
            this.count(UpsertResult(inserted=2))
            with pytest.raises(RunSkippedError), start():
                pass
        with pytest.raises(ValueError, match="Ada"), start():
            raise ValueError("Ada")

    lines: list[Any] = caplog.records
    assert [line.event for line in lines] == ["run.begin", "run.skip", "run.end", "run.begin", "run.end"]
    assert {(line.object_name, line.using) for line in lines} == {("accounts", "default")}
    assert (lines[2].status, lines[2].inserted, lines[2].queried) == ("success", 2, 2)
    assert lines[2].seconds >= 0
    assert lines[4].status == "failed"
    assert "Ada" not in caplog.text
