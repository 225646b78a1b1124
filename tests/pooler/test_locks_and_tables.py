"""Runs and upserts of many clients behind a pool: one run at a time, all rows in, and nothing left in the pool."""

import threading
from collections import Counter
from functools import partial

import pytest

from agent360_models import locks
from agent360_models.agent360.core.models import UserRole
from agent360_models.agent360.system.models import SyncLog
from agent360_models.bulk import UpsertResult, upsert
from agent360_models.exceptions import RunSkippedError
from agent360_models.sync.runs import run
from tests.pooler.conftest import Start, at_once, readers
from tests.support.endurance import trials

MODES = pytest.mark.parametrize("mode", ["transaction", "session"])


def roles(numbers: range, name: str = "Sales") -> list[dict[str, str]]:
    stamp = "2026-03-01T00:00:00Z"
    return [
        {"ur_sf_id": f"00E{n:012}AAA", "ur_name": name, "ur_last_modified_date": stamp, "ur_system_modstamp": stamp}
        for n in numbers
    ]


@MODES
def test_of_two_runs_at_once_one_runs(start: Start, mode: str) -> None:
    """Never both, and never none because of a lock that an earlier run left in the pool."""
    pool = start(mode=mode, size=20)
    outcomes: Counter[str] = Counter()

    def attempt(barrier: threading.Barrier) -> str:
        barrier.wait()
        try:
            with run(UserRole, job="roles", source="UserRole"):
                barrier.wait()  # it goes on once the other one has tried
                return "ran"
        except RunSkippedError:
            barrier.wait()
            return "skipped"

    with readers(pool):
        for _ in range(trials(4, 50)):
            attempts = partial(attempt, threading.Barrier(2, timeout=20))
            outcomes[", ".join(sorted(map(str, at_once(attempts, attempts))))] += 1

    assert outcomes == {"ran, skipped": trials(4, 50)}
    assert pool.left() == []


@MODES
def test_run_after_run(start: Start, mode: str) -> None:
    """None is skipped: a lock goes with its run."""
    pool = start(mode=mode, size=20)
    with readers(pool):
        for number in range(trials(5, 50)):
            with run(UserRole, job="roles", source="UserRole") as this:
                this.upsert(roles(range(2), f"Sales {number}"))

    assert set(SyncLog.objects.values_list("sl_status", flat=True)) == {"success"}
    assert pool.left() == []


@MODES
@pytest.mark.parametrize("atomic", [False, True])
def test_upserts_at_once(start: Start, mode: str, *, atomic: bool) -> None:
    """Each in batches that go over different server connections, some with bad rows."""
    pool = start(mode=mode, size=20)

    def write(first: int, round_: int) -> UpsertResult:
        rows = roles(range(first, first + 40), f"Sales {round_}")
        rows[7]["ur_name"] = "x" * 200
        return upsert(UserRole, rows, key="ur_sf_id", batch_size=10, atomic=atomic, on_error="reject")

    with readers(pool):
        for round_ in range(trials(2, 50)):
            done = at_once(*(partial(write, first, round_) for first in (0, 100, 200, 300)))
            written = {"updated": 39} if round_ else {"inserted": 39}
            assert done == [UpsertResult(**written, rejected=1)] * 4

    assert UserRole.objects.count() == 4 * 39
    assert pool.left() == []


@MODES
def test_the_lock_is_there_as_long_as_the_block(start: Start, mode: str) -> None:
    """Whatever other clients do with the pool meanwhile."""
    pool = start(mode=mode)
    with readers(pool, 2), locks.hold_object("user_roles", using=pool.alias) as lock:
        assert lock is not None
        assert locks.is_held(lock, "user_roles")
        assert [kind for kind, _ in pool.left()] == ["lock"]
        lock.rollback()
        assert not locks.is_held(lock, "user_roles")
