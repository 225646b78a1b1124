"""Nested lists, and the fields of nested arrays."""

from collections.abc import Iterable, Iterator
from typing import Any


def flat(value: Any) -> Iterator[Any]:
    """Yield ``value``, or the items of a collection at any depth."""
    if isinstance(value, Iterable) and not isinstance(value, str) and not hasattr(value, "resolve_expression"):
        for item in value:
            yield from flat(item)
    else:
        yield value


def element_of(field: Any) -> Any:
    """Return the element field of an array of any depth, or ``field`` itself."""
    while hasattr(field, "base_field"):
        field = field.base_field
    return field
