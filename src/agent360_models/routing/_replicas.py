"""Replicas that are read only while they can be: alive, near their primary, and past what the context itself wrote.

A context is what ``contextvars`` take for one: a thread, a task, a request.
"""

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from django.core.signals import request_started
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.db.backends.signals import connection_created

from agent360_models import conf

LEFT_ALONE = (
    30.0  # seconds, for a replica that failed or lags, and after a write for one that does not say how far it is
)
_LAG = 60.0, 8 << 20  # seconds and bytes: a replica that is further behind in both is left alone
_LOOK_AGAIN = 5.0  # seconds between two looks at the lag

_left_until: dict[str, float] = {}  # by alias, when a replica may be asked again; of this process, as is the next
_look_at: dict[str, float] = {}


@dataclass(frozen=True)
class Write:
    """A write of this context to a primary: when it was, up to where, and which replicas have been seen to have it.

    ``position`` is a place in the write-ahead log: ``None`` until it is needed, empty where the primary tells none.
    """

    at: float
    position: str | None = None
    fresh: frozenset[str] = frozenset()


_NONE: Mapping[str, Write] = {}
_writes: ContextVar[Mapping[str, Write]] = ContextVar("agent360_models_writes", default=_NONE)  # by primary


def connect() -> None:
    """See what is written to a primary, and what fails on a replica. It may be called more than once."""
    request_started.connect(_forget, dispatch_uid="agent360_models.routing")
    connection_created.connect(_watch, dispatch_uid="agent360_models.routing")
    for connection in connections.all(initialized_only=True):
        _watch(connection)


def choose(primary: str, replicas: Sequence[str], preferred: str | None = None) -> str:
    """Return a replica that can be read and has what this context wrote, the preferred one first; or the primary."""
    connection: Any = connections[primary]
    if connection.in_atomic_block or (connection.connection is not None and not connection.autocommit):
        return primary  # nobody else sees the rows of an open transaction
    for alias in sorted(random.sample(replicas, len(replicas)), key=lambda alias: alias != preferred):
        try:
            is_good = _answers(alias) and _is_fresh(alias, primary)
        except Exception:  # noqa: BLE001  # not the server's, such as Django's in a test: the query itself will say it
            is_good = True
        if is_good:
            return alias
    return primary


# What this context wrote


def wrote(alias: str) -> None:
    """Have this context read from a replica only what is as new as the primary ``alias`` is now.

    Statements that write do that by themselves. A ``SELECT`` of a function that writes does not.
    """
    _writes.set({**_writes.get(), alias: Write(time.time())})


def writes() -> dict[str, Write]:
    """Return what this context wrote, by primary, with the positions."""
    return {alias: _with_position(alias) for alias in _writes.get()}


def recall(earlier: Mapping[str, Write]) -> None:
    """Have this context read what an earlier one wrote."""
    _writes.set({**_writes.get(), **earlier})


def _forget(**_: object) -> None:
    """Begin a request, which a thread may serve after another one."""
    _writes.set(_NONE)


def _with_position(primary: str) -> Write:
    write = _writes.get()[primary]
    if write.position is None:
        # Not pg_current_wal_lsn(): with synchronous_commit off, a commit is told of before it is written.
        position = _ask(primary, "SELECT pg_current_wal_insert_lsn()::text")
        write = Write(time.time(), position or "")
        recall({primary: write})
    return write


def _is_fresh(replica: str, primary: str) -> bool:
    if primary not in _writes.get():
        return True
    write = _with_position(primary)
    if replica in write.fresh:
        return True
    has_it = _ask(replica, "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", write.position) if write.position else None
    if has_it is None:  # NULL from a primary or from the mirror of a test; some managed services refuse the question
        has_it = time.time() > write.at + LEFT_ALONE
    if has_it:
        recall({primary: replace(write, fresh=write.fresh | {replica})})
    return bool(has_it)


# Whether a replica can be read


def _answers(replica: str) -> bool:
    now = time.monotonic()
    if now < _left_until.get(replica, 0):
        return False
    connection: Any = connections[replica]
    if connection.connection is not None and connection.connection.closed:
        connection.close()  # it was lost between two queries, and the replica may be there again
    try:
        connection.ensure_connection()
    except OperationalError:
        _leave(replica)
        return False
    if now >= _look_at.get(replica, 0):
        _look_at[replica] = now + _LOOK_AGAIN
        lags = _ask(
            replica,
            "SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) > %s"
            " AND clock_timestamp() - pg_last_xact_replay_timestamp() > %s * interval '1 second'",
            *reversed(_LAG),
        )
        if lags:
            _leave(replica)
            return False
    return True


def _leave(replica: str) -> None:
    """Leave a replica alone for a while; its connection, which may be broken, is closed."""
    _left_until[replica] = time.monotonic() + LEFT_ALONE
    connections[replica].close()


def _ask(alias: str, sql: str, *params: object) -> Any:
    """Return the one value of a query, or ``None`` where the server refuses it. Django's wrappers do not see it."""
    connection: Any = connections[alias]
    try:
        with connection.wrap_database_errors, connection.cursor() as wrapper:
            wrapper.cursor.execute(sql, params)
            return wrapper.cursor.fetchone()[0]
    except (DatabaseError, InterfaceError):
        return None


# What is sent

_WRITES = re.compile(
    r"[\s(]*(?:(?:insert|update|delete|merge|truncate|copy|call|do|create|alter|drop|refresh)\b"
    r"|with\b.*\b(?:insert|update|delete|merge)\b)",
    re.IGNORECASE | re.DOTALL,
)


def _watch(connection: Any, **_: object) -> None:
    for wrapper in (_note_writes, _read_elsewhere):
        if wrapper not in connection.execute_wrappers:
            connection.execute_wrappers.append(wrapper)


def _note_writes(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # as Django calls it
    alias = context["connection"].alias
    if conf.replicas_for(alias) and (not isinstance(sql, str) or _WRITES.match(sql)):
        wrote(alias)
    return execute(sql, params, many, context)


def _read_elsewhere(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # as above
    """Ask the primary what a replica could not answer, since it went away or had to replay a conflicting change."""
    connection, cursor = context["connection"], context["cursor"]
    try:
        result = execute(sql, params, many, context)
    except (OperationalError, InterfaceError) as error:
        return _ask_primary(error, connection, cursor, sql, params)
    if getattr(cursor.cursor, "name", None) and conf.primary_of(connection.alias):
        cursor.cursor = _FirstRows(connection, cursor, sql, params)
    return result


def _ask_primary(error: Exception, connection: Any, cursor: Any, sql: Any, params: Any) -> Any:
    """Send the statement to the primary, and have the cursor fetch its rows from there."""
    primary = conf.primary_of(connection.alias)
    if primary is None or connection.in_atomic_block:
        raise error
    if getattr(error.__cause__, "sqlstate", None) != _RECOVERY_CONFLICT:
        if connection.is_usable():
            raise error
        _leave(connection.alias)
    is_named = bool(getattr(cursor.cursor, "name", None))
    other = connections[primary].chunked_cursor() if is_named else connections[primary].cursor()
    with suppress(psycopg.Error):
        cursor.cursor.close()
    cursor.cursor = other.cursor
    return other.execute(sql, params)


class _FirstRows:
    """A server-side cursor on a replica, of which no row has been fetched yet: that may still fail over.

    Rows of another server are another answer, so later fetches raise.
    """

    def __init__(self, connection: Any, cursor: Any, sql: Any, params: Any) -> None:
        self._inner, self._connection, self._cursor = cursor.cursor, connection, cursor
        self._statement = sql, params

    def fetchmany(self, size: int = 0) -> Any:
        self._cursor.cursor = self._inner
        try:
            with self._connection.wrap_database_errors:
                return self._inner.fetchmany(size)
        except (OperationalError, InterfaceError) as error:
            _ask_primary(error, self._connection, self._cursor, *self._statement)
            return self._cursor.fetchmany(size)

    def __iter__(self) -> Iterator[Any]:
        self._cursor.cursor = self._inner
        return iter(self._inner)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


_RECOVERY_CONFLICT = "40001"
