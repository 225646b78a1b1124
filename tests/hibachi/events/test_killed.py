"""Workers are killed at every point of their work, while others publish."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from itertools import cycle, islice
from multiprocessing.connection import wait
from random import Random
from typing import Any, Self
from uuid import UUID, uuid4

import pytest
from django.db import connections

from agent360_models.hibachi.events.models import DomainEvent, InboxMessage, OutboxMessage
from tests.hibachi.events import workers
from tests.support.endurance import trials

KILLS, AT_ONCE = trials(daily=4, endurance=24), 3  # daily one at each point of the work
ROUNDS = 18  # of which every third is rolled back
PUBLISHED = list(range(1, 2 * ROUNDS * 2 // 3 + 1))  # by two publishers
SECONDS = 60  # until a wait is a failure

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the workers are forked")


@pytest.fixture
def database(transactional_db: None) -> Iterator[dict[str, Any]]:
    """Return where the test database is, with a table for what was delivered; it lets doubles in."""
    connection = connections["booking"]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE deliveries (id bigserial, aggregate_id uuid, version bigint)")
    yield {key: connection.settings_dict[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE deliveries")


@pytest.mark.django_db(transaction=True, databases=["booking"])
def test_nothing_is_lost_doubled_or_out_of_order(database: dict[str, Any]) -> None:
    """Each aggregate's messages arrive once and in order, and their numbers have no gaps."""
    random = Random(20261122)  # noqa: S311  # no secret
    aggregates = [uuid4() for _ in range(8)]
    fatal = [(point, random.randint(1, 6)) for point in islice(cycle(workers.POINTS), KILLS)]

    with Processes() as processes:
        publishers = [
            processes.start(workers.publish, database, part, ROUNDS)
            for part in (aggregates[:4], aggregates[4:], aggregates[:4], aggregates[4:])
        ]
        killed = [processes.start(workers.deliver, database, *moment) for moment in fatal[:AT_ONCE]]
        for moment in fatal[AT_ONCE:]:
            processes.wait_for_one_of(killed)
            killed.append(processes.start(workers.deliver, database, *moment))
        processes.join(*killed, *publishers)
        processes.join(processes.start(workers.deliver, database))

    assert [process.exitcode for process in killed] == [-signal.SIGKILL] * KILLS
    assert [process.exitcode for process in publishers] == [0] * len(publishers)
    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {OutboxMessage.Status.COMPLETED}
    assert {key: numbers(key) for key in aggregates} == dict.fromkeys(aggregates, PUBLISHED)
    assert {key: delivered(key) for key in aggregates} == dict.fromkeys(aggregates, PUBLISHED)
    assert InboxMessage.objects.waiting().count() == 0
    for key in aggregates:
        assert_chained(key)


class Processes:
    """Processes forked from one that has imported what they need; none outlives the block."""

    def __init__(self) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload([workers.__name__])
        self.started: list[Any] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.started:
            process.kill()
            process.join()

    def start(self, target: Any, *args: Any) -> Any:
        process = self.context.Process(target=target, args=args)
        process.start()
        self.started.append(process)
        return process

    def wait_for_one_of(self, processes: list[Any]) -> None:
        """Wait until one that was alive is not."""
        assert wait([process.sentinel for process in processes if process.is_alive()], SECONDS), "none ended"

    def join(self, *processes: Any) -> None:
        for process in processes:
            process.join(SECONDS)
            assert process.exitcode is not None, "it did not end"


def numbers(aggregate_id: UUID) -> list[int]:
    return list(DomainEvent.objects.of(("core.bookings", aggregate_id)).values_list("version", flat=True))


def assert_chained(aggregate_id: UUID) -> None:
    """Each event has the hash of its columns, and that of the one before."""
    events = list(DomainEvent.objects.of(("core.bookings", aggregate_id)))
    hashes = [event.computed_hash() for event in events]

    assert [event.hash_current for event in events] == hashes
    assert [event.hash_previous for event in events] == [None, *hashes[:-1]]


def delivered(aggregate_id: UUID) -> list[int]:
    with connections["booking"].cursor() as cursor:
        cursor.execute("SELECT version FROM deliveries WHERE aggregate_id = %s ORDER BY id", [aggregate_id])
        return [version for (version,) in cursor.fetchall()]
