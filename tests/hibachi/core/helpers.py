"""Calls that run at once, and what a browser sends."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections
from django.test import Client


def at_once(calls: Sequence[Callable[[], object]]) -> list[object]:
    """Run the calls in threads that start together; return what each returned or raised, in their order."""
    ready = threading.Barrier(len(calls), timeout=30)
    outcomes: list[object] = [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        try:
            connections["booking"].ensure_connection()
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


def wait_until_somebody_waits_for_us() -> None:
    """Return when another session is blocked by that of this thread."""
    for _ in range(200):
        with connections["booking"].cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waits.")


def form_of(client: Client, url: str) -> dict[str, Any]:
    """Return what a browser would send if nothing were typed."""
    form = client.get(url).context["adminform"].form
    found: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field.widget, "widgets"):
            for number, part in enumerate(bound.field.widget.decompress(value)):
                found[f"{bound.name}_{number}"] = "" if part is None else str(part)
        elif value not in (None, False):
            found[bound.name] = value
    return found
