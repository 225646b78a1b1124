"""The contract of installed models, read from ``_meta`` and the fields."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.migrations.state import ProjectState

from agent360_models import conf
from agent360_models.contract import _sql
from agent360_models.contract.structure import Column, Contract, Index, Model, Relation, Unique
from agent360_models.exceptions import ContractError
from agent360_models.names import split


def read(labels: Iterable[str], *, version: str) -> Contract:
    """Return the contract of installed apps, also of projects: what the code declares, regardless of the settings.

    Proxies and swapped models have no table and are left out. Raises ``LookupError`` for an app that is not installed,
    and ``ContractError`` if a foreign key references one.
    """
    # The setting ABSENT removes columns from models; the migration state has the models as declared.
    registry: Any = ProjectState.from_apps(apps).apps if conf.absent_models() else apps
    labels = [apps.get_app_config(label).label for label in labels]
    return of_models([model for label in labels for model in _models_of(registry, label)], version=version)


def of_models(found: Iterable[type[models.Model]], *, version: str) -> Contract:
    """Return the contract of these models."""
    with_tables = [
        model for model in found if not (model._meta.proxy or model._meta.swapped or ".migrations." in model.__module__)
    ]
    return Contract(version, {model._meta.label: _model(model) for model in with_tables})


def _models_of(registry: Any, label: str) -> Iterable[type[models.Model]]:
    if label not in registry.app_configs:  # the migration state contains no apps without models
        return ()
    found: Iterable[type[models.Model]] = registry.get_app_config(label).get_models(include_auto_created=True)
    return found


def _model(model: type[models.Model]) -> Model:
    options = model._meta
    schema, table = split(str(options.db_table))
    for field in options.local_fields:
        if isinstance(field.related_model, str):
            raise ContractError(
                f"{options.label}.{field.name} references {field.related_model}, which is not installed."
            )
    fields = [field for field in options.local_concrete_fields if field.db_type(_sql.offline())]
    constraints = options.constraints
    return Model(
        table=table,
        schema=schema or "",
        managed=options.managed,
        primary_key=tuple(str(field.column) for field in options.pk_fields),
        columns={str(field.column): _column(field) for field in fields},
        relations=_relations(model),
        uniques=tuple(dict.fromkeys(_uniques(model))),
        checks={
            c.name: _sql.condition(c.condition, model) for c in constraints if isinstance(c, models.CheckConstraint)
        },
        exclusions={c.name: _exclusion(c, model) for c in constraints if isinstance(c, ExclusionConstraint)},
        indexes=tuple(dict.fromkeys(_indexes(model))),
    )


# Columns


def _column(field: Any) -> Column:
    parameters = field.db_parameters(_sql.offline())
    return Column(
        type=_type(str(parameters["type"])),
        null=field.null,
        other_types=tuple(getattr(field, "other_db_types", ())),
        attribute="" if field.name == field.column else field.name,
        identity=isinstance(field, models.AutoField),
        default=_sql.default(field),
        generated=_generated(field) if field.generated else "",
        collation=parameters.get("collation") or "",
        check=str(parameters["check"] or ""),
        labels=_labels(field),
        **(_foreign_key(field) if isinstance(field, models.ForeignKey) else {}),
    )


def _type(text: str) -> str:
    """Return a type without array sizes, which PostgreSQL ignores."""
    return re.sub(r"(?:\[\d*\])+$", lambda sizes: "[]" * sizes[0].count("["), text)


def _generated(field: Any) -> str:
    return f"{_sql.expression(field.expression, field.model)} {'STORED' if field.db_persist else 'VIRTUAL'}"


def _labels(field: Any) -> tuple[str, ...]:
    """Return the labels of an ENUM column or an array of one; plain choices do not count, since they are text."""
    while hasattr(field, "base_field"):
        field = field.base_field
    is_enum = hasattr(field, "enum") and hasattr(field, "type_name")
    return tuple(str(member.value) for member in field.enum) if is_enum else ()


def _foreign_key(field: Any) -> dict[str, Any]:
    target = field.related_model
    related, query = _way_back(field)
    return {
        "target": target if isinstance(target, str) else f"{target._meta.label}.{field.target_field.column}",
        "constrained": field.db_constraint,
        "on_delete": _on_delete(field.remote_field.on_delete),
        "related": related,
        "query": query,
    }


def _on_delete(action: Any) -> str:
    return "SET" if action.__name__ == "set_on_delete" else str(action.__name__)


def _way_back(field: Any) -> tuple[str, str]:
    """Return the reverse attribute of a relation, and its name in filters."""
    remote = field.remote_field
    if isinstance(field.related_model, str) or remote.hidden:
        return "", ""
    return remote.get_accessor_name() or "", field.related_query_name()


# Attributes without a column


def _relations(model: type[models.Model]) -> Mapping[str, Relation]:
    options: Any = model._meta
    found = {}
    for field in options.local_many_to_many:
        related, query = _way_back(field)
        through = field.remote_field.through
        found[field.name] = Relation(_label(field.related_model), _label(through), related=related, query=query)
    for field in options.local_fields:
        if isinstance(field, models.ForeignObject) and field.column is None:
            columns = tuple(f"{own.column} = {other.column}" for own, other in field.related_fields)
            found[field.name] = Relation(_label(field.related_model), "", columns, *_way_back(field))
    for field in options.private_fields:
        if getattr(field, "mti_inherited", False):
            continue
        if hasattr(field, "ct_field"):  # a GenericForeignKey
            columns = tuple(options.get_field(name).column for name in (field.ct_field, field.fk_field))
            found[field.name] = Relation("", columns=columns)
        elif hasattr(field, "object_id_field_name"):  # a GenericRelation
            names = (field.content_type_field_name, field.object_id_field_name)
            found[field.name] = Relation(_label(field.related_model), columns=names)
    return found


def _label(model: Any) -> str:
    return model if isinstance(model, str) else str(model._meta.label)


# Constraints and indexes


def _uniques(model: type[models.Model]) -> Iterator[Unique]:
    options = model._meta
    for field in options.local_concrete_fields:
        if field.unique and not field.primary_key:
            yield Unique((str(field.column),))
    for together in options.unique_together:
        yield Unique(tuple(sorted(_column_of(model, name) for name in together)))
    for constraint in options.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            columns = [_column_of(model, name) for name in constraint.fields]
            columns += [_sql.expression(one, model) for one in constraint.expressions]
            yield Unique(
                tuple(sorted(columns)),
                condition=_sql.condition(constraint.condition, model),
                nulls_distinct=constraint.nulls_distinct is not False,
                deferrable=constraint.deferrable is not None,
                name=constraint.name,
            )


def _exclusion(constraint: Any, model: type[models.Model]) -> str:
    parts = ", ".join(f"{_sql.expression(one, model)} WITH {operator}" for one, operator in constraint.expressions)
    where = _sql.condition(constraint.condition, model)
    return f"{constraint.index_type.lower()} ({parts}){f' WHERE {where}' if where else ''}" + (
        " DEFERRABLE" if constraint.deferrable else ""
    )


def _indexes(model: type[models.Model]) -> Iterator[Index]:
    options = model._meta
    for field in options.local_concrete_fields:
        if getattr(field, "db_index", False) and not field.unique:
            yield Index((str(field.column),))
    for index in options.indexes:
        columns = [_column_of(model, name) + (f" {order}" if order else "") for name, order in index.fields_orders]
        columns = (
            [" ".join(pair) for pair in zip(columns, index.opclasses, strict=True)] if index.opclasses else columns
        )
        yield Index(
            tuple(columns + [_sql.expression(one, model) for one in index.expressions]),
            method="btree" if index.suffix == "idx" else index.suffix,
            condition=_sql.condition(index.condition, model),
            include=tuple(_column_of(model, name) for name in index.include),
            name=index.name,
        )


def _column_of(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.column)
