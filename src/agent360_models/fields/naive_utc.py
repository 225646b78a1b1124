"""Columns of ``timestamp without time zone`` into which an application writes UTC."""

import datetime as dt
from typing import Any, TypeVar

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Case, Field, Func, Transform, Value, When, lookups
from django.db.models.expressions import DatabaseDefault
from django.db.models.functions import Coalesce, Greatest, Least
from django.db.models.sql import Query

from agent360_models.fields._expressions import with_each_value
from agent360_models.fields._typing import DateTimeField, Lookup

__all__ = ["NaiveUTCDateTimeField", "utc_now"]

_ST_contra = TypeVar("_ST_contra", contravariant=True)
_GT_co = TypeVar("_GT_co", covariant=True)


def utc_now() -> dt.datetime:
    """Return the present time, aware and in UTC whatever ``USE_TZ`` says: the default of such columns."""
    return dt.datetime.now(dt.UTC)


class NaiveUTCDateTimeField(DateTimeField[_ST_contra, _GT_co]):
    """A column ``timestamp without time zone`` that holds UTC.

    Python sees aware datetimes in UTC, whatever ``USE_TZ``, ``TIME_ZONE`` and the session's zone are. A naive one
    that is given counts as UTC, without a warning.

    In SQL the column stays a naive timestamp. ``__date``, ``__year`` and their like, as lookups, know that; a
    function such as ``TruncDay`` or ``ExtractHour`` is given ``"<column>__utc"``, which is the moment itself.
    """

    description = "Timestamp without time zone, in UTC"

    def db_type(self, connection: Any) -> str:
        """Return the type without a time zone."""
        return "timestamp"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return what the database has, as UTC."""
        return _aware(value)

    def to_python(self, value: Any) -> Any:
        """Return an aware datetime of what a form, a fixture or a caller gives."""
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            value = dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
        return _aware(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        """Return an aware datetime, where Django's own field would warn of a naive one."""
        return self.to_python(Field.get_prep_value(self, value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  # as Django's
        """Return the value without its zone: psycopg would send a zone, and PostgreSQL shift to the session's."""
        value = value if prepared else self.get_prep_value(value)
        return _aware(value).replace(tzinfo=None) if isinstance(value, dt.datetime) else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Turn an expression, such as ``Now()``, into a naive time."""
        if isinstance(value, DatabaseDefault):
            return value
        return _naive(value) if hasattr(value, "as_sql") else super().get_db_prep_save(value, connection)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  # Django's
        """Fill the column by the clock if it is ``auto_now`` or ``auto_now_add``."""
        if self.auto_now or (self.auto_now_add and add):
            setattr(model_instance, self.attname, utc_now())
        return getattr(model_instance, self.attname)

    def get_transform(self, lookup_name: str) -> Any:
        """Return Django's transform, such as ``date``, of the moment and not of the naive time."""
        transform: Any = super().get_transform(lookup_name)
        if transform is None or transform is _Utc:
            return transform
        return lambda lhs, *args, **kwargs: transform(_Utc(lhs), *args, **kwargs)


@NaiveUTCDateTimeField.register_lookup
class _Utc(Transform):
    lookup_name = "utc"
    template = "(%(expressions)s AT TIME ZONE 'UTC')"
    output_field = models.DateTimeField()


class _WithNaive(Lookup[Any]):
    """Compares with an expression, such as ``Now()``, as a naive time; PostgreSQL would take the session's zone."""

    def get_prep_lookup(self) -> Any:
        if isinstance(self.rhs, list | tuple):
            self.rhs = type(self.rhs)(map(_naive, self.rhs))
        else:
            self.rhs = _naive(self.rhs)
        return super().get_prep_lookup()


class _Exact(_WithNaive, lookups.Exact): ...


class _In(_WithNaive, lookups.In): ...


class _GreaterThan(_WithNaive, lookups.GreaterThan): ...


class _GreaterThanOrEqual(_WithNaive, lookups.GreaterThanOrEqual): ...


class _LessThan(_WithNaive, lookups.LessThan): ...


class _LessThanOrEqual(_WithNaive, lookups.LessThanOrEqual): ...


class _Range(_WithNaive, lookups.Range): ...


for _lookup in (_Exact, _In, _GreaterThan, _GreaterThanOrEqual, _LessThan, _LessThanOrEqual, _Range):
    NaiveUTCDateTimeField.register_lookup(_lookup)


class _Naive(Func):
    # Of a naive time the seconds since 1970 are counted as if it were UTC, and so they are for a time with a zone:
    # this is right for both, and an expression does not tell of which kind it is.
    template = "('epoch'::timestamp + extract(epoch FROM %(expressions)s) * interval '1 second')"
    output_field = NaiveUTCDateTimeField[Any, Any]()


def _naive(value: Any) -> Any:
    """Return an expression as a naive time; what it chooses from, where it chooses. Anything else is left alone."""
    if not hasattr(value, "as_sql") or isinstance(value, Query) or (isinstance(value, Value) and value.value is None):
        return value
    if isinstance(value, Case | When | Coalesce | Greatest | Least):
        return with_each_value(value, _naive)
    return value if _is_naive(value) else _Naive(value)


def _is_naive(expression: Any) -> bool:
    try:
        return isinstance(expression.output_field, NaiveUTCDateTimeField)
    except FieldError:
        return False


def _aware(value: Any) -> Any:
    if not isinstance(value, dt.datetime):
        return value
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
