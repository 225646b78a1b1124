"""Replica selection: a replica is read only if it is alive, does not lag, and has the writes of this context.

A context is one of ``contextvars``: a thread, a task, a request.
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
    30.0  # seconds, for a replica that failed or lags, and after a write for one that does not report its position
)
_LAG = 60.0, 8 << 20  # seconds and bytes: a replica with more lag in both is not used
_LOOK_AGAIN = 5.0  # seconds between two checks of the lag

_left_until: dict[str, float] = {}  # by alias: when this process may use the replica again
_look_at: dict[str, float] = {}


@dataclass(frozen=True)
class Write:
    """A write of this context to a primary: its time, its position, and the replicas known to have it.

    ``position`` is a WAL position: ``None`` until it is needed, empty if the primary does not report one.
    """

    at: float
    position: str | None = None
    fresh: frozenset[str] = frozenset()


_NONE: Mapping[str, Write] = {}
_writes: ContextVar[Mapping[str, Write]] = ContextVar("agent360_models_writes", default=_NONE)  # by primary


def connect() -> None:
    """Watch writes to primaries and errors on replicas; repeated calls change nothing."""
    request_started.connect(_forget, dispatch_uid="agent360_models.routing")
    connection_created.connect(_watch, dispatch_uid="agent360_models.routing")
    for connection in connections.all(initialized_only=True):
        _watch(connection)


def choose(primary: str, replicas: Sequence[str], preferred: str | None = None) -> str:
    """Return a usable replica that has this context's writes, preferably ``preferred``; else the primary."""
    connection: Any = connections[primary]
    if connection.in_atomic_block or (connection.connection is not None and not connection.autocommit):
        return primary  # only the primary sees the rows of its open transaction
    for alias in sorted(random.sample(replicas, len(replicas)), key=lambda alias: alias != preferred):
        try:
            is_good = _answers(alias) and _is_fresh(alias, primary)
        except Exception:  # noqa: BLE001  # not a server error, but for example Django's in a test: the query itself will raise it
            is_good = True
        if is_good:
            return alias
    return primary


# The writes of this context


def wrote(alias: str) -> None:
    """Let this context read only from replicas that have reached the current position of the primary ``alias``.

    Writing statements do this automatically. A ``SELECT`` of a function that writes does not.
    """
    _writes.set({**_writes.get(), alias: Write(time.time())})


def writes() -> dict[str, Write]:
    """Return the writes of this context, by primary, with their positions."""
    return {alias: _with_position(alias) for alias in _writes.get()}


def recall(earlier: Mapping[str, Write]) -> None:
    """Let this context read the writes of an earlier context."""
    _writes.set({**_writes.get(), **earlier})


def _forget(**_: object) -> None:
    """Reset the writes for a new request, since a thread serves several requests."""
    _writes.set(_NONE)


def _with_position(primary: str) -> Write:
    write = _writes.get()[primary]
    if write.position is None:
        # Not pg_current_wal_lsn(): with synchronous_commit off, a commit returns before it is written.
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
    if has_it is None:  # NULL from a primary or a test mirror; some managed services refuse the query
        has_it = time.time() > write.at + LEFT_ALONE
    if has_it:
        recall({primary: replace(write, fresh=write.fresh | {replica})})
    return bool(has_it)


# The state of replicas


def _answers(replica: str) -> bool:
    now = time.monotonic()
    if now < _left_until.get(replica, 0):
        return False
    connection: Any = connections[replica]
    if connection.connection is not None and connection.connection.closed:
        connection.close()  # lost between two queries; the replica may be back
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
    """Stop using a replica for a while, and close its connection, which may be broken."""
    _left_until[replica] = time.monotonic() + LEFT_ALONE
    connections[replica].close()


def _ask(alias: str, sql: str, *params: object) -> Any:
    """Return the single value of a query, or ``None`` if the server refuses it; Django's wrappers do not see it."""
    connection: Any = connections[alias]
    try:
        with connection.wrap_database_errors, connection.cursor() as wrapper:
            wrapper.cursor.execute(sql, params)
            return wrapper.cursor.fetchone()[0]
    except (DatabaseError, InterfaceError):
        return None


# Statements

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
    """Repeat a query on the primary if the replica was lost or had a recovery conflict."""
    connection, cursor = context["connection"], context["cursor"]
    try:
        result = execute(sql, params, many, context)
    except (OperationalError, InterfaceError) as error:
        return _ask_primary(error, connection, cursor, sql, params)
    if getattr(cursor.cursor, "name", None) and conf.primary_of(connection.alias):
        cursor.cursor = _FirstRows(connection, cursor, sql, params)
    return result


def _ask_primary(error: Exception, connection: Any, cursor: Any, sql: Any, params: Any) -> Any:
    """Send the statement to the primary, and let the cursor fetch its rows from there."""
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
    """A server-side cursor on a replica before its first fetch, which can still fail over.

    Later fetches raise, because another server may return other rows.
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
