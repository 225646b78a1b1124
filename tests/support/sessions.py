"""Sessions that end while a loop continues."""

from collections.abc import Callable
from random import Random
from typing import Any

import psycopg
from django.db import connections

from agent360_models.testing import postgres
from agent360_models.transactions import reconnect_if_lost


def end_session(using: str = "default") -> None:
    """End the session of this thread's connection, as an administrator does, and wait until it is gone."""
    connection = connections[using]
    reconnect_if_lost(using)
    connection.ensure_connection()
    with psycopg.connect(postgres.database_url(), autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(%s, 10000)", [connection.connection.info.backend_pid])


class Stopped:
    """An event for a worker's loop, which is set after some turns; the loop's session is ended in each of them.

    In about every other turn that happens while it is idle, else before the first query that writes. ``meanwhile``
    is called where the loop would wait.
    """

    def __init__(self, turns: int, using: str = "default", meanwhile: Callable[[], object] = lambda: None) -> None:
        self.left = turns
        self.using = using
        self.meanwhile = meanwhile
        self.random = Random(turns)  # noqa: S311  # no secret

    def is_set(self) -> bool:
        """Tell whether to stop, and strike."""
        self._calm()
        self.left -= 1
        if self.left < 0:
            return True
        if self.random.random() < 0.5:
            connections[self.using].execute_wrappers.append(self._strike)
        else:
            end_session(self.using)
        return False

    def wait(self, _seconds: float | None = None) -> None:
        """Go on at once."""
        self._calm()
        reconnect_if_lost(self.using)
        self.meanwhile()

    def _calm(self) -> None:
        wrappers = connections[self.using].execute_wrappers
        wrappers[:] = [wrapper for wrapper in wrappers if wrapper != self._strike]

    def _strike(self, execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if sql.startswith(("UPDATE", "INSERT")):
            self._calm()
            end_session(self.using)
        return execute(sql, *arguments)
