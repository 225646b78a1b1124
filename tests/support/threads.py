"""Concurrent calls, each with its own connection."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

# As many as the server lets in, with room for the others who test on it.
CONNECTIONS = threading.BoundedSemaphore(40)


def at_once(*calls: Callable[[], object], using: str = "default") -> list[object]:
    """Run the calls in threads that start together; return what each returned or raised, in their order."""
    ready = threading.Barrier(len(calls), timeout=30)
    outcomes: list[object] = [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            connections[using].ensure_connection()
            ready.wait()
            outcomes[place] = call()
        except Exception as error:  # noqa: BLE001  # an outcome to look at
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def many_at_once(*calls: Callable[[], object]) -> list[object]:
    """Run the calls in as many threads, and return what each returned; an error of one is raised."""
    ready = threading.Barrier(len(calls), timeout=30)

    def run(call: Callable[[], object]) -> object:
        ready.wait()
        with CONNECTIONS:
            try:
                return call()
            finally:
                connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))
