"""Nested lists."""

from collections.abc import Iterable, Iterator
from typing import Any


def flat(value: Any) -> Iterator[Any]:
    """Yield ``value``, or what is in it where it is a list or another collection, of whatever depth."""
    if isinstance(value, Iterable) and not isinstance(value, str) and not hasattr(value, "resolve_expression"):
        for item in value:
            yield from flat(item)
    else:
        yield value
