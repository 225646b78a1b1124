"""Rows as COPY text, made column by column.

Most columns contain values of one class, and Python turns all of them into text in one call. This takes two thirds
of the time of psycopg's ``write_row``, which looks at each value.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timezone
from decimal import Decimal
from itertools import repeat
from operator import add, attrgetter, methodcaller
from types import NoneType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.abc import Transformer
from psycopg.adapt import PyFormat

_NULL = r"\N"
_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}  # the backslash first
_BOOLS = {True: "t", False: "f"}
_AS_STR = frozenset((str, int, float, Decimal, date, datetime, UUID))  # PostgreSQL reads str() of these
_ZONES = frozenset((NoneType, timezone, ZoneInfo))
_zone, _without_zone = attrgetter("tzinfo"), methodcaller("replace", tzinfo=None)


def is_plain(column: Sequence[Any]) -> bool:
    """Tell whether ``copy_text`` can write the values of a column, without any code of others."""
    kinds = {*map(type, column)} - {NoneType}
    if datetime in kinds:
        zones = {type(value.tzinfo) for value in column if type(value) is datetime}
        return kinds <= _AS_STR and zones <= _ZONES
    return kinds <= _AS_STR or kinds == {bool}


def plain(column: Sequence[Any], transformer: Transformer) -> Sequence[Any]:
    """Return a column that ``copy_text`` can write; psycopg's ``transformer`` knows the text of other values."""
    return column if is_plain(column) else [None if value is None else _dumped(value, transformer) for value in column]


def _dumped(value: object, transformer: Transformer) -> str | None:
    dumped = transformer.get_dumper(value, PyFormat.TEXT).dump(value)
    return None if dumped is None else bytes(dumped).decode()


def copy_text(columns: Iterable[Sequence[Any]]) -> bytes:
    """Return rows, given as plain columns, in UTF-8."""
    return "\n".join([*map("\t".join, zip(*map(_texts, columns), strict=True)), ""]).encode()


def _texts(column: Sequence[Any]) -> Iterable[str]:
    kinds = {*map(type, column)}
    if NoneType in kinds:
        given = iter(_texts([value for value in column if value is not None]))
        return [_NULL if value is None else next(given) for value in column]
    if kinds == {bool}:
        return map(_BOOLS.__getitem__, column)
    if kinds == {datetime} and {*map(_zone, column)} == {UTC}:  # str() takes long to write an offset
        return map(add, map(datetime.isoformat, map(_without_zone, column), repeat(" ")), repeat("+00:00"))
    if str not in kinds:
        return map(str, column)
    return _escaped(column if len(kinds) == 1 else [*map(str, column)])


def _escaped(texts: Sequence[str]) -> Sequence[str]:
    joined = "".join(texts)
    for mark, escape in _ESCAPES.items():
        if mark in joined:
            texts = [text.replace(mark, escape) for text in texts]
    return texts
