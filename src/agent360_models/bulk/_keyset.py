"""Keyset pagination: reading a big table in batches ordered by a unique key."""

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
    """Yield the rows of a queryset in the order of a key, with one query per batch.

    Each batch starts after the last key of the previous batch, so the thousandth batch costs the same as the first.
    ``OFFSET`` would count through all earlier rows. No cursor and no transaction stays open: rows may be written
    between two batches, and a loop may take hours. A row inserted after the current position is seen, a row inserted
    before it is not.

    Args:
        queryset: the rows, or ``values()`` that include the key. Its order is replaced, except for ``reverse()`` and a
            descending key such as ``order_by("-pk")``: then the last row comes first. Prefetches run for each batch.
        key: a unique column without NULL, or several that are unique together; by default the primary key.
        batch_size: the number of rows in memory at a time.

    Raises:
        ValueError: ``batch_size`` is less than one.
        TypeError: the key is not unique or may be NULL; the rows do not include it; the queryset is sliced, or a
            combined query such as a union.
        django.core.exceptions.MultipleObjectsReturned: two rows have the same key, or a row has no key. Either the
            table differs from the model, or a join repeats rows. Rows would be skipped silently.

    """
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}, but it must be at least 1.")
    model: Any = queryset.model
    query = queryset.query
    fields = _key_fields(model, key)
    if query.combinator:
        raise TypeError("A union or another combined query cannot be read by key. Iterate over each of its querysets.")
    falls = _falls(query.order_by, fields, key) is query.standard_ordering
    rows = queryset.order_by(*(f"-{field.attname}" if falls else field.attname for field in fields))
    rows.query.standard_ordering = True
    key_of: Callable[[Any], Any] | None = None
    limit, last = batch_size, None
    while True:
        # The last row is read again, so that a second row with the same key is noticed.
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
                    f"{model._meta.label} has two rows with the same {_name(fields)}, or a row without it, so rows"
                    " would be skipped. If a join repeats rows, use distinct(); else name a unique key."
                )
            before = its_key
            yield row
        if count < limit:
            return
        limit, last = batch_size + 1, before


def _fetched(rows: QuerySet[_Model, _Row]) -> Iterator[_Row]:
    """Fetch all rows of a query at once, and make instances one by one.

    A list of instances would cost the garbage collector half as much again.
    """
    return rows._iterator(use_chunked_fetch=False, chunk_size=rows.query.high_mark)  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001


def _key_fields(model: type[Model], key: str | Sequence[str]) -> list[Field[Any, Any]]:
    names = [key] if isinstance(key, str) else list(key)
    is_composite = names == ["pk"] and len(model._meta.pk_fields) > 1
    fields = list(model._meta.pk_fields) if is_composite else [field_of(model, name) for name in names]
    if not fields or not _identify(model._meta, fields) or any(field.null for field in fields):
        raise TypeError(f"{model._meta.label}.{_name(fields)} cannot be the key: a key must be unique and NOT NULL.")
    return fields


def _identify(options: Options[Any], fields: Sequence[Field[Any, Any]]) -> bool:
    """Tell whether the model declares these fields unique together."""
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
    """Tell whether a queryset is ordered by the key, descending."""
    first: Any = order_by[0] if order_by else ""
    if isinstance(first, OrderBy) and isinstance(first.expression, F):
        column: Any = first.expression
        first = f"-{column.name}" if first.descending else column.name
    names = {fields[0].name, fields[0].attname, *(["pk"] if key == "pk" or fields[0].primary_key else [])}
    return isinstance(first, str) and first.startswith("-") and first[1:] in names


def _reader(
    fields: Sequence[Field[Any, Any]], key: str | Sequence[str], row: Any, *, is_renamed: bool
) -> Callable[[Any], Any]:
    """Return a function that reads the key of rows like this one: a value, or a tuple of several.

    ``is_renamed`` means that ``pk`` in a row is an annotation and not the primary key.
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
    raise TypeError(f"Rows lack {text!r}, which the next batch starts after: add it to values(), or use instances.")


def _some_lack(rows: QuerySet[Any, Any], fields: Sequence[Field[Any, Any]]) -> bool:
    """Tell whether rows have NULL in the key: no later batch would contain them.

    The query runs only if the table allows NULL there, as every view does.
    """
    quote = connections[rows.db].ops.quote_name
    null = [
        Q(**{f"{field.attname}__isnull": True})
        for field in fields
        if catalog.may_be_null(quote(field.model._meta.db_table), str(field.column), using=rows.db)
    ]
    return bool(null) and rows.filter(reduce(or_, null)).exists()


def _from(fields: Sequence[Field[Any, Any]], last: Any, *, falls: bool) -> Any:
    """Return the condition that a row has the last key or comes after it."""
    if len(fields) == 1:
        return Q(**{f"{fields[0].attname}__{'lte' if falls else 'gte'}": last})
    values = [Value(value, output_field=field) for value, field in zip(last, fields, strict=True)]
    return _Compared(*(F(field.attname) for field in fields), *values, operator="<=" if falls else ">=")


class _Compared(Func):
    """Row comparison such as ``(a, b) >= (1, 2)``, which can use an index over the columns."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, operator: str) -> None:
        super().__init__(*expressions)
        self.operator = operator

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **_context: Any) -> Any:
        """Return SQL that compares the first half of the expressions with the second half."""
        compiled = [compiler.compile(expression) for expression in self.source_expressions]
        half = len(compiled) // 2
        ours, theirs = (", ".join(sql for sql, _ in some) for some in (compiled[:half], compiled[half:]))
        return f"({ours}) {self.operator} ({theirs})", tuple(param for _, params in compiled for param in params)
