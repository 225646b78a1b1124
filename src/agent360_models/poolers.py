"""Detection of transaction poolers, and of settings that do not work behind one.

A transaction pooler, such as PgBouncer with ``pool_mode = transaction``, breaks everything that a session keeps beyond
a transaction. It does not announce itself, but its behaviour shows: two clients get one session, or one client gets
two. A session pooler does neither, and is harmless.
"""

import time
from collections.abc import Callable
from contextlib import closing
from selectors import EVENT_READ, DefaultSelector
from typing import Any, NamedTuple

import psycopg
from django.db import connections
from django.db.backends.signals import connection_created

from agent360_models.exceptions import PoolerError

__all__ = ["NO_CONNECTION", "WrongSetting", "connect", "is_direct", "is_exhausted", "shares_sessions", "wrong_settings"]

NO_CONNECTION = (  # the docs say how many connections a pool needs
    "No connection of the pool was free in time. A run takes two of them, one for its lock. Enlarge the pool, or"
    " start fewer runs at once."
)

_PATIENCE = 2  # seconds to wait for a full pool
_ASK_AGAIN = 60  # seconds until the next try
_ROUNDS = 5
_Place = tuple[str, int, str, str]

_known: dict[_Place, bool] = {}  # whether sessions are shared there; per process, as is the next
_ask_at: dict[_Place, float] = {}


class WrongSetting(NamedTuple):
    """A setting of an alias that does not work where sessions are shared."""

    kind: str  # cursors, role or prepared
    setting: str
    fact: str
    remedy: str


# For the rest of the library


def connect() -> None:
    """Refuse cursors outside transactions where sessions are shared. Repeated calls change nothing."""
    connection_created.connect(_watch, dispatch_uid="agent360_models.poolers")
    for connection in connections.all(initialized_only=True):
        _watch(connection)


def is_direct(using: str) -> bool:
    """Tell whether a connected alias has its own session, without a pooler of any kind.

    Django's own connection pool counts as a pooler, since it hands closed connections on.

    Raises ``django.db.Error`` where the server cannot be reached.
    """
    connection: Any = connections[using]
    if connection.settings_dict["OPTIONS"].get("pool"):
        return False
    raw = connection.connection
    with connection.wrap_database_errors:
        return bool(raw.info.backend_pid == _pid(raw))  # a pooler invents process ids for its clients


def shares_sessions(using: str) -> bool:
    """Tell whether a transaction pooler shares the sessions of an alias.

    Without a pooler this costs one query. Otherwise two more clients connect, once per process. Returns ``False``
    where the pool is too full for them.

    Raises ``django.db.Error`` where the server cannot be reached.
    """
    connection: Any = connections[using]
    if connection.vendor != "postgresql":
        return False
    connection.ensure_connection()
    info = connection.connection.info
    place = info.host, info.port, info.dbname, info.user
    if place not in _known and time.monotonic() >= _ask_at.get(place, 0):
        found = _ask(connection, _look)
        if found is None:
            _ask_at[place] = time.monotonic() + _ASK_AGAIN
        else:
            _known[place] = found
    return _known.get(place, False)


def wrong_settings(using: str) -> list[WrongSetting]:
    """Return the settings of an alias that do not work because its sessions are shared.

    Raises ``django.db.Error`` where the server cannot be reached.
    """
    if not shares_sessions(using):
        return []
    entry = connections[using].settings_dict
    options, written = entry["OPTIONS"], f"DATABASES[{using!r}]['OPTIONS']"
    found = []
    if not entry.get("DISABLE_SERVER_SIDE_CURSORS"):
        fact = "iterator() opens a cursor in one session, and the next fetch may run in another"
        found.append(WrongSetting("cursors", _cursors(using), fact, f"Set {_cursors(using)} = True."))
    if options.get("assume_role"):
        role = f"{written}['assume_role']"
        fact = "the role is set in one session, which other clients get, and later queries may run in another"
        found.append(WrongSetting("role", role, fact, f"Take out {role}, and connect as that role."))
    prepares = options.get("server_side_binding") is True and options.get("prepare_threshold") is not None
    if prepares and _ask(connections[using], _keeps_names):
        threshold = f"{written}['prepare_threshold']"
        fact = "statements are prepared in one session and executed in another"
        remedy = f"Take out {threshold}, or set max_prepared_statements of PgBouncer 1.21 or later."
        found.append(WrongSetting("prepared", threshold, fact, remedy))
    return found


def is_exhausted(error: BaseException) -> bool:
    """Tell whether a Django error means that no connection of a pool or of the server was free."""
    cause = error.__cause__
    return (
        "query_wait_timeout" in str(cause)
        or type(cause).__name__ == "PoolTimeout"
        or getattr(cause, "sqlstate", None) == "53300"
    )


# Cursors


def _cursors(using: str) -> str:
    return f"DATABASES[{using!r}]['DISABLE_SERVER_SIDE_CURSORS']"


def _watch(connection: Any, **_: object) -> None:
    if _refuse_cursors not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse_cursors)


def _refuse_cursors(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  # as Django calls it
    """Raise ``PoolerError`` before a cursor opens that would outlive its transaction."""
    using = context["connection"].alias
    if getattr(context["cursor"].cursor, "withhold", False) and shares_sessions(using):
        raise PoolerError(
            f"No cursor was opened on alias {using!r}: a transaction pooler shares its sessions, so fetches would lose"
            f" rows or return another client's. Set {_cursors(using)} = True, or iterate inside atomic()."
        )
    return execute(sql, params, many, context)


# Detection


def _ask(connection: Any, question: Callable[[Any], bool | None]) -> bool | None:
    """Return the answer to a question about a pooler: ``False`` without a pooler, ``None`` where the pool is full."""
    if is_direct(connection.alias):
        return False
    try:
        return question(connection)
    except psycopg.OperationalError:
        return None


def _client(connection: Any) -> Any:
    facts = {**connection.get_connection_params(), "prepare_threshold": None, "connect_timeout": _PATIENCE}
    return closing(psycopg.connect(**facts, autocommit=True))


def _look(connection: Any) -> bool | None:
    """Tell whether two clients get one session, or one client gets several.

    A pooler hands out the session returned last, or takes sessions in turn. Asking twice shows either.
    """
    with _client(connection) as one, _client(connection) as other:
        seen: dict[Any, set[int]] = {one: set(), other: set()}
        for client in (one, one, other) * _ROUNDS:
            pid = _pid(client)
            if pid is None:
                return None
            seen[client].add(pid)
            if seen[one] & seen[other] or max(map(len, seen.values())) > 1:
                return True
    return False


def _pid(client: Any) -> int | None:
    """Return the server process of a client's session; ``None`` where the client gets no session in time."""
    client.pgconn.send_query(b"SELECT pg_catalog.pg_backend_pid()")
    with DefaultSelector() as selector:
        selector.register(client.fileno(), EVENT_READ)
        while client.pgconn.is_busy():
            if not selector.select(_PATIENCE):
                return None
            client.pgconn.consume_input()
    results = list(iter(client.pgconn.get_result, None))
    found = results[0].get_value(0, 0)
    if found is None:
        raise psycopg.OperationalError(client.pgconn.error_message.decode(errors="replace"))
    return int(found)


def _keeps_names(connection: Any) -> bool:
    """Tell whether a prepared statement keeps the client's name in the session.

    A pooler that supports prepared statements renames them. The session is left as it was.
    """
    with _client(connection) as client, client.transaction():
        client.pgconn.prepare(b"agent360_models", b"SELECT 1")
        kept = "SELECT FROM pg_catalog.pg_prepared_statements WHERE name = 'agent360_models'"
        is_kept = client.execute(kept).fetchone() is not None
        if is_kept:
            client.execute("DEALLOCATE agent360_models")
    return is_kept
