"""Units of numeric columns, and numbers formatted with their units.

A model names the units of its columns next to its fields::

    class Call(models.Model):
        units = {"duration": "seconds", "recording_size": "bytes", "cost": "USD", "price": "currency_code"}

A unit is ``seconds``, ``milliseconds``, ``minutes``, ``bytes``, ``US cents`` or ``%``. It may be the name of the column
with the row's currency, also of a related row as in ``"account__currency_code"``, or ``cents of`` and that name. Any
other word is written after the number.
Names of rows format their times with ``moment()``.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db.models import Model
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import number_format

__all__ = ["full_name", "in_unit", "moment", "units_of", "with_unit"]

_CENTS_OF = "cents of "
_CENTS = 2  # places of most currencies
_STORED = 8  # places of stored numbers; what has more was divided


def units_of(model: type[Model]) -> Mapping[str, str]:
    """Return the units of a model's columns, by attribute name."""
    return MappingProxyType(getattr(model, "units", {}))


def with_unit(row: Model, name: str) -> str:
    """Return the value of a column with its unit, such as ``1,250.00 EUR`` or ``1 h 5 min``; "" for NULL."""
    value, unit = getattr(row, name), units_of(type(row)).get(name, "")
    if value is not None and unit.startswith(_CENTS_OF):
        value, unit = _hundredth(value), unit.removeprefix(_CENTS_OF)
    return in_unit(value, "" if value is None else _value_of(row, unit))


def in_unit(value: Any, unit: str) -> str:
    """Return a number with a unit that is not the name of a column; "" for ``None``."""
    if value is None:
        return ""
    return _SPELLED[unit](value) if unit in _SPELLED else f"{_number(value)} {unit}".rstrip()


def full_name(*parts: str | None) -> str:
    """Return the parts of a person's name as one, for the name of the row; "" where there is none."""
    return " ".join(part for part in parts if part)


def moment(value: Any) -> str:
    """Return a time to the minute, in the current time zone, for the name of a row.

    Returns "an unknown time" without a time, as in a row that is not stored yet.
    """
    if not isinstance(value, dt.datetime):
        return "an unknown time"
    return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M}"


def _value_of(row: Model, unit: str) -> str:
    """Return the value of the column that a unit names, empty if the row or the column is absent; else the unit."""
    key, _, column = unit.rpartition("__")
    owner: Any = getattr(row, key, None) if key else row
    if owner is None or any(field.attname == column for field in owner._meta.concrete_fields):
        return getattr(owner, column, None) or ""
    return "" if any(field.attname == column for field in owner._meta.fields) else unit


def _number(value: Any) -> str:
    """Return a number in groups of three digits, with two places where the further ones say nothing."""
    if isinstance(value, Decimal) and value.is_finite() and (places := -int(value.as_tuple().exponent)) > _CENTS:
        cents = round(value, _CENTS)
        value = cents if cents == value or (places > _STORED and abs(value) >= 1) else value
    return number_format(value, force_grouping=True)


def _hundredth(value: Any) -> Decimal:
    return (Decimal(value) / 100).quantize(Decimal("0.01"))


def _cents(value: Any) -> str:
    return f"{_number(_hundredth(value))} USD"


def _duration(seconds: Any) -> str:
    """Return seconds in the two largest units: ``2 d 3 h``, ``1 h 5 min``, ``42 s``, ``0.250 s``."""
    if abs(seconds) < 1:
        return f"{number_format(seconds, decimal_pos=3)} s" if seconds else "0 s"
    rest, sign = abs(round(seconds)), "-" if seconds < 0 else ""
    parts: list[str] = []
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, length)
        if count or parts:
            parts.append(f"{count} {unit}" if count else "")
    return sign + " ".join(part for part in parts[:2] if part)


_SPELLED: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "bytes": lambda value: str(filesizeformat(value)),
        "US cents": _cents,
        "milliseconds": lambda value: _duration(Decimal(str(value)) / 1000),
        "seconds": _duration,
        "minutes": lambda value: _duration(value * 60),
        "%": lambda value: f"{_number(value)} %",
    }
)
