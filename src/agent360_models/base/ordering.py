"""Rows with a position in a list; for projects, since no family of the library uses it."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, TypeVar, Unpack

from django.core.checks import CheckMessage
from django.db import models, transaction
from django.db.models import F, Max, Q

from agent360_models.base import _checks
from agent360_models.base._combination import (
    BulkOptions,
    CooperativeModel,
    CooperativeQuerySet,
    SaveOptions,
    all_rows,
    attributes_of,
    bulk_options,
    get_field,
    named_fields,
)
from agent360_models.base._lists import List, list_of, lists_of, lock_all, lock_lists_of, value_of
from agent360_models.fields.kept import KeptField, KeptPositiveIntegerField
from agent360_models.typed import MYPY

__all__ = ["OrderedManager", "OrderedModel", "OrderedQuerySet"]

_Row_co = TypeVar("_Row_co", bound="OrderedModel", covariant=True)


class _PositionField(KeptPositiveIntegerField):
    """A position in a list, which orders the model unless its ``Meta`` has another ``ordering``."""

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002  # Django's signature
        """Set the ordering here: Django keeps the ``Meta`` of only one base, so an ``ordering`` there may be lost."""
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.ordering:
            cls._meta.ordering = [name]


class OrderedQuerySet(CooperativeQuerySet[_Row_co]):
    """Ordered rows. Bulk writes leave no gaps, except ``update()`` of positions."""

    if MYPY:

        @classmethod
        def as_manager(cls) -> models.Manager[models.Model]: ...  # type: ignore[override]  # noqa: D102  # see CooperativeQuerySet
    elif TYPE_CHECKING:

        @classmethod
        def as_manager(cls) -> Self: ...  # noqa: D102

    def bulk_create(self, objs: Iterable[_Row_co], *args: Any, **kwargs: Any) -> list[_Row_co]:
        """Insert the rows at the ends of their lists, in this order; a row with a position keeps it.

        A row that is skipped because of a conflict leaves no gap. Stored rows that ``update_fields`` moves to other
        lists go to the ends of those lists.
        """
        rows, alias, options = list(objs), self.write_alias, bulk_options(args, kwargs)
        with transaction.atomic(using=alias):
            by_list: dict[List, list[_Row_co]] = {}
            for row in rows:
                row.fill_own_fields()
                by_list.setdefault(list_of(row, alias), []).append(row)
            left = self._left_by_conflicts(rows, options)
            lists = lock_all({*by_list, *left})
            for each in lists:
                free = (row for row in by_list.get(each, ()) if row.position is None)  # type: ignore[redundant-expr]  # not stored yet
                for position, row in enumerate(free, each.end()):
                    row.position = position
            found = super().bulk_create(rows, **options)
            if options.get("ignore_conflicts") or options.get("update_conflicts"):
                for each in lists:
                    each.arrange()
                _read_positions(rows, alias)
        return found

    def _left_by_conflicts(self, rows: Iterable[_Row_co], options: BulkOptions) -> set[List]:
        """Return the lists that stored rows leave in a conflict update; add ``position`` to the updated fields."""
        fields, unique = options.get("update_fields") or (), options.get("unique_fields") or ()
        if not unique or attributes_of(self.model, fields).isdisjoint(self.model.order_columns()):
            return set()
        options["update_fields"] = {*fields, "position"}
        alike = (Q(**{name: getattr(row, get_field(self.model, name).attname) for name in unique}) for row in rows)
        stored = all_rows(self.model, self.write_alias).filter(Q(*alike, _connector=Q.OR))
        return lists_of(stored, self.write_alias)

    def update(self, **kwargs: Any) -> int:
        """Update the rows. Rows that move to another list go to its end."""
        if attributes_of(self.model, kwargs).isdisjoint(self.model.order_columns()):
            return super().update(**kwargs)
        alias = self.write_alias
        with transaction.atomic(using=alias):
            rows = all_rows(self.model, alias).filter(pk__in=list(self.using(alias).values_list("pk", flat=True)))
            lists = lock_lists_of(rows, alias, **kwargs)
            highest = all_rows(self.model, alias).order_by().aggregate(highest=Max("position"))["highest"] or 0
            kwargs.setdefault("position", F("position") + highest + 1)
            found = super().update(**kwargs)
            for each in {*lists, *lock_all(lists_of(rows, alias))}:  # also lists that an expression has moved rows to
                each.arrange()
        return found

    def _lock_first(self, **changes: Any) -> None:
        lock_lists_of(self, self.write_alias, **changes)
        super()._lock_first(**changes)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows, and close the gaps that they leave."""
        if not self.removes_rows:
            return super().delete()
        with transaction.atomic(using=self.write_alias):
            lists = lock_all(lists_of(self, self.write_alias))
            found = super().delete()
            for each in lists:
                each.arrange()
        return found

    delete.queryset_only = True  # type: ignore[attr-defined]

    def renumber(self) -> None:
        """Close the gaps in the lists of these rows, after writes that left gaps."""
        with transaction.atomic(using=self.write_alias):
            for each in lock_all(lists_of(self, self.write_alias)):
                each.arrange()

    renumber.alters_data = True  # type: ignore[attr-defined]


if MYPY or not TYPE_CHECKING:
    _OrderedManager = models.Manager.from_queryset(OrderedQuerySet)

    class OrderedManager(_OrderedManager[_Row_co]):
        """The default manager of an ordered model: orders by position and offers ``renumber()``."""

else:
    OrderedManager: TypeAlias = OrderedQuerySet[_Row_co]  # see agent360_models.typed


class OrderedModel(CooperativeModel):
    """A row with a position in a list, counted from 0 without gaps.

    A new row goes to the end, or to the ``position`` that it sets. Deleting a row or moving it to another list closes
    the gap. Each change locks the list, so positions stay exact under concurrent moves.

    Class attributes:
        order_within: the fields whose values the rows of one list share; by default all rows form one list.
    """

    order_within: ClassVar[tuple[str, ...]] = ()
    offered_manager: ClassVar[type[models.Manager[Any]] | None] = OrderedManager

    position = _PositionField(
        verbose_name="Position", editable=False, help_text="Place in the list, from 0 on and without holes."
    )

    class Meta:
        abstract = True

    @classmethod
    def check(cls, **kwargs: Any) -> list[CheckMessage]:
        """Check that ``order_within`` names fields, including those for tenants and soft deletes."""
        return [
            *super().check(**kwargs),
            *_checks.of_fields(cls, order_within=cls.order_within),
            *_checks.of_order(cls),
        ]

    @classmethod
    def remembered_attributes(cls) -> frozenset[str]:
        """Remember the position and the list, so that a stale instance does not undo a move."""
        return super().remembered_attributes() | {"position", *cls.order_columns()}

    @classmethod
    def order_columns(cls) -> tuple[str, ...]:
        """Return the attributes whose values the rows of one list share."""
        model = get_field(cls, "position").model
        return tuple(get_field(model, name).attname for name in model.order_within)

    def move_up(self, *, using: str | None = None) -> None:
        """Swap with the previous row; the first row stays."""
        self._move(lambda place: place - 1, using)

    move_up.alters_data = True  # type: ignore[attr-defined]

    def move_down(self, *, using: str | None = None) -> None:
        """Swap with the next row; the last row stays."""
        self._move(lambda place: place + 1, using)

    move_down.alters_data = True  # type: ignore[attr-defined]

    def move_to(self, position: int, *, using: str | None = None) -> None:
        """Move to ``position``, or to the end if the list is shorter; the rows between shift.

        Raises ``ValueError`` for a negative position, and ``DoesNotExist`` for a deleted row.
        """
        if position < 0:
            raise ValueError(f"{position} is not a position: the first is 0.")
        self._move(lambda _: position, using)

    move_to.alters_data = True  # type: ignore[attr-defined]

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the row; put it in its place if it is new or changes its list or position."""
        self.fill_own_fields()  # may decide the list
        fields = named_fields(options)
        lists = self._lists_to_write(fields)
        is_moved = self._is_changed_in("position", fields) or any(map(self.has_changed_since_read, lists))
        if not self.is_unstored and not is_moved and not self._is_elsewhere(lists, options):
            super().save(**options)
            return
        if fields is not None:
            options["update_fields"] = fields | {"position"}
        before = self.position, self._remembered
        wanted = self.position if self.is_unstored or self._is_changed_in("position", fields) else None
        try:
            self._save_in_place(wanted, lists, options)
        except BaseException:
            self.position, self._remembered = before
            raise
        self.remember_stored(["position"])

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:  # noqa: FBT001, FBT002  # Django's signature
        """Delete the row, and close the gap that it leaves."""
        if not self.removes_row:
            return super().delete(using=using, keep_parents=keep_parents)
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            left, _ = self._lock(alias)
            found = super().delete(using=alias, keep_parents=keep_parents)
            if left:
                left.arrange()
        return found

    def _is_changed_in(self, name: str, fields: Iterable[str] | None) -> bool:
        is_written = fields is None or name in attributes_of(type(self), fields)
        return is_written and self.has_changed_since_read(name)

    def _lists_to_write(self, fields: Iterable[str] | None) -> dict[str, Any]:
        """Return the values that a save writes to the columns that define the list."""
        written = set(self.order_columns()) & self.__dict__.keys()
        if fields is not None:
            written &= attributes_of(type(self), fields)
        columns = {name: get_field(type(self), name) for name in written}
        return {
            name: value_of(field, getattr(self, name))
            for name, field in columns.items()
            if not isinstance(field, KeptField) or self.has_changed_since_read(name)
        }

    def _is_elsewhere(self, lists: Mapping[str, Any], options: SaveOptions) -> bool:
        """Tell whether the stored row is in another list than the instance, or deleted: saving then moves it."""
        if not lists and options.get("update_fields") is not None:
            return False
        rows = all_rows(type(self), self.alias_to_write(options.get("using"))).filter(pk=self.pk)
        stored = rows.values("pk", *lists).first()
        return stored is None or any(stored[name] != value for name, value in lists.items())

    def _save_in_place(self, wanted: int | None, lists: Mapping[str, Any], options: SaveOptions) -> None:
        alias = options["using"] = self.alias_to_write(options.get("using"))
        with transaction.atomic(using=alias):
            left, here = self._lock(alias, **lists)
            if left == here:
                self.remember_stored(["position"])  # not written here: arrange() writes it
            else:
                self.position = here.end()
                self.forget_stored("position")  # written even if the instance already had it
            super().save(**options)
            if left and left != here:
                left.arrange()
            if wanted is not None:
                here.arrange(self.pk, wanted)
                self.position = self._stored_position(alias)

    def _move(self, target: Callable[[int], int], using: str | None) -> None:
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            _, here = self._lock(alias)
            place = target(self._stored_position(alias))
            here.arrange(self.pk, max(place, 0))
            self.position = self._stored_position(alias)
        self.remember_stored(["position"])

    def _stored_position(self, alias: str) -> int:
        return int(all_rows(type(self), alias).values_list("position", flat=True).get(pk=self.pk))

    def _lock(self, alias: str, **changes: Any) -> tuple[List | None, List]:
        """Lock the list of the stored row and the list that the changes move it to; return both."""
        left: List | None = None
        if not self.is_unstored:
            rows = all_rows(type(self), alias).filter(pk=self.pk)
            left = next((each for each in lock_lists_of(rows, alias, **changes)), None)
        here = left.after(changes) if left else list_of(self, alias)
        here.lock()
        return left, here


def _read_positions(rows: Iterable[OrderedModel], alias: str) -> None:
    known = {row.pk: row for row in rows if row.pk is not None}
    if known:
        model = type(next(iter(known.values())))
        for pk, position in all_rows(model, alias).filter(pk__in=known).order_by().values_list("pk", "position"):
            known[pk].position = position
            known[pk].remember_stored(["position"])
