"""Sessions beside the test's own."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import connections

SECONDS = 20  # until a wait is a failure
T = TypeVar("T")


@contextmanager
def other_sessions() -> Iterator[Callable[[Callable[[], T]], "Future[T]"]]:
    """Yield a function that starts a call in a thread with a connection of its own."""

    def run(call: Callable[[], T]) -> T:
        try:
            return call()
        finally:
            connections["booking"].close()

    with ThreadPoolExecutor() as threads:
        yield lambda call: threads.submit(run, call)


def waiting_for_locks() -> int:
    """Return how many sessions of the test database wait for a lock."""
    return int(
        value("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
    )


def value(sql: str) -> str:
    """Return the one value that a query answers."""
    with connections["booking"].cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])
