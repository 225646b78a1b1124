"""Somebody else holds a lock that a load needs, or a server's limits are tighter than a load is long."""

import time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import OperationalError

from agent360_models import locks
from agent360_models.agent360.catalog.models import ProductBrand
from agent360_models.agent360.salesforce.load import load
from agent360_models.bulk import UpsertResult, upsert
from tests.faults.database import TABLE, Database
from tests.faults.rows import brand, brand_id, content, stored, write_export
from tests.support.endurance import only

OLD = [brand(number) for number in range(100)]
NEW = [brand(number, version=2) for number in range(50, 150)]

LOCKS = pytest.mark.parametrize(
    "lock",
    [
        f"UPDATE {TABLE} SET pb_name = 'Theirs' WHERE pb_sf_id = '{brand_id(75)}'",
        f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE",
    ],
    ids=["row", "table"],
)


@LOCKS
def test_a_load_waits(db: Database, tmp_path: Path, lock: str) -> None:
    """Until the other is done, and then takes everything over."""
    upsert(ProductBrand, OLD, using=db.alias)
    path = write_export(tmp_path, NEW)

    with db.connect() as other:
        other.autocommit = False
        other.execute(lock)

        def release() -> None:
            db.wait_for_lock()
            other.commit()

        releaser = Thread(target=release)
        releaser.start()
        (report,) = load([path], using=db.alias)
        releaser.join()

    assert (report.refused, report.inserted, report.updated) == ("", 50, 50)
    assert stored(db.alias) == content([*OLD, *NEW])
    assert (db.status(), db.left()) == ((0, "ok"), [])


@LOCKS
def test_a_load_gives_up(db: Database, tmp_path: Path, lock: str) -> None:
    """Where ``lock_timeout`` says so; it names the cause, and nothing went in."""
    upsert(ProductBrand, OLD, using=db.alias)
    path = write_export(tmp_path, NEW)

    with db.setting(lock_timeout="100ms"), db.connect() as other, other.transaction(force_rollback=True):
        other.execute(lock)
        (report,) = load([path], using=db.alias)

    assert "LockNotAvailable (55P03)" in report.refused
    assert stored(db.alias) == content(OLD)
    assert (db.runs(), db.status(), db.left()) == (["failed"], (1, "failed"), [])
    (report,) = load([path], using=db.alias)
    assert (report.inserted, report.updated) == (50, 50)
    assert (db.runs(), db.status()) == (["failed", "success"], (0, "ok"))


@pytest.mark.parametrize(("atomic", "whole"), [(False, 60), (True, 0)], ids=["batches", "atomic"])
def test_an_upsert_gives_up(db: Database, *, atomic: bool, whole: int) -> None:
    """The batches before the locked row are in, or none with ``atomic``."""
    upsert(ProductBrand, OLD, using=db.alias)
    options: dict[str, Any] = {"using": db.alias, "batch_size": 20, "atomic": atomic}
    rows = [brand(number, version=2) for number in range(100)]

    with db.setting(lock_timeout="100ms"), db.connect() as other, other.transaction(force_rollback=True):
        other.execute(f"UPDATE {TABLE} SET pb_name = 'Theirs' WHERE pb_sf_id = '{brand_id(75)}'")
        with pytest.raises(OperationalError, match="lock timeout"):
            upsert(ProductBrand, rows, **options)

    assert stored(db.alias) == content([*OLD, *rows[:whole]])
    assert db.left() == []
    assert upsert(ProductBrand, rows, **options) == UpsertResult(updated=100 - whole, unchanged=whole)
    assert stored(db.alias) == content(rows)


def test_the_lock_of_the_run(db: Database, tmp_path: Path) -> None:
    """Held by another session: the load is skipped, says so, and is no success."""
    path = write_export(tmp_path, OLD)

    with locks.hold_object(TABLE, using=db.alias):
        (report,) = load([path], using=db.alias)

    assert "Another run of product_brands" in report.refused
    assert stored(db.alias) == {}
    assert (db.runs(), db.status(), db.left()) == (["skipped"], (1, "never"), [])
    (report,) = load([path], using=db.alias)
    assert (report.inserted, db.status()) == (100, (0, "ok"))


@pytest.mark.parametrize(
    "limit", [pytest.param("idle_session_timeout", marks=only), "idle_in_transaction_session_timeout"]
)
def test_limits_to_idle_sessions(db: Database, tmp_path: Path, limit: str) -> None:
    """A run that takes longer keeps its lock, which is held by waiting."""
    path = write_export(tmp_path, [brand(number) for number in range(80_000)])

    with db.setting(**{limit: "2s"}):
        (report,) = load([path], using=db.alias, progress=lambda *_: time.sleep(0.1))  # every 5,000 rows

    assert (report.refused, report.inserted) == ("", 80_000)
    assert (db.status(), db.left()) == ((0, "ok"), [])
