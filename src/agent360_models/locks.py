"""The only advisory locks of the library, and every number that they use.

PostgreSQL knows an advisory lock by a number of 64 bits, or by two of 32, in each database. Whoever takes other
advisory locks beside ours keeps off these:

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
_KEYS = 0  # the seed of keys: what other programs take, too, where they do not know better
_OBJECTS = 360  # the first half of the number of an object

# A lock is held by waiting, which servers may be set to take for idleness; the last is PostgreSQL 17's.
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
    """Wait until no other transaction holds the lock of these names, and hold it until this one ends.

    It exists for names of which no row exists yet. It needs a transaction.
    """
    _hold_text(" ".join(map(repr, names)), seed=_NAMES, using=using)


def hold_key_until_commit(key: str, *, using: str) -> None:
    """Do as ``hold_until_commit`` does, by a number that a program in another language can easily make."""
    _hold_text(key, seed=_KEYS, using=using)


def _hold_text(text: str, *, seed: int, using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [text, seed])


def upsert_lock_sql(table: str, *, shared: bool) -> str:
    """Return the SQL of the lock of a table among upserts; ``table`` is an expression of type ``regclass``."""
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    return f"pg_catalog.{function}(pg_catalog.hashtextextended('agent360_models.bulk', {table}::oid::bigint))"


# As long as a process lives


@contextmanager
def hold_object(name: str, *, using: str) -> Iterator[BaseDatabaseWrapper | None]:
    """Hold the lock of an object for the block; ``None`` where another session holds it.

    The lock belongs to a connection of its own, which is what the block gets: Django may close the thread's own
    between two batches. It goes when the process does, or when the server loses the connection, and at no other
    time: the server's limits to idle transactions are lifted for it.

    A transaction holds it, open for as long as the block: behind a pooler a session is not ours to keep. It reads
    no rows and keeps no snapshot, so that it holds back no VACUUM.
    """
    connection = connections.create_connection(using)
    try:
        connection.set_autocommit(False)
        # Another level, which a project may have as its default, keeps the first snapshot.
        _ask(connection, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        _ask(connection, _WAIT_FOR_EVER)
        ((is_ours,),) = _ask(connection, "SELECT pg_try_advisory_xact_lock(%s, %s)", [_OBJECTS, _number(name)])
        yield connection if is_ours else None
    finally:
        with suppress(Error):  # a connection that is gone holds no lock
            connection.rollback()  # now: a server only notices later that a connection was closed
        connection.close()


def is_held(connection: BaseDatabaseWrapper, name: str) -> bool:
    """Tell whether the session of ``hold_object`` still holds the lock of the object.

    Raises ``django.db.Error`` where the session is gone, and the lock with it.
    """
    held = f"SELECT EXISTS ({_HELD} AND objid = %s AND pid = pg_backend_pid())"
    ((is_there,),) = _ask(connection, held, [_OBJECTS, number_of(name)])
    return bool(is_there)


def held_objects(names: Iterable[str], *, using: str) -> set[str]:
    """Return those of the objects whose lock some session holds."""
    with connections[using].cursor() as cursor:
        cursor.execute(_HELD, [_OBJECTS])
        numbers = {number for (number,) in cursor.fetchall()}
    return {name for name in names if number_of(name) in numbers}


def _ask(connection: Any, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Run a statement without preparing it: the pooler may have met the name of a prepared one before."""
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.cursor.execute(sql, params, prepare=False)
        return cursor.fetchall() if cursor.description else []


def _number(name: str) -> int:
    return crc32(name.encode()) - 2**31


# For who watches


class Holder(NamedTuple):
    """A session that holds the lock of an object: by its number, the process of the server, and since when.

    The time is that of the transaction that holds it, or else of the session; ``None`` for a role that may not know.
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
    """Return the sessions that hold the lock of an object, the longest first."""
    with connections[using].cursor() as cursor:
        cursor.execute(_HOLDERS, [_OBJECTS])
        return [Holder(*row) for row in cursor.fetchall()]


def number_of(name: str) -> int:
    """Return the number by which PostgreSQL lists the lock of an object."""
    return _number(name) % 2**32
