"""Waiting for a lock to be met, and what a browser sends."""

import time
from typing import Any

from django.db import connections
from django.test import Client


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
