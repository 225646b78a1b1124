"""Rows with a place in a list: optional, as no family of the library uses it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, Unpack

from django.core.checks import CheckMessage
from django.db import connections, models, transaction
from django.db.models import F, Max

from agent360_models import locks
from agent360_models.base import _checks
from agent360_models.base._combination import (
    CooperativeModel,
    CooperativeQuerySet,
    SaveOptions,
    all_rows,
    get_field,
    named_fields,
)
from agent360_models.fields.kept import KeptPositiveIntegerField

__all__ = ["OrderedManager", "OrderedModel", "OrderedQuerySet"]

_Row_co = TypeVar("_Row_co", bound="OrderedModel", covariant=True)


class _PositionField(KeptPositiveIntegerField):
    """A place in a list, by which the model is ordered unless its ``Meta`` has another ``ordering``."""

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002  # Django's signature
        """Order the model. Of several bases Django keeps one ``Meta``, so that an ``ordering`` there may be lost."""
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.ordering:
            cls._meta.ordering = [name]


@dataclass(frozen=True)
class _List:
    """One list: the rows of a model on an alias that have these values in common.

    In multi-table inheritance it is the model that has the positions.
    """

    model: type["OrderedModel"]
    alias: str
    values: tuple[Any, ...]

    def rows(self) -> Any:
        scope = dict(zip(self.model.order_columns(), self.values, strict=True))
        return all_rows(self.model, self.alias).filter(**scope)

    def lock(self) -> None:
        """Keep others from changing the order until the transaction ends."""
        locks.hold_until_commit(self.model._meta.db_table, *self.values, using=self.alias)

    def end(self) -> int:
        """Return the place after the last row."""
        last = self.rows().order_by().aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1

    def arrange(self, key: Any = None, place: int = 0) -> None:
        """Give the rows numbers from 0 on without holes, in their order, the row ``key`` moved to ``place``.

        One statement, so that a deferrable unique constraint holds after it.
        """
        options, connection = self.model._meta, connections[self.alias]
        quote = connection.ops.quote_name
        fields = [get_field(self.model, name) for name in self.model.order_within]
        same = [f"{quote(str(field.column))} IS NOT DISTINCT FROM %s" for field in fields]
        values = [field.get_db_prep_value(v, connection) for field, v in zip(fields, self.values, strict=True)]
        names = {
            "table": quote(options.db_table),
            "pk": quote(str(options.pk.column)),
            "at": quote(get_field(self.model, "position").column),
        }
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE {table} SET {at} = numbered.place FROM ("
                "SELECT {pk} AS pk, row_number() OVER (ORDER BY"
                # A moved row stands before the row that has the place, or behind it if it comes from before it.
                " CASE WHEN {pk} = %s THEN 2 * %s::bigint + CASE WHEN {at} < %s THEN 1 ELSE -1 END"
                " ELSE 2 * {at}::bigint END, {pk}) - 1 AS place"
                " FROM {table} WHERE {same}) AS numbered"
                " WHERE {table}.{pk} = numbered.pk AND {table}.{at} <> numbered.place".format(
                    **names, same=" AND ".join(same) or "true"
                ),
                [options.pk.get_db_prep_value(key, connection), place, place, *values],
            )


class OrderedQuerySet(CooperativeQuerySet[_Row_co]):
    """Rows in their order. Writes of many rows leave no holes, except ``update()`` of positions."""

    if TYPE_CHECKING:

        @classmethod
        def as_manager(cls) -> models.Manager[Any]: ...  # noqa: D102  # see CooperativeQuerySet

    def bulk_create(self, objs: Iterable[_Row_co], *args: Any, **kwargs: Any) -> list[_Row_co]:
        """Insert the rows at the ends of their lists, in this order; a row that has a position keeps it."""
        rows, alias = list(objs), self.write_alias
        with transaction.atomic(using=alias):
            by_list: dict[_List, list[_Row_co]] = {}
            for row in rows:
                row.fill_own_fields()
                by_list.setdefault(_list_of(row, alias), []).append(row)
            for each in _lock_all(by_list):
                free = (row for row in by_list[each] if row.position is None)  # type: ignore[redundant-expr]  # not stored yet
                for position, row in enumerate(free, each.end()):
                    row.position = position
            return super().bulk_create(rows, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Update the rows. Those that it puts into another list come at its end."""
        columns = {get_field(self.model, name).attname for name in kwargs}
        if columns.isdisjoint(self.model.order_columns()):
            return super().update(**kwargs)
        alias = self.write_alias
        with transaction.atomic(using=alias):
            rows = all_rows(self.model, alias).filter(pk__in=list(self.using(alias).values_list("pk", flat=True)))
            left = _lock_all(_lists_of(rows, alias))
            highest = all_rows(self.model, alias).order_by().aggregate(highest=Max("position"))["highest"] or 0
            kwargs.setdefault("position", F("position") + highest + 1)
            found = super().update(**kwargs)
            for each in {*left, *_lock_all(_lists_of(rows, alias))}:
                each.arrange()
        return found

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows, and close the holes that they leave."""
        with transaction.atomic(using=self.write_alias):
            lists = _lock_all(_lists_of(self, self.write_alias))
            found = super().delete()
            for each in lists:
                each.arrange()
        return found

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def renumber(self) -> None:
        """Close the holes in the lists of these rows, after writes that left some."""
        with transaction.atomic(using=self.write_alias):
            for each in _lock_all(_lists_of(self, self.write_alias)):
                each.arrange()

    renumber.alters_data = True  # type: ignore[attr-defined]


_OrderedManager = models.Manager.from_queryset(OrderedQuerySet)


class OrderedManager(_OrderedManager[_Row_co]):
    """The manager of a model that has no other: ordered by position, and offers ``renumber()``."""


class OrderedModel(CooperativeModel):
    """A row with a place in a list, from 0 on and without holes.

    A new row comes at the end, or at the ``position`` that it names. Deleting a row or moving it to another list
    closes the hole. All of it happens under a lock of the list, so that it stays exact under concurrent moves.

    Class attributes:
        order_within: the fields whose values the rows of one list have in common; by default all rows are one list.
    """

    order_within: ClassVar[tuple[str, ...]] = ()
    offered_manager: ClassVar[type[models.Manager[Any]] | None] = OrderedManager

    position = _PositionField(editable=False)

    class Meta:
        abstract = True

    @classmethod
    def check(cls, **kwargs: Any) -> list[CheckMessage]:
        """Check that ``order_within`` names fields, and those of tenants and soft deletion too."""
        return [
            *super().check(**kwargs),
            *_checks.of_fields(cls, order_within=cls.order_within),
            *_checks.of_order(cls),
        ]

    @classmethod
    def remembered_attributes(cls) -> frozenset[str]:
        """Let a stale object undo no move."""
        return super().remembered_attributes() | {"position", *cls.order_columns()}

    @classmethod
    def order_columns(cls) -> tuple[str, ...]:
        """Return the attributes whose values the rows of one list have in common."""
        model = get_field(cls, "position").model
        return tuple(get_field(model, name).attname for name in model.order_within)

    def move_up(self, *, using: str | None = None) -> None:
        """Change places with the row before this one; the first row stays."""
        self._move(lambda place: place - 1, using)

    move_up.alters_data = True  # type: ignore[attr-defined]

    def move_down(self, *, using: str | None = None) -> None:
        """Change places with the row after this one; the last row stays."""
        self._move(lambda place: place + 1, using)

    move_down.alters_data = True  # type: ignore[attr-defined]

    def move_to(self, position: int, *, using: str | None = None) -> None:
        """Move to ``position``, or to the end if the list is shorter; the rows between make room.

        Raises ``ValueError`` for a negative position, ``DoesNotExist`` for a row that is gone.
        """
        if position < 0:
            raise ValueError(f"{position} is not a position: the first is 0.")
        self._move(lambda _: position, using)

    move_to.alters_data = True  # type: ignore[attr-defined]

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Save the row; a new one, or one whose list or position this object changed, finds its place."""
        self.fill_own_fields()  # which may decide about the list
        fields = named_fields(options)
        changed = {name for name in ("position", *self.order_columns()) if self._is_changed_in(name, fields)}
        if not self.is_unstored and not changed:
            super().save(**options)
            return
        if fields is not None:
            options["update_fields"] = fields | {"position"}
        before = self.position, self._remembered
        wanted = self.position if self.is_unstored or "position" in changed else None
        try:
            self._save_in_place(wanted, options)
        except BaseException:
            self.position, self._remembered = before
            raise
        self.remember_stored(["position"])

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:  # noqa: FBT001, FBT002  # Django's signature
        """Delete the row, and close the hole that it leaves."""
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            left = self._lock(alias)
            found = super().delete(using=alias, keep_parents=keep_parents)
            if left:
                left.arrange()
        return found

    delete.alters_data = True  # type: ignore[attr-defined]

    def _is_changed_in(self, name: str, fields: Iterable[str] | None) -> bool:
        field = get_field(type(self), name)
        is_written = fields is None or field.name in fields or field.attname in fields
        return is_written and self.has_changed_since_read(name)

    def _save_in_place(self, wanted: int | None, options: SaveOptions) -> None:
        alias = options["using"] = self.alias_to_write(options.get("using"))
        with transaction.atomic(using=alias):
            here = _list_of(self, alias)
            left = self._lock(alias, here)
            if left == here:
                self.remember_stored(["position"])  # not to be written: arrange() does
            else:
                self.position = here.end()
                self.forget_stored("position")  # to be written, even where the object had it already
            super().save(**options)
            if left and left != here:
                left.arrange()
            if wanted is not None:
                here.arrange(self.pk, wanted)
                self.position = self._stored_position(alias)

    def _move(self, target: Callable[[int], int], using: str | None) -> None:
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            here = self._lock(alias)
            place = target(self._stored_position(alias))
            if here:
                here.arrange(self.pk, max(place, 0))
            self.position = self._stored_position(alias)
        self.remember_stored(["position"])

    def _stored_position(self, alias: str) -> int:
        return int(all_rows(type(self), alias).values_list("position", flat=True).get(pk=self.pk))

    def _lock(self, alias: str, *others: _List) -> _List | None:
        """Lock the list that the stored row is in, and others with it; return it if there is such a row."""
        rows = all_rows(type(self), alias).filter(pk=self.pk)
        while True:
            stored = set() if self.is_unstored else _lists_of(rows, alias)
            _lock_all({*stored, *others})
            if self.is_unstored or stored == _lists_of(rows, alias):
                return next(iter(stored), None)


def _list_of(row: OrderedModel, alias: str) -> _List:
    """Return the list that a row is in according to the object."""
    model = get_field(type(row), "position").model
    fields = (get_field(model, name) for name in model.order_within)
    return _List(model, alias, tuple(field.to_python(getattr(row, field.attname)) for field in fields))


def _lists_of(rows: models.QuerySet[Any], alias: str) -> set[_List]:
    """Return the lists that stored rows are in."""
    columns = rows.model.order_columns()
    found = rows.using(alias).order_by().values_list(*columns or ["pk"]).distinct()
    model = get_field(rows.model, "position").model
    return {_List(model, alias, tuple(values) if columns else ()) for values in found}


def _lock_all(lists: Iterable[_List]) -> list[_List]:
    """Lock the lists in an order that is the same for everybody, so that nobody waits for each other."""
    ordered = sorted(lists, key=lambda each: repr(each.values))
    for each in ordered:
        each.lock()
    return ordered
