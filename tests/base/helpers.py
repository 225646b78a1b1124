"""Calls of many threads, each with a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

# As many as the server lets in, with room for the others who test on it.
CONNECTIONS = threading.BoundedSemaphore(40)


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
