"""Reading a big table row by row, a batch at a time, by its key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from operator import attrgetter, itemgetter, or_
from typing import Any, TypeVar

from django.db import connections
from django.db.models import BooleanField, F, Field, Func, Model, OrderBy, Q, QuerySet, UniqueConstraint, Value
from django.db.models.options import Options

from agent360_models import catalog
from agent360_models.bulk._rows import field_of

_Model = TypeVar("_Model", bound=Model)
_Row = TypeVar("_Row")


def iterate_by_key(
    queryset: QuerySet[_Model, _Row], *, key: str | Sequence[str] = "pk", batch_size: int = 2000
) -> Iterator[_Row]:
    """Yield the rows of a queryset in the order of a key, each batch by a query of its own.

    A batch begins behind the last key of the one before, so that the thousandth costs what the first did, where
    ``OFFSET`` would count through all rows before it. No cursor and no transaction is held open meanwhile: rows
    may be written between two batches, and a loop may take hours. A row that comes in behind the place is seen,
    one that comes in before it is not.

    Args:
        queryset: the rows, also as ``values()`` that hold the key. Its own order is replaced, except for
            ``reverse()`` and a key that falls, as ``order_by("-pk")``: then the last row comes first. What it
            prefetches is prefetched for each batch.
        key: a unique column without NULL, or several that are unique together; by default the primary key.
        batch_size: how many rows are in memory at a time.

    Raises:
        ValueError: ``batch_size`` is less than one.
        TypeError: the key is not unique or may be NULL; the rows do not hold it; the queryset is sliced, or a
            union and the like.
        django.core.exceptions.MultipleObjectsReturned: two rows have the same key, or one has none: the table is
            not what the model says, or a join repeats its rows. Some would be left out in silence.

    """
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}, and a batch has at least one row.")
    model: Any = queryset.model
    query = queryset.query
    fields = _key_fields(model, key)
    if query.combinator:
        raise TypeError("A union and its like has no rows behind a key. Iterate over each of its querysets.")
    falls = _falls(query.order_by, fields, key) is query.standard_ordering
    rows = queryset.order_by(*(f"-{field.attname}" if falls else field.attname for field in fields))
    rows.query.standard_ordering = True
    key_of: Callable[[Any], Any] | None = None
    limit, last = batch_size, None
    while True:
        # The last row is read once more: a second one of the same key would show itself there.
        batch = rows if last is None else rows.filter(_from(fields, last, falls=falls))
        count, before = 0, last
        for count, row in enumerate(_fetched(batch[:limit]), start=1):
            key_of = key_of or _reader(fields, key, row, is_renamed="pk" in query.annotations)
            its_key = key_of(row)  # before the caller gets the row: a deleted one has lost its key
            if count == 1 and last is not None and its_key == last:
                continue
            is_lost = count == limit and last is None and not falls and _some_lack(rows, fields)
            if is_lost or its_key is None or its_key == before or (type(its_key) is tuple and None in its_key):
                raise model.MultipleObjectsReturned(
                    f"{model._meta.label} has two rows of one {_name(fields)}, or one without it, so that rows would"
                    " be left out. If a join repeats them, use distinct(); else name a key that is unique."
                )
            before = its_key
            yield row
        if count < limit:
            return
        limit, last = batch_size + 1, before


def _fetched(rows: QuerySet[_Model, _Row]) -> Iterator[_Row]:
    """Fetch the rows of a query at once, and make instances of them as they are asked for.

    A list of instances is half as much work again for the garbage collector.
    """
    return rows._iterator(use_chunked_fetch=False, chunk_size=rows.query.high_mark)  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001


def _key_fields(model: type[Model], key: str | Sequence[str]) -> list[Field[Any, Any]]:
    names = [key] if isinstance(key, str) else list(key)
    is_composite = names == ["pk"] and len(model._meta.pk_fields) > 1
    fields = list(model._meta.pk_fields) if is_composite else [field_of(model, name) for name in names]
    if not fields or not _identify(model._meta, fields) or any(field.null for field in fields):
        raise TypeError(f"{model._meta.label}.{_name(fields)} cannot be the key: it has to be unique, and never NULL.")
    return fields


def _identify(options: Options[Any], fields: Sequence[Field[Any, Any]]) -> bool:
    """Tell whether the model says that no two rows have the same values in these fields."""
    names = {field.name for field in fields}
    together = [
        {field.name for field in options.pk_fields},
        *({field.name} for field in fields if field.unique),
        *(set(some) for some in options.unique_together),
        *(
            set(constraint.fields)
            for constraint in options.constraints
            if isinstance(constraint, UniqueConstraint) and constraint.fields and constraint.condition is None
        ),
    ]
    return any(some <= names for some in together)


def _name(fields: Sequence[Field[Any, Any]]) -> str:
    return ", ".join(field.name for field in fields)


def _falls(order_by: Sequence[Any], fields: Sequence[Field[Any, Any]], key: str | Sequence[str]) -> bool:
    """Tell whether a queryset is ordered by the key, downwards."""
    first: Any = order_by[0] if order_by else ""
    if isinstance(first, OrderBy) and isinstance(first.expression, F):
        column: Any = first.expression
        first = f"-{column.name}" if first.descending else column.name
    names = {fields[0].name, fields[0].attname, *(["pk"] if key == "pk" or fields[0].primary_key else [])}
    return isinstance(first, str) and first.startswith("-") and first[1:] in names


def _reader(
    fields: Sequence[Field[Any, Any]], key: str | Sequence[str], row: Any, *, is_renamed: bool
) -> Callable[[Any], Any]:
    """Return the function that takes the key out of rows like this one: a value, or a tuple of several.

    ``is_renamed`` says that what is called ``pk`` in a row is something else.
    """
    if isinstance(row, Model):
        names = [field.attname for field in fields]
        if row.get_deferred_fields().isdisjoint(names):
            return attrgetter(*names)
    elif isinstance(row, dict):
        if key == "pk" and "pk" in row and not is_renamed:
            return itemgetter("pk")
        found = [next((name for name in (field.attname, field.name) if name in row), None) for field in fields]
        if None not in found:
            return itemgetter(*found)
    text = key if isinstance(key, str) else _name(fields)
    raise TypeError(f"Rows need {text!r} to go on behind it: use values() that hold it, or instances.")


def _some_lack(rows: QuerySet[Any, Any], fields: Sequence[Field[Any, Any]]) -> bool:
    """Tell whether rows have NULL in the key, which no batch that begins behind a key holds.

    They are looked for only where the table allows them, as every view does.
    """
    quote = connections[rows.db].ops.quote_name
    null = [
        Q(**{f"{field.attname}__isnull": True})
        for field in fields
        if catalog.may_be_null(quote(field.model._meta.db_table), str(field.column), using=rows.db)
    ]
    return bool(null) and rows.filter(reduce(or_, null)).exists()


def _from(fields: Sequence[Field[Any, Any]], last: Any, *, falls: bool) -> Any:
    """Return the condition that a row has the last key or comes behind it."""
    if len(fields) == 1:
        return Q(**{f"{fields[0].attname}__{'lte' if falls else 'gte'}": last})
    values = [Value(value, output_field=field) for value, field in zip(last, fields, strict=True)]
    return _Compared(*(F(field.attname) for field in fields), *values, operator="<=" if falls else ">=")


class _Compared(Func):
    """Compares rows of columns, as ``(a, b) >= (1, 2)``, which an index over them serves."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, operator: str) -> None:
        super().__init__(*expressions)
        self.operator = operator

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **_context: Any) -> Any:
        """Return the SQL: the first half of the expressions compared with the second."""
        compiled = [compiler.compile(expression) for expression in self.source_expressions]
        half = len(compiled) // 2
        ours, theirs = (", ".join(sql for sql, _ in some) for some in (compiled[:half], compiled[half:]))
        return f"({ours}) {self.operator} ({theirs})", tuple(param for _, params in compiled for param in params)
