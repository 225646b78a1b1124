"""Reading a big table row by row, a batch at a time, by its key."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from agent360_models.bulk._rows import field_of

_Model = TypeVar("_Model", bound=Model)
_Row = TypeVar("_Row")


def iterate_by_key(queryset: "QuerySet[_Model, _Row]", *, key: str = "pk", batch_size: int = 2000) -> Iterator[_Row]:
    """Yield the rows of a queryset in the order of a key, each batch by a query of its own.

    A batch begins behind the last key of the one before, so that the thousandth costs what the first did, where
    ``OFFSET`` would count through all rows before it. No cursor and no transaction is held open meanwhile: rows
    may be written between two batches, and a loop may take hours. A row that comes in behind the place is seen,
    one that comes in before it is not.

    Args:
        queryset: the rows, also as ``values()`` that hold the key. Its own order is replaced; what it prefetches
            is prefetched for each batch.
        key: a unique column without NULL; by default the primary key.
        batch_size: how many rows are in memory at a time.

    Raises ``TypeError`` for a key that is not unique or may be NULL, for rows that do not hold it, and for a
    queryset that is sliced already.

    """
    field = field_of(queryset.model, key)
    if not field.unique or field.null:
        raise TypeError(
            f"{queryset.model._meta.label}.{field.name} cannot be the key: it has to be unique, and never NULL."
        )
    name = "pk" if field.primary_key else field.attname
    rows = queryset.order_by(name)
    batch = list(rows[:batch_size])
    while len(batch) == batch_size:
        last = _key_of(batch[-1], key, name)  # before the caller gets the row: a deleted one has lost its key
        yield from batch
        batch = list(rows.filter(**{f"{name}__gt": last})[:batch_size])
    yield from batch


def _key_of(row: Any, *names: str) -> Any:
    if isinstance(row, Model):
        return getattr(row, names[-1])
    found = [row[name] for name in names if isinstance(row, dict) and name in row]
    if not found:
        raise TypeError(f"Rows need {names[0]!r} to go on behind it: use values() that hold it, or instances.")
    return found[0]
