"""Column defaults: comparison of plain values in PostgreSQL and Python, and expressions as Django code."""

import csv
import datetime as dt
import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_duration

# PostgreSQL's spelling: 'new'::character varying, '-1'::integer, 5, 1.50, (0)::numeric, true.
_LITERAL = re.compile(r"""(?:'((?:[^']|'')*)'|\(?(-?\d+(?:\.\d+)?)\)?|(true|false))(?:::[a-z\d_ ."(),]+(?:\[\])*)?""")
_ELEMENTS = re.compile(
    r"""(?:'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|(true|false))(?:::[a-z\d_ ."]+(?:\(\d+\))?)?(?:, |$)"""
)
_ARRAY = re.compile(r"\(?ARRAY\[(.*)\]\)?(?:::[a-z\d_ .\"()]+\[\])?")
_OF_TEXT = re.compile(r"""'((?:[^']|'')*)'::(?:text|character varying|bpchar|citext)""")
_IN_DJANGO = {
    "now()": "Now()",
    "CURRENT_TIMESTAMP": "Now()",
    "gen_random_uuid()": "RandomUUID()",
    "true": "True",
    "false": "False",
}


def is_null(default: str | None) -> bool:
    """Tell whether the default is NULL."""
    return default is None or default.startswith("NULL")


def differs(value: Any, default: str | None, type_name: str) -> bool:
    """Tell whether a column's default is a different plain value; expressions and unclear cases never differ."""
    text: Any = literal(default)
    if text is None or value is None:
        return False
    try:
        return not _same(value, text, is_json=type_name == "jsonb")
    except (ValueError, ArithmeticError, TypeError):
        return False  # for example infinity, which Python's types lack


def literal(default: str | None) -> str | list[str] | None:
    """Return the text of a plain default, or the elements of a plain array; ``None`` for an expression."""
    default = default or ""
    if match := _LITERAL.fullmatch(default):
        return _first(match)
    if (match := _ARRAY.fullmatch(default)) and not _ELEMENTS.sub("", match[1]):
        return [_first(element) for element in _ELEMENTS.finditer(match[1])]
    return None


def as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def in_django(default: str) -> str:
    """Return the ``db_default`` that matches a column's default."""
    if match := _OF_TEXT.fullmatch(default):
        value = repr(match[1].replace("''", "'"))
    elif re.fullmatch(r"-?\d+", default):
        value = default
    else:
        value = _IN_DJANGO.get(default, f"RawSQL({default!r}, [])")
    return f"db_default={value}"


def _first(match: re.Match[str]) -> str:
    return str(match[match.lastindex or 0]).replace("''", "'")


def _same(value: Any, text: Any, *, is_json: bool = False) -> bool:
    if is_json:
        return bool(json.loads(text) == value)
    if isinstance(value, list | tuple):
        held = text if isinstance(text, list) else _elements(text)
        return len(held) == len(value) and all(map(_same, value, held))
    if isinstance(value, dt.datetime):
        moment = dt.datetime.fromisoformat(text)
        # A naive and an aware time cannot be compared.
        return (moment.tzinfo is None) != (value.tzinfo is None) or moment == value
    read = next((read for kind, read in _READ.items() if isinstance(value, kind)), str)
    return bool(read(text) == (Decimal(str(value)) if read is Decimal else value))


def _elements(text: str) -> list[str]:
    """Return the elements of an array literal; raise ``ValueError`` for a multidimensional array."""
    inner = text.removeprefix("{").removesuffix("}")
    if "{" in inner:
        raise ValueError(text)
    return next(csv.reader([inner], escapechar="\\", doublequote=False), [])


def _duration(text: str) -> dt.timedelta:
    found = parse_duration(text)
    if found is None:
        raise ValueError(text)
    return found


# Readers by the type of the model's value, subtypes first.
_READ: dict[type | tuple[type, ...], Callable[[str], Any]] = {
    bool: {"true": True, "false": False, "t": True, "f": False}.__getitem__,
    (int, float, Decimal): Decimal,
    dt.date: dt.date.fromisoformat,
    dt.time: dt.time.fromisoformat,
    dt.timedelta: _duration,
    UUID: UUID,
    (bytes, memoryview): lambda text: bytes.fromhex(text.removeprefix("\\x")),
}
