"""One run of an object at a time, and a way to tell from outside whether a run is alive: an advisory lock."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from zlib import crc32

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_CLASS = 360  # the first half of each of our lock numbers; the second is the object

# A lock is held by waiting, which servers may be set to take for idleness; the last is PostgreSQL 17's.
_WAIT_FOR_EVER = """
    SELECT set_config(name, '0', %s) FROM pg_catalog.pg_settings
    WHERE name IN ('idle_session_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
"""


@contextmanager
def hold(object_name: str, *, using: str) -> Iterator[BaseDatabaseWrapper | None]:
    """Hold the lock of an object for the block; ``None`` where another session holds it.

    The lock belongs to a connection of its own, which is what the block gets: Django may close the thread's own
    between two batches. It goes when the process does, or when the server loses the connection, and at no other
    time: the server's limits to idle sessions are lifted for it. Behind a transaction pooler
    (``DISABLE_SERVER_SIDE_CURSORS``) it is held by an open transaction, since there a session is not ours to keep.
    """
    connection = connections.create_connection(using)
    pooled = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS", False)
    scope = "_xact" if pooled else ""
    try:
        connection.set_autocommit(not pooled)
        with connection.cursor() as cursor:
            cursor.execute(_WAIT_FOR_EVER, [pooled])
            cursor.execute(f"SELECT pg_try_advisory{scope}_lock(%s, %s)", [_CLASS, _number(object_name) - 2**31])
            (is_ours,) = cursor.fetchone()
        yield connection if is_ours else None
    finally:
        with suppress(Error):  # a connection that is gone holds no lock
            _release(connection)
        connection.close()


def _release(connection: BaseDatabaseWrapper) -> None:
    """Free the lock now: a server only notices later that a connection was closed."""
    if connection.get_autocommit():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    else:
        connection.rollback()


def held(object_names: Iterable[str], *, using: str) -> set[str]:
    """Return those of the objects whose lock some session holds."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND classid = %s"
            " AND objsubid = 2 AND granted"
            " AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())",
            [_CLASS],
        )
        numbers = {number for (number,) in cursor.fetchall()}
    return {name for name in object_names if (_number(name) - 2**31) % 2**32 in numbers}


def _number(object_name: str) -> int:
    return crc32(object_name.encode())
