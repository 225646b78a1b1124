"""A temporary table beside a real one, and the statement that merges it into the real one."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from operator import add
from typing import Any

from django.db import connections
from django.db.models import AutoField, Field, Model
from psycopg import Copy

from agent360_models import locks
from agent360_models.bulk._key import require_key
from agent360_models.bulk._live_columns import LiveColumn, live_columns
from agent360_models.bulk._problems import RowProblem
from agent360_models.bulk._results import UpsertResult
from agent360_models.bulk._rows import default_maker, has_db_default, has_python_default, is_clock, written_fields
from agent360_models.bulk._sender import Sender
from agent360_models.catalog import TableToWrite, table_to_write

# Takes staged rows out that must not be written, each key once, and returns how many; it may raise RowsHeldBack.
HoldBack = Callable[["Stage"], int]

_stage_numbers = itertools.count(1)

# A batch is matched with the table by its index, unless reading the whole table is quicker: measured, one page of
# it costs about as much as looking up two rows.
_ROWS_PER_PAGE_READ = 2
_PAGE = 8192


class Stage:
    """A temporary table with the column types of a real one.

    Rows are copied in, looked at where needed, and merged into the real table. The column named ``line`` numbers
    them; ``age`` says how old they are where no column of theirs does; ``group`` tells apart those that leave
    different columns to the database.
    """

    def __init__(
        self,
        model: type[Model],
        columns: Sequence[Field[Any, Any]],
        *,
        key: Field[Any, Any] | Sequence[Field[Any, Any]],
        using: str,
        newest: Field[Any, Any] | None = None,
        hold_back: HoldBack | None = None,
        is_partial: bool = False,
    ) -> None:
        """Describe the stage; where it ``is_partial`` a row of any group may leave out any column but the key."""
        self.is_partial = is_partial
        self.model = model
        self.columns = list(columns)
        self.keys = [key] if isinstance(key, Field) else list(key)
        self.newest = newest
        self.hold_back = hold_back
        self.connection = connections[using]
        self.defaults = [field for field in written_fields(model) if self._has_python_default(field)]
        self.table = self.quote(model._meta.db_table)
        self.name = f"agent360_stage_{next(_stage_numbers)}"
        self.where = f"pg_temp.{self.name}"
        self.line, self.age, self.group = map(self._own_name, ("_line", "_age", "_group"))
        self.at: tuple[Any, ...] = ()
        self.sent = 0
        self.by_index = False
        self._statements: dict[tuple[str, frozenset[int], bool, bool], str] = {}
        # Which columns a row may leave to the database, by their places, and the number of such a group.
        self.groups: dict[frozenset[int], int] = {frozenset(): 0}

    # The temporary table

    @contextmanager
    def created(self) -> Iterator[None]:
        """Have the temporary table for a while; a rollback takes it back, too."""
        self.create()
        yield
        self.query(f"DROP TABLE {self.where}")

    def create(self) -> None:
        """Create the temporary table until the transaction ends: behind a pooler the session is not ours to keep."""
        self.query(
            f"CREATE TEMPORARY TABLE {self.name} ON COMMIT DROP AS SELECT NULL::bigint AS {self.line},"
            f" NULL::timestamptz AS {self.age}, NULL::integer AS {self.group},"
            f" {', '.join(map(self._staged_as, self._staged))} FROM {self.table} WITH NO DATA"
        )

    def _own_name(self, name: str) -> str:
        """Return a name for something of ours that neither the table nor one of its columns has."""
        taken = {self.model._meta.db_table, *(field.column for field in self.model._meta.concrete_fields)}
        while name in taken:
            name = f"_{name}"
        return name

    def _staged_as(self, field: Field[Any, Any]) -> str:
        """Return the column to stage; one that a row may leave to the database is NULL there, as few domains may be."""
        live = self.live.get(str(field.column))
        if live is None or live.base_type is None or not (self.is_partial or has_db_default(field)):
            return self.column(field)
        return f"{self.column(field)}::{live.base_type} AS {self.column(field)}"

    def clear(self) -> None:
        """Empty the temporary table, in place where it was created on this level of the transaction."""
        self.query(f"TRUNCATE {self.where}")

    @property
    def _staged(self) -> list[Field[Any, Any]]:
        return [*self.columns, *self.defaults]

    def _has_python_default(self, field: Field[Any, Any]) -> bool:
        """Tell whether a new row takes the column from the field's Python default."""
        return field not in self.columns and has_python_default(field)

    def group_of(self, masked: frozenset[int]) -> int:
        """Return the number of the rows that leave these columns to the database."""
        return self.groups.setdefault(masked, len(self.groups))

    # SQL

    def quote(self, name: str) -> str:
        """Quote a name for this connection."""
        return self.connection.ops.quote_name(name)

    def column(self, field: Field[Any, Any]) -> str:
        """Return a field's column, quoted."""
        return self.quote(str(field.column))

    def list_of(self, fields: Iterable[Field[Any, Any]], prefix: str = "") -> str:
        """Return the columns of ``fields`` as SQL, each behind ``prefix``."""
        return ", ".join(prefix + self.column(field) for field in fields)

    def query(self, sql: str, params: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows, if it has any."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall() if cursor.description else []

    @cached_property
    def live(self) -> Mapping[str, LiveColumn]:
        """The columns of the real table, by name."""
        return live_columns(self.table, using=self.connection.alias)

    @cached_property
    def target(self) -> TableToWrite:
        """The kind and the properties of the real table that decide how it is written."""
        return table_to_write(self.table, using=self.connection.alias)

    def require_key(self) -> None:
        """Raise ``NotSupportedError`` or ``ProgrammingError`` where ``ON CONFLICT`` would not know the key."""
        require_key(self.target, self.table, {str(key.column) for key in self.keys}, self.list_of(self.keys))

    @cached_property
    def regclass(self) -> str:
        """The real table as a literal."""
        return "'" + self.table.replace("'", "''") + "'::pg_catalog.regclass"

    def same_key(self, one: str, other: str) -> str:
        """Return the condition that two rows have the same key."""
        return " AND ".join(f"{self._side(one, key)} = {self._side(other, key)}" for key in self.keys)

    def compared_as(self, column: str) -> str:
        """Return the cast with which the values of a column are compared, or nothing."""
        live = self.live.get(column)
        return live.compared_as if live else ""

    def _side(self, row: str, field: Field[Any, Any]) -> str:
        return f"{row}.{self.column(field)}{self.compared_as(str(field.column))}"

    # Rows in

    def copy(self, rows: Iterable[tuple[Any, ...]], *, head: Sequence[str] = ()) -> int:
        """Copy rows in and return how many they are.

        A row holds the values of the columns in ``head``, and then those of ``columns``. Rows are drawn, and their
        values turned into text, while no COPY is open: whatever they come from may use the connection. ``at`` is
        the row that was drawn last, and ``sent`` the number of rows that were sent by whole COPYs.
        """
        if self.defaults:
            rows = map(add, rows, self._made_defaults())
        columns = ", ".join([*head, *map(self.column, self._staged)])
        self.sent = 0
        with (
            self.connection.wrap_database_errors,
            self.connection.cursor() as idle,
            self.connection.cursor() as cursor,
            Copy(idle.cursor, writer=Sender(cursor, f"COPY {self.where} ({columns}) FROM STDIN", self._count)) as text,
        ):
            write = text.write_row
            row: tuple[Any, ...] = ()
            try:
                for row in rows:
                    write(row)
            finally:
                self.at = row
        return self.sent

    def copy_text(self, block: bytes, *, head: Sequence[str]) -> None:
        """Copy rows in that are ready as COPY reads them: the columns in ``head``, ``columns`` and ``defaults``."""
        columns = ", ".join([*head, *map(self.column, self._staged)])
        with (
            self.connection.wrap_database_errors,
            self.connection.cursor() as cursor,
            cursor.copy(f"COPY {self.where} ({columns}) FROM STDIN") as copy,
        ):
            copy.write(block)

    def _count(self, sent: int) -> None:
        self.sent += sent

    def _made_defaults(self) -> Iterator[tuple[Any, ...]]:
        """Return the Python defaults of row after row."""
        makers = [default_maker(field, self.connection) for field in self.defaults]
        if any(callable(field.default) for field in self.defaults):
            return (tuple(make() for make in makers) for _ in itertools.repeat(None))
        return itertools.repeat(tuple(make() for make in makers))

    def _size_up(self, count: int, *, is_distinct: bool) -> int:
        """Return how many distinct keys there are among ``count`` staged rows; a row without a key counts as none.

        Sees whether to use the index from now on, as well: a table that has become large stays so.
        """
        if is_distinct and self.by_index:
            return count
        keys = f"{count:d}"
        if not is_distinct:
            keys = self._keys_sql()
        size = f"pg_catalog.pg_relation_size({self.regclass})"
        if self.target.kind == "p":
            size = (
                f"(SELECT sum(pg_catalog.pg_relation_size(relid)) FROM pg_catalog.pg_partition_tree({self.regclass}))"
            )
        found, size = self.query(f"SELECT {keys}, {size}")[0]
        self.by_index = (size or 0) // _PAGE * _ROWS_PER_PAGE_READ >= count
        return int(found)

    def _keys_sql(self) -> str:
        given = " AND ".join(f"{self.column(key)} IS NOT NULL" for key in self.keys)
        names = self.list_of(self.keys)
        return f"(SELECT count(*) FROM (SELECT FROM {self.where} WHERE {given} GROUP BY {names}) AS keys)"

    def count_keys(self) -> int:
        """Return how many distinct keys are staged; a row without a key counts as none."""
        return int(self.query(f"SELECT {self._keys_sql()}")[0][0])

    def lock_sql(self, *, shared: bool) -> str:
        """Return the SQL of the lock of the table among upserts, held to the end of the transaction."""
        return locks.upsert_lock_sql(self.regclass, shared=shared)

    def number_rows(self) -> None:
        """Give rows that were copied without a number theirs, from 1 in the order in which they came.

        A temporary table that nothing was deleted from holds them in that order.
        """
        self.query(
            f"UPDATE {self.where} s SET {self.line} = n.line"
            f" FROM (SELECT ctid, row_number() OVER (ORDER BY ctid) AS line FROM {self.where}) n"
            f" WHERE s.ctid = n.ctid AND s.{self.line} IS NULL"
        )

    def take_out(self, lines: Sequence[int]) -> None:
        """Delete the rows with these numbers."""
        self.query(f"DELETE FROM {self.where} WHERE {self.line} = ANY (%s)", [lines])

    def count(self) -> int:
        """Return how many rows are staged."""
        return int(self.query(f"SELECT count(*) FROM {self.where}")[0][0])

    def keyless(self) -> list[int]:
        """Return the numbers of the staged rows that lack a part of their key."""
        missing = " OR ".join(f"{self.column(key)} IS NULL" for key in self.keys)
        return [line for (line,) in self.query(f"SELECT {self.line} FROM {self.where} WHERE {missing} ORDER BY 1")]

    def keep_newest(self) -> int:
        """Keep one version of each key, by ``newest``, then by age, then the last; return how many went."""
        order = f"{self.age} DESC NULLS LAST, {self.line} DESC, ctid DESC"  # rows without a number lie in their order
        if self.newest is not None:
            order = f"{self.column(self.newest)} DESC NULLS LAST, {order}"
        gone = self.query(
            f"WITH ranked AS (SELECT ctid, row_number() OVER (PARTITION BY {self.list_of(self.keys)}"
            f" ORDER BY {order}) AS place FROM {self.where}), gone AS (DELETE FROM {self.where} s USING ranked r"
            f" WHERE s.ctid = r.ctid AND r.place > 1 RETURNING 1) SELECT count(*) FROM gone"
        )
        return int(gone[0][0])

    # Rows on

    def settle(self, count: int, *, is_distinct: bool = False, lock: bool = False) -> UpsertResult:
        """Write the ``count`` staged rows into the table: of each key the newest.

        ``is_distinct`` says that there is one of each. ``lock`` waits for those who write several batches in one
        transaction.

        Raises ``RowProblem`` where a row has no key, and what ``hold_back`` raises.
        """
        keys = self._size_up(count, is_distinct=is_distinct)
        dropped = 0
        if self.hold_back is not None:
            self.number_rows()
        if keys < count:
            if self.keyless():
                raise RowProblem("no key")
            dropped = self.keep_newest()
        held = self._hold_back(lock=lock)
        keys -= held
        result = UpsertResult(unchanged=held, superseded=dropped)
        for masked, group in self.groups.items():
            rows = self.where
            if len(self.groups) > 1:
                rows = f"(SELECT * FROM {self.where} WHERE coalesce({self.group}, 0) = {group})"
                keys = self.query(f"SELECT count(*) FROM {rows} s")[0][0]
            if keys:
                sql = self._statement(rows, masked, by_index=self.by_index, lock=lock)
                inserted, written, older, due = self.query(sql)[0]
                suppressed = min(due - written, self._still_due(rows, masked)) if written < due else 0
                unchanged = keys - written - older - suppressed
                result += UpsertResult(inserted, written - inserted, unchanged, older, suppressed=suppressed)
        return result

    def _still_due(self, rows: str, masked: Collection[int]) -> int:
        """Return how many of the rows are not in the table as they came: a trigger returned NULL for them.

        Rows that were due and not written may also have been written by somebody else at the same moment.
        """
        given, _, _ = self._plan(masked)
        return int(
            self.query(
                f"SELECT count(*) FROM {rows} s LEFT JOIN {self.table} o ON {self.same_key('o', 's')}"
                f" WHERE o.{self.column(self.keys[0])} IS NULL"
                f" OR {self.is_fresh('s', 'o')} AND {self._differs(given, 'o', 's')}"
            )[0][0]
        )

    def _hold_back(self, *, lock: bool) -> int:
        """Take out the rows that must not be written; those whom ``lock`` waits for may wait for these rows."""
        if self.hold_back is None:
            return 0
        if lock:
            self.query(f"SELECT {self.lock_sql(shared=True)}")
        return self.hold_back(self)

    def _statement(self, rows: str, masked: frozenset[int], *, by_index: bool, lock: bool) -> str:
        """Return ``merge_sql``, which is made once for thousands of batches."""
        wanted = (rows, masked, by_index, lock)
        if wanted not in self._statements:
            self._statements[wanted] = self.merge_sql(rows, masked=masked, by_index=by_index, lock=lock)
        return self._statements[wanted]

    def merge_sql(
        self,
        rows: str,
        *,
        masked: Collection[int] = (),
        by_index: bool = False,
        lock: bool = False,
        counting: bool = True,
    ) -> str:
        """Return the statement that writes ``rows``; it returns four numbers, or nothing without ``counting``.

        They are the rows that were inserted, written, superseded, and due to be written. Rows that are equal to the
        stored ones are sorted out before ``ON CONFLICT``, which would lock them.
        """
        given, sources, targets = self._plan(masked)
        old = f"LEFT JOIN {self.table} o ON {self.same_key('o', 's')}"
        if by_index:  # the planner cannot turn this into reading the whole table
            old = f"LEFT JOIN LATERAL (SELECT * FROM {self.table} o WHERE {self.same_key('o', 's')} LIMIT 1) o ON true"
        is_new = f"o.{self.column(self.keys[0])} IS NULL"
        differs = self._differs(given, "o", "s")
        columns, values = self.list_of(targets), ", ".join(sources)
        order = self.list_of(self.keys, "s.")
        tail = f" ON CONFLICT ({self.list_of(self.keys)}) DO {self._on_conflict(given)}"
        into = f"INSERT INTO {self.table} AS t ({columns}){self._overriding()}"
        if not counting:
            fresh = f"({is_new} OR {self.is_fresh('s', 'o')} AND {differs})"
            return f"{into} SELECT {values} FROM {rows} s {old} WHERE {fresh}{tail}"
        begin = "WITH"
        if lock:
            locked = self._own_name("_locked")
            begin, rows = f"WITH {locked} AS MATERIALIZED (SELECT {self.lock_sql(shared=True)}),", f"{locked}, {rows}"
        tail += f" RETURNING {self._was_new()} AS is_new"
        counts = "count(*) FILTER (WHERE is_new), count(*)"
        fresh, is_due = self.is_fresh("s", "o"), self._own_name("_is_due")
        return (
            f"{begin} _due ({columns}, {is_due}) AS MATERIALIZED (SELECT {values}, {is_new} OR {fresh}"
            f" FROM {rows} s {old} WHERE {is_new} OR NOT {fresh} OR {differs} ORDER BY {order}),"
            f" _written AS ({into} SELECT {columns} FROM _due WHERE {is_due}{tail})"
            f" SELECT {counts}, (SELECT count(*) FROM _due WHERE NOT {is_due}),"
            f" (SELECT count(*) FROM _due WHERE {is_due}) FROM _written"
        )

    def _was_new(self) -> str:
        """Return the condition that a written row ``t`` was inserted.

        Through a partitioned table and a view PostgreSQL does not show ``xmax``; there it is the row that was not
        to be seen when the statement began.
        """
        if self.target.kind not in ("p", "v"):
            return "xmax = 0"
        return f"NOT EXISTS (SELECT FROM {self.table} o WHERE {self.same_key('o', 't')})"

    def is_fresh(self, new: str, old: str) -> str:
        """Return the SQL condition that the row ``new`` is not older than the row ``old``."""
        if self.newest is None:
            return "true"
        ours, theirs = self._side(new, self.newest), self._side(old, self.newest)
        unknown = ""
        if new == "s" and self.is_partial and self.newest in self.columns:
            place = self.columns.index(self.newest)
            groups = [str(group) for masked, group in self.groups.items() if place in masked]
            unknown = f"s.{self.group} IN ({', '.join(groups)}) OR " if groups else ""
        return f"({unknown}{theirs} IS NULL OR coalesce({ours} >= {theirs}, false))"

    def settled(self) -> str:
        """Return the condition that a staged row ``s`` is older than the row ``o`` of the table, or equal to it."""
        given = [field for field in self.columns if field not in self.keys]
        return f"{self.same_key('o', 's')} AND NOT ({self.is_fresh('s', 'o')} AND {self._differs(given, 'o', 's')})"

    def _plan(self, masked: Collection[int]) -> tuple[list[Field[Any, Any]], list[str], list[Field[Any, Any]]]:
        """Return what is compared and set, and each column that is written with where it comes from.

        A new row takes the default; an existing one keeps what it has. A column that neither the caller nor the
        database has a value for is carried over too, so that constraints see the row as it will be.
        """
        carried = [field for place, field in enumerate(self.columns) if place not in masked]
        given = [field for field in carried if field not in self.keys]
        is_new = f"o.{self.column(self.keys[0])} IS NULL"
        sources = {field: f"s.{self.column(field)}" for field in carried}
        left_out = (self.columns[place] for place in sorted(masked))
        for field in (*self.defaults, *(field for field in left_out if has_python_default(field))):
            column = self.column(field)
            sources[field] = f"CASE WHEN {is_new} THEN s.{column} ELSE o.{column} END"
        for field in written_fields(self.model):
            if field in sources:
                continue
            if is_clock(field):
                now = self._now(field)
                kept = f"coalesce(o.{self.column(field)}, {now})" if not getattr(field, "auto_now", False) else now
                sources[field] = kept
            elif field.column in self.live and not self._has_default(field):
                sources[field] = f"o.{self.column(field)}"
        return given, [*sources.values()], [*sources]

    def _now(self, field: Field[Any, Any]) -> str:
        """Return the SQL of the present time, in the zone of a column that is without one."""
        live, zone = self.live.get(str(field.column)), getattr(field, "column_zone", None)
        has_none = live is not None and (live.base_type or live.sql_type).endswith("without time zone")
        return f"(now() AT TIME ZONE '{zone}')" if zone and has_none else "now()"

    def _has_default(self, field: Field[Any, Any]) -> bool:
        """Tell whether the database has a default; of the table behind a view only the model knows."""
        if self.live[str(field.column)].has_default:
            return True
        return self.target.kind == "v" and (has_db_default(field) or isinstance(field, AutoField))

    def _differs(self, given: Sequence[Field[Any, Any]], one: str, other: str) -> str:
        """Return the condition that two rows differ in what the caller gives.

        When a row was last changed is not a difference: the database decides about it.
        """
        compared = [field for field in given if not getattr(field, "auto_now", False)]
        if not compared:
            return "false"

        def side(row: str) -> str:
            return ", ".join(f"{row}.{self.column(field)}{self._cast(field)}" for field in compared)

        return f"(({side(one)}) IS DISTINCT FROM ({side(other)}))"

    def _cast(self, field: Field[Any, Any]) -> str:
        live = self.live.get(str(field.column))
        if live is None or not live.as_text:
            return self.compared_as(str(field.column))
        return '::text COLLATE "C"'

    def _on_conflict(self, given: Sequence[Field[Any, Any]]) -> str:
        clocks = [f for f in written_fields(self.model) if getattr(f, "auto_now", False) and f not in self.columns]
        differs = self._differs(given, "t", "EXCLUDED")
        if differs == "false":
            return "NOTHING"
        updates = ", ".join(f"{column} = EXCLUDED.{column}" for column in map(self.column, (*given, *clocks)))
        return f"UPDATE SET {updates} WHERE {differs} AND {self.is_fresh('EXCLUDED', 't')}"

    def _overriding(self) -> str:
        identity = any(self.live[str(f.column)].is_always_identity for f in self.columns if str(f.column) in self.live)
        return " OVERRIDING SYSTEM VALUE" if identity else ""
