"""SQL of conditions, expressions and values, as Django makes it for PostgreSQL: without a database, always the same."""

import datetime as dt
import json
from enum import Enum
from functools import cache
from typing import Any, NoReturn

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.models import NOT_PROVIDED, F, Model, Value
from django.db.models.sql import Query
from django.utils.duration import duration_iso_string

_NEWEST = 180000  # of PostgreSQL, whose SQL has everything that a model can declare


class _Offline(DatabaseWrapper):
    """A connection to no server: nothing of the project's settings, nor of a database, is in its SQL."""

    pg_version = _NEWEST

    def connect(self) -> NoReturn:
        """Refuse: a contract is made of models alone."""
        raise RuntimeError("A contract asks no database.")


@cache
def offline() -> Any:
    """Return the connection that makes the SQL."""
    given = connections.configure_settings({DEFAULT_DB_ALIAS: {"ENGINE": "django.db.backends.postgresql"}})
    connection = _Offline(given[DEFAULT_DB_ALIAS], "contract")
    connection.needs_rollback = True  # so that no field asks it which labels an ENUM type has
    return connection


def condition(of: Any, model: type[Model]) -> str:
    """Return a condition, such as that of a check, as SQL without the name of the table; empty for none."""
    if of is None:
        return ""
    query = Query(model=model, alias_cols=False)
    where: Any = query.build_where(of)
    return _filled(*where.as_sql(query.get_compiler(connection=offline()), offline()))


def expression(of: Any, model: type[Model]) -> str:
    """Return an expression, or the column of a name, as SQL without the name of the table."""
    query = Query(model=model, alias_cols=False)
    resolved = (F(of) if isinstance(of, str) else of).resolve_expression(query, allow_joins=False)
    return _filled(*query.get_compiler(connection=offline()).compile(resolved))


def default(field: Any) -> str:
    """Return the ``db_default`` of a field as SQL; empty where it has none."""
    given = field.db_default
    if given is NOT_PROVIDED:
        return ""
    if isinstance(given, Value):
        given = given.value
    if given is None:
        return ""  # as where nobody says anything
    if hasattr(given, "resolve_expression"):
        return expression(given, field.model)
    is_moment = isinstance(field, models.DateField | models.TimeField)  # which would read it by the time zone
    return literal(given if is_moment else field.get_prep_value(given))


def literal(value: Any) -> str:  # noqa: PLR0911  # one return for each kind
    """Return a value as a literal."""
    value = getattr(value, "obj", value) if type(value).__name__ in ("Json", "Jsonb") else value
    match value:
        case Enum():
            return literal(value.value)
        case None:
            return "NULL"
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case dict():
            return _quoted(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str))
        case list() | tuple():
            return f"ARRAY[{', '.join(map(literal, value))}]"
        case bytes() | bytearray() | memoryview():
            return f"'\\x{bytes(value).hex()}'"
        case dt.datetime():
            moment = value.astimezone(dt.UTC) if value.tzinfo else value
            return _quoted(moment.isoformat(" "))
        case dt.timedelta():
            return _quoted(duration_iso_string(value))
    return _quoted(str(value)) if not isinstance(value, float) else repr(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _filled(sql: str, params: Any) -> str:
    return sql % tuple(map(literal, params))
