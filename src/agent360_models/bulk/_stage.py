"""The merge of staged rows into the real table: one statement writes only rows that are new or differ."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import AutoField, Field

from agent360_models.bulk._problems import RowProblem
from agent360_models.bulk._results import UpsertResult
from agent360_models.bulk._rows import has_db_default, has_python_default, is_clock, written_fields
from agent360_models.bulk._staging_table import StagingTable

# Removes staged rows that must not be written, each key once, and returns their number; may raise RowsHeldBack.
HoldBack = Callable[["Stage"], int]

# A batch is matched with the table through the index, unless a sequential scan is quicker. Measured: reading one page
# of 40 rows costs about as much as ten index look-ups, if all is in memory; look-ups on a disk cost more.
_ROWS_PER_PAGE_READ = 5
_PAGE = 8192

_MANY = 500  # rows; from this number on a savepoint costs less than it saves


class Stage(StagingTable):
    """A temporary table whose rows are merged into the real one."""

    def __init__(self, *args: Any, hold_back: HoldBack | None = None, **options: Any) -> None:
        """Describe the stage; ``hold_back`` is called before each merge."""
        super().__init__(*args, **options)
        self.hold_back = hold_back
        self.by_index = False
        self._statements: dict[tuple[str, frozenset[int], bool, bool, bool], str] = {}

    def settle(self, count: int, *, is_distinct: bool = False, lock: bool = False) -> UpsertResult:
        """Merge the ``count`` staged rows into the table: the newest row of each key.

        ``is_distinct`` means that no key occurs twice. ``lock`` waits for sessions that write several batches in one
        transaction.

        Raises ``RowProblem`` if a row has no key, and whatever ``hold_back`` raises.
        """
        keys = self._size_up(count, is_distinct=is_distinct)
        dropped = 0
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
                inserted, written, older, due = self._merge(rows, masked, keys, lock=lock)
                suppressed = min(due - written, self._still_due(rows, masked)) if written < due else 0
                unchanged = keys - written - older - suppressed
                result += UpsertResult(inserted, written - inserted, unchanged, older, suppressed=suppressed)
        return result

    def _size_up(self, count: int, *, is_distinct: bool) -> int:
        """Return the number of distinct keys among ``count`` staged rows; rows without a key do not count.

        Also decides whether to use the index from now on: a table that has become large stays large.
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

    def _still_due(self, rows: str, masked: Collection[int]) -> int:
        """Return how many rows are still not in the table as given, because a trigger returned NULL for them.

        A row that was due but not written may also have been written by another session at the same moment.
        """
        given, _, _ = self._plan(masked)
        return int(
            self.query(
                f"SELECT count(*) FROM {rows} s LEFT JOIN {self.table} o ON {self.same_key('o', 's')}"
                f" WHERE o.{self.column(self.keys[0])} IS NULL"
                f" OR {self.is_fresh('s', 'o')} AND {self._differs(given, 'o', 's')}"
            )[0][0]
        )

    def keep_newest(self) -> int:
        """Keep one row of each key, by ``newest``, then by age, then the last; return the number of deleted rows."""
        order = f"{self.age} DESC NULLS LAST, {self.line} DESC"
        if self.newest is not None:
            order = f"{self.column(self.newest)} DESC NULLS LAST, {order}"
        gone = self.query(
            f"WITH ranked AS (SELECT ctid, row_number() OVER (PARTITION BY {self.list_of(self.keys)}"
            f" ORDER BY {order}) AS place FROM {self.where}), gone AS (DELETE FROM {self.where} s USING ranked r"
            f" WHERE s.ctid = r.ctid AND r.place > 1 RETURNING 1) SELECT count(*) FROM gone"
        )
        return int(gone[0][0])

    def _hold_back(self, *, lock: bool) -> int:
        """Remove the rows that must not be written; take ``lock`` first, since its holders may wait for these rows."""
        if self.hold_back is None:
            return 0
        if lock:
            self.query(f"SELECT {self.lock_sql(shared=True)}")
        return self.hold_back(self)

    def _merge(self, rows: str, masked: frozenset[int], count: int, *, lock: bool) -> tuple[int, ...]:
        """Write the rows; return the counts of ``merge_sql``.

        ``ON CONFLICT`` makes a new row 10% dearer. A large batch is therefore inserted without it. If another session
        has meanwhile inserted one of the rows, the merge is repeated with ``ON CONFLICT``.
        """
        if count >= _MANY and self.target.is_plain:
            try:
                with transaction.atomic(using=self.connection.alias):
                    return self.query_again(self._statement(rows, masked, lock=lock, plain=True))[0]
            except IntegrityError as error:
                diagnosis = getattr(error.__cause__, "diag", None)
                if diagnosis is None or diagnosis.constraint_name not in self._key_indexes:
                    raise
        return self.query_again(self._statement(rows, masked, lock=lock, plain=False))[0]

    @cached_property
    def _key_indexes(self) -> set[str]:
        names = {str(key.column) for key in self.keys}
        return {index.name for index in self.target.unique_indexes if names == {*index.columns}}

    def _statement(self, rows: str, masked: frozenset[int], *, lock: bool, plain: bool) -> str:
        """Return the cached ``merge_sql``, which is built once for thousands of batches."""
        wanted = (rows, masked, self.by_index, lock, plain)
        if wanted not in self._statements:
            self._statements[wanted] = self.merge_sql(
                rows, masked=masked, by_index=self.by_index, lock=lock, plain=plain
            )
        return self._statements[wanted]

    def merge_sql(
        self,
        rows: str,
        *,
        masked: Collection[int] = (),
        by_index: bool = False,
        lock: bool = False,
        plain: bool = False,
        counting: bool = True,
    ) -> str:
        """Return the statement that writes ``rows``; it returns four counts, or nothing without ``counting``.

        The counts are the rows inserted, written, superseded, and due to be written. Rows equal to the stored rows are
        filtered out before ``ON CONFLICT``, which would lock them. With ``plain``, new rows are inserted after the
        others, without ``ON CONFLICT``.
        """
        given, sources, targets = self._plan(masked)
        old = f"LEFT JOIN {self.table} o ON {self.same_key('o', 's')}"
        if by_index:  # the planner cannot turn this into a sequential scan
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
        tail += f" RETURNING {self._was_new(by_index=by_index)} AS is_new"
        fresh, is_due, was_new = self.is_fresh("s", "o"), self._own_name("_is_due"), self._own_name("_was_new")
        chosen, new, new_rows = is_due, "", "0"
        if plain:
            chosen, new_rows = f"{is_due} AND NOT {was_new}", "(SELECT count(*) FROM _new)"
            new = f" _new AS ({into} SELECT {columns} FROM _due WHERE {was_new} RETURNING 1),"
        return (
            f"{begin} _due ({columns}, {is_due}, {was_new}) AS MATERIALIZED"
            f" (SELECT {values}, {is_new} OR {fresh}, {is_new}"
            f" FROM {rows} s {old} WHERE {is_new} OR NOT {fresh} OR {differs} ORDER BY {order}),"
            f" _written AS ({into} SELECT {columns} FROM _due WHERE {chosen}{tail}),{new}"
            f" _counted AS (SELECT count(*) FILTER (WHERE is_new) AS inserted, count(*) AS written FROM _written)"
            f" SELECT inserted + {new_rows}, written + {new_rows}, (SELECT count(*) FROM _due WHERE NOT {is_due}),"
            f" (SELECT count(*) FROM _due WHERE {is_due}) FROM _counted"
        )

    def _was_new(self, *, by_index: bool) -> str:
        """Return the condition that a written row ``t`` was inserted.

        PostgreSQL does not show ``xmax`` through a partitioned table or a view; there a row was inserted if it was not
        visible when the statement began.
        """
        if self.target.kind not in ("p", "v"):
            return "xmax = 0"
        stored = f"SELECT 1 FROM {self.table} o WHERE {self.same_key('o', 't')}"
        if by_index:  # the planner cannot turn this into reading the whole table
            return f"(({stored} LIMIT 1) IS NULL)"
        return f"NOT EXISTS ({stored})"

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
        """Return the fields to compare and set, the SQL source of each written column, and the written fields.

        A new row takes the default; an existing row keeps its value. A column without a value from the caller or the
        database is carried over too, so that constraints see the final row.
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
        """Return the SQL of the current time, in the zone of the field if the column is without time zone."""
        live, zone = self.live.get(str(field.column)), getattr(field, "column_zone", None)
        has_none = live is not None and (live.base_type or live.sql_type).endswith("without time zone")
        return f"(now() AT TIME ZONE '{zone}')" if zone and has_none else "now()"

    def _has_default(self, field: Field[Any, Any]) -> bool:
        """Tell whether the database has a default; for the table behind a view only the model knows."""
        if self.live[str(field.column)].has_default:
            return True
        return self.target.kind == "v" and (has_db_default(field) or isinstance(field, AutoField))

    def _differs(self, given: Sequence[Field[Any, Any]], one: str, other: str) -> str:
        """Return the condition that two rows differ in the columns that the caller gives.

        An ``auto_now`` field is not compared: the database sets it.
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
