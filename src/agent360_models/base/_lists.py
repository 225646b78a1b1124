"""The lists of ordered rows: membership, locks and position numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import connections, models, transaction
from django.db.models import Max
from django.db.models.expressions import BaseExpression, Combinable

from agent360_models import locks
from agent360_models.base._combination import all_rows, attributes_of, get_field

if TYPE_CHECKING:
    from agent360_models.base.ordering import OrderedModel


@dataclass(frozen=True)
class List:
    """One list: the rows of a model on an alias that share these values.

    In multi-table inheritance ``model`` is the model with the position column.
    """

    model: type["OrderedModel"]
    alias: str
    values: tuple[Any, ...]

    def after(self, changes: Mapping[str, Any]) -> "List":
        """Return the list that a row moves to with these changes, which may include other columns."""
        fields = (get_field(self.model, name) for name in self.model.order_within)
        known = zip(fields, self.values, strict=True)
        values = (value_of(field, changes[field.attname]) if field.attname in changes else old for field, old in known)
        return replace(self, values=tuple(values))

    def rows(self) -> Any:
        scope = dict(zip(self.model.order_columns(), self.values, strict=True))
        return all_rows(self.model, self.alias).filter(**scope)

    def lock(self) -> None:
        """Lock the order of the list until the transaction ends."""
        locks.hold_until_commit(self.model._meta.db_table, *self.values, using=self.alias)

    def end(self) -> int:
        """Return the position after the last row."""
        last = self.rows().order_by().aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1

    def arrange(self, key: Any = None, place: int = 0) -> None:
        """Renumber the rows from 0 without gaps, in their order, with the row ``key`` moved to ``place``.

        One statement does this, so a deferrable unique constraint holds afterwards.
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
                # A moved row goes before the row at that place, or after it if it comes from further up.
                " CASE WHEN {pk} = %s THEN 2 * %s::bigint + CASE WHEN {at} < %s THEN 1 ELSE -1 END"
                " ELSE 2 * {at}::bigint END, {pk}) - 1 AS place"
                " FROM {table} WHERE {same}) AS numbered"
                " WHERE {table}.{pk} = numbered.pk AND {table}.{at} <> numbered.place".format(
                    **names, same=" AND ".join(same) or "true"
                ),
                [options.pk.get_db_prep_value(key, connection), place, place, *values],
            )


def value_of(field: Any, value: Any) -> Any:
    """Return a value of a field (or a related instance) in the form that the database returns."""
    return field.to_python(value.prepare_database_save(field) if isinstance(value, models.Model) else value)


def list_of(row: "OrderedModel", alias: str) -> List:
    """Return the list that an instance is in, judged by its attributes."""
    model = get_field(type(row), "position").model
    fields = (get_field(model, name) for name in model.order_within)
    return List(model, alias, tuple(value_of(field, getattr(row, field.attname)) for field in fields))


def lists_of(rows: models.QuerySet[Any], alias: str) -> set[List]:
    """Return the lists that stored rows are in."""
    columns = rows.model.order_columns()
    found = rows.using(alias).order_by().values_list(*columns or ["pk"]).distinct()
    model = get_field(rows.model, "position").model
    return {List(model, alias, tuple(values) if columns else ()) for values in found}


def lock_all(lists: Iterable[List]) -> list[List]:
    """Lock the lists in a fixed order, which rules out deadlocks."""
    ordered = sorted(lists, key=lambda each: repr(each.values))
    for each in ordered:
        each.lock()
    return ordered


def lock_lists_of(rows: models.QuerySet[Any], alias: str, **changes: Any) -> set[List]:
    """Lock the lists that stored rows are in and the lists that they move to; return the former.

    A change may name a field or its attribute. The value of an expression is known only after the update.
    """
    options = rows.model._meta
    values = {
        options.get_field(name).attname: value
        for name, value in changes.items()
        if attributes_of(rows.model, [name]) and not isinstance(value, Combinable | BaseExpression)
    }
    while True:
        lists = lists_of(rows, alias)
        with transaction.atomic(using=alias):
            lock_all(lists | {each.after(values) for each in lists})
            if lists == lists_of(rows, alias):
                return lists
            # Another session has moved rows meanwhile. Release these locks, so that the next ones follow the order.
            transaction.set_rollback(True, using=alias)
