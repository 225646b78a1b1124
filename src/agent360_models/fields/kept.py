"""Columns that fill or keep themselves. Migrations see the Django field that each stands for."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F
from django.db.models.expressions import Combinable

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    _Boolean = models.BooleanField[bool | Combinable, bool]
    _Char = models.CharField[str | Combinable, str]
    _DateTime = models.DateTimeField[datetime | Combinable, datetime]
    _NullDateTime = models.DateTimeField[datetime | Combinable | None, datetime | None]
    _PositiveInteger = models.PositiveIntegerField[int | Combinable, int]
else:
    _Boolean = models.BooleanField
    _Char = models.CharField
    _DateTime = _NullDateTime = models.DateTimeField
    _PositiveInteger = models.PositiveIntegerField


class PlainInMigrations:
    """A field whose behaviour is Python's alone, so that a migration names the Django field under it."""

    def deconstruct(self: Any) -> Any:
        """Return what a migration writes."""
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]  # a field's
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs


class KeptField(PlainInMigrations):
    """A column that ``save()`` of a stored row writes only where this object changed it.

    An object that was read earlier then undoes nothing that others wrote since: no deletion, no status, no move.
    """

    attname: str

    def pre_save(self, model_instance: "Model", add: bool) -> Any:  # noqa: FBT001  # Django's signature
        """Return the value, or, where the object has not changed it, the column itself."""
        value = super().pre_save(model_instance, add)  # type: ignore[misc]  # a field's
        return value if add or model_instance.has_changed_since_read(self.attname) else F(self.attname)  # type: ignore[attr-defined]


class KeptBooleanField(KeptField, _Boolean):
    """See ``KeptField``."""


class KeptCharField(KeptField, _Char):
    """See ``KeptField``."""


class KeptDateTimeField(KeptField, _DateTime):
    """See ``KeptField``."""


class KeptNullDateTimeField(KeptField, _NullDateTime):
    """See ``KeptField``; for the type checker apart from ``KeptDateTimeField``, since it takes ``null=True``."""


class KeptPositiveIntegerField(KeptField, _PositiveInteger):
    """See ``KeptField``."""
