"""System checks on the use of the base models; each model runs them in its ``check()``."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning  # noqa: A004  # Django's own name
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db.models import ForeignKey


def of_managers(model: Any) -> Iterator[CheckMessage]:
    """E008: a manager of the model lacks the queryset of a base."""
    offered = [vars(base).get("offered_manager") for base in model.__mro__]
    querysets = [manager._queryset_class for manager in offered if manager]  # noqa: SLF001
    for manager in model._meta.managers:
        try:
            used = type(manager.all())
        except FieldError:
            continue  # E009 reports the name
        missing = [each for each in querysets if not issubclass(used, each) and _matters(model, manager, each)]
        if missing:
            name, bases = model.__name__, ", ".join(f'{each.__name__}["{model.__name__}"]' for each in querysets)
            yield Error(
                f"The manager {manager.name!r} of {model._meta.label} lacks"
                f" {' and '.join(each.__name__ for each in missing)} of the model's bases.",
                hint=f"Write `class {name}QuerySet({bases}): ...` and, in the model,"
                f" `{manager.name} = {name}QuerySet.as_manager()`.",
                obj=model,
                id="agent360_models.E008",
            )


def _matters(model: Any, manager: Any, queryset: Any) -> bool:
    """Tell whether a manager needs the queryset: the default manager always, others if they would leak rows."""
    return manager.name == model._meta.default_manager.name or hasattr(queryset, "for_tenant")


def of_fields(model: Any, **named: Iterable[str]) -> Iterator[CheckMessage]:
    """E009: a class attribute names something that is not a column of the model."""
    for attribute, names in named.items():
        for name in names:
            try:
                is_column = model._meta.get_field(name).concrete
            except FieldDoesNotExist:
                is_column = False
            if not is_column:
                yield _no_such(model, attribute, name, "a field of the model that has a column")


def of_attributes(model: Any, **named: Iterable[str]) -> Iterator[CheckMessage]:
    """E009: a class attribute names something that is not a field or property of the model."""
    for attribute, names in named.items():
        for name in names:
            if not hasattr(model, name):
                yield _no_such(model, attribute, name, "a field or a property of the model")


def of_deletes_with(model: Any) -> Iterator[CheckMessage]:
    """E009: ``deletes_with`` names something that is not a reverse relation to a soft-delete model."""
    for name in model.deletes_with:
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            field = None
        leads_back = getattr(field, "auto_created", False) and isinstance(getattr(field, "field", None), ForeignKey)
        if not leads_back or not hasattr(field.related_model, "deletes_with"):
            yield _no_such(model, "deletes_with", name, "a reverse relation to a SoftDeleteModel")


def _no_such(model: Any, attribute: str, name: str, meant: str) -> CheckMessage:
    return Error(
        f"{model._meta.label}.{attribute} names {name!r}, which does not exist there.",
        hint=f"Name {meant}.",
        obj=model,
        id="agent360_models.E009",
    )


def of_statuses(model: Any) -> Iterator[CheckMessage]:
    """E010: a class attribute names a status that is not in ``STATUS_CHOICES``."""
    transitions = model.TRANSITIONS or {}
    named = {
        "INITIAL_STATUS": [model.INITIAL_STATUS],
        "TRANSITIONS": [*transitions, *(status for to in transitions.values() for status in to)],
        "ACTIVE_STATUSES": model.ACTIVE_STATUSES or (),
    }
    for attribute, statuses in named.items():
        for status in dict.fromkeys(map(str, statuses)):
            if status not in model.all_statuses():
                yield Error(
                    f"{model._meta.label}.{attribute} names the status {status!r}, which is not in its choices.",
                    hint="Add it to STATUS_CHOICES of the model that has the column, or correct it.",
                    obj=model,
                    id="agent360_models.E010",
                )


def of_order(model: Any) -> Iterator[CheckMessage]:
    """W007: ``order_within`` lacks the tenant or the deletion flag, so a list contains rows that a query hides."""
    needed = [getattr(model, "tenant_field", None), "is_deleted" if hasattr(model, "is_deleted") else None]
    for name in filter(None, needed):
        if name not in model.order_within:
            yield Warning(
                f"{model._meta.label} is ordered, but order_within lacks {name!r}: a list would contain rows that a"
                " query does not see.",
                hint=f"Add {name!r} to order_within, and call renumber() once where there are rows.",
                obj=model,
                id="agent360_models.W007",
            )


def of_relations_through(model: Any) -> Iterator[CheckMessage]:
    """W015 and W016: a many-to-many relation goes through a model whose manager hides rows, and does not work."""
    hidden = [getattr(model, "tenant_field", None), "is_deleted" if hasattr(model, "is_deleted") else None]
    columns = [model._meta.get_field(name) for name in hidden if name and hasattr(model, name)]
    fields = [field for other in model._meta.apps.get_models() for field in other._meta.local_many_to_many]
    for field in (field for field in fields if field.remote_field.through is model and columns):
        ends = [field.m2m_field_name(), field.m2m_reverse_field_name()]
        if hasattr(model, "is_deleted"):
            yield from _of_unique_ends(model, field, {*ends, getattr(model, "tenant_field", "")}, ends)
        if {column.model for column in columns} != {model._meta.get_field(end).model for end in ends}:
            yield Warning(
                f"{field} leads through {model._meta.label}, which has some of its columns in a parent's table: the"
                " relation shows rows that the manager hides.",
                hint="Give the through model its own table, with both foreign keys.",
                obj=field,
                id="agent360_models.W016",
            )


def _of_unique_ends(model: Any, field: Any, names: set[str], ends: list[str]) -> Iterator[CheckMessage]:
    constraints = [constraint.fields for constraint in model._meta.total_unique_constraints]
    alone = [(end,) for end in ends if model._meta.get_field(end).unique]
    for together in (*constraints, *model._meta.unique_together, *alone):
        if set(together) <= names:
            quoted = ", ".join(f'"{name}"' for name in together)
            yield Warning(
                f"{field} leads through {model._meta.label}, whose unique constraint includes deleted rows: what was"
                " removed from the relation cannot be added again.",
                hint=f"Exclude deleted rows from the constraint: `unique_unless_deleted({quoted}, name=...)`.",
                obj=field,
                id="agent360_models.W015",
            )
