"""The process that writes is killed, at moments that nobody chose."""

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Self

from agent360_models.agent360.catalog.models import Product
from agent360_models.agent360.system.models import SyncLog
from tests.faults.client import BATCHES, NAME, SIZE, SPAN
from tests.faults.database import SECONDS, Database, wait_for
from tests.faults.rows import brand, content, stored, write_export
from tests.support.endurance import trials

MOMENTS = trials(daily=3, endurance=20)  # one of each kind, or more
SEED = 20261122
# A run that is killed says "running"; the next run may be killed when all it has done is to close that record.
STATUS = {"success": (0, "ok"), "running": (1, "dead"), "failed": (1, "failed")}


def test_at_many_moments(db: Database, tmp_path: Path) -> None:
    """A batch is in or not, as is all of ``atomic`` and of a load; the next run knows, and at last all is right."""
    random = Random(SEED)  # noqa: S311  # no secret
    half_way, dead = 0, 0
    with Clients(db, tmp_path, last=MOMENTS + 2) as clients:
        duration = clients.run()
        assert whole_batches(db) == [1] * 2 * BATCHES

        for version in range(2, MOMENTS + 2):
            before, loaded_before = whole_batches(db), stored(db.alias)
            match version % 3:
                case 0:
                    clients.run(kill_after=random.uniform(0, duration))
                # How the three share the time is the machine's affair, so that chance alone may miss one of them.
                case 1:
                    clients.run(kill_once=partial(has_batch, db, version))
                case 2:
                    clients.run(kill_once=partial(has_run_since, db, newest_run(db)))

            after, loaded = whole_batches(db), stored(db.alias)
            done = after[:BATCHES].count(version)
            assert after[:BATCHES] == [version] * done + before[done:BATCHES]
            assert after[BATCHES:] in ([version] * BATCHES, before[BATCHES:])
            assert loaded in (brands(version), loaded_before)
            run = SyncLog.objects.using(db.alias).latest("pk")
            assert db.status() == STATUS[run.sl_status]
            assert db.left() == []
            half_way += 0 < done < BATCHES
            dead += run.sl_status == "running"

        clients.run()
    last = MOMENTS + 2
    assert whole_batches(db) == [last] * 2 * BATCHES
    assert stored(db.alias) == brands(last)
    assert db.status() == (0, "ok")
    assert "running" not in db.runs()
    assert min(half_way, dead) > 0, "no moment was in the middle"


class Clients:
    """Clients one after the other, each of which writes its version; the next one gets ready meanwhile."""

    def __init__(self, db: Database, folder: Path, *, last: int) -> None:
        self.db = db
        self.folder = folder
        self.versions = iter(range(1, last + 1))
        self.processes: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()

    def run(self, *, kill_after: float | None = None, kill_once: Callable[[], bool] | None = None) -> float:
        """Let a client write; kill it after a while, once something is so, or when done; return how long it took."""
        process = self.processes[-1]
        self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        began = time.monotonic()
        process.stdin.write("\n")
        process.stdin.flush()
        if kill_after is not None:
            time.sleep(kill_after)
        elif kill_once is not None:
            wait_for(kill_once)
        else:
            assert process.stdout.readline() == "done\n"
        process.kill()
        process.wait(SECONDS)
        took = time.monotonic() - began
        wait_for(lambda: not self.db.execute(f"SELECT FROM pg_stat_activity WHERE application_name = '{NAME}'"))
        return took

    def _start(self) -> None:
        version = next(self.versions, None)
        if version is None:
            return
        folder = self.folder / str(version)
        folder.mkdir()
        file = write_export(folder, (brand(number, version) for number in range(SPAN)))
        command = [sys.executable, "-m", "tests.faults.client", self.db.server.url, str(version), str(file)]
        self.processes.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))


def newest_run(db: Database) -> int:
    return SyncLog.objects.using(db.alias).latest("pk").pk


def has_run_since(db: Database, run: int) -> bool:
    """Tell whether a load has begun since."""
    return newest_run(db) > run


def has_batch(db: Database, version: int) -> bool:
    """Tell whether a batch of this version is in."""
    return Product.objects.using(db.alias).filter(prd_name=f"version {version}").exists()


def brands(version: int) -> dict[str, str]:
    return content(brand(number, version) for number in range(SPAN))


def whole_batches(db: Database) -> list[int]:
    """Return the version of each batch in the table; no batch is of two."""
    names = list(Product.objects.using(db.alias).order_by("prd_sf_id").values_list("prd_name", flat=True))
    assert len(names) == 2 * SPAN
    batches = [set(names[start : start + SIZE]) for start in range(0, len(names), SIZE)]
    assert {len(batch) for batch in batches} == {1}
    return [int(batch.pop().removeprefix("version ")) for batch in batches]
