"""Large reads: page after page, each beginning behind the last key of the one before."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

PAGE_SIZE = 2000

_Row = TypeVar("_Row")


def iterate_by_key(queryset: QuerySet[Any, _Row], *, key: str = "pk", batch_size: int = PAGE_SIZE) -> Iterator[_Row]:
    """Yield the rows of a queryset in the order of their keys, a page at a time.

    Each page is a query of its own that begins behind the last key, so that the last page costs as little as the
    first, nothing is held open on the server, and rows that come and go meanwhile make no other row appear twice
    or not at all. It works through transaction poolers, and ``prefetch_related`` works page by page.

    Args:
        queryset: what to read: instances, or ``values()`` and ``values_list()`` with the key among them.
            Its order is replaced; it cannot be a slice.
        key: a unique field that is never NULL.
        batch_size: how many rows are read at a time.

    Raises:
        TypeError: the key is not unique, may be NULL, or is not among the values; or the queryset is a slice.

    """
    field: Any = queryset.model._meta.pk if key == "pk" else queryset.model._meta.get_field(key)
    if field.null or not field.unique:
        raise TypeError(f"{queryset.model._meta.label}.{key} has to be unique and never NULL to page by it.")
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}, and a page has at least one row.")
    query: Any = queryset.query
    names = [field.attname] if query.selected is None else [*query.selected]  # by values()
    places = [place for place, name in enumerate(names) if name in (key, field.name, field.attname)]
    if not places:
        raise TypeError(f"The values of {queryset.model._meta.label} do not hold the key to page by.")
    return _pages(queryset.order_by(key), key, partial(_key_of, names[places[0]], places[0]), batch_size)


def _pages(rows: QuerySet[Any, _Row], key: str, key_of: Callable[[Any], Any], size: int) -> Iterator[_Row]:
    page = list(rows[:size])
    while page:
        after = key_of(page[-1]) if len(page) == size else None
        yield from page
        page = list(rows.filter(**{f"{key}__gt": after})[:size]) if after is not None else []


def _key_of(name: str, place: int, row: Any) -> Any:
    """Return the key of an instance, of ``values()``, of ``values_list()``, or of a flat list of keys."""
    if isinstance(row, Model):
        return getattr(row, name)
    if isinstance(row, dict):
        return row[name]
    return row[place] if isinstance(row, tuple) else row
