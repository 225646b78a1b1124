"""Columns that fill or keep themselves. Migrations see the Django field that each stands for."""

from datetime import datetime
from typing import Any

from django.db.models import F, Model
from django.db.models.expressions import Combinable

from agent360_models.fields._typing import BooleanField, CharField, DateTimeField, PositiveIntegerField

__all__ = [
    "KeptBooleanField",
    "KeptCharField",
    "KeptDateTimeField",
    "KeptField",
    "KeptNullDateTimeField",
    "KeptPositiveIntegerField",
    "PlainInMigrations",
]


class PlainInMigrations:
    """A field that differs from Django's in Python only, so that a migration names the Django field under it."""

    def deconstruct(self: Any) -> Any:
        """Return what a migration writes."""
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]  # a field's
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs


class KeptField(PlainInMigrations):
    """A column that ``save()`` of a stored row writes only where this object changed it.

    An object that was read earlier then undoes nothing that others wrote since: no deletion, no status, no move.
    The model is one of ``agent360_models.base``, whose rows remember what they were read with.
    """

    attname: str

    def pre_save(self, model_instance: Model, add: bool) -> Any:  # noqa: FBT001  # Django's signature
        """Return the value, or, where the object has not changed it, the column itself."""
        value = super().pre_save(model_instance, add)  # type: ignore[misc]  # a field's
        return value if add or model_instance.has_changed_since_read(self.attname) else F(self.attname)  # type: ignore[attr-defined]


class KeptBooleanField(KeptField, BooleanField[bool | Combinable, bool]):
    """See ``KeptField``."""


class KeptCharField(KeptField, CharField[str | Combinable, str]):
    """See ``KeptField``."""


class KeptDateTimeField(KeptField, DateTimeField[datetime | Combinable, datetime]):
    """See ``KeptField``."""


class KeptNullDateTimeField(KeptField, DateTimeField[datetime | Combinable | None, datetime | None]):
    """See ``KeptField``; for the type checker apart from ``KeptDateTimeField``, since it takes ``null=True``."""


class KeptPositiveIntegerField(KeptField, PositiveIntegerField[int | Combinable, int]):
    """See ``KeptField``."""
