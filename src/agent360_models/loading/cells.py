"""Conversion of a file's cells to column values, by the model's field, or to the reason why they do not fit.

Types come from the model's field, never from the look of a cell: ``Yes``, ``1E02``, ``None`` and ``00001014`` are text
in a text column. Text is kept exactly and never truncated.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from math import isinf
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations

from agent360_models.loading.json_files import decimal_or_float, parse_json

__all__ = ["CellError", "Parser", "jsonable", "parser", "spelled"]

Parser = Callable[[object], object]  # converts a non-empty cell to a value, or raises CellError

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SPELLED_BITS = 14_000  # 4,214 digits; Python's limit is 4,300
_TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]([01]?[0-9]|2[0-3])(:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)"
    r"(?: ?(Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?))?)?"
)
_UTC_NAMES = (None, "Z", "UTC")  # a timestamp without a zone is UTC
_BOOLEANS = dict.fromkeys(("true", "t", "yes", "1"), True) | dict.fromkeys(("false", "f", "no", "0"), False)
_BIGINT_DIGITS = 19
_MOST_DIGITS = 4_300  # of a number for a field of a class that has no rule here, as of a text for Python


class CellError(ValueError):
    """A cell has no valid value for its column, so its row is rejected.

    ``str()`` is the reason, and never repeats the cell.
    """


def parser(field: "models.Field[Any, Any]") -> Parser:
    """Return the function that converts a non-empty cell of one column to the value for ``field``.

    Call it once per column; the returned function is fast enough for millions of rows. That function takes text from a
    CSV file, or a JSON value, and raises ``CellError``. A field class without a rule here uses its form conversion.
    """
    if isinstance(field, models.ForeignKey):
        return parser(field.target_field)
    if isinstance(field, models.CharField | models.TextField):
        return _text(field.max_length)
    if isinstance(field, models.IntegerField):
        return _integer(*BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()])
    if isinstance(field, models.DecimalField):
        return _decimal(field.max_digits, field.decimal_places)
    for kind, parse in _BY_CLASS.items():
        if isinstance(field, kind):
            return parse
    base = getattr(field, "base_field", None)
    return _array(parser(base)) if isinstance(base, models.Field) else _of_field(field)


def _text(max_length: int | None) -> Parser:
    limit = float("inf") if max_length is None else max_length

    def text(cell: object) -> str:
        value = cell if isinstance(cell, str) else _json_text(cell)
        if len(value) > limit:
            raise CellError(f"longer than {max_length} characters")
        return _storable(value)

    return text


def _storable(value: str) -> str:
    """Return ``value`` if PostgreSQL can store it as text."""
    if "\0" in value:
        raise CellError("holds a NUL character")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            # undecodable bytes of the file appear in the text as lone surrogates
            raise CellError("not UTF-8") from None
    return value


def _json_text(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    try:
        return json.dumps(jsonable(value), ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        raise CellError("nested too deep") from None


def spelled(parse: Parser) -> Parser:
    """Return a parser that rejects values with a number of more digits than Python prints."""

    def parse_spelled(cell: object) -> object:
        try:
            return parse(cell)
        except CellError:
            raise
        except ValueError:
            raise CellError("out of range") from None

    return parse_spelled


def _array(item: Parser) -> Parser:
    def array(cell: object) -> list[object]:
        try:
            found = parse_json(cell) if isinstance(cell, str) else cell
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, list):
            raise CellError("not a JSON list")
        return [None if each is None else item(each) for each in found]

    return array


def _of_field(field: "models.Field[Any, Any]") -> Parser:
    def value(cell: object) -> object:
        if isinstance(cell, Decimal) and abs(cell.adjusted()) > _MOST_DIGITS:  # before int() spells out 1E999999
            raise CellError("out of range")
        try:
            return field.to_python(_storable(cell) if isinstance(cell, str) else cell)
        except CellError:
            raise
        except (ArithmeticError, ValidationError, TypeError, ValueError):
            raise CellError(f"not a value of a {type(field).__name__}") from None

    return value


def _boolean(cell: object) -> bool:
    try:
        return _BOOLEANS[str(cell).lower()]
    except KeyError:
        raise CellError("not true or false") from None


def _timestamp(cell: object) -> datetime:
    match = _TIMESTAMP.fullmatch(cell) if isinstance(cell, str) else None
    if match is None:
        raise CellError("not a timestamp")
    day, hour, rest, zone = match.groups()
    if hour is None:
        hour, rest = "0", ":00"
    offset = "+00:00" if zone in _UTC_NAMES else zone
    try:
        return datetime.fromisoformat(f"{day}T{hour:0>2}{rest}{offset}").astimezone(UTC)
    except OverflowError:
        raise CellError("out of range") from None
    except ValueError:
        raise CellError("not a timestamp") from None


def _date(cell: object) -> date:
    match = _TIMESTAMP.fullmatch(cell) if isinstance(cell, str) else None
    try:
        # the day as written: a date has no time zone
        return date.fromisoformat(match[1] if match else "")
    except ValueError:
        raise CellError("not a date") from None


def _number(cell: object) -> Decimal:
    text = str(cell)
    if not _NUMBER.fullmatch(text):
        raise CellError("not a number")
    try:
        return Decimal(text)
    except InvalidOperation:  # the exponent exceeds Decimal's limit
        raise CellError("out of range") from None


def _float(cell: object) -> float:
    number = float(_number(cell))
    if isinf(number):
        raise CellError("out of range")
    return number


def _decimal(max_digits: int | None, decimal_places: int | None) -> Parser:
    if max_digits is None or decimal_places is None:  # numeric without precision, from Django 6.1
        return _number
    # Like numeric(p, s): round half away from zero, then reject more than p digits.
    rounding = Context(prec=max_digits, rounding=ROUND_HALF_UP, traps=[InvalidOperation])
    step = Decimal((0, (1,), -decimal_places))

    def decimal(cell: object) -> Decimal:
        try:
            return rounding.plus(rounding.quantize(_number(cell), step))  # plus turns -0.00 into 0.00
        except InvalidOperation:
            raise CellError(f"too many digits for numeric({max_digits}, {decimal_places})") from None

    return decimal


def _integer(smallest: int, largest: int) -> Parser:
    def integer(cell: object) -> int:
        number = _number(cell)
        if not number:
            return 0
        if number.adjusted() >= _BIGINT_DIGITS:  # before int() expands 1E999999
            raise CellError("out of range")
        whole = int(number)
        if whole != number:
            raise CellError("not a whole number")
        if not smallest <= whole <= largest:
            raise CellError("out of range")
        return whole

    return integer


def _uuid(cell: object) -> UUID:
    try:
        return UUID(str(cell))
    except ValueError:
        raise CellError("not a UUID") from None


def _json(cell: object) -> object:
    try:
        return jsonable(json.loads(cell, parse_float=decimal_or_float) if isinstance(cell, str) else cell)
    except CellError:
        raise
    except (ValueError, RecursionError):
        raise CellError("not JSON") from None


def jsonable(value: object) -> object:
    """Return ``value`` as ``jsonb`` can store it: text checked, ``Decimal`` converted to a finite ``float``."""
    match value:
        case str():
            return _storable(value)
        case dict():
            return {_storable(key): jsonable(item) for key, item in value.items()}
        case list():
            return [jsonable(item) for item in value]
        case int():
            if value.bit_length() > _SPELLED_BITS:
                raise CellError("out of range")
        case float() | Decimal():
            number = float(value)
            if number - number != 0:  # infinite, or NaN
                raise CellError("holds a number that JSON does not have")
            return number
    return value


# The first matching class applies; a DateTimeField is also a DateField.
_BY_CLASS: dict[type["models.Field[Any, Any]"], Parser] = {
    models.BooleanField: _boolean,
    models.DateTimeField: _timestamp,
    models.DateField: _date,
    models.UUIDField: _uuid,
    models.FloatField: _float,
    models.JSONField: _json,
}
