"""Poolers that hand out a session for one transaction, and the settings that are wrong behind one.

Such a pooler, as PgBouncer with ``pool_mode = transaction``, breaks whatever a session keeps beyond a transaction.
It tells nobody of itself, so it is known by what it does: two clients meet one session, or one client two. A pooler
by session does neither, and is harmless.
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

NO_CONNECTION = (  # why a run came to nothing; the docs say how many a pool needs
    "No connection of the pool was free in time. A run takes two of them, one for its lock: enlarge the pool, or let"
    " fewer run at once."
)

_PATIENCE = 2  # seconds until a full pool is not asked any longer
_ASK_AGAIN = 60  # seconds from then on
_ROUNDS = 5
_Place = tuple[str, int, str, str]

_known: dict[_Place, bool] = {}  # whether sessions are shared there; of this process, as is the next
_ask_at: dict[_Place, float] = {}


class WrongSetting(NamedTuple):
    """A setting of an alias that is wrong where sessions are shared."""

    kind: str  # cursors, role or prepared
    setting: str
    fact: str
    remedy: str


# Open to the rest of the library


def connect() -> None:
    """Refuse cursors that no transaction holds, where sessions are shared. It may be called more than once."""
    connection_created.connect(_watch, dispatch_uid="agent360_models.poolers")
    for connection in connections.all(initialized_only=True):
        _watch(connection)


def is_direct(using: str) -> bool:
    """Tell whether the session of an alias, which is connected, is this client's own: there is not a pooler at all.

    Nor is there a pool of Django's own, which hands a closed connection on.

    Raises ``django.db.Error`` where the server cannot be reached.
    """
    connection: Any = connections[using]
    if connection.settings_dict["OPTIONS"].get("pool"):
        return False
    raw = connection.connection
    with connection.wrap_database_errors:
        return bool(raw.info.backend_pid == _pid(raw))  # a pooler has numbers of its own for its clients


def shares_sessions(using: str) -> bool:
    """Tell whether a pooler shares the sessions of an alias by the transaction.

    Without a pooler that is one query. Else two more clients look, once in a process; ``False`` where the pool is
    too full for them.

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
    """Return the settings of an alias that are wrong, if its sessions are shared.

    Raises ``django.db.Error`` where the server cannot be reached.
    """
    if not shares_sessions(using):
        return []
    entry = connections[using].settings_dict
    options, written = entry["OPTIONS"], f"DATABASES[{using!r}]['OPTIONS']"
    found = []
    if not entry.get("DISABLE_SERVER_SIDE_CURSORS"):
        fact = "iterator() opens a cursor in a session that the next fetch may not get"
        found.append(WrongSetting("cursors", _cursors(using), fact, f"Set {_cursors(using)} = True."))
    if options.get("assume_role"):
        role = f"{written}['assume_role']"
        fact = "the role is set in a session that other clients get, and that this one may not get"
        found.append(WrongSetting("role", role, fact, f"Take out {role}, and connect as that role."))
    prepares = options.get("server_side_binding") is True and options.get("prepare_threshold") is not None
    if prepares and _ask(connections[using], _keeps_names):
        threshold = f"{written}['prepare_threshold']"
        fact = "statements are prepared in one session and asked for in another"
        remedy = f"Take out {threshold}, or set max_prepared_statements of PgBouncer 1.21 or later."
        found.append(WrongSetting("prepared", threshold, fact, remedy))
    return found


def is_exhausted(error: BaseException) -> bool:
    """Tell whether an error of Django says that no connection of a pool, or of the server, was free."""
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
    """Raise ``PoolerError`` before a cursor is opened that outlives its transaction."""
    using = context["connection"].alias
    if getattr(context["cursor"].cursor, "withhold", False) and shares_sessions(using):
        raise PoolerError(
            f"No cursor was opened on alias {using!r}: a pooler shares its sessions by the transaction, and its rows"
            f" would be lost or another client's. Set {_cursors(using)} = True, or iterate inside atomic()."
        )
    return execute(sql, params, many, context)


# Looking


def _ask(connection: Any, question: Callable[[Any], bool | None]) -> bool | None:
    """Return the answer to a question about a pooler; ``False`` without one, ``None`` where the pool is full."""
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
    """Tell whether two clients meet one session, or one of them several.

    The one that comes next gets what the other gave back, or, in turn, another one; who asks twice notices that.
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
    """Return the process of the session that a client gets; ``None`` where it gets none for a while."""
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
    """Tell whether a prepared statement has the name in the session that the client gave it.

    A pooler that looks after prepared statements gives them names of its own. Nothing is left in the session.
    """
    with _client(connection) as client, client.transaction():
        client.pgconn.prepare(b"agent360_models", b"SELECT 1")
        kept = "SELECT FROM pg_catalog.pg_prepared_statements WHERE name = 'agent360_models'"
        is_kept = client.execute(kept).fetchone() is not None
        if is_kept:
            client.execute("DEALLOCATE agent360_models")
    return is_kept
