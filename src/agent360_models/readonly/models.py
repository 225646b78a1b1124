"""Models that can only be read: views, and tables without a key."""

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self, TypeVar

from django.db import models

from agent360_models.exceptions import ReadOnlyTableError
from agent360_models.typed import MYPY, ManagedQuerySet

__all__ = ["ReadOnlyModel", "ReadOnlyQuerySet"]

_Row = TypeVar("_Row", bound=models.Model)


def _refuse(self: Any, *_args: object, **_options: object) -> NoReturn:
    label = getattr(self, "model", self)._meta.label
    raise ReadOnlyTableError(f"{label} is read-only: its rows have no key to write them by.")


class ReadOnlyQuerySet(ManagedQuerySet[_Row]):
    """A queryset that refuses to write."""

    if not TYPE_CHECKING:
        create = bulk_create = get_or_create = update_or_create = _refuse
        update = bulk_update = delete = _raw_delete = _refuse


class ReadOnlyModel(models.Model):
    """A model of rows without a key; every write raises ``ReadOnlyTableError``.

    Its primary key exists only for Django: two rows may have the same value, or NULL.
    """

    if MYPY or not TYPE_CHECKING:
        objects = ReadOnlyQuerySet.as_manager()
    else:
        objects: ClassVar[ReadOnlyQuerySet[Self]]

    class Meta:
        abstract = True

    if not TYPE_CHECKING:
        save = save_base = delete = _refuse
