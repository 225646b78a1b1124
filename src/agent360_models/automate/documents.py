"""Dotted paths into JSON documents from people and other programs."""

import re
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["MISSING", "lookup"]


_PLACE = re.compile(r"0|[1-9][0-9]{0,5}")


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()  # the result of lookup() for a path that does not exist


def lookup(document: Any, path: str) -> Any:
    """Return the value at a dotted path of a document, or ``MISSING``; the empty path is the document itself.

    ``customer.orders.0.total`` follows keys of objects, and indexes of lists from 0. Keys that contain a dot cannot be
    reached. An index has only one valid spelling, so each value has one path.
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
