"""All advisory locks of the library, with their numbers.

PostgreSQL identifies an advisory lock by one 64-bit number or two 32-bit numbers per database. Other code that takes
advisory locks in the same database must avoid these:

========================= ================================================ ================================
lock                      number                                           held until
========================= ================================================ ================================
``hold_until_commit``     ``hashtextextended(names, 360)``                 the transaction ends
``hold_key_until_commit`` ``hashtextextended(key, 0)``                     the transaction ends
``upsert_lock_sql``       ``hashtextextended('agent360_models.bulk', oid)`` the transaction ends
``hold_object``           ``360``, and ``crc32(name) - 2**31``             the block or the process ends
========================= ================================================ ================================
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, NamedTuple
from zlib import crc32

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = [
    "Holder",
    "held_objects",
    "hold_key_until_commit",
    "hold_object",
    "hold_until_commit",
    "holders",
    "is_held",
    "number_of",
    "upsert_lock_sql",
]

_NAMES = 360  # the seed of names
_KEYS = 0  # the seed of keys: the default that other programs are likely to use
_OBJECTS = 360  # the first half of the number of an object

# The session holds its lock while idle, so idle time-outs are lifted; transaction_timeout is new in PostgreSQL 17.
_WAIT_FOR_EVER = """
    SELECT set_config(name, '0', true) FROM pg_catalog.pg_settings
    WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')
"""
_HELD = """
    SELECT objid::bigint FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2
    AND granted AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
"""


# Until the transaction ends


def hold_until_commit(*names: object, using: str) -> None:
    """Wait for the lock of these names, and hold it until this transaction ends.

    Use it for names that have no row yet, where there is nothing to lock. Requires a transaction.
    """
    _hold_text(" ".join(map(repr, names)), seed=_NAMES, using=using)


def hold_key_until_commit(key: str, *, using: str) -> None:
    """Lock like ``hold_until_commit``, with a number that programs in other languages can compute easily."""
    _hold_text(key, seed=_KEYS, using=using)


def _hold_text(text: str, *, seed: int, using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [text, seed])


def upsert_lock_sql(table: str, *, shared: bool) -> str:
    """Return the SQL that locks a table among upserts; ``table`` is an expression of type ``regclass``."""
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    return f"pg_catalog.{function}(pg_catalog.hashtextextended('agent360_models.bulk', {table}::oid::bigint))"


# As long as a process lives


@contextmanager
def hold_object(name: str, *, using: str) -> Iterator[BaseDatabaseWrapper | None]:
    """Hold the lock of an object for the block; yield ``None`` if another session holds the lock.

    The lock is held by a separate connection, which the block gets: Django may close the thread's connection between
    two batches. The lock is released when the block or the process ends, or when the server loses the connection. The
    server's limits on idle transactions are lifted for that connection.

    A transaction that stays open for the whole block holds the lock, since a session behind a pooler cannot be kept.
    The transaction reads no rows and keeps no snapshot, so it does not hold back VACUUM.
    """
    connection = connections.create_connection(using)
    try:
        connection.set_autocommit(False)
        # A higher isolation level, which a project may have as its default, would keep the first snapshot.
        _ask(connection, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        _ask(connection, _WAIT_FOR_EVER)
        ((is_ours,),) = _ask(connection, "SELECT pg_try_advisory_xact_lock(%s, %s)", [_OBJECTS, _number(name)])
        yield connection if is_ours else None
    finally:
        with suppress(Error):  # a lost connection holds no lock
            connection.rollback()  # now, since the server notices a closed connection only later
        connection.close()


def is_held(connection: BaseDatabaseWrapper, name: str) -> bool:
    """Tell whether the session of ``hold_object`` still holds the object's lock.

    Raises ``django.db.Error`` if the session is lost, and the lock with it.
    """
    held = f"SELECT EXISTS ({_HELD} AND objid = %s AND pid = pg_backend_pid())"
    ((is_there,),) = _ask(connection, held, [_OBJECTS, number_of(name)])
    return bool(is_there)


def held_objects(names: Iterable[str], *, using: str) -> set[str]:
    """Return the given objects whose lock is held by any session."""
    with connections[using].cursor() as cursor:
        cursor.execute(_HELD, [_OBJECTS])
        numbers = {number for (number,) in cursor.fetchall()}
    return {name for name in names if number_of(name) in numbers}


def _ask(connection: Any, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Run a statement unprepared: behind a pooler, the name of a prepared statement may already be taken."""
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.cursor.execute(sql, params, prepare=False)
        return cursor.fetchall() if cursor.description else []


def _number(name: str) -> int:
    return crc32(name.encode()) - 2**31


# For monitoring


class Holder(NamedTuple):
    """A session that holds the lock of an object: the lock's number, the server process, and the time since when.

    The time is the start of the transaction, else of the session; ``None`` for a role that must not see it.
    """

    number: int
    pid: int
    since: datetime | None
    application: str


_HOLDERS = """
    SELECT l.objid::bigint, l.pid, coalesce(a.xact_start, a.backend_start), coalesce(a.application_name, '')
    FROM pg_catalog.pg_locks l LEFT JOIN LATERAL pg_catalog.pg_stat_get_activity(l.pid) a ON true
    WHERE l.locktype = 'advisory' AND l.classid = %s AND l.objsubid = 2 AND l.granted
      AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
    ORDER BY 3, 1
"""


def holders(*, using: str) -> list[Holder]:
    """Return the sessions that hold locks of objects, the oldest first."""
    with connections[using].cursor() as cursor:
        cursor.execute(_HOLDERS, [_OBJECTS])
        return [Holder(*row) for row in cursor.fetchall()]


def number_of(name: str) -> int:
    """Return the number under which PostgreSQL lists the lock of an object."""
    return _number(name) % 2**32
