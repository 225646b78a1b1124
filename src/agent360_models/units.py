"""Units of numbers, as a model says them, and numbers as a person reads them with theirs.

A model names the unit of a column beside its fields::

    class Call(models.Model):
        units = {"duration": "seconds", "recording_size": "bytes", "cost": "USD", "price": "currency_code"}

The unit is ``seconds``, ``milliseconds``, ``minutes``, ``bytes``, ``US cents`` or ``%``; the name of the column that
holds the currency of the row, or ``cents of`` and that name; or any other word, which is said behind the number.
Names of rows say their times by ``moment()``.
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
    """Return the unit of each column that has one, by the column's attribute."""
    return MappingProxyType(getattr(model, "units", {}))


def with_unit(row: Model, name: str) -> str:
    """Return the value of a column as a person reads it, such as ``1,250.00 EUR`` or ``1 h 5 min``; "" for NULL."""
    value, unit = getattr(row, name), units_of(type(row)).get(name, "")
    if value is not None and unit.startswith(_CENTS_OF):
        value, unit = _hundredth(value), unit.removeprefix(_CENTS_OF)
    if any(field.attname == unit for field in row._meta.concrete_fields):
        unit = getattr(row, unit) or ""
    return in_unit(value, unit)


def in_unit(value: Any, unit: str) -> str:
    """Return a number as a person reads it in a unit that is not the name of a column; "" for none."""
    if value is None:
        return ""
    return _SPELLED[unit](value) if unit in _SPELLED else f"{_number(value)} {unit}".rstrip()


def full_name(*parts: str | None) -> str:
    """Return the parts of a person's name as one, for the name of the row; "" where there is none."""
    return " ".join(part for part in parts if part)


def moment(value: Any) -> str:
    """Return a time of a row to the minute, by the clock of whoever reads, for the name of the row.

    Where there is none, as in a row that is not stored yet, it is "an unknown time".
    """
    if not isinstance(value, dt.datetime):
        return "an unknown time"
    return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M}"


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
    """Return seconds as the two units that matter: ``2 d 3 h``, ``1 h 5 min``, ``42 s``, ``0.250 s``."""
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
