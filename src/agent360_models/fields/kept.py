"""Fields that fill themselves or keep the stored value. Migrations name the underlying Django field."""

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
    """A field that differs from Django's only in Python, so a migration names the Django field."""

    def deconstruct(self: Any) -> Any:
        """Return the Django field for migrations."""
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]  # a field's method
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs


class KeptField(PlainInMigrations):
    """A column that ``save()`` writes only if this instance has changed it.

    A stale instance thus does not undo a deletion, a status or a move that others have written. The model must derive
    from a base of ``agent360_models.base``, whose instances remember the values they were read with.
    """

    attname: str

    def pre_save(self, model_instance: Model, add: bool) -> Any:  # noqa: FBT001  # Django's signature
        """Return the value, or the column itself if the instance has not changed it."""
        value = super().pre_save(model_instance, add)  # type: ignore[misc]  # a field's
        return value if add or model_instance.has_changed_since_read(self.attname) else F(self.attname)  # type: ignore[attr-defined]


class KeptBooleanField(KeptField, BooleanField[bool | Combinable, bool]):
    """See ``KeptField``."""


class KeptCharField(KeptField, CharField[str | Combinable, str]):
    """See ``KeptField``."""


class KeptDateTimeField(KeptField, DateTimeField[datetime | Combinable, datetime]):
    """See ``KeptField``."""


class KeptNullDateTimeField(KeptField, DateTimeField[datetime | Combinable | None, datetime | None]):
    """See ``KeptField``; separate from ``KeptDateTimeField`` for the type checker, for ``null=True``."""


class KeptPositiveIntegerField(KeptField, PositiveIntegerField[int | Combinable, int]):
    """See ``KeptField``."""
