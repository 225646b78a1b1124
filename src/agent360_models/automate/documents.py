"""Dotted paths into JSON documents that people and other programs hand in."""

import re
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["MISSING", "lookup"]


_PLACE = re.compile(r"0|[1-9][0-9]{0,5}")


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()  # what lookup() returns where a path leads nowhere


def lookup(document: Any, path: str) -> Any:
    """Return what a document has under a dotted path, or ``MISSING``; the empty path is the document itself.

    ``customer.orders.0.total`` goes by keys into objects and by numbers, from 0 on, into lists. A key with a dot in
    it cannot be reached. A number has one spelling, so that one value has one path.
    """
    found = document
    for key in path.split(".") if path else ():
        if isinstance(found, Mapping):
            found = found.get(key, MISSING)
        elif isinstance(found, list | tuple) and _PLACE.fullmatch(key):
            found = found[int(key)] if int(key) < len(found) else MISSING
        else:
            return MISSING
    return found
