"""More runs than the pool has connections for, and a pooler that ends long transactions."""

import threading
import time
from collections import Counter

import pytest
from django.db import OperationalError, connections

from agent360_models import poolers
from agent360_models.agent360.core.models import User, UserRole
from agent360_models.agent360.system.models import SyncLog
from agent360_models.exceptions import RunLostError, RunRefusedError
from agent360_models.ingestion.orchestration.due_schedules import run_due
from agent360_models.sync.runs import run
from tests.pooler.conftest import Start, at_once
from tests.pooler.test_locks_and_tables import roles
from tests.support import endurance


def records() -> Counter[str]:
    return Counter(SyncLog.objects.values_list("sl_status", flat=True))


def test_as_many_runs_as_connections(start: Start) -> None:
    """Each waits for the other's: who waits in vain says so and is recorded, and the rest goes on."""
    pool = start(size=2, query_wait_timeout=1)
    barrier = threading.Barrier(2, timeout=20)

    def attempt(model: type[User | UserRole]) -> str:
        barrier.wait()
        with run(model, job="x", source="x"):
            return "ran"

    outcomes = at_once(lambda: attempt(User), lambda: attempt(UserRole))

    refused = [one for one in outcomes if isinstance(one, RunRefusedError)]
    assert refused
    assert len(refused) + outcomes.count("ran") == 2
    assert "did not begin. No connection of the pool was free in time. A run takes two of them" in str(refused[0])
    connections[pool.alias].close()
    assert records()["failed"] == len(refused)
    assert records().total() == 2
    told = SyncLog.objects.filter(sl_status="failed").values_list("sl_error_message", flat=True)
    assert set(told) == {poolers.NO_CONNECTION}
    assert pool.left() == []


@pytest.mark.parametrize("goes_on", [False, True])
def test_the_pool_is_taken_in_the_middle_of_a_run(start: Start, *, goes_on: bool) -> None:
    """The end is recorded over the connection of the lock, as failed or, where all was done, as success."""
    pool = start(size=2, query_wait_timeout=1)
    with pool.connect() as other:

        def sync() -> None:
            with run(UserRole, job="roles", source="UserRole") as this:
                this.upsert(roles(range(3)))
                other.execute("BEGIN")
                other.execute("SELECT 1")
                if not goes_on:
                    this.upsert(roles(range(3, 6)))

        (outcome,) = at_once(sync)
        other.execute("COMMIT")
    row = SyncLog.objects.get()
    if goes_on:
        assert (outcome, row.sl_status, row.sl_error_message) == (None, "success", None)
    else:
        assert isinstance(outcome, OperationalError)
        assert row.sl_status == "failed"
        assert "A run takes two of them" in str(row.sl_error_message)
    assert row.sl_records_inserted == 3
    assert pool.left() == []


@pytest.mark.parametrize("size", [1, pytest.param(2, marks=endurance.only)])
def test_a_schedule_that_finds_no_connection(start: Start, size: int) -> None:
    """For its lock, or for its first look: it says so, and stays due."""
    pool = start(size=size, query_wait_timeout=1)
    with pool.connect() as other:
        other.execute("BEGIN")
        other.execute("SELECT 1")
        (outcome,) = at_once(lambda: run_due(7))
        other.execute("COMMIT")

    assert isinstance(outcome, RunRefusedError)
    assert "Schedule 7 did not run, and stays due. No connection of the pool was free" in str(outcome)
    assert pool.left() == []


def test_the_pooler_ends_idle_transactions(start: Start) -> None:
    """And with it the lock: the run ends before it writes what another one may have written anew."""
    pool = start(idle_transaction_timeout=1)
    with (  # noqa: PT012  # the run has to be under way
        pytest.raises(RunLostError),
        run(UserRole, job="roles", source="UserRole") as this,
    ):
        time.sleep(2)
        this.upsert(roles(range(3)))

    assert records() == {"failed": 1}
    assert pool.left() == []
