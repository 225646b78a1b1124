"""The server, one of its sessions or both are killed while rows come in."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, transaction

from agent360_models.agent360.catalog.models import ProductBrand
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.system.models import SyncLog, SyncWatermark
from agent360_models.bulk import UpsertResult, upsert
from agent360_models.sync.runs import run
from tests.faults.database import TABLE, Database
from tests.faults.rows import brand, content, pages, stored, trap, write_export
from tests.support import endurance

Fault = Callable[[Database, int], None]

FAULTS: list[Fault] = [Database.terminate, Database.kill_backend, Database.kill_server]
every_fault = pytest.mark.parametrize("fault", FAULTS)
LOST = (OperationalError, InterfaceError)
# Whether the run could still say that it failed depends on how soon the server answers again.
NOT_OK = {"failed", "dead"}


def striking(rows: list[dict[str, Any]], strike: Callable[[], None], *, at: int) -> Iterator[dict[str, Any]]:
    """Yield the rows, and let the fault strike on the way."""
    for number, row in enumerate(rows):
        if number == at:
            strike()
        yield row


def combined(*others: str, daily: Sequence[str]) -> Any:
    """Combine each fault with each of the others: daily it meets one, and all of them in a trial of endurance."""
    return [
        pytest.param(fault, other, id=f"{fault.__name__}-{other}", marks=[] if other == usual else [endurance.only])
        for fault, usual in zip(FAULTS, daily, strict=True)
        for other in others
    ]


MODES = combined("batches", "atomic", daily=["batches", "batches", "atomic"])
MOMENTS = combined("reading", "merging", daily=["reading", "merging", "merging"])


@pytest.mark.parametrize(("fault", "mode"), MODES)
def test_upsert(db: Database, fault: Fault, mode: str) -> None:
    """In the middle of the third batch: two are in, or none with ``atomic``; the rerun writes the rest."""
    rows = [brand(number) for number in range(1000)]
    options: dict[str, Any] = {"using": db.alias, "batch_size": 200, "atomic": mode == "atomic"}
    whole = 0 if mode == "atomic" else 400
    pid = db.backend()

    with pytest.raises(LOST):
        upsert(ProductBrand, striking(rows, lambda: fault(db, pid), at=500), **options)

    db.recover()
    assert stored(db.alias) == content(rows[:whole])
    assert upsert(ProductBrand, rows, **options) == UpsertResult(inserted=1000 - whole, unchanged=whole)
    assert stored(db.alias) == content(rows)
    assert db.left() == []


@every_fault
def test_a_run_page_by_page(db: Database, fault: Fault) -> None:
    """Pages that were committed are in, with their watermark; the run never counts as a success."""
    rows = [brand(number, version=1 + number // 200) for number in range(1000)]

    def sync(strike: Callable[[], None] | None = None) -> None:
        with run(ProductBrand, job="nightly", source="Product_Brand__c", using=db.alias) as this:
            for page in pages(rows, 200):
                with transaction.atomic(using=db.alias):
                    result = upsert(ProductBrand, page, using=db.alias)
                    this.move_watermark(page[-1]["pb_last_modified_date"])
                    if strike is not None and page[0] == rows[400]:
                        strike()
                this.count(result)

    pid = db.backend()
    with pytest.raises(LOST):
        sync(lambda: fault(db, pid))

    db.recover()
    assert stored(db.alias) == content(rows[:400])
    assert watermark(db) == rows[399]["pb_last_modified_date"]
    code, state = db.status()
    assert (code, state in NOT_OK) == (1, True)
    assert db.left() == []
    sync()
    assert stored(db.alias) == content(rows)
    assert db.status() == (0, "ok")
    assert db.runs() == ["failed", "success"]
    last = SyncLog.objects.using(db.alias).latest("pk")
    assert (last.sl_records_inserted, last.sl_records_skipped) == (600, 400)


@pytest.mark.parametrize(("fault", "moment"), MOMENTS)
def test_load(db: Database, tmp_path: Path, fault: Fault, moment: str) -> None:
    """While the file is read, or with half of its rows written: the table is as before, and the rerun loads it all."""
    old = [brand(number) for number in range(0, 9000, 3)]
    new = [*(brand(number, version=2) for number in range(5999)), trap(5999)]
    list(load([write_export(tmp_path, old)], using=db.alias))
    path = write_export(tmp_path, new)
    pid = db.backend()

    if moment == "reading":
        (report,) = load([path], using=db.alias, progress=lambda *_: fault(db, pid))
    else:
        with db.sprung_trap():
            striker = Thread(target=lambda: fault(db, db.wait_for_lock()))
            striker.start()
            (report,) = load([path], using=db.alias)
            striker.join()

    assert report.refused
    assert report.changed == 0
    db.recover()
    assert stored(db.alias) == content(old)
    code, state = db.status()
    assert (code, state in NOT_OK) == (1, True)
    assert db.left() == []
    (report,) = load([path], using=db.alias)
    assert (report.inserted, report.updated, report.rejected) == (4000, 2000, 0)
    assert stored(db.alias) == content([*old, *new])
    assert db.runs() == ["success", "failed", "success"]
    assert db.status() == (0, "ok")


def test_while_the_server_is_gone(db: Database, tmp_path: Path) -> None:
    """A load names the cause and changes nothing, and ``status`` says that nobody could look."""
    path = write_export(tmp_path, [brand(1)])
    db.kill_server(db.backend())
    db.forget_sessions()

    with pytest.raises(OperationalError):
        list(load([path], using=db.alias))
    with pytest.raises(CommandError, match="Could not check") as caught:
        call_command("agent360", "status", "--database", db.alias)

    assert caught.value.returncode == 2
    db.recover()
    assert stored(db.alias) == {}


def test_the_session_of_the_lock(db: Database, tmp_path: Path) -> None:
    """Without its lock a run may not be the only one, so nothing of it goes in."""
    path = write_export(tmp_path, [brand(number) for number in range(6000)])

    (report,) = load([path], using=db.alias, progress=lambda *_: db.terminate(db.lock_holder()))

    assert "Start the job again" in report.refused
    assert stored(db.alias) == {}
    assert (db.runs(), db.status()) == (["failed"], (1, "failed"))
    (report,) = load([path], using=db.alias)
    assert (report.inserted, db.status(), db.left()) == (6000, (0, "ok"), [])


def watermark(db: Database) -> Any:
    return SyncWatermark.objects.using(db.alias).get(sw_object_name=TABLE).sw_last_sync_ts
