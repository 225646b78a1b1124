"""The parts by which base models combine in any order: rows that fill themselves, querysets with conditions."""

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
    """The arguments of ``Model.save()``, for bases that hand them on."""

    force_insert: bool | tuple[ModelBase, ...]
    force_update: bool
    using: str | None
    update_fields: Iterable[str] | None


class CooperativeQuerySet(ManagedQuerySet[_Row_co]):
    """A queryset that begins with conditions of its own, wherever a manager makes it.

    They are in place from the start, so that related managers, the admin and ``as_manager()`` have them too.
    """

    _db: str | None
    _hints: dict[str, Any]

    if MYPY:
        # Said here and in each subclass: mypy would otherwise refuse a queryset that is derived from two of them.
        # django-stubs may look the names up in the project's module, where `models` is and `Any` need not be.
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
        """Yield the conditions that every query has until it is told otherwise. Subclasses add to ``super()``'s."""
        yield from ()

    def _without(self, condition: type[BaseExpression], asked: str) -> Self:
        """Return these rows without the conditions of that class, wherever in the query they stand.

        ``asked`` is the method that asks for it, which is refused where Django refuses ``filter()``.
        """
        self._not_support_combined_queries(asked)  # type: ignore[attr-defined]  # Django's own, for its methods
        if self.query.is_sliced:
            raise TypeError(f"Cannot call {asked}() once a slice has been taken.")
        lifted = self.all()
        _lift(lifted.query.where, condition)
        return lifted

    def bulk_create(self, objs: Iterable[_Row_co], *args: Any, **kwargs: Any) -> list[_Row_co]:
        """Insert the rows after each has filled the fields that it fills by itself."""
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
        """Whether ``delete()`` removes rows; where it flags them, that is an update."""
        return True

    def _lock_first(self, **changes: Any) -> None:
        """Lock what has to be locked before these rows, which are to get the values. Subclasses say what.

        Everybody locks in one order, so that nobody waits for each other.
        """

    @property
    def write_alias(self) -> str:
        """The alias that a write of these rows goes to."""
        return self._db or router.db_for_write(self.model, **self._hints)


class CooperativeModel(FormErrors, metaclass=OffersManager):
    """The root of the base models. A project has no need to name it."""

    offered_manager: ClassVar[type[models.Manager[Any]] | None] = None

    class Meta:
        abstract = True

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the row; ``update_fields`` may leave out what the row fills by itself."""
        along, named = self.fill_own_fields(), named_fields(options)
        if named:  # to name none means to write nothing, as in Django
            options["update_fields"] = named = named | along
        super().save(**options)
        self.remember_stored(named)

    @classmethod
    def check(cls, **kwargs: Any) -> list[CheckMessage]:
        """Check how the bases are combined, beside Django's own checks."""
        from agent360_models.base import _checks

        return [*super().check(**kwargs), *_checks.of_managers(cls), *_checks.of_relations_through(cls)]

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Make a row of what was read, and remember what that was."""
        row = super().from_db(*args, **kwargs)
        row.remember_stored()
        return row

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        """Read the row again, or some of its fields, and remember what was read."""
        read = None if fields is None else list(fields)
        super().refresh_from_db(using, read, from_queryset)
        self.remember_stored(read)

    @classmethod
    def remembered_attributes(cls) -> frozenset[str]:
        """Return the attributes of which ``has_changed_since_read()`` can tell. Subclasses add to ``super()``'s."""
        return frozenset()

    @cached_property
    def _remembered(self) -> Mapping[str, Any]:
        return {}

    def remember_stored(self, fields: Iterable[str] | None = None) -> None:
        """Take the present values of the fields, by default of all, for what the database has."""
        names = self.remembered_attributes()
        if fields is not None:
            names = names & attributes_of(type(self), fields)
        # A deferred column is not in __dict__, and is not to be fetched for this.
        read = {name: self.__dict__[name] for name in names if name in self.__dict__}
        self._remembered = {**self._remembered, **read}

    def forget_stored(self, name: str) -> None:
        """Take the attribute for changed, whatever the database has."""
        self._remembered = {known: value for known, value in self._remembered.items() if known != name}

    def has_changed_since_read(self, name: str) -> bool:
        """Tell whether the attribute is another than the database had when the row was read or saved last."""
        if name not in self.__dict__:
            return False
        known = self._remembered
        return name not in known or bool(known[name] != self.__dict__[name])

    @property
    def removes_row(self) -> bool:
        """Whether ``delete()`` removes the row; where it flags it, that is a save."""
        return True

    def not_found(self) -> ObjectDoesNotExist:
        """Return the error of a row that is gone, whichever table it was looked for in."""
        return self.DoesNotExist(f"{self._meta.object_name} matching query does not exist.")

    @property
    def is_unstored(self) -> bool:
        """Whether saving inserts a row."""
        return self._state.adding or self.pk is None

    def fill_own_fields(self) -> frozenset[str]:
        """Fill what the row fills by itself, and return the fields that every save writes along.

        Subclasses add to ``super()``'s. It may be called more than once for one save.
        """
        return frozenset()

    def alias_to_write(self, using: str | None) -> str:
        """Return the alias that a write of this row goes to."""
        return using or router.db_for_write(type(self), instance=self)


class ModelWithUser(CooperativeModel):
    """A model that asks for the current user."""

    class Meta:
        abstract = True

    @classmethod
    def get_current_user(cls) -> str:
        """Return the name of the current user: that of ``use_user()``. A subclass may know better."""
        return context.get_current_user()


def named_fields(options: SaveOptions) -> frozenset[str] | None:
    """Return the ``update_fields`` of a save, in a form that can be looked into more than once."""
    fields = options.get("update_fields")
    if fields is None:
        return None
    options["update_fields"] = named = frozenset(fields)
    return named


class BulkOptions(TypedDict, total=False):
    """The arguments of ``QuerySet.bulk_create()`` beside the rows."""

    batch_size: int | None
    ignore_conflicts: bool
    update_conflicts: bool
    update_fields: Collection[str] | None
    unique_fields: Collection[str] | None


def bulk_options(args: Sequence[Any], kwargs: Mapping[str, Any]) -> BulkOptions:
    """Return the arguments of ``bulk_create()`` by their names."""
    return cast("BulkOptions", dict(zip(BulkOptions.__annotations__, args, strict=False)) | dict(kwargs))


def get_field(model: type[models.Model], name: str) -> Any:
    """Return a field by its name, or by that of its attribute."""
    return model._meta.get_field(name)


def attributes_of(model: type[models.Model], names: Iterable[str]) -> frozenset[str]:
    """Return the attributes of those of the fields that have a column; relations backwards have none."""
    named = frozenset(names)
    return frozenset(field.attname for field in model._meta.concrete_fields if named & {field.name, field.attname})


def own_queryset(model: type[_Row_co]) -> type[CooperativeQuerySet[_Row_co]]:
    """Return the class of the querysets that the model's default manager makes."""
    return model._default_manager.all().__class__  # type: ignore[return-value]


def all_rows(
    model: type[_Row_co], using: str | None, hints: dict[str, Any] | None = None
) -> CooperativeQuerySet[_Row_co]:
    """Return all rows of a model, in its own queryset and without the conditions that this begins with."""
    return own_queryset(model)(model, query=Query(model), using=using, hints=hints)


def _lift(where: WhereNode, condition: type[BaseExpression]) -> None:
    """Take the conditions of that class out of a tree. Under OR each leaves a node that is true of every row."""
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
