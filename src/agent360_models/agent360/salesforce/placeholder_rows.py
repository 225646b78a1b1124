"""Stub rows: minimal inactive parents for records that an export refers to but does not contain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import BooleanField, DateField, DateTimeField, Field, ForeignKey, Model
from django.db.models.fields import CharField, TextField

__all__ = ["UNKNOWN_ID", "write_stubs"]

# The parent of all stubs, such as the owner of an account whose id alone is known.
UNKNOWN_ID = "000000000000000AAA"
_TEXT = "(missing)"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)  # older than any real row, so a real row replaces the stub


def write_stubs(model: type[Model], ids: Iterable[str], *, using: str) -> int:
    """Insert a stub row for each id that is not in the table, and return the number of ids given.

    Existing rows are never overwritten. If a stub needs a parent itself, its parent is the stub with
    the id ``UNKNOWN_ID``.
    """
    stubs = [_stub(model, sf_id) for sf_id in ids]
    if stubs:
        for field in _parents(model):
            write_stubs(field.related_model, [UNKNOWN_ID], using=using)
        model._default_manager.using(using).bulk_create(stubs, batch_size=1000, ignore_conflicts=True)
    return len(stubs)


def _stub(model: type[Model], sf_id: str) -> Model:
    columns = {
        field.attname: _value(field, sf_id)
        for field in model._meta.concrete_fields
        if not field.null and not field.has_default() and not getattr(field, "auto_now", False)
    }
    return model(**{**columns, model._meta.pk.attname: sf_id, model.active_column: 0})  # type: ignore[attr-defined]


def _parents(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey) and not field.null]


def _value(field: Field[Any, Any], sf_id: str) -> object:
    """Return a stub's value for a NOT NULL column without a default."""
    if isinstance(field, ForeignKey) or field.max_length == len(UNKNOWN_ID):
        return UNKNOWN_ID
    if isinstance(field, CharField | TextField):
        return sf_id if field.unique else _TEXT
    if isinstance(field, BooleanField):
        return False
    if isinstance(field, DateTimeField):
        return _LONG_AGO
    return _LONG_AGO.date() if isinstance(field, DateField) else 0
