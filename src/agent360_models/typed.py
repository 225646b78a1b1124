"""``override`` for every Python, and manager types for editors, which lack mypy's Django plugin.

The plugin creates a class for every ``as_manager()`` and ``from_queryset()``. Without it, a manager of the library has
the type of its queryset, which is typed as a manager too. So all methods are known and return the right model.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

if sys.version_info >= (3, 12):
    from typing import override
else:
    _Method = TypeVar("_Method", bound=Callable[..., Any])

    def override(method: _Method, /) -> _Method:
        """Mark a method that overrides a method of a base class."""
        return method


__all__ = ["MYPY", "ManagedQuerySet", "override"]

MYPY = False  # mypy treats this name as true

if MYPY or not TYPE_CHECKING:
    from django.db.models import QuerySet as ManagedQuerySet  # renamed: the plugin needs the name QuerySet
else:
    _Row_co = TypeVar("_Row_co", bound=models.Model, covariant=True)
    _Rows = TypeVar("_Rows", bound="ManagedQuerySet[models.Model]")

    class ManagedQuerySet(models.QuerySet[_Row_co], models.Manager[_Row_co]):
        """A queryset that has the methods of a manager."""

        @classmethod
        def as_manager(cls) -> Self:
            """Return the manager."""

        @classmethod
        def from_queryset(cls, queryset_class: type[_Rows], class_name: str | None = None) -> type[_Rows]:
            """Return the class of the manager."""

        def get_queryset(self) -> Self:
            """Return the queryset."""
