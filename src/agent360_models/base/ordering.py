"""Rows with a place in a list: optional, as no family of the library uses it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, Unpack

from django.core.checks import CheckMessage
from django.db import connections, models, transaction
from django.db.models import F, Max, Q
from django.db.models.expressions import BaseExpression, Combinable

from agent360_models import locks
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
from agent360_models.fields.kept import KeptField, KeptPositiveIntegerField

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

    def after(self, changes: Mapping[str, Any]) -> "_List":
        """Return the list that a row of this one comes to by changes, which may be of other columns too."""
        fields = (get_field(self.model, name) for name in self.model.order_within)
        known = zip(fields, self.values, strict=True)
        values = (_value(field, changes[field.attname]) if field.attname in changes else old for field, old in known)
        return replace(self, values=tuple(values))

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
        def as_manager(cls) -> models.Manager[models.Model]: ...  # type: ignore[override]  # noqa: D102  # see CooperativeQuerySet

    def bulk_create(self, objs: Iterable[_Row_co], *args: Any, **kwargs: Any) -> list[_Row_co]:
        """Insert the rows at the ends of their lists, in this order; a row that has a position keeps it.

        A row that is not inserted, since it is in conflict with a stored one, leaves no hole. Where
        ``update_fields`` puts stored rows into other lists they come at the ends of these.
        """
        rows, alias, options = list(objs), self.write_alias, bulk_options(args, kwargs)
        with transaction.atomic(using=alias):
            by_list: dict[_List, list[_Row_co]] = {}
            for row in rows:
                row.fill_own_fields()
                by_list.setdefault(_list_of(row, alias), []).append(row)
            left = self._left_by_conflicts(rows, options)
            lists = _lock_all({*by_list, *left})
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

    def _left_by_conflicts(self, rows: Iterable[_Row_co], options: BulkOptions) -> set[_List]:
        """Return the lists that stored rows leave by an update of conflicts, and have it write positions too."""
        fields, unique = options.get("update_fields") or (), options.get("unique_fields") or ()
        if not unique or attributes_of(self.model, fields).isdisjoint(self.model.order_columns()):
            return set()
        options["update_fields"] = {*fields, "position"}
        alike = (Q(**{name: getattr(row, get_field(self.model, name).attname) for name in unique}) for row in rows)
        stored = all_rows(self.model, self.write_alias).filter(Q(*alike, _connector=Q.OR))
        return _lists_of(stored, self.write_alias)

    def update(self, **kwargs: Any) -> int:
        """Update the rows. Those that it puts into another list come at its end."""
        if attributes_of(self.model, kwargs).isdisjoint(self.model.order_columns()):
            return super().update(**kwargs)
        alias = self.write_alias
        with transaction.atomic(using=alias):
            rows = all_rows(self.model, alias).filter(pk__in=list(self.using(alias).values_list("pk", flat=True)))
            lists = _lock_lists_of(rows, alias, **kwargs)
            highest = all_rows(self.model, alias).order_by().aggregate(highest=Max("position"))["highest"] or 0
            kwargs.setdefault("position", F("position") + highest + 1)
            found = super().update(**kwargs)
            for each in {*lists, *_lock_all(_lists_of(rows, alias))}:  # these too, where an expression said which
                each.arrange()
        return found

    update.alters_data = True  # type: ignore[attr-defined]

    def _lock_first(self, **changes: Any) -> None:
        """Lock the lists that the rows are in, and those that they come to."""
        _lock_lists_of(self, self.write_alias, **changes)
        super()._lock_first(**changes)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows, and close the holes that they leave."""
        if not self.removes_rows:
            return super().delete()
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
        """Save the row; a new one, or one that comes to another list or position by it, finds its place."""
        self.fill_own_fields()  # which may decide about the list
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
        """Delete the row, and close the hole that it leaves."""
        if not self.removes_row:
            return super().delete(using=using, keep_parents=keep_parents)
        alias = self.alias_to_write(using)
        with transaction.atomic(using=alias):
            left, _ = self._lock(alias)
            found = super().delete(using=alias, keep_parents=keep_parents)
            if left:
                left.arrange()
        return found

    delete.alters_data = True  # type: ignore[attr-defined]

    def _is_changed_in(self, name: str, fields: Iterable[str] | None) -> bool:
        is_written = fields is None or name in attributes_of(type(self), fields)
        return is_written and self.has_changed_since_read(name)

    def _lists_to_write(self, fields: Iterable[str] | None) -> dict[str, Any]:
        """Return what a save writes of the columns that say which list the row is in."""
        written = set(self.order_columns()) & self.__dict__.keys()
        if fields is not None:
            written &= attributes_of(type(self), fields)
        columns = {name: get_field(type(self), name) for name in written}
        return {
            name: _value(field, getattr(self, name))
            for name, field in columns.items()
            if not isinstance(field, KeptField) or self.has_changed_since_read(name)
        }

    def _is_elsewhere(self, lists: Mapping[str, Any], options: SaveOptions) -> bool:
        """Tell whether the stored row is in another list than the object says, or gone: then saving moves it."""
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
            _, here = self._lock(alias)
            place = target(self._stored_position(alias))
            here.arrange(self.pk, max(place, 0))
            self.position = self._stored_position(alias)
        self.remember_stored(["position"])

    def _stored_position(self, alias: str) -> int:
        return int(all_rows(type(self), alias).values_list("position", flat=True).get(pk=self.pk))

    def _lock(self, alias: str, **changes: Any) -> tuple[_List | None, _List]:
        """Lock the list that the stored row is in, and the one that it comes to by changes; return both."""
        left: _List | None = None
        if not self.is_unstored:
            rows = all_rows(type(self), alias).filter(pk=self.pk)
            left = next((each for each in _lock_lists_of(rows, alias, **changes)), None)
        here = left.after(changes) if left else _list_of(self, alias)
        here.lock()
        return left, here


def _value(field: Any, value: Any) -> Any:
    """Return a value of a field, or a row that a foreign key leads to, as the database returns it."""
    return field.to_python(value.prepare_database_save(field) if isinstance(value, models.Model) else value)


def _list_of(row: OrderedModel, alias: str) -> _List:
    """Return the list that a row is in according to the object."""
    model = get_field(type(row), "position").model
    fields = (get_field(model, name) for name in model.order_within)
    return _List(model, alias, tuple(_value(field, getattr(row, field.attname)) for field in fields))


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


def _lock_lists_of(rows: models.QuerySet[Any], alias: str, **changes: Any) -> set[_List]:
    """Lock the lists that stored rows are in, and those that they come to; return the former.

    A change may name a field or its attribute; what an expression says is known only after it.
    """
    options = rows.model._meta
    values = {
        options.get_field(name).attname: value
        for name, value in changes.items()
        if attributes_of(rows.model, [name]) and not isinstance(value, Combinable | BaseExpression)
    }
    while True:
        lists = _lists_of(rows, alias)
        with transaction.atomic(using=alias):
            _lock_all(lists | {each.after(values) for each in lists})
            if lists == _lists_of(rows, alias):
                return lists
            # Somebody has moved them meanwhile. These are let go, so that others are locked in everybody's order.
            transaction.set_rollback(True, using=alias)


def _read_positions(rows: Iterable[OrderedModel], alias: str) -> None:
    """Give the objects the positions that their rows have."""
    known = {row.pk: row for row in rows if row.pk is not None}
    if known:
        model = type(next(iter(known.values())))
        for pk, position in all_rows(model, alias).filter(pk__in=known).order_by().values_list("pk", "position"):
            known[pk].position = position
            known[pk].remember_stored(["position"])
