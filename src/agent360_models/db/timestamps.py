"""Columns of ``timestamp without time zone`` into which an application writes UTC."""

from __future__ import annotations  # DateTimeField takes its parameters only in the type checker

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models
from django.db.models import Field, Func, Transform, lookups

__all__ = ["NaiveUTCDateTimeField", "utc_now"]

_ST_contra = TypeVar("_ST_contra", contravariant=True)
_GT_co = TypeVar("_GT_co", covariant=True)

if TYPE_CHECKING:

    class _DateTimeField(models.DateTimeField[_ST_contra, _GT_co]):
        pass

    _Lookup = lookups.Lookup[Any]
else:
    _Lookup = lookups.Lookup

    class _DateTimeField(models.DateTimeField):
        def __class_getitem__(cls, types: object) -> type:
            return cls


def utc_now() -> datetime.datetime:
    """Return the present time, aware and in UTC whatever ``USE_TZ`` says: the default of such columns."""
    return datetime.datetime.now(datetime.UTC)


class NaiveUTCDateTimeField(_DateTimeField[_ST_contra, _GT_co]):
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
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            value = datetime.datetime(value.year, value.month, value.day, tzinfo=datetime.UTC)
        return _aware(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        """Return an aware datetime, where Django's own field would warn of a naive one."""
        return self.to_python(Field.get_prep_value(self, value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  # Django's
        """Return the value without its zone: psycopg would send a zone, and PostgreSQL shift to the session's."""
        value = value if prepared else self.get_prep_value(value)
        return _aware(value).replace(tzinfo=None) if isinstance(value, datetime.datetime) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  # Django's
        """Fill the column by the clock if it is ``auto_now`` or ``auto_now_add``."""
        if self.auto_now or (self.auto_now_add and add):
            setattr(model_instance, self.attname, utc_now())
        return getattr(model_instance, self.attname)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Return the placeholder of an expression, as a naive time; Django up to 6.0 asks for it."""
        return _NAIVE % "%s" if _is_foreign(value) else "%s"

    def get_placeholder_sql(self, value: Any, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the SQL of a value or of an expression, as a naive time; Django from 6.1 on asks for it."""
        if not hasattr(value, "as_sql"):
            return "%s", (value,)
        sql, params = compiler.compile(value)
        return (_NAIVE % sql if _is_foreign(value) else sql), params

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


class _WithNaive(_Lookup):
    """Compares with an expression, such as ``Now()``, as a naive time; PostgreSQL would take the session's zone."""

    def get_prep_lookup(self) -> Any:
        if isinstance(self.rhs, list | tuple):
            self.rhs = type(self.rhs)(_Naive(item) if _is_foreign(item) else item for item in self.rhs)
        elif _is_foreign(self.rhs):
            self.rhs = _Naive(self.rhs)
        return super().get_prep_lookup()


for _name in ("exact", "in", "gt", "gte", "lt", "lte", "range"):
    _existing: Any = models.DateTimeField().get_lookup(_name)
    NaiveUTCDateTimeField.register_lookup(type(f"_WithNaive{_existing.__name__}", (_WithNaive, _existing), {}))


# The seconds since 1970 of a naive timestamp are counted as if it were UTC, those of the other kind are what they
# are: so this is right for both, and an expression does not tell of which kind it is.
_NAIVE = "('epoch'::timestamp + extract(epoch FROM %s) * interval '1 second')"


class _Naive(Func):
    template = _NAIVE % "%(expressions)s"
    output_field = NaiveUTCDateTimeField[Any, Any]()


def _is_foreign(value: Any) -> bool:
    """Tell whether ``value`` is an expression of which it is not known that it is a naive time in UTC."""
    if not hasattr(value, "resolve_expression") or not hasattr(value, "as_sql"):
        return False
    return not isinstance(getattr(value, "_output_field_or_none", None), NaiveUTCDateTimeField)


def _aware(value: Any) -> Any:
    if not isinstance(value, datetime.datetime):
        return value
    return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)
