"""Moments in SQL: a column alone is used unchanged, and inside an expression it becomes a ``timestamptz``.

Alone means selected, sorted by, assigned, or compared with values: indexes are used, and nothing is converted. Inside
an expression both kinds of column behave the same, and PostgreSQL's rules apply.
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
    """Return the SQL for the UTC time without zone of either kind of column, independent of the session's zone.

    ``'epoch'`` takes the type of the column, and the difference is an interval.
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
        """Select the bare column, unless an outer query uses it."""
        if compiler.query.subquery:
            return sql, params
        sql, params = self.alone().as_sql(compiler, compiler.connection)
        # In a session of another zone Django loses the offset of an ambiguous hour, and without USE_TZ the zone itself.
        as_utc = self.target.zone is None and not is_utc(compiler.connection.timezone_name)
        return since_epoch(sql) if as_utc else sql, params

    def alone(self) -> Col:
        """Return the bare column."""
        return Col(self.alias, self.target, self.output_field)


# Compared and assigned values


class _Stored(RawSQL):
    """A value in the form that a column of ``field`` stores."""

    def __init__(self, value: Any, field: Any) -> None:
        super().__init__("%s", [field.stored(field.get_prep_value(value))], output_field=field)


class AtZone(Func):
    """The local time of a moment in a zone."""

    template = "((%(expressions)s)::timestamptz AT TIME ZONE '%(zone)s')"
    arity = 1


class _Moment(Func):
    """The moment of a truncation, which Django's SQL returns as a local time without zone."""

    arity = 1
    output_field = DateTimeField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        (truncated,) = self.get_source_expressions()
        sql, params = compiler.compile(truncated)
        sql, params = connection.ops._convert_sql_to_tz(f"({sql})", params, truncated.get_tzname())  # noqa: SLF001  # as Django converted it to local time
        return f"({sql})", params  # BETWEEN takes no bare AT TIME ZONE


def compared(lookup: Any, connection: Any) -> Any:
    """Return a lookup with both sides of the same type, and the bare column wherever possible."""
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
        changed.lhs = ExpressionWrapper(lookup.lhs, type(field)())  # no longer a local time
    if not is_value:
        _refuse_dates(rhs)
        changed.rhs = moments(rhs)
    return changed


def in_column(expression: Any, field: Any) -> Any:
    """Return an expression in the form that the column of ``field`` stores.

    Raises ``FieldError`` for a date expression.
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
    """Return an expression that can be assigned to the column of ``field``.

    Raises ``FieldError`` if PostgreSQL would convert the expression with a session zone other than UTC.
    """
    if field.zone is None and isinstance(expression, Cast):
        (source,) = expression.get_source_expressions()
        if isinstance(source, Case):  # made by bulk_update
            return _of_column_type(with_each_value(source, lambda value: _chosen(value, field, connection)), field)
    found = in_column(expression, field)
    is_stored = field.zone is not None or isinstance(found, _Stored | Value) or type(found) is Col
    if not is_stored and not is_utc(connection.timezone_name):
        raise FieldError(
            f"{field} is assigned an expression, which PostgreSQL would convert with the session's time zone,"
            f" {connection.timezone_name}. Assign a value, or use a session in UTC:"
            f" DATABASES[{connection.alias!r}] without TIME_ZONE, and USE_TZ."
        )
    return found


def _chosen(value: Any, field: Any, connection: Any) -> Any:
    if isinstance(value, When):
        return with_each_value(value, lambda each: assigned(each, field, connection))
    return assigned(value, field, connection)


def _of_column_type(case: Any, field: Any) -> Any:
    """Add a branch that never applies, because PostgreSQL would give a CASE of literals the type text."""
    changed = case.copy()
    column = Col(field.model._meta.db_table, field)
    changed.cases = [*case.cases, When(RawSQL("false", [], output_field=BooleanField()), then=column)]
    return changed


def moments(expression: Any) -> Any:
    """Return an expression with typed values and with truncations as moments."""
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
    """Tell whether an expression mixes several field classes of moments, so that Django needs an output field."""
    try:
        return expression.output_field is None
    except FieldError:
        return all(isinstance(field, DateTimeField) for field in expression.get_source_fields() if field)


def refuse_local_times(expression: Any) -> None:
    """Raise ``FieldError`` for an expression that mixes moments with a truncation of another field."""
    if isinstance(expression, Expression) and any(map(_is_local, expression.flatten())):
        raise FieldError(
            "An expression mixes moments with a truncated time, which is a local time of the current zone."
            " Truncate outside of the expression, or in Python."
        )


def _is_local(expression: Any) -> bool:
    """Tell whether the SQL of an expression is a local time, although its output field is a DateTimeField."""
    return settings.USE_TZ and isinstance(expression, TruncBase) and type(expression.output_field) is DateTimeField


def _refuse_dates(expression: Any) -> None:
    each = expression.get_source_expressions() if isinstance(expression, ExpressionList) else [expression]
    if any(isinstance(field_of(one), DateField) and not isinstance(field_of(one), DateTimeField) for one in each):
        raise FieldError(
            "A date is not a moment, since it begins at a different moment in each zone. Compare it with the column's"
            " __date, or use TruncDay, which returns a moment."
        )


def field_of(expression: Any) -> Any:
    """Return the output field of an expression; ``None`` if Django cannot tell."""
    try:
        return getattr(expression, "output_field", None)
    except FieldError:
        return None
