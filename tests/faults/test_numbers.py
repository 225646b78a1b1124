"""The numbers of a run are those of the rows that are in, whatever ended it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import Error, connections

from agent360_models.agent360.catalog.models import ProductBrand
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.system.models import SyncLog
from agent360_models.sync.runs import run
from tests.faults.database import Database, wait_for
from tests.faults.rows import brand, stored, write_export
from tests.faults.test_full_disk import big, full_disk
from tests.support.endurance import trials

random = Random(20261130)  # noqa: S311  # no secret
COUNT, SIZE = 2_000, 100

CHILD = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
from django.db import connections
from agent360_models.testing.postgres import database_settings
settings = database_settings(sys.argv[1])
connections["default"].settings_dict.update(settings, OPTIONS={**settings["OPTIONS"], "application_name": "counted"})
from agent360_models.agent360.catalog.models import ProductBrand
from agent360_models.sync.runs import run
from tests.faults.rows import brand
with run(ProductBrand, job="nightly", source="Brand__c") as this:
    print("ready", flush=True)
    sys.stdin.readline()
    this.upsert((brand(number) for number in range(100_000)), batch_size=50)
"""


def sync(db: Database, rows: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> None:
    with run(ProductBrand, job="nightly", source="Brand__c", using=db.alias) as this:
        this.upsert(rows, batch_size=SIZE)


def last(db: Database) -> SyncLog:
    return SyncLog.objects.using(db.alias).latest("pk")


def assert_equal(db: Database) -> int:
    """Hold the record against the table; return how many rows are in."""
    record, there = last(db), len(stored(db.alias))
    assert (record.sl_records_inserted, record.sl_records_queried) == (there, there)
    assert there % SIZE == 0
    return there


def until(moment: int, strike: Callable[[], object]) -> Iterator[dict[str, Any]]:
    """Yield rows, and strike before one of them."""
    for number in range(COUNT):
        if number == moment:
            strike()
        yield brand(number)


@pytest.mark.parametrize("how", ["terminated", "interrupted", "lock of the run", "killed"])
def test_ended_in_the_middle(db: Database, how: str) -> None:
    """Of an upsert in batches; the next run finds the rest."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    strikes: dict[str, Callable[[], object]] = {
        "terminated": lambda: db.terminate(db.backend()),
        "interrupted": interrupt,
        "lock of the run": lambda: db.terminate(db.lock_holder()),
        "killed": lambda: db.kill_backend(db.backend()),
    }
    for _ in range(trials(2, 10)):
        db.recover()
        db.empty()
        moment = random.randrange(1, COUNT)
        with pytest.raises(BaseException):  # noqa: B017, PT011  # of the driver, ours, or an interrupt
            sync(db, until(moment, strikes[how]))
        db.recover()
        assert assert_equal(db) == moment // SIZE * SIZE

        sync(db, [brand(number) for number in range(COUNT)])
        assert (len(stored(db.alias)), last(db).sl_records_inserted) == (COUNT, COUNT - moment // SIZE * SIZE)


@pytest.mark.parametrize("limit", ["lock_timeout", "statement_timeout"])
def test_a_limit_of_the_server(db: Database, limit: str) -> None:
    """A row is locked by somebody else."""
    sync(db, [brand(1050)])
    with db.setting(**{limit: "100ms"}), db.connect() as other, other.transaction(force_rollback=True):
        other.execute("SELECT FROM product_brands FOR UPDATE")
        with pytest.raises(Error):
            sync(db, [brand(number, version=2) for number in range(COUNT)])

    record = last(db)
    assert (record.sl_status, record.sl_records_inserted, len(stored(db.alias))) == ("failed", 1000, 1001)


def test_a_full_disk(db: Database, tmp_path: Path) -> None:
    """Batches go in until it is."""
    with full_disk(db, tmp_path, "quota"), pytest.raises(Error):
        sync(db, [big(number) for number in range(COUNT)])

    assert 0 < assert_equal(db) < COUNT


def test_a_reject_that_cannot_be_told(db: Database) -> None:
    """What is called with it raises once its batch is in."""

    def raise_it(_rejection: object) -> None:
        raise OSError

    rows = [brand(number) for number in range(COUNT)]
    rows[250]["pb_name"] = None
    with pytest.raises(OSError), run(ProductBrand, job="x", source="Brand__c", using=db.alias) as this:  # noqa: PT011
        this.upsert(rows, batch_size=SIZE, on_error="reject", on_reject=raise_it)

    record = last(db)
    assert (record.sl_records_inserted, record.sl_records_failed, len(stored(db.alias))) == (299, 1, 299)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_load_whose_answer_is_lost(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Whether it was committed is in its record, since rows and numbers are one transaction."""
    path = write_export(tmp_path, (brand(number) for number in range(COUNT)))
    connection: Any = connections[db.alias]

    def commit() -> None:
        monkeypatch.undo()
        if moment == "after":
            connection._commit()
        db.terminate(connection.connection.info.backend_pid)
        connection._commit()
        connection.cursor().execute("SELECT 1")

    def from_here_on(_table: str, _read: int) -> None:
        monkeypatch.setattr(connection, "_commit", commit)

    monkeypatch.setattr("agent360_models.loading._parts.ROWS_AT_ONCE", COUNT)
    (report,) = load([path], using=db.alias, progress=from_here_on)

    assert "connection" in report.refused or "57P01" in report.refused
    record = last(db)
    numbers = (record.sl_status, record.sl_records_queried, record.sl_records_inserted, record.sl_records_failed)
    if moment == "before":
        assert (numbers, len(stored(db.alias))) == (("failed", COUNT, 0, COUNT), 0)
    else:
        assert (numbers, len(stored(db.alias))) == (("failed", COUNT, COUNT, 0), COUNT)


def test_a_killed_process(db: Database) -> None:
    """Also the record that is still running says what is in, and the next run closes it with that."""
    for trial in range(trials(1, 40)):
        db.empty()
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, db.server.url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            child.stdin.write("\n")
            child.stdin.flush()
            wait_for(lambda: stored(db.alias))
            time.sleep(random.random() / 2)
        finally:
            child.kill()
            child.communicate()
        wait_for(lambda: not db.execute("SELECT FROM pg_stat_activity WHERE application_name = 'counted'"))
        there = len(stored(db.alias))
        assert (last(db).sl_status, last(db).sl_records_inserted) == ("running", there), trial
        with run(ProductBrand, job="nightly", source="Brand__c", using=db.alias) as this:
            assert len(this.died) == 1
        died = SyncLog.objects.using(db.alias).earliest("pk")
        assert (died.sl_status, died.sl_records_inserted, there > 0) == ("failed", there, True)
