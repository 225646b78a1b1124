"""The roots that let base models combine in any order: models that fill fields, querysets with conditions."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypedDict, TypeVar, Unpack, cast

from django.core.checks import CheckMessage
from django.core.exceptions import ObjectDoesNotExist
from django.db import models, router
from django.db.models.base import ModelBase
from django.db.models.expressions import BaseExpression
from django.db.models.sql import Query
from django.db.models.sql.where import AND, WhereNode
from django.utils.functional import cached_property

from agent360_models.base import context
from agent360_models.base._forms import FormErrors
from agent360_models.base._offered import OffersManager
from agent360_models.typed import MYPY, ManagedQuerySet

_Row_co = TypeVar("_Row_co", bound="CooperativeModel", covariant=True)


class SaveOptions(TypedDict, total=False):
    """The arguments of ``Model.save()``, for bases that pass them on."""

    force_insert: bool | tuple[ModelBase, ...]
    force_update: bool
    using: str | None
    update_fields: Iterable[str] | None


class CooperativeQuerySet(ManagedQuerySet[_Row_co]):
    """A queryset that starts with its own conditions.

    Related managers, the admin and ``as_manager()`` start with them too.
    """

    _db: str | None
    _hints: dict[str, Any]

    if MYPY:
        # Declared here and in each subclass, else mypy would refuse a queryset that is derived from two of them.
        # django-stubs may resolve the names in the project's module, which has `models` but perhaps not `Any`.
        @classmethod
        def as_manager(cls) -> models.Manager[models.Model]: ...  # type: ignore[override]  # see above
    elif TYPE_CHECKING:

        @classmethod
        def as_manager(cls) -> Self: ...

    def __init__(
        self,
        model: type[_Row_co] | None = None,
        query: Query | None = None,
        using: str | None = None,
        hints: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(model, query, using, hints)
        if model is not None and query is None:
            for condition in self._begin():
                self.query.where.add(condition, "AND")

    def _begin(self) -> Iterator[Any]:
        """Yield the conditions that every query starts with. Subclasses add to those of ``super()``."""
        yield from ()

    def _without(self, condition: type[BaseExpression], asked: str) -> Self:
        """Return these rows without the conditions of that class, anywhere in the query.

        ``asked`` is the public method that was called. It is refused where Django refuses ``filter()``.
        """
        self._not_support_combined_queries(asked)  # type: ignore[attr-defined]  # Django's, for its own methods
        if self.query.is_sliced:
            raise TypeError(f"Cannot call {asked}() once a slice has been taken.")
        lifted = self.all()
        _lift(lifted.query.where, condition)
        return lifted

    def bulk_create(self, objs: Iterable[_Row_co], *args: Any, **kwargs: Any) -> list[_Row_co]:
        """Insert the rows, after each has filled its automatic fields."""
        rows = list(objs)
        for row in rows:
            row.fill_own_fields()
        found = super().bulk_create(rows, *args, **kwargs)
        for row in rows:
            if not row.is_unstored:
                row.remember_stored()
        return found

    @property
    def removes_rows(self) -> bool:
        """Whether ``delete()`` removes rows; a soft delete is an update."""
        return True

    def _lock_first(self, **changes: Any) -> None:
        """Take the locks needed before these rows change to the values. Subclasses define the locks.

        All code locks in the same order, which rules out deadlocks.
        """

    @property
    def write_alias(self) -> str:
        """The alias that these rows are written to."""
        return self._db or router.db_for_write(self.model, **self._hints)


class CooperativeModel(FormErrors, metaclass=OffersManager):
    """The root of the base models. Projects need not use it directly."""

    offered_manager: ClassVar[type[models.Manager[Any]] | None] = None

    class Meta:
        abstract = True

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the row; ``update_fields`` need not name the fields that the row fills itself."""
        along, named = self.fill_own_fields(), named_fields(options)
        if named:  # an empty list means to write nothing, as in Django
            options["update_fields"] = named = named | along
        super().save(**options)
        self.remember_stored(named)

    @classmethod
    def check(cls, **kwargs: Any) -> list[CheckMessage]:
        """Run Django's checks, and check how the bases are combined."""
        from agent360_models.base import _checks

        return [*super().check(**kwargs), *_checks.of_managers(cls), *_checks.of_relations_through(cls)]

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Make an instance from a database row, and remember the values read."""
        row = super().from_db(*args, **kwargs)
        row.remember_stored()
        return row

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        """Reload the row or some of its fields, and remember the values read."""
        read = None if fields is None else list(fields)
        super().refresh_from_db(using, read, from_queryset)
        self.remember_stored(read)

    @classmethod
    def remembered_attributes(cls) -> frozenset[str]:
        """Return the attributes that ``has_changed_since_read()`` knows. Subclasses add to those of ``super()``."""
        return frozenset()

    @cached_property
    def _remembered(self) -> Mapping[str, Any]:
        return {}

    def remember_stored(self, fields: Iterable[str] | None = None) -> None:
        """Remember the current values of the fields, by default of all, as the stored values."""
        names = self.remembered_attributes()
        if fields is not None:
            names = names & attributes_of(type(self), fields)
        # A deferred column is not in __dict__, and must not be fetched for this.
        read = {name: self.__dict__[name] for name in names if name in self.__dict__}
        self._remembered = {**self._remembered, **read}

    def forget_stored(self, name: str) -> None:
        """Treat the attribute as changed, whatever the database has."""
        self._remembered = {known: value for known, value in self._remembered.items() if known != name}

    def has_changed_since_read(self, name: str) -> bool:
        """Tell whether the attribute differs from the database's value at the last read or save."""
        if name not in self.__dict__:
            return False
        known = self._remembered
        return name not in known or bool(known[name] != self.__dict__[name])

    @property
    def removes_row(self) -> bool:
        """Whether ``delete()`` removes the row; a soft delete is a save."""
        return True

    def not_found(self) -> ObjectDoesNotExist:
        """Return the error for a row that no longer exists, for any table of the model."""
        return self.DoesNotExist(f"{self._meta.object_name} matching query does not exist.")

    @property
    def is_unstored(self) -> bool:
        """Whether saving inserts a row."""
        return self._state.adding or self.pk is None

    def fill_own_fields(self) -> frozenset[str]:
        """Fill the automatic fields, and return those that every save must also write.

        Subclasses add to those of ``super()``. The method may be called several times for one save.
        """
        return frozenset()

    def alias_to_write(self, using: str | None) -> str:
        """Return the alias that this row is written to."""
        return using or router.db_for_write(type(self), instance=self)


class ModelWithUser(CooperativeModel):
    """A model that uses the current user."""

    class Meta:
        abstract = True

    @classmethod
    def get_current_user(cls) -> str:
        """Return the name of the current user of ``use_user()``. A subclass may override this."""
        return context.get_current_user()


def named_fields(options: SaveOptions) -> frozenset[str] | None:
    """Return the ``update_fields`` of a save as a frozenset, and replace an iterator among the options."""
    fields = options.get("update_fields")
    if fields is None:
        return None
    options["update_fields"] = named = frozenset(fields)
    return named


class BulkOptions(TypedDict, total=False):
    """The arguments of ``QuerySet.bulk_create()`` other than the rows."""

    batch_size: int | None
    ignore_conflicts: bool
    update_conflicts: bool
    update_fields: Collection[str] | None
    unique_fields: Collection[str] | None


def bulk_options(args: Sequence[Any], kwargs: Mapping[str, Any]) -> BulkOptions:
    """Return the arguments of ``bulk_create()`` by name."""
    return cast("BulkOptions", dict(zip(BulkOptions.__annotations__, args, strict=False)) | dict(kwargs))


def get_field(model: type[models.Model], name: str) -> Any:
    """Return a field by its name or attribute name."""
    return model._meta.get_field(name)


def attributes_of(model: type[models.Model], names: Iterable[str]) -> frozenset[str]:
    """Return the attribute names of the named fields that have a column, unlike reverse relations."""
    named = frozenset(names)
    return frozenset(field.attname for field in model._meta.concrete_fields if named & {field.name, field.attname})


def own_queryset(model: type[_Row_co]) -> type[CooperativeQuerySet[_Row_co]]:
    """Return the class of the querysets that the model's default manager makes."""
    return model._default_manager.all().__class__  # type: ignore[return-value]


def all_rows(
    model: type[_Row_co], using: str | None, hints: dict[str, Any] | None = None
) -> CooperativeQuerySet[_Row_co]:
    """Return all rows of a model as its own queryset class, without the conditions that it starts with."""
    return own_queryset(model)(model, query=Query(model), using=using, hints=hints)


def _lift(where: WhereNode, condition: type[BaseExpression]) -> None:
    """Remove the conditions of that class from a tree. Under OR, a node that is always true replaces each."""
    children: list[Any] = []
    for child in where.children:
        if isinstance(child, WhereNode):
            _lift(child, condition)
        elif isinstance(child, condition):
            if where.connector == AND:
                continue
            child = WhereNode()  # noqa: PLW2901  # in its place
        children.append(child)
    where.children = children
