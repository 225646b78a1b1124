"""Conversion of cells from APIs, warehouses and spreadsheets to column values.

Types come from the model's field. The rules of ``agent360_models.loading.cells`` apply, with the exceptions below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import Any

from django.db.models import (
    NOT_PROVIDED,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    JSONField,
    TextField,
)

from agent360_models.loading import _as_they_are
from agent360_models.loading.cells import CellError, Parser, jsonable, parser, spelled

__all__ = ["as_they_are", "converter"]

_BLANK = " \t\r\n\f\v\u00a0"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]*)?(?:[eE][+]?[0-9]{1,2})?")
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)  # precise enough for any number
# The numbers from which a unit is assumed, in microseconds; in the next smaller unit: the years 1973, 1973, 2001.
_UNITS = ((10**15, 1), (10**11, 10**3), (10**8, 10**6))
_WHOLE = re.compile(r"([0-9]+)\.0+")
# 1,234.50 with an optional sign or currency, brackets for a negative amount; 12.5 %.
_TYPED_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[+-]?)(?:[$€£]|[A-Z]{3} )?\s?(?P<inner>[+-]?)"
    r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"\s?(?P<percent>%)?(?(open)\))"
)
# Dates as typed in the United States; ISO 8601 is tried first.
_TYPED_DAYS = ("%m/%d/%Y", "%m/%d/%y", "%d-%b-%Y", "%b %d, %Y", "%B %d, %Y")


def converter(column: Field[Any, Any]) -> Callable[[object], object]:
    """Return the function that converts a cell to the value for a column; call it once per column.

    That function raises ``CellError``. An empty cell becomes ``None``. If the column is NOT NULL, it becomes the
    default, or ``False`` in a boolean column; without a default it is an error.
    """
    parse = spelled(_parser(column))
    empty = _empty(column)

    def convert(cell: object) -> object:
        if cell is None or (isinstance(cell, str) and not cell.strip(_BLANK)):
            return empty()
        return parse(cell)

    return convert


def as_they_are(column: Field[Any, Any]) -> _as_they_are.AsTheyAre | None:
    """Return the function that returns non-empty cells of a column if the server can read them unconverted.

    A blank text counts as empty, and an id may have passed through floating point.
    """
    target: Field[Any, Any] = column
    while isinstance(target, ForeignKey):
        target = target.target_field
    quick = _as_they_are.as_they_are(target)
    if quick is None or not isinstance(target, CharField | TextField):
        return quick
    if target.primary_key:
        return lambda cells: quick(cells) if "".join(cells).isalnum() else None
    return lambda cells: None if any(map(str.isspace, cells)) else quick(cells)


def _empty(column: Field[Any, Any]) -> Callable[[], object]:
    def nothing() -> None:
        if not column.null:
            raise CellError("required")

    if (column.has_default() or column.db_default is not NOT_PROVIDED) and not column.null:
        return column.get_default
    if isinstance(column, BooleanField) and not column.null:
        return lambda: False
    return nothing


def _parser(column: Field[Any, Any]) -> Parser:
    target: Field[Any, Any] = column
    while isinstance(target, ForeignKey):
        target = target.target_field
    parse = parser(target)
    rule = next((rule for kind, rule in _RULES.items() if isinstance(target, kind)), None)
    if rule is not None:
        return _stripped(rule(parse))
    return _stripped(_identifier(parse)) if target.primary_key else parse


def _stripped(parse: Parser) -> Parser:
    return lambda cell: parse(cell.strip(_BLANK) if isinstance(cell, str) else cell)


def _timestamp(parse: Parser) -> Parser:
    """Also read seconds, milliseconds and microseconds since 1970, told apart by their size."""

    def timestamp(cell: object) -> object:
        number = Decimal(str(cell)) if _EPOCH_NUMBER.fullmatch(str(cell)) else Decimal(0)
        unit = next((unit for least, unit in _UNITS if abs(number) >= least), None)
        if unit is None:
            return parse(cell)
        try:
            return _EPOCH + timedelta(microseconds=int(number * unit))
        except OverflowError:
            raise CellError("out of range") from None

    return timestamp


def _day(parse: Parser) -> Parser:
    """Also read dates as people type them, and milliseconds since 1970 as the day in UTC."""
    moment = _timestamp(parse)

    def day(cell: object) -> object:
        try:
            found = moment(cell)
        except CellError:
            for spelling in _TYPED_DAYS:
                with suppress(ValueError):
                    return datetime.strptime(str(cell), spelling).date()  # noqa: DTZ007  # a day is in no zone
            raise
        return found.date() if isinstance(found, datetime) else found

    return day


def _number(parse: Parser) -> Parser:
    """Also read numbers with thousands separators, currency or percent."""

    def number(cell: object) -> object:
        match = _TYPED_NUMBER.fullmatch(cell) if isinstance(cell, str) else None
        if match is None:
            return parse(cell)
        value = Decimal(match["number"].replace(",", ""))
        if match["percent"]:
            value = value.scaleb(-2, _EXACT)
        if match["open"] or "-" in (match["sign"], match["inner"]):
            value = value.copy_negate()
        return parse(value)

    return number


def _document(parse: Parser) -> Parser:
    """Keep text that is not a JSON list or object as text."""

    def document(cell: object) -> object:
        if isinstance(cell, str) and cell.startswith(("[", "{")):
            with suppress(CellError):
                return parse(cell)
        return jsonable(cell) if isinstance(cell, str) else parse(cell)

    return document


def _identifier(parse: Parser) -> Parser:
    """Read an id that was stored as a floating-point number: ``123.0`` means ``123``."""

    def identifier(cell: object) -> object:
        match = _WHOLE.fullmatch(str(cell))
        return parse(match[1] if match else cell)

    return identifier


# The first matching class applies; a DateTimeField is also a DateField.
_RULES: dict[type[Field[Any, Any]], Callable[[Parser], Parser]] = {
    DateTimeField: _timestamp,
    DateField: _day,
    IntegerField: _number,
    DecimalField: _number,
    FloatField: _number,
    BooleanField: lambda parse: parse,
    JSONField: _document,
}
