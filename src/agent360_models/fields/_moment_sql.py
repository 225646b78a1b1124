"""Moments in SQL: a column stands for itself where it stands alone, and is a ``timestamptz`` within an expression.

Alone means selected, sorted by, assigned, or compared with values: so indexes are used, and nothing is converted.
Within an expression both kinds of column are the same, and PostgreSQL's own rules are right.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldError
from django.db.models import BooleanField, Case, DateField, DateTimeField, Func, Value, When
from django.db.models.expressions import Col, Expression, ExpressionList, ExpressionWrapper, RawSQL
from django.db.models.functions import Cast, Coalesce, Greatest, Least
from django.db.models.functions.datetime import TruncBase
from django.db.models.sql import Query

from agent360_models.fields._expressions import with_each_value

_UTC_NAMES = ("UTC", "Etc/UTC", "GMT", "Etc/GMT")
_CHOICES = (Case, When, Coalesce, Greatest, Least)


def is_utc(zone: str) -> bool:
    return zone in _UTC_NAMES


def since_epoch(sql: str) -> str:
    """Return the SQL of the UTC time, without a zone, of a column of either kind: whatever the session's zone is.

    ``'epoch'`` is of the column's own type, and what is subtracted is an interval.
    """
    return f"(timestamp 'epoch' + ({sql} - 'epoch'))"


class MomentCol(Col):
    """A reference to a column of a ``MomentField``."""

    target: Any

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        sql, params = super().as_sql(compiler, connection)
        zone: str | None = self.target.zone
        if zone is not None:
            return f"({sql} AT TIME ZONE '{zone}')", params
        if is_utc(connection.timezone_name):
            return f"({sql})::timestamptz", params
        return f"({since_epoch(sql)} AT TIME ZONE 'UTC')", params

    def select_format(self, compiler: Any, sql: str, params: Any) -> Any:
        """Select the column itself, unless an outer query goes on with it."""
        if compiler.query.subquery:
            return sql, params
        sql, params = self.alone().as_sql(compiler, compiler.connection)
        # In a session of another zone Django loses which of two hours it was, and without USE_TZ the zone itself.
        as_utc = self.target.zone is None and not is_utc(compiler.connection.timezone_name)
        return since_epoch(sql) if as_utc else sql, params

    def alone(self) -> Col:
        """Return the column as it is stored."""
        return Col(self.alias, self.target, self.output_field)


# What a column is compared with, and what is assigned to it


class _Stored(RawSQL):
    """A value as a column of ``field`` takes it."""

    def __init__(self, value: Any, field: Any) -> None:
        super().__init__("%s", [field.stored(field.get_prep_value(value))], output_field=field)


class AtZone(Func):
    """A moment as the local time of a zone."""

    template = "((%(expressions)s)::timestamptz AT TIME ZONE '%(zone)s')"
    arity = 1


class _Moment(Func):
    """A local time of a truncation, which Django hands out of SQL without its zone, as the moment that it means."""

    arity = 1
    output_field = DateTimeField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        (truncated,) = self.get_source_expressions()
        sql, params = compiler.compile(truncated)
        sql, params = connection.ops._convert_sql_to_tz(f"({sql})", params, truncated.get_tzname())  # noqa: SLF001  # as Django made it local
        return f"({sql})", params  # BETWEEN takes no bare AT TIME ZONE


def compared(lookup: Any, connection: Any) -> Any:
    """Return a lookup with both sides of one kind, and the column by itself wherever that is possible."""
    field, rhs = lookup.lhs.output_field, lookup.rhs
    is_value = lookup.rhs_is_direct_value()
    changed = lookup.copy()
    needs_moments = not is_value and (
        isinstance(rhs, Query) and lookup.lookup_name == "in" if field.zone else not is_utc(connection.timezone_name)
    )
    if isinstance(lookup.lhs, MomentCol) and not needs_moments:
        changed.lhs = lookup.lhs.alone()
        changed.rhs = rhs if is_value else in_column(rhs, field)
        return changed
    if field.zone is not None:
        changed.lhs = ExpressionWrapper(lookup.lhs, type(field)())  # no local time any more
    if not is_value:
        _refuse_dates(rhs)
        changed.rhs = moments(rhs)
    return changed


def in_column(expression: Any, field: Any) -> Any:
    """Return an expression as the column of ``field`` holds it.

    Raises ``FieldError`` for an expression that is a date.
    """
    is_choice = isinstance(expression, _CHOICES) and field.zone is not None
    if is_choice or isinstance(expression, ExpressionList):
        return with_each_value(expression, lambda value: in_column(value, field))
    if isinstance(expression, Value):
        return _Stored(expression.value, field) if isinstance(expression.value, dt.date) else expression
    if isinstance(expression, MomentCol) and expression.target.zone == field.zone:
        return expression.alone()
    if field.zone is None:
        _refuse_dates(expression)
        return moments(expression)
    if isinstance(expression, Cast) and isinstance(expression.output_field, type(field)):
        return Cast(in_column(expression.get_source_expressions()[0], field), field)
    _refuse_dates(expression)
    return AtZone(moments(expression), zone=field.zone, output_field=field)


def assigned(expression: Any, field: Any, connection: Any) -> Any:
    """Return an expression as it can be assigned to the column of ``field``.

    Raises ``FieldError`` where PostgreSQL would convert it by a session's zone that is not UTC.
    """
    if field.zone is None and isinstance(expression, Cast):
        (source,) = expression.get_source_expressions()
        if isinstance(source, Case):  # made by bulk_update
            return _of_column_type(with_each_value(source, lambda value: _chosen(value, field, connection)), field)
    found = in_column(expression, field)
    is_stored = field.zone is not None or isinstance(found, _Stored | Value) or type(found) is Col
    if not is_stored and not is_utc(connection.timezone_name):
        raise FieldError(
            f"{field} is assigned an expression, which PostgreSQL would convert by the session's time zone,"
            f" {connection.timezone_name}. Assign a value, or have a session in UTC:"
            f" DATABASES[{connection.alias!r}] without TIME_ZONE, and USE_TZ."
        )
    return found


def _chosen(value: Any, field: Any, connection: Any) -> Any:
    if isinstance(value, When):
        return with_each_value(value, lambda each: assigned(each, field, connection))
    return assigned(value, field, connection)


def _of_column_type(case: Any, field: Any) -> Any:
    """Add a branch that never applies: PostgreSQL would take a choice of literals for text."""
    changed = case.copy()
    column = Col(field.model._meta.db_table, field)
    changed.cases = [*case.cases, When(RawSQL("false", [], output_field=BooleanField()), then=column)]
    return changed


def moments(expression: Any) -> Any:
    """Return an expression in which every value is typed, and every truncation is a moment."""
    if isinstance(expression, Value):
        changed = expression.copy()
        changed.for_save = False
        return changed
    if not isinstance(expression, Expression):
        return expression
    sources = expression.get_source_expressions()
    changes = [moments(source) for source in sources]
    if any(new is not old for new, old in zip(changes, sources, strict=True)):
        expression = expression.copy()
        expression.set_source_expressions(changes)
    if isinstance(expression, _CHOICES) and _is_mixed(expression):
        expression = expression.copy()
        expression.output_field = DateTimeField()
    return _Moment(expression) if _is_local(expression) else expression


def _is_mixed(expression: Any) -> bool:
    """Tell whether an expression chooses among moments of several classes, for which Django asks an output field."""
    try:
        return expression.output_field is None
    except FieldError:
        return all(isinstance(field, DateTimeField) for field in expression.get_source_fields() if field)


def refuse_local_times(expression: Any) -> None:
    """Raise ``FieldError`` for an expression that mixes moments with a truncation of something else."""
    if isinstance(expression, Expression) and any(map(_is_local, expression.flatten())):
        raise FieldError(
            "A truncated time is mixed with moments, and it is the local time of the current zone."
            " Truncate outside of the mixture, or in Python."
        )


def _is_local(expression: Any) -> bool:
    """Tell whether the SQL of an expression is a local time, although Django calls it a DateTimeField."""
    return settings.USE_TZ and isinstance(expression, TruncBase) and type(expression.output_field) is DateTimeField


def _refuse_dates(expression: Any) -> None:
    each = expression.get_source_expressions() if isinstance(expression, ExpressionList) else [expression]
    if any(isinstance(field_of(one), DateField) and not isinstance(field_of(one), DateTimeField) for one in each):
        raise FieldError(
            "A date is not a moment, and begins at another one in each zone: compare a column's __date with it, or"
            " truncate to the day by TruncDay, which gives the moment."
        )


def field_of(expression: Any) -> Any:
    """Return the output field of an expression, ``None`` where Django cannot tell."""
    try:
        return getattr(expression, "output_field", None)
    except FieldError:
        return None
