"""Checks for values that PostgreSQL accepts but Python could not read back, or would read back as another value.

Examples are times (``24:00``, ``infinity``, years outside 1 to 9999), texts (the server replaces ``now``) and numbers
(``NaN``, which Django's fields refuse). No row may contain such a value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from math import isfinite
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeField
from django.db import models
from django.db.models import Field
from psycopg.adapt import Transformer
from psycopg.pq import Format
from psycopg.types.range import Range

from agent360_models.bulk._problems import RowProblem

Convert = Callable[[Any], Any]

_OUT_OF_RANGE = "out of range"
_MOST_BITS = 131_072 * 10 // 3  # about as many bits as the largest numeric has
_NOT_FINITE = re.compile(r"\s*[+-]?(?:nan|inf|infinity)\s*", re.IGNORECASE)

# In these columns PostgreSQL accepts more texts than Django does.
_LOOKED_AT = (models.DateField, models.TimeField, models.DurationField, models.DecimalField, models.FloatField)
_RANGES = (RangeField.get_prep_value, DateTimeRangeField.get_prep_value)
PREPARING = ("get_prep_value", "get_db_prep_value", "get_db_prep_save")  # what a custom field class overrides


# A whole column


def all_are_readable(field: Field[Any, Any]) -> Callable[[Sequence[Any]], bool] | None:
    """Return a quick function that tells whether all values of a column can be sent unchanged.

    ``None`` for a field whose values always can. If the function returns false, each value is checked separately.
    """
    if isinstance(field, models.DateTimeField):
        if getattr(field, "takes_utc", False):
            return lambda values: _are_moments(values, utc=True)
        return _are_moments if settings.USE_TZ else lambda values: {datetime, type(None)}.issuperset(map(type, values))
    if isinstance(field, models.DecimalField):
        return _are_decimals
    kinds = next((kinds for kind, kinds in _KINDS.items() if isinstance(field, kind)), None)
    return None if kinds is None else lambda values: kinds.issuperset(map(type, values))


_KINDS: dict[type[Field[Any, Any]], set[type]] = {
    models.DateField: {date, type(None)},
    models.TimeField: {time, type(None)},
    models.DurationField: {timedelta, type(None)},
    models.FloatField: {float, int, type(None)},
}
_zone = attrgetter("tzinfo")


def _are_moments(values: Sequence[Any], *, utc: bool = False) -> bool:
    """Tell whether all are aware datetimes (in UTC with ``utc``) and none is in the first or last year."""
    found = [value for value in values if value is not None]
    try:
        zones = {*map(_zone, found)}  # by far the quickest way
        if zones - {UTC} if utc else None in zones:
            return False
        return not found or (min(found).year > date.min.year and max(found).year < date.max.year)
    except (AttributeError, TypeError):
        return False


def _are_decimals(values: Sequence[Any]) -> bool:
    found = [value for value in values if value is not None]
    try:
        return all(map(Decimal.is_finite, found))  # by far the quickest way
    except TypeError:
        return all(type(value) is int or (type(value) is Decimal and value.is_finite()) for value in found)


# One value


def readable(field: Field[Any, Any], connection: Any) -> Convert | None:
    """Return a function that converts a value so that it can be read back, or raises ``RowProblem``.

    ``None`` for a field that does not need one.
    """
    if isinstance(field, models.DateTimeField) and (settings.USE_TZ or _takes_naive(field)):
        return partial(_moment, field, connection)
    if isinstance(field, models.DateField):
        return lambda value: field.get_db_prep_save(value, connection)
    kind = next((kind for kind in _LOOKED_AT if isinstance(field, kind)), None)
    if kind is None or any(getattr(type(field), name) is not getattr(kind, name) for name in PREPARING):
        return None
    prepare: dict[type[Field[Any, Any]], Convert] = {
        models.TimeField: partial(_time_of_day, field),
        models.DurationField: field.to_python,
        models.DecimalField: partial(_finite, refuse_floats=True),
        models.FloatField: partial(_finite, refuse_floats=False),
    }
    return prepare[kind]


def _takes_naive(field: Field[Any, Any]) -> bool:
    """Tell whether the field defines the time zone of dates and naive times."""
    return hasattr(field, "column_zone")


def _moment(field: Field[Any, Any], connection: Any, value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime) and not _takes_naive(field):
        raise RowProblem("a date without a time of day")
    found = field.to_python(value)
    if found is None:
        return None
    if found.tzinfo is None:
        raise RowProblem("a time without a time zone")
    try:
        found.astimezone(ZoneInfo(connection.timezone_name))  # the zone in which the server writes it
        return field.get_db_prep_save(found, connection)
    except OverflowError:
        raise RowProblem(_OUT_OF_RANGE) from None


def _time_of_day(field: Field[Any, Any], value: Any) -> Any:
    if isinstance(value, str) and value.strip().startswith("24"):  # Python 3.14 and later reads it as 00:00
        raise RowProblem(_OUT_OF_RANGE)
    return field.to_python(value)


def _finite(value: Any, *, refuse_floats: bool) -> Any:
    """Return a finite number, or its text; with ``refuse_floats`` a ``float`` that is NaN or infinite is refused."""
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:  # converting it to text would take minutes
        raise RowProblem(_OUT_OF_RANGE)
    if isinstance(value, str):
        is_finite = not _NOT_FINITE.fullmatch(value)
    elif isinstance(value, Decimal):
        is_finite = value.is_finite()
    else:
        is_finite = not (refuse_floats and isinstance(value, float)) or isfinite(value)
    if not is_finite:
        raise RowProblem("not a finite number")
    return value


def document(encoder: type[json.JSONEncoder] | None, value: Any) -> str:
    """Return a value as JSON, without NaN and infinity."""
    try:
        return json.dumps(value, cls=encoder, allow_nan=False)
    except (TypeError, ValueError, ArithmeticError, RecursionError):
        raise RowProblem("not JSON") from None


# Arrays and ranges


def with_elements(field: Any, connection: Any, element: Callable[[Field[Any, Any], Any], Convert]) -> Convert | None:
    """Return a function that converts an array or a range by converting its elements.

    ``element`` makes the function for one element. ``None`` for other fields.
    """
    if isinstance(field, ArrayField) and type(field).get_db_prep_value is ArrayField.get_db_prep_value:
        prepare: Convert = partial(_array, element(field.base_field, connection))
        oid = psycopg.adapters.types["text"].array_oid if _is_looked_at(_leaf(field)) else None
    elif isinstance(field, RangeField) and type(field).get_prep_value in _RANGES:
        base: Any = field.base_field
        prepare = partial(_range, field, readable(base, connection) or (lambda bound: bound))
        oid = psycopg.adapters.types[str(field.db_type(connection))].oid if _is_looked_at(base) else None
    else:
        return None
    return lambda value: _literal(oid, connection, prepare, value) if isinstance(value, str) else prepare(value)


def _leaf(field: Field[Any, Any]) -> Field[Any, Any]:
    return _leaf(field.base_field) if isinstance(field, ArrayField) else field


def _is_looked_at(field: Field[Any, Any]) -> bool:
    return isinstance(field, _LOOKED_AT)


def _array(prepare: Convert, value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return value
    return [None if item is None else prepare(item) for item in value]


def _range(field: Any, prepare: Convert, value: Any) -> Any:
    found = field.get_prep_value(value)
    if not isinstance(found, Range) or found.isempty:
        return found
    lower, upper = (None if bound is None else prepare(bound) for bound in (found.lower, found.upper))
    # For dates the server stores the day after the last one.
    if type(lower or upper) is date and (upper if found.upper_inc else lower if not found.lower_inc else 0) == date.max:
        raise RowProblem(_OUT_OF_RANGE)
    return type(found)(lower, upper, found.bounds)


def _literal(oid: int | None, connection: Any, prepare: Convert, text: str) -> str:
    """Return the text of an array or a range unchanged, if the value that psycopg reads from it could be sent."""
    if oid is not None:
        transformer = Transformer.from_context(connection.connection)
        try:
            prepare(transformer.get_loader(oid, Format.TEXT).load(text.encode()))
        except (psycopg.Error, UnicodeError, TypeError):
            raise RowProblem("a text that Python cannot read") from None
    return text
