"""The server's disk is full."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError

from agent360_models.agent360.catalog.models import ProductBrand
from agent360_models.agent360.salesforce.load import load
from agent360_models.bulk import UpsertResult, upsert
from tests.faults.database import TABLE, Database
from tests.faults.rows import brand, content, stored, write_export
from tests.support.endurance import only

random = Random(20261122)  # noqa: S311  # no secret


def big(number: int, version: int = 1) -> dict[str, Any]:
    """Return a brand of some 10 kB, which the server cannot compress."""
    return brand(number, version, pb_description=random.randbytes(5000).hex())


OLD = [big(number) for number in range(0, 200, 2)]
NEW = [big(number, version=2) for number in range(1800)]  # 19 MB


@contextmanager
def small_disk(db: Database, folder: Path, full: str) -> Iterator[None]:
    """Put the table, or temporary tables, on a disk of 4 MB."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"this user cannot mount a disk here: {mounted.stderr.strip()}")
    with ExitStack() as cleaning:
        cleaning.callback(subprocess.run, ["umount", "--lazy", str(folder)], check=True)
        owner = db.data.stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
        db.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        cleaning.callback(db.execute, "DROP TABLESPACE small")
        if full == "table":
            cleaning.callback(db.execute, f"ALTER TABLE {TABLE} SET TABLESPACE pg_default")
            db.execute(f"ALTER TABLE {TABLE} SET TABLESPACE small")
        else:
            cleaning.enter_context(db.setting(temp_tablespaces="small"))
        yield


@contextmanager
def quota(db: Database) -> Iterator[None]:
    """Forbid the server's processes files of more than 17 MB; those of its log have 16 MiB."""
    resource = pytest.importorskip("resource")
    if not hasattr(resource, "prlimit"):
        pytest.skip("only Linux sets the limits of another process")
    before = resource.prlimit(db.postmaster, resource.RLIMIT_FSIZE)
    resource.prlimit(db.postmaster, resource.RLIMIT_FSIZE, (17_000_000, before[1]))
    db.forget_sessions()
    try:
        yield
    finally:
        resource.prlimit(db.postmaster, resource.RLIMIT_FSIZE, before)
        db.forget_sessions()


def full_disk(db: Database, folder: Path, full: str) -> AbstractContextManager[None]:
    return quota(db) if full == "quota" else small_disk(db, folder / "small", full)


@pytest.mark.parametrize(
    ("full", "rows", "cause"),
    [
        ("table", NEW[:600], "DiskFull (53100)"),
        ("temporary tables", NEW[:600], "DiskFull (53100)"),
        # PostgreSQL has no better name for it.
        pytest.param("quota", NEW, "InternalError_ (XX000)", marks=only),
    ],
    ids=["table", "temporary tables", "quota"],
)
def test_load(db: Database, tmp_path: Path, full: str, rows: list[dict[str, Any]], cause: str) -> None:
    """It names the cause, and the table is as before; once there is space the rerun loads it all."""
    upsert(ProductBrand, OLD, using=db.alias)
    path = write_export(tmp_path, rows)

    with full_disk(db, tmp_path, full):
        (report,) = load([path], using=db.alias)
        assert cause in report.refused
        assert stored(db.alias) == content(OLD)
        assert (db.runs(), db.status(), db.left()) == (["failed"], (1, "failed"), [])

    (report,) = load([path], using=db.alias)
    assert (report.inserted, report.updated) == (len(rows) - 100, 100)
    assert stored(db.alias) == content(rows)
    assert (db.runs(), db.status()) == (["failed", "success"], (0, "ok"))


def test_upsert(db: Database, tmp_path: Path) -> None:
    """The batches that found space are in, whole; once there is more the rerun writes the rest."""
    options: dict[str, Any] = {"using": db.alias, "batch_size": 100}

    with full_disk(db, tmp_path, "quota"):
        with pytest.raises(DatabaseError, match="could not extend file"):
            upsert(ProductBrand, NEW, **options)
        done = len(stored(db.alias))
        assert stored(db.alias) == content(NEW[:done])
        assert (done % 100, 0 < done < 1800, db.left()) == (0, True, [])

    assert upsert(ProductBrand, NEW, **options) == UpsertResult(inserted=1800 - done, unchanged=done)
    assert stored(db.alias) == content(NEW)
