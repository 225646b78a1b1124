"""Columns of moments, with or without time zone."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
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
    """Return the current time, aware and in UTC even without ``USE_TZ``: the default of such columns."""
    return dt.datetime.now(dt.UTC)


class MomentField(DateTimeField[_ST_contra, _GT_co]):
    """A column of moments: ``timestamp with time zone``, or ``timestamp without time zone`` in UTC.

    The field works on both types without configuration. Python sees aware datetimes. Reading and saving a row changes
    nothing, whatever ``TIME_ZONE`` is. A naive datetime counts as UTC, without a warning.

    With ``zone`` the column is a ``timestamp without time zone`` with the local time of that zone. Datetimes are
    returned in that zone, and a naive datetime is local time there.

    Args:
        verbose_name: as in every Django field.
        name: as in every Django field.
        zone: the zone whose local time the column stores, such as ``"UTC"`` or ``"Europe/Berlin"``.
        precision: the decimal places of a second that the column stores, if fewer than six.
        **options: the options of ``DateTimeField``.

    Raises:
        zoneinfo.ZoneInfoNotFoundError: the zone does not exist.

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
        """The zone whose local time a column without time zone stores."""
        return self.zone or "UTC"

    @property
    def takes_utc(self) -> bool:
        """True if the column accepts a UTC datetime as psycopg writes it, with the offset."""
        return self.zone is None

    @property
    def other_db_types(self) -> tuple[str, ...]:
        """The other column types that the field works on, besides ``db_type``."""
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
        """Return the database value as an aware datetime."""
        is_column = isinstance(expression, Col)
        if not is_column:
            refuse_local_times(expression)
        if not isinstance(value, dt.datetime):
            # A selected constant is text, since nothing gives it a type.
            return value if value is None else self.to_python(value)
        if isinstance(expression, TruncBase):
            # Django took the UTC wall clock for a time of the current zone.
            return value.replace(tzinfo=dt.UTC).astimezone(expression.tzinfo or timezone.get_current_timezone())
        if value.tzinfo is None:
            value = self._aware(value) if is_column else value.replace(tzinfo=dt.UTC)
        return value if self.zone is None else value.astimezone(self._tz)

    def select_format(self, compiler: Any, sql: str, params: Any) -> Any:
        """Select an expression in UTC, unless an outer query uses it: Django would depend on the session's zone."""
        return (sql if compiler.query.subquery else f"(({sql})::timestamptz AT TIME ZONE 'UTC')"), params

    def to_python(self, value: Any) -> Any:
        """Return an aware datetime for a value of a form, a fixture or a caller; a date becomes its midnight.

        Raises ``ValidationError`` also for a moment outside the years 1 to 9999 in the zone of the column.
        """
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            value = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001  # its zone follows
        moment = self._aware(super().to_python(value))
        if isinstance(moment, dt.datetime) and moment.year in (dt.MINYEAR, dt.MAXYEAR):
            try:
                self.stored(moment)
            except OverflowError:
                message = self.error_messages["invalid_datetime"]
                raise ValidationError(message, code="invalid_datetime", params={"value": value}) from None
        return moment

    def _aware(self, value: Any) -> Any:
        """Return a naive datetime with its zone; resolve an ambiguous time as PostgreSQL does."""
        if not isinstance(value, dt.datetime) or value.tzinfo is not None:
            return value
        first, second = (value.replace(tzinfo=self._tz, fold=fold) for fold in (0, 1))
        # An ambiguous hour: the second. A missing hour: as if the clocks had not changed yet.
        is_twice = (first.utcoffset() or dt.timedelta()) > (second.utcoffset() or dt.timedelta())
        return second if is_twice else first

    # Values out

    def get_prep_value(self, value: Any) -> Any:
        """Return an aware datetime, without Django's warning about naive ones."""
        return self.to_python(Field.get_prep_value(self, value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  # as Django's
        """Return a moment for an expression, or the stored form for a lookup, which passes ``prepared``."""
        return self.stored(value) if prepared else self.get_prep_value(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return the stored form of a value or an expression.

        Raises ``FieldError`` for an expression that cannot be assigned.
        """
        if isinstance(value, DatabaseDefault):
            return value
        if hasattr(value, "as_sql"):
            return assigned(value, self, connection)
        return self.stored(self.get_prep_value(value))

    def stored(self, value: Any) -> Any:
        """Return the stored form of an aware datetime, independent of the session's zone.

        Without ``zone`` the result is text, which PostgreSQL reads as the column's type. A column without time zone
        ignores the offset, so the text is always in UTC.
        """
        if not isinstance(value, dt.datetime):
            return value
        if self.zone is None:
            return value.astimezone(dt.UTC).isoformat(sep=" ")
        local = value if value.tzinfo is self._tz else value.astimezone(self._tz)  # a missing hour stays unchanged
        return local.replace(tzinfo=None, fold=0)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Return an untyped placeholder; Django up to 6.0 calls this, and then does not combine values into arrays."""
        return "%s"

    def get_placeholder_sql(self, value: Any, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        """Return an untyped placeholder; Django 6.1 and later call this, and then do not combine values into arrays."""
        if hasattr(value, "as_sql"):
            sql, params = compiler.compile(value)
            return sql, params
        return "%s", (value,)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  # Django's
        """Set the current time if the field is ``auto_now`` or ``auto_now_add``."""
        if self.auto_now or (self.auto_now_add and add):
            setattr(model_instance, self.attname, utc_now())
        return getattr(model_instance, self.attname)

    def formfield(self, **options: Any) -> Any:
        """Return a form field in local time, which keeps an unchanged moment to the microsecond."""
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
