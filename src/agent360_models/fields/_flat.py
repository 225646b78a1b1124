"""Nested lists, and the fields of nested arrays."""

from collections.abc import Iterable, Iterator
from typing import Any


def flat(value: Any) -> Iterator[Any]:
    """Yield ``value``, or what is in it where it is a list or another collection, of whatever depth."""
    if isinstance(value, Iterable) and not isinstance(value, str) and not hasattr(value, "resolve_expression"):
        for item in value:
            yield from flat(item)
    else:
        yield value


def element_of(field: Any) -> Any:
    """Return the field of the elements, if ``field`` is an array of whatever depth, or ``field``."""
    while hasattr(field, "base_field"):
        field = field.base_field
    return field
