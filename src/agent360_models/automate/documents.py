"""Dotted paths into JSON documents that people and other programs hand in."""

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["MISSING", "lookup"]


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()  # what lookup() returns where a path leads nowhere


def lookup(document: Any, path: str) -> Any:
    """Return what a document has under a dotted path, or ``MISSING``; the empty path is the document itself.

    ``customer.orders.0.total`` goes by keys into objects and by numbers, from 0 on, into lists. A key with a dot in
    it cannot be reached.
    """
    found = document
    for key in path.split(".") if path else ():
        if isinstance(found, Mapping):
            found = found.get(key, MISSING)
        elif isinstance(found, list | tuple) and key.isascii() and key.isdigit() and len(key) < len("1000000"):
            found = found[int(key)] if int(key) < len(found) else MISSING
        else:
            return MISSING
    return found
