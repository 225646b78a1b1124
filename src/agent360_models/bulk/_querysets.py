"""The base queryset of every manager in the library."""

from collections.abc import AsyncIterable, Iterable, Iterator, Sequence
from functools import cache
from inspect import isfunction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar, Unpack

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import F, OrderBy
from django.db.models.constants import LOOKUP_SEP

from agent360_models import absent
from agent360_models.bulk._new_file import OWNER_ALONE
from agent360_models.typed import MYPY, ManagedQuerySet

if TYPE_CHECKING:
    from agent360_models.bulk._export import Sink
    from agent360_models.bulk._results import UpsertResult
    from agent360_models.bulk._upsert import UpsertOptions

_Row = TypeVar("_Row", bound=models.Model)


class BulkQuerySet(ManagedQuerySet[_Row]):
    """A queryset with bulk reads and writes; see ``agent360_models.bulk``."""

    if not TYPE_CHECKING:  # mypy's plugin builds a class from Django's declaration

        @classmethod
        def as_manager(cls) -> models.Manager[_Row]:
            """Make a manager as Django does; models with the same queryset share its class, which is slow to build."""
            manager = _manager_class(cls)()
            manager._built_with_as_manager = True  # noqa: SLF001
            return manager

        as_manager.__func__.queryset_only = True

    def order_by(self, *field_names: Any) -> Self:
        """Order as Django does, but refuse columns that cannot be compared, such as encrypted ones.

        Raises ``FieldError`` for such a column.
        """
        for field in _ordering_fields(self.query, field_names):
            field.get_lookup("lt")  # raises FieldError for such a field
        return super().order_by(*field_names)

    def update(self, **values: Any) -> int:
        """Update as Django does; raise ``AbsentError`` for a column named in the setting ``ABSENT``."""
        for name in values.keys() & absent.names(self.model):
            absent.refuse(self.model, name)
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]  # as in Django: templates may not call it

    def upsert(self, rows: Iterable[Any], **options: "Unpack[UpsertOptions]") -> "UpsertResult":
        """Write rows by their key, on the alias of this queryset; its filters are ignored."""
        from agent360_models.bulk._upsert import upsert

        self._for_write = True
        return upsert(self.model, rows, using=self.db, **options)

    async def aupsert(
        self, rows: Iterable[Any] | AsyncIterable[Any], **options: "Unpack[UpsertOptions]"
    ) -> "UpsertResult":
        """Run ``upsert`` from async code."""
        from agent360_models.bulk._upsert import aupsert

        self._for_write = True
        return await aupsert(self.model, rows, using=self.db, **options)

    def copy_to(self, target: "Path | str | Sink", *, header: bool = True, mode: int = OWNER_ALONE) -> int:
        """Write the rows as CSV and return their number."""
        from agent360_models.bulk._export import copy_to

        return copy_to(self, target, header=header, mode=mode)

    def iterate_by_key(self, *, key: str | Sequence[str] = "pk", batch_size: int = 2000) -> Iterator[_Row]:
        """Yield the rows in the order of a key, in batches."""
        from agent360_models.bulk._keyset import iterate_by_key

        return iterate_by_key(self, key=key, batch_size=batch_size)


if MYPY or not TYPE_CHECKING:
    _BulkManager = models.Manager.from_queryset(BulkQuerySet)

    class BulkManager(_BulkManager[_Row]):
        """A base manager with bulk reads and writes."""

else:
    BulkManager: TypeAlias = BulkQuerySet[_Row]  # see agent360_models.typed


@cache
def _manager_class(queryset: type[BulkQuerySet[Any]]) -> type[models.Manager[Any]]:
    """Make a manager class like ``Manager.from_queryset``, which would also inspect all methods of ``QuerySet``."""
    names = {name for cls in queryset.__mro__ if not issubclass(models.QuerySet, cls) for name in vars(cls)}
    own = {name: getattr(queryset, name) for name in names}
    light = type(queryset.__name__, (), {name: method for name, method in own.items() if isfunction(method)})
    base: Any = models.Manager  # mypy's plugin takes the result of from_queryset for a declared class
    manager: type[models.Manager[Any]] = base.from_queryset(light)
    manager._queryset_class = queryset  # type: ignore[attr-defined]  # noqa: SLF001  # as Django does
    return manager


def _ordering_fields(query: Any, names: Iterable[Any]) -> Iterator[Any]:
    """Yield the fields that these names and expressions order a query by."""
    for given in names:
        name = given.expression if isinstance(given, OrderBy) else given
        path = getattr(name, "name", None) if isinstance(name, F) else name
        if not isinstance(path, str) or path.lstrip("-") in query.annotations:
            continue
        try:
            field = query.names_to_path(path.lstrip("-").split(LOOKUP_SEP), query.get_meta())[1]
        except FieldError:
            continue  # Django reports the error
        yield field
