"""The buffers that the server reads for a block of code, a measure independent of the machine's speed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections


@contextmanager
def buffers_read(using: str = "default", *, having: str = "") -> Iterator[list[int]]:
    """Yield a list that gets, for each query of the block that only reads or locks, how many pages it looks at.

    The server runs each of them twice: once to count. ``having`` is a text without which a query is not counted.
    """
    counts: list[int] = []

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if (
            having in sql
            and sql.lstrip().startswith(("SELECT", "WITH", "("))
            and "UPDATE " not in sql.partition("FOR ")[0]
        ):
            with connections[using].connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
                ((plan,),) = cursor.fetchone()
            counts.append(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"])
        return execute(sql, params, many, context)

    with connections[using].execute_wrapper(count):
        yield counts
