"""Large writes: COPY into a temporary table, then one statement that writes only what differs.

Signals are not sent and ``Model.save()`` is not called, as with Django's own ``bulk_create``.
"""

from __future__ import annotations  # Field takes its parameters only in the type checker

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, router, transaction
from django.db.models import Field, Model

from agent360_models.db import readonly

_stage_numbers = itertools.count(1)

# psycopg writes the Python values of these columns as they are; any other column goes through its field.
_PLAIN = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.DecimalField,
    models.DateField,
    models.UUIDField,
)


@dataclass(frozen=True, slots=True)
class UpsertResult:
    """What became of the rows of one upsert; the four numbers add up to the rows that came in.

    ``superseded`` rows lost to a newer version of themselves, in the same batch or in the table.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    superseded: int = 0


def upsert(
    model: type[Model],
    rows: Iterable[Any],
    *,
    using: str | None = None,
    key: str | None = None,
    fields: Sequence[str] | None = None,
    newest_by: str | None = None,
) -> UpsertResult:
    """Write rows by their key: insert the new, update what really differs, leave equal rows alone.

    Args:
        model: the model whose table is written.
        rows: dicts by field or column name, tuples in the order of ``fields``, or instances of ``model``.
        using: the alias; by default the one that the router names for writing.
        key: the unique field that identifies a row; the primary key by default.
        fields: the fields that ``rows`` carry. By default the keys of the first dict, or every column of
            an instance except a key that the database numbers itself.
        newest_by: a field that tells which of two versions of a row is newer. An older version is dropped,
            be it in ``rows`` or against the table. Without it the last one in ``rows`` stands.

    A column that ``rows`` leave out keeps its value in an existing row; a new row gets the field's
    default or the time of day, and otherwise what the database has as its default.
    All rows go in, or none: it is one transaction, and a part of the caller's where there is one.

    Raises:
        ReadOnlyTableError: ``AGENT360_MODELS`` forbids writing the table.
        django.core.exceptions.FieldDoesNotExist: a name is no field of the model.
        django.db.Error: the database refused a row.

    """
    alias = using or router.db_for_write(model)
    readonly.check_writable(model._meta.app_label)
    first, rows = _peek(rows)
    if first is None:
        return UpsertResult()
    columns = [field_of(model, name) for name in fields or _names(model, first)]
    key_field = field_of(model, key or "pk")
    if key_field not in columns:
        raise TypeError(f"Rows of {model._meta.label} need {key_field.name}: it is what identifies them.")
    with transaction.atomic(using=alias):
        stage = Stage(model, columns, key=key_field, using=alias)
        newest = field_of(model, newest_by) if newest_by else None
        stage.copy(map(_reader(columns, first), rows))
        dropped = stage.keep_newest(newest)
        result = stage.merge(newest)
    return UpsertResult(result.inserted, result.updated, result.unchanged, result.superseded + dropped)


class Stage:
    """A temporary table beside a real one, with the same column types; it goes when the transaction ends.

    Rows are copied in, looked at where needed, and merged into the real table. ``_line`` numbers them.
    """

    def __init__(
        self, model: type[Model], columns: Sequence[Field[Any, Any]], *, key: Field[Any, Any], using: str
    ) -> None:
        """Create the temporary table; the caller is inside ``atomic`` on ``using``."""
        self.model = model
        self.columns = list(columns)
        self.key = key
        self.connection = connections[using]
        self.defaults = [field for field in _written(model) if self._defaulted(field)]
        self.table = self.quote(model._meta.db_table)
        self.name = f"agent360_stage_{next(_stage_numbers)}"
        self.query(
            f"CREATE TEMPORARY TABLE {self.name} ON COMMIT DROP AS"
            f" SELECT NULL::bigint AS _line, NULL::timestamptz AS _newest, {self.list_of(self._staged)}"
            f" FROM {self.table} WITH NO DATA"
        )

    @property
    def _staged(self) -> list[Field[Any, Any]]:
        return [*self.columns, *self.defaults]

    def _defaulted(self, field: Field[Any, Any]) -> bool:
        """Tell whether a new row takes the column from the field's Python default."""
        return field not in self.columns and field.has_default() and not _has_db_default(field)

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

    def copy(self, rows: Iterable[Sequence[Any]], *, numbered: bool = False) -> int:
        """Copy rows in and return their number.

        A row holds the values of ``columns``; with ``numbered`` its line and its age come first.
        """
        convert = _converters(self.columns, self.connection)
        fill = [field.get_default for field in self.defaults]
        fill_convert = _converters(self.defaults, self.connection)
        target = f"{self.name} (_line, _newest, {self.list_of(self._staged)})"
        line = 0
        with (
            self.connection.wrap_database_errors,
            self.connection.cursor() as cursor,
            cursor.copy(f"COPY {target} FROM STDIN") as copy,
        ):
            for line, row in enumerate(rows, 1):  # the last line is the count
                head, values = (row[:2], list(row[2:])) if numbered else ((line, None), list(row))
                for index, function in convert:
                    values[index] = function(values[index])
                filled = [default() for default in fill]
                for index, function in fill_convert:
                    filled[index] = function(filled[index])
                copy.write_row((*head, *values, *filled))
        self.query(f"ANALYZE {self.name}")
        return line

    def keep_newest(self, newest: Field[Any, Any] | None) -> int:
        """Keep one version of each key, by ``newest``, then by age, then the last; return how many went."""
        order = "_newest DESC NULLS LAST, _line DESC"
        if newest is not None:
            order = f"{self.column(newest)} DESC NULLS LAST, {order}"
        gone = self.query(
            f"WITH ranked AS (SELECT _line, row_number() OVER (PARTITION BY {self.column(self.key)}"
            f" ORDER BY {order}) AS place FROM {self.name}), gone AS (DELETE FROM {self.name} s USING ranked r"
            f" WHERE s._line = r._line AND r.place > 1 RETURNING 1) SELECT count(*) FROM gone"
        )
        return int(gone[0][0])

    def merge(self, newest: Field[Any, Any] | None = None, *, lines: tuple[int, int] | None = None) -> UpsertResult:
        """Write the staged rows, whose keys are distinct, into the table; only those of ``lines`` if given.

        Rows that are equal to the stored ones are sorted out before ``ON CONFLICT``, which would lock them.
        """
        staged = self.name
        if lines is not None:
            staged = f"(SELECT * FROM {self.name} WHERE _line BETWEEN {lines[0]:d} AND {lines[1]:d})"
        key = self.column(self.key)
        given = [field for field in self.columns if field is not self.key]
        clocks = [field for field in self._left_out() if _is_clock(field)]
        kept = [field for field in self._left_out() if not _is_clock(field) and _is_required(field)]
        targets = self.list_of([self.key, *given, *self.defaults, *kept, *clocks])
        values = [f"s.{self.column(field)}" for field in (self.key, *given)]
        # A new row takes the default; an existing one keeps what it has.
        values += [
            f"CASE WHEN t.{key} IS NULL THEN s.{column} ELSE t.{column} END"
            for column in (self.column(field) for field in self.defaults)
        ]
        values += [f"t.{self.column(field)}" for field in kept]
        values += ["now()"] * len(clocks)

        def is_due(new: str) -> str:
            """Return the condition under which the row ``new`` replaces the stored row ``t``."""
            if not given:
                return "false"
            differs = f"({self.list_of(given, 't.')}) IS DISTINCT FROM ({self.list_of(given, f'{new}.')})"
            return f"{differs} AND {self.is_fresh(newest, new)}"

        touched = [field for field in clocks if getattr(field, "auto_now", False)]
        updates = [f"{column} = EXCLUDED.{column}" for column in (self.column(f) for f in (*given, *touched))]
        on_conflict = f"UPDATE SET {', '.join(updates)} WHERE {is_due('EXCLUDED')}" if given else "NOTHING"
        inserted, updated, superseded, total = self.query(
            f"WITH written AS (INSERT INTO {self.table} AS t ({targets}) SELECT {', '.join(values)}"
            f" FROM {staged} s LEFT JOIN {self.table} t ON t.{key} = s.{key}"
            f" WHERE t.{key} IS NULL OR ({is_due('s')}) ORDER BY s.{key}"
            f" ON CONFLICT ({key}) DO {on_conflict} RETURNING xmax = 0 AS is_new)"
            f" SELECT (SELECT count(*) FROM written WHERE is_new), (SELECT count(*) FROM written WHERE NOT is_new),"
            f" (SELECT count(*) FROM {staged} s JOIN {self.table} t ON t.{key} = s.{key}"
            f" WHERE NOT {self.is_fresh(newest)}), (SELECT count(*) FROM {staged} s)"
        )[0]
        return UpsertResult(inserted, updated, total - inserted - updated - superseded, superseded)

    def is_fresh(self, newest: Field[Any, Any] | None, new: str = "s") -> str:
        """Return the SQL condition that the row ``new`` is not older than the stored row ``t``."""
        if newest is None:
            return "true"
        column = self.column(newest)
        return f"coalesce({new}.{column} >= t.{column}, true)"

    def _left_out(self) -> list[Field[Any, Any]]:
        staged = {*self._staged, self.key}
        return [field for field in _written(self.model) if field not in staged]


def field_of(model: type[Model], name: str) -> Field[Any, Any]:
    """Return the field with this name, attribute name or column.

    Raises ``django.core.exceptions.FieldDoesNotExist`` where there is none.
    """
    if name == "pk":
        return model._meta.pk
    for field in model._meta.concrete_fields:
        if name in (field.column, field.attname, field.name):
            return field
    model._meta.get_field(name)  # says which model and which name
    raise TypeError(f"{model._meta.label}.{name} is no column that can be written.")


def _written(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _is_clock(field: Field[Any, Any]) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _has_db_default(field: Field[Any, Any]) -> bool:
    return field.db_default is not models.NOT_PROVIDED


def _is_required(field: Field[Any, Any]) -> bool:
    """Tell whether the column is NOT NULL and nobody but the caller knows its value."""
    return not field.null and not _has_db_default(field) and not isinstance(field, models.AutoField)


def _peek(rows: Iterable[Any]) -> tuple[Any | None, Iterable[Any]]:
    iterator = iter(rows)
    first = next(iterator, None)
    return first, (iterator if first is None else itertools.chain([first], iterator))


def _names(model: type[Model], row: Any) -> list[str]:
    if isinstance(row, Mapping):
        return list(row)
    if isinstance(row, Model):
        return [
            field.attname
            for field in _written(model)
            if not _is_clock(field) and not isinstance(field, models.AutoField)
        ]
    raise TypeError(f"Rows of {model._meta.label} given as tuples need fields=[...] to say what is in them.")


def _reader(columns: Sequence[Field[Any, Any]], first: Any) -> Callable[[Any], Sequence[Any]]:
    """Return the function that takes the values of ``columns`` out of a row like ``first``."""
    if isinstance(first, Mapping):
        names = [next(n for n in (f.name, f.attname, f.column) if n in first) for f in columns]
        return lambda row: [row[name] for name in names]
    if isinstance(first, Model):
        return lambda row: [getattr(row, field.attname) for field in columns]
    return lambda row: row


def _converters(fields: Sequence[Field[Any, Any]], connection: Any) -> list[tuple[int, Callable[[Any], Any]]]:
    def convert(field: Field[Any, Any]) -> Callable[[Any], Any]:
        if isinstance(field, models.ForeignKey):
            return lambda value: value.pk if isinstance(value, Model) else value
        return lambda value: field.get_db_prep_save(value, connection)

    return [(index, convert(field)) for index, field in enumerate(fields) if not isinstance(field, _PLAIN)]
