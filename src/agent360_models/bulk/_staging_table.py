"""A temporary table that receives rows before the real table does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any

from django.db import Error, connections
from django.db.models import Field, Model
from psycopg import Copy, Pipeline
from psycopg.adapt import Transformer

from agent360_models import locks, poolers
from agent360_models.bulk._copy_text import copy_text, texts_of
from agent360_models.bulk._key import require_key
from agent360_models.bulk._live_columns import LiveColumn, live_columns
from agent360_models.bulk._rows import has_db_default, has_python_default, written_fields
from agent360_models.bulk._sender import SENT_AT_ONCE, Sender
from agent360_models.bulk._values import default_maker
from agent360_models.catalog import TableToWrite, table_to_write

_MOST_AHEAD = 8 << 20  # bytes of a batch whose text is made ahead
_MOST_PARTS = 8  # that are read before a COPY opens; more of them do not fit the processor's cache
_numbers = itertools.count(1)

Columns = Sequence[Sequence[Any]]


class StagingTable:
    """A temporary table with the column types of a real one.

    The column ``line`` contains the number of a row. ``age`` tells how old a row is, if no column of the row does.
    ``group`` separates rows that leave different columns to the database.
    """

    def __init__(
        self,
        model: type[Model],
        columns: Sequence[Field[Any, Any]],
        *,
        key: Field[Any, Any] | Sequence[Field[Any, Any]],
        using: str,
        newest: Field[Any, Any] | None = None,
        is_partial: bool = False,
    ) -> None:
        """Describe the stage; with ``is_partial`` a row of any group may leave out any column but the key."""
        self.is_partial = is_partial
        self.model = model
        self.columns = list(columns)
        self.keys = [key] if isinstance(key, Field) else list(key)
        self.newest = newest
        self.connection = connections[using]
        self.defaults = [field for field in written_fields(model) if self._has_python_default(field)]
        self.table = self.quote(model._meta.db_table)
        self.name = f"agent360_stage_{next(_numbers)}"
        self.where = f"pg_temp.{self.name}"
        self.line, self.age, self.group = map(self._own_name, ("_line", "_age", "_group"))
        self._asked: Any = None  # the session last asked to keep the temporary table, and the session that keeps it
        self._session: Any = None
        self._plans: dict[str, tuple[str, int]] = {}  # names of prepared statements, and how often each has run
        self._parts = 1
        self.meanwhile: Callable[[], object] | None = None  # may not use the connection
        self.at: tuple[Any, ...] = ()
        self.sent = 0
        # The groups of rows: the positions of the columns that a row leaves to the database, and the number of the
        # group.
        self.groups: dict[frozenset[int], int] = {frozenset(): 0}

    # The temporary table

    @contextmanager
    def created(self) -> Iterator[None]:
        """Create the temporary table, and drop it at the end; a rollback removes it too."""
        self.create()
        yield
        self.query(f"DROP TABLE {self.where}")

    @property
    def _is_kept(self) -> bool:
        return self._session is not None and self._session is self.connection.connection

    def create(self) -> None:
        """Create the temporary table until the transaction ends, unless one is kept."""
        if not self._is_kept:
            self._create(on_commit="DROP")

    def keep(self) -> None:
        """Keep one temporary table for the next transactions, except behind a pooler, where the session may change."""
        self.connection.ensure_connection()
        session = self.connection.connection
        if session is not self._asked:
            self._asked, self._session = session, None
            self.forget_plans()
            if poolers.is_direct(self.connection.alias):
                self._create(on_commit="DELETE ROWS")
                self._session = session

    def drop(self) -> None:
        """Drop the temporary table if it was kept and its session is still alive."""
        if self._is_kept:
            with suppress(Error):  # a lost session has dropped it already
                self.query(
                    "; ".join([f"DROP TABLE {self.where}", *(f"DEALLOCATE {n}" for n, _ in self._plans.values())])
                )
        self._asked = self._session = None

    def query_again(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement that many transactions repeat; if the table is kept, the statement is prepared.

        The statement is planned again whenever its number of runs has doubled, since the table it writes to grows.
        """
        if not self._is_kept:
            return self.query(sql)
        name, runs = self._plans.get(sql, ("", 0))
        if runs & (runs - 1) == 0:
            if name:
                del self._plans[sql]
                self.query(f"DEALLOCATE {name}")
            name = f"agent360_plan_{next(_numbers)}"
            self.query(f"PREPARE {name} AS {sql}")
        self._plans[sql] = name, runs + 1
        return self._query_meanwhile(f"EXECUTE {name}")

    def _query_meanwhile(self, sql: str) -> list[tuple[Any, ...]]:
        """Run one statement, and ``meanwhile`` once while the server is busy with it."""
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is None or not Pipeline.is_supported():
            return self.query(sql)
        with self.connection.cursor() as cursor, self.connection.connection.pipeline():
            cursor.execute(sql)  # in a pipeline, this does not wait for the result
            meanwhile()
            return [*cursor.fetchall()]

    def forget_plans(self) -> None:
        """Forget the prepared statements, so that each is planned again."""
        self._plans = {}

    def _create(self, *, on_commit: str) -> None:
        self.query(
            f"CREATE TEMPORARY TABLE {self.name} ON COMMIT {on_commit} AS SELECT NULL::bigint AS {self.line},"
            f" NULL::timestamptz AS {self.age}, NULL::integer AS {self.group},"
            f" {', '.join(map(self._staged_as, self._staged))} FROM {self.table} WITH NO DATA"
        )

    def _own_name(self, name: str) -> str:
        """Return ``name``, with underscores in front until neither the table nor a column has that name."""
        taken = {self.model._meta.db_table, *(field.column for field in self.model._meta.concrete_fields)}
        while name in taken:
            name = f"_{name}"
        return name

    def _staged_as(self, field: Field[Any, Any]) -> str:
        """Return the column to stage; if a row may leave it to the database it is NULL, which few domains allow."""
        live = self.live.get(str(field.column))
        if live is None or live.base_type is None or not (self.is_partial or has_db_default(field)):
            return self.column(field)
        return f"{self.column(field)}::{live.base_type} AS {self.column(field)}"

    def clear(self) -> None:
        """Empty the temporary table, in place if it was created at this savepoint level."""
        self.query(f"TRUNCATE {self.where}")

    @property
    def _staged(self) -> list[Field[Any, Any]]:
        return [*self.columns, *self.defaults]

    def _has_python_default(self, field: Field[Any, Any]) -> bool:
        """Tell whether a new row takes the column from the field's Python default."""
        return field not in self.columns and has_python_default(field)

    def group_of(self, masked: frozenset[int]) -> int:
        """Return the group number of rows that leave these columns to the database."""
        return self.groups.setdefault(masked, len(self.groups))

    # SQL

    def quote(self, name: str) -> str:
        """Quote a name for this connection."""
        return self.connection.ops.quote_name(name)

    def column(self, field: Field[Any, Any]) -> str:
        """Return a field's column, quoted."""
        return self.quote(str(field.column))

    def list_of(self, fields: Iterable[Field[Any, Any]], prefix: str = "") -> str:
        """Return the columns of ``fields`` as SQL, each with ``prefix``."""
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
        """The kind and properties of the real table that decide how rows are written."""
        return table_to_write(self.table, using=self.connection.alias)

    def require_key(self) -> None:
        """Raise ``NotSupportedError`` or ``ProgrammingError`` if ``ON CONFLICT`` cannot use the key."""
        require_key(self.target, self.table, {str(key.column) for key in self.keys}, self.list_of(self.keys))

    @cached_property
    def regclass(self) -> str:
        """The real table as a ``regclass`` literal."""
        return "'" + self.table.replace("'", "''") + "'::pg_catalog.regclass"

    def same_key(self, one: str, other: str) -> str:
        """Return the condition that two rows have the same key."""
        return " AND ".join(f"{self._side(one, key)} = {self._side(other, key)}" for key in self.keys)

    def compared_as(self, column: str) -> str:
        """Return the cast for comparing values of a column, or an empty string."""
        live = self.live.get(column)
        return live.compared_as if live else ""

    def _side(self, row: str, field: Field[Any, Any]) -> str:
        return f"{row}.{self.column(field)}{self.compared_as(str(field.column))}"

    # Rows in

    def copy(self, rows: Iterable[tuple[Any, ...]], *, head: Sequence[str]) -> None:
        """Copy rows into the temporary table.

        A row consists of the values of ``head``, then the values of ``columns``. Rows are fetched and turned into text
        while no COPY is open, so their source may use the connection. ``at`` is the last row fetched, and ``sent`` the
        number of rows sent by completed COPYs.
        """
        self.sent = 0
        with (
            self.connection.wrap_database_errors,
            self.connection.cursor() as idle,
            self.connection.cursor() as cursor,
            Copy(idle.cursor, writer=Sender(cursor, self._copy_sql(head), self._count)) as text,
        ):
            for row in rows:
                self.at = row
                text.write_row((*row, *(make() for make in self._default_makers)))

    def copy_columns(self, parts: Iterable[Columns], *, head: Sequence[str]) -> None:
        """Copy rows as ``copy`` does, but faster: each part is a list of columns, of the same number of rows.

        Parts are fetched while no COPY is open, and turned into text while the server reads those before.
        """
        parts, transformer = iter(parts), Transformer.from_context(self.connection.connection)
        with self.connection.wrap_database_errors:
            while fetched := [self._texts(part, transformer) for part in itertools.islice(parts, self._parts)]:
                size = self.copy_text(map(copy_text, fetched), head=head)
                self._parts = min(max(SENT_AT_ONCE * len(fetched) // size, 1), _MOST_PARTS)

    def text_ahead(self, parts: Iterable[Columns]) -> list[bytes]:
        """Return the COPY text of all parts; raise ``TypeError`` for values of others, ``OverflowError`` for many."""
        texts: list[bytes] = []
        size = 0
        for part in parts:
            texts.append(copy_text(self._texts(part)))
            size += len(texts[-1])
            if size > _MOST_AHEAD:
                raise OverflowError
        return texts

    def _texts(self, columns: Columns, transformer: Any = None) -> list[Iterable[str]]:
        """Return the texts of columns, and of the Python defaults of those left out."""
        return [texts_of(column, transformer) for column in (*columns, *self._made(len(columns[0])))]

    def _made(self, rows: int) -> Iterator[Sequence[Any]]:
        for field, make in zip(self.defaults, self._default_makers, strict=True):
            yield [make() for _ in range(rows)] if callable(field.default) else [make()] * rows

    def copy_text(self, blocks: Iterable[bytes], *, head: Sequence[str]) -> int:
        """Copy rows that are COPY text in UTF-8, with the columns of ``head``, ``columns`` and ``defaults``.

        Returns the number of bytes. The blocks are fetched while the COPY is open.
        """
        size = 0
        with (
            self.connection.wrap_database_errors,
            self.connection.cursor() as cursor,
            cursor.copy(f"{self._copy_sql(head)} (ENCODING 'UTF8')") as copy,
        ):
            for block in blocks:
                copy.write(block)
                size += len(block)
        return size

    def _copy_sql(self, head: Sequence[str]) -> str:
        return f"COPY {self.where} ({', '.join([*head, self._staged_columns])}) FROM STDIN"

    @cached_property
    def _staged_columns(self) -> str:
        return self.list_of(self._staged)

    def _count(self, sent: int) -> None:
        self.sent += sent

    @cached_property
    def _default_makers(self) -> list[Callable[[], Any]]:
        return [default_maker(field, self.connection) for field in self.defaults]

    def _keys_sql(self) -> str:
        given = " AND ".join(f"{self.column(key)} IS NOT NULL" for key in self.keys)
        names = self.list_of(self.keys)
        return f"(SELECT count(*) FROM (SELECT FROM {self.where} WHERE {given} GROUP BY {names}) AS keys)"

    def count_keys(self) -> int:
        """Return the number of distinct staged keys; rows without a key do not count."""
        return int(self.query(f"SELECT {self._keys_sql()}")[0][0])

    def lock_sql(self, *, shared: bool) -> str:
        """Return the SQL of the advisory lock on upserts into the table, held until the transaction ends."""
        return locks.upsert_lock_sql(self.regclass, shared=shared)

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
