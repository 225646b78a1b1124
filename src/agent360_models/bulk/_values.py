"""Converts values of rows for COPY.

Most values go to the server unchanged, which reads them faster than Python could check them. Only columns that need a
conversion get one, and only a refused batch is checked cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Field, Model
from django.db.models.expressions import DatabaseDefault
from django.utils.functional import Promise

from agent360_models.bulk._live_columns import LiveColumn
from agent360_models.bulk._problems import RowProblem
from agent360_models.bulk._readable import PREPARING, all_are_readable, document, readable, with_elements
from agent360_models.bulk._rows import has_db_default

Convert = Callable[[Any], Any]

# The Python values of these fields can be sent unchanged; any other field converts its values.
_PLAIN = (
    models.AutoField,
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.BooleanField,
    models.DecimalField,
    models.DateField,
    models.DateTimeField,
    models.TimeField,
    models.DurationField,
    models.UUIDField,
)


class Converters:
    """Converts the values of the columns that need it."""

    def __init__(self, columns: Sequence[Field[Any, Any]], connection: Any, first: Sequence[Any]) -> None:
        """Choose the columns to convert; ``first`` shows which columns contain instances instead of keys."""
        self.careful = [converter(field, connection) for field in columns]
        self.always = [place for place, field in enumerate(columns) if not (is_plain(field) or _takes_utc(field))]
        self.always += [
            place
            for place, field in enumerate(columns)
            if place not in self.always and place < len(first) and isinstance(first[place], Model)
        ]
        self.looked_at = [
            (place, are_readable)
            for place, field in enumerate(columns)
            if place not in self.always and (are_readable := all_are_readable(_target(field))) is not None
        ]
        self.defaulting = [place for place, field in enumerate(columns) if has_db_default(field)]

    def convert(self, columns: Sequence[Sequence[Any]], *, only_unchanged: bool = False) -> list[Sequence[Any]]:
        """Return the columns, ready to send; with ``only_unchanged`` raise ``RowProblem`` if one needs a conversion.

        Times and numbers are checked, since PostgreSQL accepts more than Python can read: "now", "24:00", "NaN".
        """
        done = [*columns]
        unreadable = (place for place, are_readable in self.looked_at if not are_readable(columns[place]))
        for place in (*self.always, *unreadable):
            if only_unchanged:
                raise RowProblem("needs a conversion")
            done[place] = [*map(self.careful[place], columns[place])]
        return done

    def masks(self, columns: Sequence[Sequence[Any]]) -> Sequence[frozenset[int]]:
        """Return for each row the positions that it leaves to the database."""
        if any(DatabaseDefault in {*map(type, columns[place])} for place in self.defaulting):
            return [*map(self.mask, zip(*columns, strict=True))]
        return [frozenset()] * len(columns[0])

    def mask(self, values: Sequence[Any]) -> frozenset[int]:
        """Return the positions that a row leaves to the database."""
        return frozenset(place for place in self.defaulting if type(values[place]) is DatabaseDefault)


def default_maker(field: Field[Any, Any], connection: Any) -> Callable[[], Any]:
    """Return a function that makes the Python default of a field, ready to send."""
    convert = converter(field, connection)
    if callable(field.default):
        return lambda: convert(field.get_default())
    return partial(_same, convert(field.get_default()))


def _same(value: Any) -> Any:
    return value


def _target(field: Field[Any, Any]) -> Field[Any, Any]:
    """Return the field whose values a foreign key stores, or the field itself."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def is_plain(field: Field[Any, Any]) -> bool:
    """Tell whether values can be sent unchanged, since the field would not convert them either."""
    field = _target(field)
    return any(
        isinstance(field, kind) and all(getattr(type(field), name) is getattr(kind, name) for name in PREPARING)
        for kind in _PLAIN
    )


def _takes_utc(field: Field[Any, Any]) -> bool:
    """Tell whether a column accepts any UTC time as psycopg writes it."""
    return bool(getattr(field, "takes_utc", False))


def converter(field: Field[Any, Any], connection: Any) -> Convert:
    """Return a function that converts any value for ``field`` into one that psycopg can write."""
    prepare = _preparer(field, connection)
    is_json = isinstance(field, models.JSONField)

    def convert(value: Any) -> Any:
        if value is None or type(value) is DatabaseDefault:
            return None
        if hasattr(value, "resolve_expression"):
            value = _constant(value)
            if value is None and not is_json:
                return None
        try:
            return prepare(value)
        except RowProblem:
            raise
        except (TypeError, ValueError, ArithmeticError, AttributeError, RecursionError, ValidationError):
            raise RowProblem(f"no value for {type(field).__name__}") from None

    return convert


def _constant(value: Any) -> Any:
    if isinstance(value, models.Value):
        return value.value
    if type(value).__name__ == "JSONNull":  # from Django 6.1 on
        return None
    raise RowProblem("an expression, and COPY takes values only")


def _preparer(field: Field[Any, Any], connection: Any) -> Convert:
    if isinstance(field, models.ForeignKey):
        target = field.target_field
        prepare = _preparer(target, connection)
        return lambda value: prepare(getattr(value, target.attname) if isinstance(value, Model) else value)
    if isinstance(field, models.JSONField) and type(field).get_db_prep_value is models.JSONField.get_db_prep_value:
        return partial(document, field.encoder)
    of_own = readable(field, connection) or with_elements(field, connection, _element)
    if of_own is not None:
        return of_own
    if is_plain(field):
        return partial(_almost_plain, field)
    return lambda value: field.get_db_prep_save(value, connection)


def _element(field: Field[Any, Any], connection: Any) -> Convert:
    """Return the function for one element of an array: check that it can be read back, then convert it."""
    within = with_elements(field, connection, _element)
    if within is not None:
        return within
    look = readable(field, connection) or _same
    return lambda value: field.get_db_prep_value(look(value), connection, prepared=False)


def _almost_plain(field: Field[Any, Any], value: Any) -> Any:
    """Return a value that psycopg can write; the server checks whether it fits."""
    if isinstance(value, bool) and isinstance(field, models.IntegerField):
        return int(value)
    return str(value) if isinstance(value, Promise) else value


# Cells, once a batch has been refused


def fitter(live: LiveColumn) -> Callable[[Any], str | None]:
    """Return a function that returns why a converted value does not fit a column, as far as Python can tell."""
    length, digits, integers = live.length, live.digits, live.integers

    def fits(value: Any) -> str | None:
        if isinstance(value, str):
            if length is not None and len(value) > length and len(value.rstrip(" ")) > length:
                return f"longer than {length} characters"  # PostgreSQL cuts off trailing blanks
            return _text_problem(value)
        if integers is not None and isinstance(value, int) and value not in integers:
            return "out of range"
        if digits is not None and isinstance(value, int | Decimal) and not _has_room(value, *digits):
            return f"too many digits for {live.sql_type}"
        return None

    return fits


def _text_problem(value: str) -> str | None:
    if "\0" in value:
        return "holds a NUL character"
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            return "not UTF-8"
    return None


def _has_room(value: int | Decimal, digits: int, places: int) -> bool:
    if isinstance(value, int):
        return bool(abs(value) < 10 ** (digits - places))
    if not value.is_finite():
        return value.is_nan()
    rounding = Context(prec=digits, rounding=ROUND_HALF_UP, traps=[InvalidOperation], Emin=-999999, Emax=999999)
    try:
        rounding.quantize(value, Decimal((0, (1,), -places)))
    except InvalidOperation:
        return False
    return True
