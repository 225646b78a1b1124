"""Columns and tables that this project's database lacks, as listed in the setting ``ABSENT``.

``apply()`` removes them from the models once, when the apps are ready. To Django a field without a column is not
concrete: SELECT, INSERT, UPDATE, forms, serializers and constraints skip it. A query that names it anyway raises an
error that names the setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, NoReturn

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DO_NOTHING, NOT_PROVIDED, F, Field, ForeignKey, ForeignObject, Index, Model, Q
from django.db.models.constants import LOOKUP_SEP
from django.db.models.constraints import BaseConstraint
from django.db.models.options import Options
from django.utils.functional import cached_property

from agent360_models import conf
from agent360_models._blocks import Blocks
from agent360_models.exceptions import AbsentError

__all__ = [
    "TABLE",
    "absent_columns",
    "apply",
    "is_absent",
    "is_over_absent",
    "is_table_absent",
    "leads_to_absent",
    "named",
    "names",
    "refuse",
    "refuse_table",
    "remembered",
    "written",
]

TABLE = "*"  # instead of a column: the whole table


_GIVEN = "_given_to_absent_columns"
_remembering: Blocks[bool] = Blocks("agent360_models_remembering")


@contextmanager
def remembered() -> Iterator[None]:
    """Make values assigned to absent columns readable, so that a factory can derive other values from them."""
    with _remembering.open(True):  # noqa: FBT003
        yield


class _AbsentTable(str):
    """The name of an absent table. Building a statement with it raises an error."""

    __slots__ = ("label",)
    label: str

    def startswith(self, *_args: Any) -> NoReturn:
        """Raise the error; Django calls this method when it quotes the name."""
        raise _no_table(self.label)


class _Options(Options):  # type: ignore[type-arg]  # Django's takes no parameter at run time
    """The ``_meta`` of a model that lacks columns."""

    @cached_property
    def _non_pk_concrete_field_names(self) -> frozenset[str]:
        """Return the names that ``save(update_fields=...)`` accepts: absent columns too, which it then skips."""
        django: Any = Options
        known: frozenset[str] = django._non_pk_concrete_field_names.func(self)  # noqa: SLF001
        return known | {name for field in self.local_fields if is_absent(field) for name in (field.name, field.attname)}


class _AbsentField:
    """A field whose column is absent: its class becomes a subclass of this class and of its original class."""

    absent_column: str | None

    def __repr__(self) -> str:
        """Name the setting: Django's own errors show the field."""
        return f"<{self}, absent by AGENT360_MODELS['ABSENT']>"

    def _refuse(self, *_args: Any, **_options: Any) -> NoReturn:
        field: Any = self
        refuse(field.model, self.absent_column or field.name)

    get_col = get_joining_fields = _refuse

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        """Return no type, so that Django creates no column."""
        return {"type": None, "check": None}

    def deconstruct(self) -> Any:
        """Return the field as declared: migrations do not depend on settings."""
        name, path, args, kwargs = self._declared  # type: ignore[attr-defined]
        return name, path, [*args], {**kwargs}

    def clone(self) -> Any:
        """Return the field as declared, for the migration state."""
        _name, _path, args, kwargs = self.deconstruct()
        return self._kind(*args, **kwargs)  # type: ignore[attr-defined]


class _AbsentValue:
    """A descriptor that reads as ``None``, whatever was assigned: no column stores it."""

    def __init__(self, field: Any, name: str) -> None:
        self.field = field
        self.name = name

    def __get__(self, instance: Model | None, owner: type[Model]) -> Any:
        if instance is None:
            return self
        return vars(instance).get(_GIVEN, {}).get(self.name) if _remembering.own() else None

    def __set__(self, instance: Model, value: object) -> None:
        given = vars(instance).setdefault(_GIVEN, {})
        given[self.name] = value
        if isinstance(value, Model):
            given[self.field.attname] = getattr(value, self.field.target_field.attname)

    def is_cached(self, instance: Model) -> bool:
        """Tell ``prefetch_related`` that there is nothing to fetch."""
        return True

    def get_prefetch_querysets(self, *_args: Any) -> Any:
        """Exist, so that ``prefetch_related`` asks ``is_cached``."""


def apply() -> None:
    """Remove from the models the columns and tables listed in ``ABSENT``. A second call changes nothing.

    Names that do not exist, and primary keys, are ignored here; check E012 reports them.
    """
    if not conf.absent_models():
        return
    found = [(model, lacking) for model in apps.get_models(include_auto_created=True) if (lacking := named(model))]
    if not found:
        return
    for model, lacking in found:
        for field in model._meta.local_fields:
            if field.column in lacking and field not in field.model._meta.pk_fields:
                _remove_column(field)
        if absent_columns(model):
            model._meta.__class__ = _Options
        if TABLE in lacking:
            _remove_table(model)
    for model in apps.get_models(include_auto_created=True):
        _leave_out(model)
    apps.clear_cache()


def named(model: type[Model]) -> frozenset[str]:
    """Return the model's entry in the setting: columns, or ``TABLE``."""
    return conf.absent(model._meta.label)


def is_absent(field: Any) -> bool:
    """Tell whether a field's column is absent; for a ``ForeignObject``, any of its columns."""
    return isinstance(field, _AbsentField)


def is_table_absent(model: type[Model]) -> bool:
    """Tell whether a model's table is absent."""
    return isinstance(model._meta.db_table, _AbsentTable)


def absent_columns(model: type[Model]) -> dict[str, Field[Any, Any]]:
    """Return a model's fields whose columns are absent, keyed by column."""
    fields: Iterable[Any] = model._meta.local_fields
    return {field.absent_column: field for field in fields if is_absent(field) and field.absent_column}


def refuse(model: type[Model], column: str) -> NoReturn:
    """Raise ``AbsentError`` for a column."""
    raise AbsentError(
        f"This database has no column {column} of {model._meta.label}, as AGENT360_MODELS['ABSENT'] says."
        " Leave it out of the query, or take it out of the setting."
    )


def refuse_table(model: type[Model]) -> NoReturn:
    """Raise ``AbsentError`` for a model's table."""
    raise _no_table(model._meta.label)


def _no_table(label: str) -> AbsentError:
    return AbsentError(
        f"This database has no table of {label}, as AGENT360_MODELS['ABSENT'] says."
        " If the table exists, take the model out of the setting."
    )


def names(model: type[Model]) -> frozenset[str]:
    """Return the names of a model's absent columns and of their fields."""
    return frozenset(
        name for column, field in absent_columns(model).items() for name in (column, field.name, field.attname)
    )


def written(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values, by field name, without absent columns, for an UPDATE."""
    return {name: value for name, value in values.items() if not is_absent(model._meta.get_field(name))}


def leads_to_absent(model: type[Model], path: str, *, is_followed: bool = True) -> bool:
    """Tell whether a path such as ``owner__name__icontains`` leads through an absent column or table.

    ``is_followed`` tells whether the path needs the row at its end, and not only the foreign key column.
    """
    names = path.split(LOOKUP_SEP)
    for place, name in enumerate(names, start=1):
        try:
            field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return False  # a lookup, or something that is not a field
        if is_absent(field) or is_absent(getattr(field, "remote_field", None)):
            return True
        if not field.is_relation or field.related_model is None or isinstance(field.related_model, str):
            return False
        model = field.related_model
        if is_table_absent(model):
            return is_followed or place < len(names)
    return False


def is_over_absent(model: type[Model], thing: BaseConstraint | Index) -> bool:
    """Tell whether a model's constraint or index names an absent column."""
    return any(leads_to_absent(model, path, is_followed=False) for path in _paths(thing))


def _paths(thing: Any) -> Iterator[str]:
    """Yield the paths in a constraint, an index, a condition or an expression."""
    if isinstance(thing, BaseConstraint | Index):
        for name in (*getattr(thing, "fields", ()), *getattr(thing, "include", ())):
            yield name.lstrip("-")
        for part in ("condition", "expressions"):
            yield from _paths(getattr(thing, part, None))
    elif isinstance(thing, Q):
        yield from _paths(thing.children)
    elif isinstance(thing, F):
        yield str(getattr(thing, "name"))  # noqa: B009  # the stubs lack it
    elif isinstance(thing, list | tuple):
        for part in thing:
            if isinstance(part, tuple) and isinstance(part[0], str):  # a lookup and its value
                yield part[0]
            yield from _paths(part)
    elif hasattr(thing, "get_source_expressions"):
        yield from _paths(thing.get_source_expressions())


def _remove_column(field: Any) -> None:
    """Remove the column of a field. The field stays an instance of its declared class."""
    kind, declared = type(field), field.deconstruct()
    column = field.column
    field.__class__ = type(
        kind.__name__, (_AbsentField, kind), {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
    )
    vars(field).update(
        _kind=kind,
        _declared=declared,
        absent_column=column,
        column=None,
        concrete=False,
        blank=True,  # full_clean() skips it
        serialize=False,
        db_index=False,
        db_default=NOT_PROVIDED,
    )
    vars(field).pop("cached_col", None)
    if isinstance(field, ForeignObject):
        _close(field)
        field.remote_field.on_delete = DO_NOTHING
    if isinstance(field, ForeignKey):
        field.from_fields = [field.attname]  # "self" stands for a column
    for name in {field.name, field.attname}:
        setattr(field.model, name, _AbsentValue(field, name))


def _close(field: Any) -> None:
    """Mark a relation as a parent link, since ``select_related`` does not follow those."""
    field.parent_link = field.remote_field.parent_link = True


def _remove_table(model: type[Model]) -> None:
    """Make statements on the table raise an error, and deletes of parent rows skip it."""
    name = _AbsentTable(model._meta.db_table)
    name.label = model._meta.label
    for one in apps.get_models(include_auto_created=True):
        if one._meta.concrete_model is model:
            one._meta.db_table = name


def _leave_out(model: type[Model]) -> None:
    """Drop orderings, ``unique_together`` and checks of constraints that name absent columns."""
    options = model._meta
    for field in options.local_fields:
        if isinstance(field, ForeignObject) and not is_absent(field) and not isinstance(field.related_model, str):
            if any(map(is_absent, field.local_related_fields)):
                _remove_column(field)
            elif is_table_absent(model) or is_table_absent(field.related_model):
                _close_declared(field)
    options.ordering = [
        entry
        for entry in options.ordering or ()
        if not any(
            leads_to_absent(model, path) for path in ([entry.lstrip("-+")] if isinstance(entry, str) else _paths(entry))
        )
    ]
    options.unique_together = [
        together
        for together in options.unique_together
        if not any(leads_to_absent(model, name, is_followed=False) for name in together)
    ]
    for constraint in options.constraints:
        if is_over_absent(model, constraint):
            constraint.validate = _pass  # type: ignore[method-assign]


def _close_declared(field: Any) -> None:
    """Close a relation whose own column exists; migrations see it as declared."""
    name, path, args, kwargs = field.deconstruct()
    vars(field)["deconstruct"] = lambda: (name, path, [*args], {**kwargs})
    _close(field)
    if is_table_absent(field.model):
        field.remote_field.on_delete = DO_NOTHING
    else:  # the parent's table is absent too
        vars(field)["validate"] = partial(Field.validate, field)


def _pass(*_args: Any, **_options: Any) -> None:
    """Report no errors."""
