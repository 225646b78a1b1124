"""Rows as COPY text, made column by column.

Most columns contain values of one class, and Python turns all of them into text in one call. This takes two thirds
of the time of psycopg's ``write_row``, which looks at each value.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter
from types import NoneType
from typing import Any
from uuid import UUID

from psycopg.abc import Transformer
from psycopg.adapt import PyFormat

_NULL = r"\N"
_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}  # the backslash first
_BOOLS = {True: "t", False: "f"}
_AS_STR = frozenset((str, int, float, Decimal, date, datetime, UUID))  # PostgreSQL reads str() of these
_SECOND = ("year", "month", "day", "hour", "minute", "second")
_zone, _fraction = attrgetter("tzinfo"), attrgetter("microsecond")
_to_the_second, _to_the_microsecond = attrgetter(*_SECOND), attrgetter(*_SECOND, "microsecond")


def texts_of(column: Sequence[Any], transformer: Transformer | None = None) -> Iterable[str]:
    """Return the texts of the values of a column, most of them made when they are fetched.

    Text that only code of others can make is made at once, with psycopg's ``transformer``; without one this raises
    ``TypeError``.
    """
    kinds = {*map(type, column)}
    if NoneType in kinds:
        given = iter(texts_of([value for value in column if value is not None], transformer))
        return [_NULL if value is None else next(given) for value in column]
    if kinds == {bool}:
        return map(_BOOLS.__getitem__, column)
    if not kinds <= _AS_STR:
        return texts_of([_dumped(value, transformer) for value in column], transformer)
    if kinds == {datetime}:
        return _moments(column, is_ahead=transformer is None)
    if str not in kinds:
        return map(str, column)
    return _escaped(column if len(kinds) == 1 else [*map(str, column)])


def _moments(column: Sequence[Any], *, is_ahead: bool) -> Iterable[str]:
    zones = {*map(_zone, column)}
    if zones == {UTC}:  # str() takes long to write an offset
        if any(map(_fraction, column)):
            return map("%04d-%d-%d %d:%d:%d.%06d+0".__mod__, map(_to_the_microsecond, column))
        return map("%04d-%d-%d %d:%d:%d+0".__mod__, map(_to_the_second, column))
    if is_ahead and not zones <= {None, UTC}:
        raise TypeError("A time zone may run code of others.")
    return [*map(str, column)]


def _dumped(value: object, transformer: Transformer | None) -> str | None:
    if transformer is None:
        raise TypeError("Only psycopg can write the value.")
    dumped = transformer.get_dumper(value, PyFormat.TEXT).dump(value)
    return None if dumped is None else bytes(dumped).decode()


def copy_text(columns: Iterable[Iterable[str]]) -> bytes:
    """Return rows in UTF-8; each column has the texts of its values."""
    return "\n".join([*map("\t".join, zip(*columns, strict=True)), ""]).encode()


def _escaped(texts: Sequence[str]) -> Sequence[str]:
    joined = "".join(texts)
    for mark, escape in _ESCAPES.items():
        if mark in joined:
            texts = [text.replace(mark, escape) for text in texts]
    return texts
