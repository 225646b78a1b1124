"""Django's expressions, extended for moments with the documented hook ``as_postgresql``.

Other fields are not affected.
"""

from typing import Any

from django.db.models import DateTimeField, DurationField, Func, OrderBy, expressions
from django.db.models.expressions import Combinable, DurationExpression, Ref
from django.db.models.functions.datetime import TruncBase

from agent360_models.fields._moment_sql import AtZone, MomentCol, field_of

_COMBINATORS: Any = vars(expressions)["_connector_combinators"]  # register_combinable_fields() appends after Django's


def extend(field_class: type[Any]) -> None:
    """Extend Django's expressions for ``field_class``."""
    TruncBase.as_postgresql = _truncated  # type: ignore[attr-defined]
    DurationExpression.as_postgresql = _shifted  # type: ignore[attr-defined]
    OrderBy.as_postgresql = _ordered  # type: ignore[attr-defined]
    # Inserted before Django's entries, since the first match wins: the results stay moments.
    for connector, sides in (
        (Combinable.ADD, (field_class, DurationField)),
        (Combinable.ADD, (DurationField, field_class)),
        (Combinable.SUB, (field_class, DurationField)),
    ):
        _COMBINATORS[connector].insert(0, (*sides, field_class))


def _truncated(self: Any, compiler: Any, connection: Any, **context: Any) -> Any:
    """Compile a truncation: a truncated moment is a moment, which can be compared and passed to functions.

    PostgreSQL truncates in the given zone. A conversion to local time would merge the two hours at the end of summer
    time.
    """
    zone = self.get_tzname()
    if zone is None or not _is_ours(self):
        return self.as_sql(compiler, connection, **context)
    sql, params = compiler.compile(self.lhs)
    zone = connection.ops._prepare_tzname_delta(zone)  # noqa: SLF001  # as Django passes zones to PostgreSQL
    return f"date_trunc(%s, ({sql})::timestamptz, %s)", (self.kind, *params, zone)


def _shifted(self: Any, compiler: Any, connection: Any, **context: Any) -> Any:
    """Compile a moment plus an interval with days of 24 hours; PostgreSQL would use the session's zone."""
    if not _is_ours(self):
        return self.as_sql(compiler, connection, **context)
    in_utc = self.copy()
    in_utc.set_source_expressions([_in_utc(side) for side in self.get_source_expressions()])
    sql, params = in_utc.as_sql(compiler, connection, **context)
    return f"({sql} AT TIME ZONE 'UTC')", params


def _in_utc(expression: Any) -> Any:
    if not isinstance(field_of(expression), DateTimeField):
        return expression
    return AtZone(expression, zone="UTC", output_field=DateTimeField())


def _ordered(self: Any, compiler: Any, connection: Any, **context: Any) -> Any:
    """Compile a sort by the bare column wherever PostgreSQL allows it, so that its index is used."""
    by = _sorted_by(self.expression, compiler.query)
    if by is not self.expression:
        self = self.copy()
        self.expression = by
    return self.as_sql(compiler, connection, **context)


def _sorted_by(expression: Any, query: Any) -> Any:
    is_grouped = query.group_by is not None
    if isinstance(expression, Ref):
        (source,) = expression.get_source_expressions()
        # DISTINCT ON contains the column as an expression.
        return source if query.distinct_fields and isinstance(source, MomentCol) else expression
    if isinstance(expression, MomentCol):
        has_it_as_expression = query.distinct_fields or (query.subquery and (query.distinct or is_grouped))
        return expression if has_it_as_expression else expression.alone()
    return _Selected(expression) if is_grouped and _is_ours(expression) else expression


def _is_ours(expression: Any) -> bool:
    return hasattr(field_of(expression), "column_zone")


class _Selected(Func):
    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        (selected,) = self.get_source_expressions()
        return selected.select_format(compiler, *compiler.compile(selected))
