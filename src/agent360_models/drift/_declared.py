"""The tables that models declare, read from ``_meta`` and the fields."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, EnumType
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ValidationError
from django.db import connections, models
from django.db.models import Field, ForeignKey, Model, Value
from django.utils.timezone import get_default_timezone

from agent360_models import absent, conf
from agent360_models.extensions import extensions_of, is_extension, parent_of
from agent360_models.families import family_of
from agent360_models.fields._flat import element_of
from agent360_models.names import split
from agent360_models.readonly.models import ReadOnlyModel
from agent360_models.tables import reference

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ON_DELETE = {
    models.CASCADE: "CASCADE",
    models.SET_NULL: "SET NULL",
    models.SET_DEFAULT: "SET DEFAULT",
    models.PROTECT: "RESTRICT",
    models.RESTRICT: "RESTRICT",
}


@dataclass(frozen=True, slots=True)
class DeclaredRelation:
    """A foreign key: its target, whether the database enforces it, and its ON DELETE action.

    ``on_delete`` is the SQL action; ``None`` if any action is fine.
    """

    schema: str | None
    table: str
    column: str
    is_constrained: bool
    on_delete: str | None


@dataclass(frozen=True, slots=True)
class DeclaredComposite:
    """A ``ForeignObject`` over several columns, each with its target column; Django creates no constraint for it."""

    schema: str | None
    table: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DeclaredColumn:
    """One column as declared by a field; ``type`` is Django's spelling of the PostgreSQL type.

    ``is_opaque`` marks the key of an automatic many-to-many table. Its width means nothing: migrations use the
    project's ``DEFAULT_AUTO_FIELD``, and models use the app's.
    ``check`` is the condition that Django's migrations add, as for a ``PositiveIntegerField``.
    ``other_types`` are further column types that the field works on.
    ``default`` is a plain value of ``db_default``; expressions are not compared.
    ``is_filled`` tells that Python always gives the row a value.
    ``is_local_time`` marks Django's ``DateTimeField`` under ``USE_TZ = False``, which reads and writes the project's
    local time. ``is_ambiguous`` marks such a field in a zone whose clocks repeat an hour.
    ``default_label`` is the ENUM label that a row gets by default.
    """

    name: str
    type: str
    is_null: bool
    other_types: tuple[str, ...] = ()
    is_auto: bool = False
    is_opaque: bool = False
    is_generated: bool = False
    has_db_default: bool = False
    default: Any = None
    is_filled: bool = False
    check: str = ""
    is_local_time: bool = False
    is_ambiguous: bool = False
    collation: str | None = None
    labels: tuple[str, ...] | None = None
    default_label: str | None = None
    relation: DeclaredRelation | None = None


@dataclass(frozen=True, slots=True)
class DeclaredUnique:
    """A declared uniqueness of columns; ``condition`` is SQL if it covers only some rows."""

    columns: frozenset[str]
    condition: str = ""
    is_deferrable: bool = False
    nulls_not_distinct: bool = False

    @property
    def is_partial(self) -> bool:
        return bool(self.condition)


@dataclass(frozen=True, slots=True)
class DeclaredTable:
    """One table as declared by a model. ``is_managed`` tells whether Django's migrations create it.

    ``is_extension`` marks a model of extra columns on the table of another model. ``others_columns`` are the columns
    of other models on this table. ``is_absent`` and ``absent_columns`` come from the setting ``ABSENT``.
    ``has_key`` is false for a ``ReadOnlyModel``, whose key exists only for Django.
    ``checks``, ``exclusions`` and ``unique_expressions`` map names to the SQL that Django would create them with.
    ``triggers`` are those that the app's ``schema.sql`` creates; ``None`` if it has none or they cannot be read.
    """

    family: str
    model: str
    schema: str | None
    name: str
    is_managed: bool
    is_written: bool
    has_key: bool
    expects_row_security: bool
    columns: tuple[DeclaredColumn, ...]
    primary_key: tuple[str, ...]
    uniques: tuple[DeclaredUnique, ...]
    indexes: tuple[tuple[str, ...], ...]
    checks: Mapping[str, str]
    exclusions: Mapping[str, str]
    unique_expressions: Mapping[str, str]
    composites: tuple[DeclaredComposite, ...]
    triggers: frozenset[str] | None
    is_absent: bool = False
    is_extension: bool = False
    others_columns: frozenset[str] = frozenset()
    absent_columns: tuple[str, ...] = ()


def declare(labels: Iterable[str], *, using: str) -> list[DeclaredTable]:
    """Return the tables that the models of installed apps declare, also of projects; no query is sent.

    Proxies and swapped models have no table and are left out. So are models that migrations define and that are
    registered once the migrations have run.
    """
    return [
        _table(model, connections[using])
        for label in labels
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not (model._meta.proxy or model._meta.swapped or ".migrations." in model.__module__)
    ]


def _table(model: type[Model], connection: BaseDatabaseWrapper) -> DeclaredTable:
    options = model._meta
    label = options.app_label
    schema, name = split(options.db_table)
    fields = [field for field in options.local_concrete_fields if field.db_type(connection)]
    made = [(constraint, _sql_of(model, constraint, connection)) for constraint in _constraints(model)]
    return DeclaredTable(
        family=family_of(label) or label,
        model=options.label,
        schema=schema,
        name=name,
        is_managed=options.managed,
        is_written=not (conf.is_read_only(label) or issubclass(model, ReadOnlyModel)),
        has_key=not issubclass(model, ReadOnlyModel),
        expects_row_security=hasattr(model, "expected_settings"),
        columns=tuple(_column(field, connection) for field in fields),
        primary_key=tuple(str(field.column) for field in options.pk_fields),
        uniques=tuple(_uniques(model, connection)),
        indexes=tuple(_indexes(model)),
        checks={c.name: sql for c, sql in made if isinstance(c, models.CheckConstraint)},
        exclusions={c.name: sql for c, sql in made if isinstance(c, ExclusionConstraint)},
        unique_expressions={c.name: sql for c, sql in made if isinstance(c, models.UniqueConstraint) and c.expressions},
        composites=tuple(_composites(model)),
        triggers=None if options.managed else _triggers(apps.get_app_config(label).name, name),
        is_absent=absent.is_table_absent(model),
        is_extension=is_extension(model),
        others_columns=frozenset(_others_columns(model)),
        absent_columns=tuple(absent.absent_columns(model)),
    )


def _triggers(module: str, table: str) -> frozenset[str] | None:
    found = _triggers_of(module)
    return None if found is None else frozenset(name for name, on in found if on == table)


@cache
def _triggers_of(module: str) -> tuple[tuple[str, str], ...] | None:
    """Return the name and table of each trigger in an app's DDL; ``None`` if some statements cannot be parsed."""
    text = reference.ddl(module)
    found = [tuple(part.strip('"') for part in match.groups()) for match in _TRIGGER.finditer(text)]
    return tuple(found) if text and len(found) == len(_ANY_TRIGGER.findall(text)) else None  # type: ignore[arg-type]


_ANY_TRIGGER = re.compile(r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?TRIGGER\b", re.IGNORECASE)
_TRIGGER = re.compile(
    _ANY_TRIGGER.pattern + r"""\s+("[^"]+"|\w+)\s+(?:BEFORE|AFTER|INSTEAD\s+OF)\s[^;]*?\sON\s+(?:ONLY\s+)?"""
    r"""(?:(?:"[^"]+"|\w+)\.)?("[^"]+"|\w+)""",
    re.IGNORECASE,
)


def _others_columns(model: type[Model]) -> Iterable[str]:
    parent = parent_of(model) or model
    for other in (parent, *extensions_of(parent)):
        if other is not model:
            yield from (str(field.column) for field in other._meta.local_concrete_fields)


def _constraints(model: type[Model]) -> list[models.BaseConstraint]:
    if absent.is_table_absent(model):
        return []
    return [constraint for constraint in model._meta.constraints if not absent.is_over_absent(model, constraint)]


def _column(field: Field[Any, Any], connection: BaseDatabaseWrapper) -> DeclaredColumn:
    parameters = field.db_parameters(connection)
    is_local_time = _is_local_time(field)
    return DeclaredColumn(
        name=str(field.column),
        type=str(parameters["type"]),
        is_null=field.null,
        other_types=tuple(getattr(field, "other_db_types", ())),
        is_auto=isinstance(field, models.AutoField),
        is_opaque=field.primary_key and bool(field.model._meta.auto_created),
        is_generated=field.generated,
        has_db_default=field.db_default is not models.NOT_PROVIDED,
        default=_default(field),
        is_filled=_is_filled(field),
        check=f"CHECK ({parameters['check']})" if parameters["check"] else "",
        is_local_time=is_local_time,
        is_ambiguous=is_local_time and _repeats_an_hour(get_default_timezone()),
        collation=parameters.get("collation") or None,
        labels=_labels(field),
        default_label=_default_label(field),
        relation=_relation(field) if isinstance(field, ForeignKey) else None,
    )


def _default(field: Field[Any, Any]) -> Any:
    value = field.db_default.value if isinstance(field.db_default, Value) else field.db_default
    if value is models.NOT_PROVIDED or hasattr(value, "resolve_expression"):
        return None
    value = value.value if isinstance(value, Enum) else value
    if isinstance(value, str) and not isinstance(field, models.CharField | models.TextField | models.JSONField):
        with contextlib.suppress(ValidationError):
            return field.to_python(value)
    return value


def _is_filled(field: Any) -> bool:
    """Tell whether Python sets a value before the write: a default, the current time, or a custom ``pre_save``."""
    own_pre_save = type(field).pre_save not in {kind.pre_save for kind in _PASSING}
    return field.has_default() or own_pre_save or any(getattr(field, f"auto_now{end}", False) for end in ("", "_add"))


_PASSING = (Field, models.DateField, models.DateTimeField, models.TimeField, models.FileField)  # add no value


def _is_local_time(field: Any) -> bool:
    field = element_of(field)
    # A subclass with its own from_db_value() does not depend on USE_TZ.
    return not settings.USE_TZ and isinstance(field, models.DateTimeField) and not hasattr(field, "from_db_value")


def _repeats_an_hour(zone: dt.tzinfo) -> bool:
    """Tell whether the clocks of a zone are set back during this year."""
    year = dt.datetime.now(zone).year
    return len({dt.datetime(year, month, 1, tzinfo=zone).utcoffset() for month in range(1, 13)}) > 1


def _labels(field: Any) -> tuple[str, ...] | None:
    enum: Any = getattr(element_of(field), "enum", None)
    return tuple(str(member.value) for member in enum) if issubclass(type(enum), EnumType) else None


def _default_label(field: Any) -> str | None:
    default = field.db_default if field.db_default is not models.NOT_PROVIDED else field.default
    default = default.value if isinstance(default, Value) else default
    return str(default) if hasattr(field, "enum") and isinstance(default, str) else None


def _relation(field: ForeignKey[Any, Any]) -> DeclaredRelation | None:
    target: Any = field.related_model
    if isinstance(target, str) or absent.is_table_absent(target) or absent.is_absent(field.target_field):
        return None  # the app is not installed, which a system check reports, or the target is ABSENT
    schema, table = split(target._meta.db_table)
    on_delete: Any = field.remote_field.on_delete
    action = ON_DELETE.get(on_delete) or getattr(on_delete, "operation", None)  # DB_CASCADE, from Django 6.1 on
    constrained: bool = field.db_constraint  # type: ignore[attr-defined]  # the stubs lack it
    return DeclaredRelation(schema, table, str(field.target_field.column), constrained, action)


def _composites(model: type[Model]) -> Iterable[DeclaredComposite]:
    for field in model._meta.local_fields:
        if (
            isinstance(field, models.ForeignObject)
            and not isinstance(field, ForeignKey)
            and not absent.is_absent(field)
        ):
            target: Any = field.related_model
            if not isinstance(target, str):
                columns = {str(own.column): str(other.column) for own, other in field.related_fields}
                yield DeclaredComposite(*split(target._meta.db_table), columns)


def _uniques(model: type[Model], connection: BaseDatabaseWrapper) -> Iterable[DeclaredUnique]:
    options = model._meta

    def columns(names: Iterable[str]) -> frozenset[str]:
        return frozenset(_column_of(model, name) for name in names)

    for field in options.local_concrete_fields:
        if field.unique and not field.primary_key:
            yield DeclaredUnique(columns([field.name]))
    for together in options.unique_together:
        yield DeclaredUnique(columns(together))
    for constraint in _constraints(model):
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            yield DeclaredUnique(
                columns(constraint.fields),
                condition=f"({_sql_of(model, constraint, connection).rpartition(' WHERE ')[2]})"
                if constraint.condition is not None
                else "",
                is_deferrable=constraint.deferrable is not None,
                nulls_not_distinct=constraint.nulls_distinct is False,
            )


def _indexes(model: type[Model]) -> Iterable[tuple[str, ...]]:
    options = model._meta
    for field in options.local_concrete_fields:
        if getattr(field, "db_index", False) and not field.unique:
            yield (str(field.column),)
    for index in options.indexes:
        if index.fields and index.condition is None and not absent.is_over_absent(model, index):
            yield tuple(_column_of(model, name.lstrip("-")) for name in index.fields)


def _sql_of(model: type[Model], constraint: models.BaseConstraint, connection: BaseDatabaseWrapper) -> str:
    """Return the SQL that Django would create a constraint with; it is not sent."""
    return str(constraint.create_sql(model, connection.schema_editor()))


def _column_of(model: type[Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)
