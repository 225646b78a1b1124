"""Cells that can go to the server unconverted, since PostgreSQL reads them as ``cells`` would.

Each function takes the non-empty cells of one column of a batch, and returns the texts for COPY, or ``None`` if a cell
needs conversion. It accepts a subset of what ``cells`` accepts, never more.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from django.db import models

from agent360_models.bulk._values import is_plain

__all__ = ["as_text", "as_they_are"]

AsTheyAre = Callable[[list[str]], list[str] | None]

_DAY = r"[0-9]{4}-[01][0-9]-[0-3][0-9]"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?+"
_ESCAPED = ("\\", "\t", "\n", "\r")
_DIGITS = {"SmallIntegerField": 4, "IntegerField": 9, "BigIntegerField": 18}
_DIGITS |= {f"Positive{name}": digits for name, digits in _DIGITS.items()}


def as_they_are(field: models.Field[Any, Any]) -> AsTheyAre | None:
    """Return the function for the column of a field; ``None`` if each cell needs conversion."""
    takes_utc = getattr(field, "takes_utc", False)
    if not (is_plain(field) or takes_utc) or field.is_relation:
        return None
    if isinstance(field, models.CharField | models.TextField):
        return lambda cells: as_text(cells, field.max_length)
    spelling = _spelling(field)
    if spelling is None:
        return None
    are_alike = re.compile(rf"(?:{spelling}\n)*+").fullmatch
    return lambda cells: cells if are_alike("\n".join(cells) + "\n") else None


def _spelling(field: models.Field[Any, Any]) -> str | None:
    if isinstance(field, models.DateTimeField):
        return f"{_DAY}[T ]{_TIME}(?:Z|[+]00:?00)"
    if isinstance(field, models.DateField):
        return _DAY
    if isinstance(field, models.DecimalField):
        digits, places = cast("tuple[int | None, int | None]", (field.max_digits, field.decimal_places))
        if digits is None or places is None:  # numeric without precision, from Django 6.1
            return None
        whole = digits - places
        return rf"-?[0-9]{{1,{whole}}}+" + (rf"(?:\.[0-9]{{1,{places}}}+)?+" if places else "") if whole else None
    most = _DIGITS.get(field.get_internal_type()) if isinstance(field, models.IntegerField) else None
    if most is None:
        return None
    return ("" if "Positive" in field.get_internal_type() else "-?") + f"[0-9]{{1,{most}}}+"


def as_text(cells: list[str], max_length: int | None) -> list[str] | None:
    """Return text unchanged."""
    joined = "".join(cells)
    if max_length is not None and len(joined) > max_length and max(map(len, cells)) > max_length:
        return None
    if "\0" in joined or any(mark in joined for mark in _ESCAPED):
        return None
    if not joined.isascii():
        try:
            joined.encode()
        except UnicodeEncodeError:
            return None
    return cells
