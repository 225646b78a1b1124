"""Columns that hold moments, with a time zone or without one."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.db import models
from django.db.models import Field, lookups
from django.db.models.expressions import Col, DatabaseDefault
from django.db.models.functions.datetime import TruncBase
from django.utils import timezone

from agent360_models.fields._forms import moment_form_field
from agent360_models.fields._moment_functions import extend
from agent360_models.fields._moment_sql import MomentCol, assigned, compared, refuse_local_times
from agent360_models.fields._typing import DateTimeField, Lookup
from agent360_models.typed import override

__all__ = ["MomentField", "utc_now"]

_ST_contra = TypeVar("_ST_contra", contravariant=True)
_GT_co = TypeVar("_GT_co", covariant=True)


def utc_now() -> dt.datetime:
    """Return the present time, aware and in UTC whatever ``USE_TZ`` says: the default of such columns."""
    return dt.datetime.now(dt.UTC)


class MomentField(DateTimeField[_ST_contra, _GT_co]):
    """A column of moments: ``timestamp with time zone``, or ``timestamp`` without one that holds UTC.

    It works on both kinds without being told. Python sees aware datetimes, and reading and saving a row changes
    nothing, whatever ``TIME_ZONE`` is. A naive datetime that is given counts as UTC, without a warning.

    With ``zone`` the column is a ``timestamp`` without time zone, and holds the local time of that zone. Datetimes
    are handed out in it, and a naive one that is given is local time there.

    Args:
        verbose_name: as in every field of Django.
        name: as in every field of Django.
        zone: the zone whose local time the column holds, such as ``"UTC"`` or ``"Europe/Berlin"``.
        precision: the digits of a second that the column keeps, where it keeps fewer than six.
        **options: what ``DateTimeField`` takes.

    Raises:
        zoneinfo.ZoneInfoNotFoundError: there is no such zone.

    """

    description = "Moment"
    precision: int | None = None

    def __init__(
        self,
        verbose_name: Any = None,
        name: str | None = None,
        *,
        zone: str | None = None,
        precision: int | None = None,
        **options: Any,
    ) -> None:
        self.zone = zone
        self.precision = precision
        self._tz = dt.UTC if zone in (None, "UTC") else ZoneInfo(str(zone))
        super().__init__(verbose_name, name, **options)

    @override
    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.zone is not None:
            kwargs["zone"] = self.zone
        if self.precision is not None:
            kwargs["precision"] = self.precision
        return name, path, args, kwargs

    # Columns

    @property
    def column_zone(self) -> str:
        """The zone whose local time the column holds, if it is without time zone."""
        return self.zone or "UTC"

    @property
    def takes_utc(self) -> bool:
        """True where the column takes a datetime in UTC as psycopg writes it, with its offset."""
        return self.zone is None

    @property
    def other_db_types(self) -> tuple[str, ...]:
        """The types of columns, besides ``db_type``, that the field is right on."""
        return (f"timestamp{self._modifier} without time zone",) if self.zone is None else ()

    @override
    def db_type(self, connection: Any) -> str | None:
        return f"timestamp{self._modifier} {'with' if self.zone is None else 'without'} time zone"

    @property
    def _modifier(self) -> str:
        return "" if self.precision is None else f"({self.precision})"

    def get_col(self, alias: Any, output_field: Any = None) -> Any:
        """Return a reference to the column, for an expression."""
        if alias == self.model._meta.db_table and output_field in (None, self):
            return self.cached_col
        return MomentCol(alias, self, output_field)

    @cached_property
    def cached_col(self) -> Any:
        """The reference to the column of the model's own table."""
        return MomentCol(self.model._meta.db_table, self)

    # Values in

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return what the database has, as an aware datetime."""
        is_column = isinstance(expression, Col)
        if not is_column:
            refuse_local_times(expression)
        if not isinstance(value, dt.datetime):
            # A constant that is selected is text: nothing says its type.
            return value if value is None else self.to_python(value)
        if isinstance(expression, TruncBase):
            # Django took the wall clock, which is UTC's, for that of the current zone.
            return value.replace(tzinfo=dt.UTC).astimezone(expression.tzinfo or timezone.get_current_timezone())
        if value.tzinfo is None:
            value = self._aware(value) if is_column else value.replace(tzinfo=dt.UTC)
        return value if self.zone is None else value.astimezone(self._tz)

    def select_format(self, compiler: Any, sql: str, params: Any) -> Any:
        """Select an expression in UTC, unless an outer query goes on with it: Django would rely on the session."""
        return (sql if compiler.query.subquery else f"(({sql})::timestamptz AT TIME ZONE 'UTC')"), params

    def to_python(self, value: Any) -> Any:
        """Return an aware datetime of what a form, a fixture or a caller gives; a date is its midnight."""
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            value = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001  # its zone follows
        return self._aware(super().to_python(value))

    def _aware(self, value: Any) -> Any:
        """Return a naive datetime with its zone; of two readings the one that PostgreSQL takes."""
        if not isinstance(value, dt.datetime) or value.tzinfo is not None:
            return value
        first, second = (value.replace(tzinfo=self._tz, fold=fold) for fold in (0, 1))
        # An hour that comes twice: the second. An hour that is left out: as if the clocks had not changed yet.
        is_twice = (first.utcoffset() or dt.timedelta()) > (second.utcoffset() or dt.timedelta())
        return second if is_twice else first

    # Values out

    def get_prep_value(self, value: Any) -> Any:
        """Return an aware datetime, where Django's own field would warn of a naive one."""
        return self.to_python(Field.get_prep_value(self, value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  # as Django's
        """Return a moment for an expression; for a lookup, which has ``prepared`` it, the value as it is stored."""
        return self.stored(value) if prepared else self.get_prep_value(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return a value or an expression as it is stored.

        Raises ``FieldError`` for an expression that cannot be assigned.
        """
        if isinstance(value, DatabaseDefault):
            return value
        if hasattr(value, "as_sql"):
            return assigned(value, self, connection)
        return self.stored(self.get_prep_value(value))

    def stored(self, value: Any) -> Any:
        """Return an aware datetime as the column takes it, whatever the session's zone.

        Without ``zone`` that is text: PostgreSQL reads it as the column's own type. It minds the offset where that
        has a time zone, and leaves it out where it has not, so the offset is always that of UTC.
        """
        if not isinstance(value, dt.datetime):
            return value
        if self.zone is None:
            return value.astimezone(dt.UTC).isoformat(sep=" ")
        local = value if value.tzinfo is self._tz else value.astimezone(self._tz)  # an hour left out stays as it is
        return local.replace(tzinfo=None, fold=0)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Return a placeholder without a type; Django up to 6.0 asks for it, and makes no arrays of values then."""
        return "%s"

    def get_placeholder_sql(self, value: Any, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        """Return a placeholder without a type; Django from 6.1 on asks for it, and makes no arrays of values then."""
        if hasattr(value, "as_sql"):
            sql, params = compiler.compile(value)
            return sql, params
        return "%s", (value,)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  # Django's
        """Fill the column by the clock if it is ``auto_now`` or ``auto_now_add``."""
        if self.auto_now or (self.auto_now_add and add):
            setattr(model_instance, self.attname, utc_now())
        return getattr(model_instance, self.attname)

    def formfield(self, **options: Any) -> Any:
        """Return a form field of local time, which keeps the moment to the microsecond if nobody changes it."""
        options["form_class"] = moment_form_field(options.get("form_class", forms.DateTimeField))
        return super().formfield(**options)


# Lookups


class _Compared(Lookup[Any]):
    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return super(_Compared, compared(self, connection)).as_sql(compiler, connection)


class _Exact(_Compared, lookups.Exact): ...


class _In(_Compared, lookups.In): ...


class _GreaterThan(_Compared, lookups.GreaterThan): ...


class _GreaterThanOrEqual(_Compared, lookups.GreaterThanOrEqual): ...


class _LessThan(_Compared, lookups.LessThan): ...


class _LessThanOrEqual(_Compared, lookups.LessThanOrEqual): ...


class _Range(_Compared, lookups.Range): ...


class _IsNull(_Compared, lookups.IsNull): ...


for _lookup in (
    _Exact,
    _In,
    _GreaterThan,
    _GreaterThanOrEqual,
    _LessThan,
    _LessThanOrEqual,
    _Range,
    _IsNull,
):
    MomentField.register_lookup(_lookup)

extend(MomentField)
