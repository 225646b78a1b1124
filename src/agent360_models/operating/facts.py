"""Facts about queues, locks, replicas and tables, each from a constant number of queries."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import Error, OperationalError, connections, transaction
from django.db.models import BooleanField, ExpressionWrapper, F

from agent360_models import conf, locks
from agent360_models.catalog import sizes_of_tables
from agent360_models.fields._unreadable import readable, unreadable_as_none
from agent360_models.operating.queues import Queue
from agent360_models.routing._replicas import _ask

__all__ = [
    "COUNTED",
    "DatabaseStatus",
    "LockStatus",
    "QueueState",
    "QueueStatus",
    "ReplicaState",
    "ReplicaStatus",
    "TableStatus",
    "is_reachable",
    "lock_statuses",
    "queue_status",
    "replica_statuses",
    "table_statuses",
]

COUNTED = 100_000  # the maximum to which rows are counted
_PATIENCE = 2000  # milliseconds for one queue, whose conditions may lack an index
_CANCELLED = "57014"


class QueueState(StrEnum):
    """States of a queue, worst first."""

    UNKNOWN = "unknown"  # counting took too long
    DEAD_LETTERS = "dead-letters"  # there are dead letters
    EXPIRED = "expired"  # a lease has expired, and no worker has taken the message since
    UNREADABLE = "unreadable"  # a waiting message has a moment that Python cannot have, so no worker takes it
    LATE = "late"  # a message has been due for longer than allowed
    OK = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueStatus:
    """The state of a queue; each number is counted up to ``COUNTED``, and is ``None`` if counting took too long.

    ``waiting`` counts rows that no worker has begun; ``due`` counts those that may be taken now, and the oldest is due
    since ``due_since``. ``held`` counts leased rows, and ``expired`` those whose lease has expired. ``dead`` counts
    dead letters. ``unreadable`` counts, among the counted waiting rows, those with a moment that Python cannot have,
    such as ``infinity``.
    """

    alias: str
    name: str
    waiting: int | None = None
    due: int | None = None
    due_since: datetime | None = None
    held: int | None = None
    expired: int | None = None
    dead: int | None = None
    unreadable: int | None = None

    def state(self, *, now: datetime, max_wait: timedelta | None = None) -> QueueState:
        """Return the state; ``max_wait`` is the maximum time that a due message may wait."""
        if self.waiting is None:
            return QueueState.UNKNOWN
        if self.dead:
            return QueueState.DEAD_LETTERS
        if self.expired:
            return QueueState.EXPIRED
        if self.unreadable:
            return QueueState.UNREADABLE
        if max_wait is not None and self.due_since is not None and now - self.due_since > max_wait:
            return QueueState.LATE
        return QueueState.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class LockStatus:
    """The lock on an object, held by a session.

    ``name`` is a number if no installed app knows the object. ``pid`` is the server process, which
    ``pg_terminate_backend`` ends. ``since`` is the time when it took the lock, if the role may see it. ``orphaned``
    tells that the object's runs are recorded but no run is marked as running.
    """

    alias: str
    name: str
    pid: int
    since: datetime | None
    application: str = ""
    orphaned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseStatus:
    """An alias with tables of installed apps, and whether it answers."""

    alias: str
    reachable: bool


class ReplicaState(StrEnum):
    """States of a replica, worst first."""

    UNREACHABLE = "unreachable"
    LAGGING = "lagging"
    OK = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicaStatus:
    """A replica, and its lag behind the primary in time and in bytes of WAL.

    Both are ``None`` if the server is not a standby or does not report its position.
    """

    alias: str
    primary: str
    reachable: bool
    lag: timedelta | None = None
    lag_bytes: int | None = None

    def state(self, *, max_lag: timedelta) -> ReplicaState:
        """Return the state; ``max_lag`` is the maximum lag."""
        if not self.reachable:
            return ReplicaState.UNREACHABLE
        behind = self.lag is not None and self.lag > max_lag
        return ReplicaState.LAGGING if behind else ReplicaState.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStatus:
    """The size of a table with its indexes; ``rows`` is PostgreSQL's estimate, ``None`` before the first ANALYZE."""

    alias: str
    name: str
    bytes: int
    rows: int | None


def queue_status(queue: Queue, using: str) -> QueueStatus:
    """Count the rows of a queue in one query with a timeout of two seconds."""
    rows = queue.model._base_manager.using(using)
    conditions = {
        "due": queue.waiting & queue.due,
        "held": queue.held,
        "expired": None if queue.held is None or queue.expired is None else queue.held & queue.expired,
        "dead": queue.dead,
    }
    parts: list[str] = []
    params: list[Any] = []
    for name, condition in conditions.items():
        if condition is not None:
            sql, values = _sql(rows.filter(condition).order_by().values("pk")[:COUNTED], using)
            parts.append(f"(SELECT count(*) FROM ({sql}) counted) AS {name}")
            params += values
    since = F(queue.due_since) if isinstance(queue.due_since, str) else queue.due_since
    oldest: Any = rows.filter(queue.waiting & queue.due).annotate(is_due_since=since).order_by("is_due_since")
    sql, values = _sql(oldest.values("is_due_since")[:1], using)
    parts.append(f"({sql}) AS due_since")
    params += values
    is_readable = ExpressionWrapper(readable(queue.model), BooleanField())
    sql, values = _sql(rows.filter(queue.waiting).order_by().values(is_readable=is_readable)[:COUNTED], using)
    parts += ["count(*) AS waiting", "count(*) FILTER (WHERE NOT is_readable) AS unreadable"]
    try:
        with transaction.atomic(using=using), unreadable_as_none(using), connections[using].cursor() as cursor:
            before = _set_patience(cursor, str(_PATIENCE))
            cursor.execute(f"SELECT {', '.join(parts)} FROM ({sql}) AS counted (is_readable)", [*params, *values])
            found = dict(zip((column.name for column in cursor.description), cursor.fetchone(), strict=True))
            _set_patience(cursor, before)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != _CANCELLED:
            raise
        return QueueStatus(alias=using, name=queue.name)
    moment = found.pop("due_since")
    if isinstance(queue.due_since, str):
        column: Any = queue.model._meta.get_field(queue.due_since)  # the field knows the zone of a naive time
        moment = column.to_python(moment)
    return QueueStatus(alias=using, name=queue.name, due_since=moment, **found)


def _set_patience(cursor: Any, milliseconds: str) -> str:
    """Set the statement_timeout for this transaction, and return the old value; a savepoint does not restore it."""
    cursor.execute("SELECT current_setting('statement_timeout')")
    (before,) = cursor.fetchone()
    cursor.execute("SELECT set_config('statement_timeout', %s, true)", [milliseconds])
    return str(before)


def _sql(rows: Any, using: str) -> tuple[str, Sequence[Any]]:
    try:
        sql, params = rows.query.get_compiler(using=using).as_sql()
    except EmptyResultSet:  # a condition that no row can meet
        return "SELECT NULL WHERE false", ()
    return str(sql), params


def lock_statuses(names: Iterable[str], more_names: Callable[[], Iterable[str]], using: str) -> list[LockStatus]:
    """Return the locks held on an alias; ``more_names`` is called if a lock matches none of ``names``."""
    found = locks.holders(using=using)
    by_number = {locks.number_of(name): name for name in names}
    if any(held.number not in by_number for held in found):
        by_number |= {locks.number_of(name): name for name in more_names()}
    return [
        LockStatus(
            alias=using,
            name=by_number.get(held.number, f"unknown {held.number}"),
            pid=held.pid,
            since=held.since,
            application=held.application,
        )
        for held in found
    ]


def is_reachable(alias: str) -> bool:
    """Tell whether a database answers; a lost connection is opened again."""
    connection = connections[alias]
    try:
        if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable():
            connection.close()
        connection.ensure_connection()
        return bool(connection.is_usable())
    except Error:
        return False


def replica_statuses(primary: str, *, is_there: bool = True) -> list[ReplicaStatus]:
    """Return the state of the replicas of an alias; three queries each. The lag needs the primary (``is_there``)."""
    replicas = conf.replicas_for(primary)
    if not replicas:
        return []
    position = _ask(primary, "SELECT pg_current_wal_lsn()::text") if is_there else None
    return [_replica_status(replica, primary, position) for replica in replicas]


def _replica_status(replica: str, primary: str, position: str | None) -> ReplicaStatus:
    if not is_reachable(replica):
        return ReplicaStatus(alias=replica, primary=primary, reachable=False)
    # NULL means that the server is not a standby; _ask() returns None if a managed service refuses the query.
    behind = position and _ask(
        replica, "SELECT greatest(pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn()), 0)::bigint", position
    )
    if behind in (None, ""):
        return ReplicaStatus(alias=replica, primary=primary, reachable=True)
    # An old last transaction may only mean an idle primary; it tells the lag only if WAL is missing.
    seconds: float | None = (
        0.0
        if not behind
        else _ask(replica, "SELECT extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8")
    )
    return ReplicaStatus(
        alias=replica,
        primary=primary,
        reachable=True,
        lag=None if seconds is None else timedelta(seconds=max(0.0, seconds)),
        lag_bytes=int(behind),
    )


def table_statuses(tables: Collection[str], using: str) -> list[TableStatus]:
    """Return the sizes of the existing tables, largest first; one query."""
    found = [
        TableStatus(alias=using, name=name, bytes=size, rows=rows)
        for name, (size, rows) in sizes_of_tables(tables, using=using).items()
    ]
    return sorted(found, key=lambda table: -table.bytes)
