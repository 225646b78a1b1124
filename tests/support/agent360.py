"""Rows of every model of agent360, and facts about their tables from models and catalog."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections
from django.db.models import (
    CASCADE,
    PROTECT,
    SET_NULL,
    AutoField,
    CharField,
    DecimalField,
    Field,
    ForeignKey,
    Model,
)

from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.core.models import User
from agent360_models.agent360.salesforce.ids import to_18
from agent360_models.families import labels
from tests.support.databases import query

THEN = datetime(2026, 5, 4, 12, tzinfo=UTC)
# In a fixed order, so that all workers of xdist collect the same tests.
MODELS = [model for label in labels("agent360") for model in apps.get_app_config(label).get_models()]
TABLES = [model._meta.db_table for model in MODELS]
# Deleting an account looks for what points at it: the table of a downstream app of these tests.
SHOP = "CREATE TABLE shop_order (id BIGSERIAL PRIMARY KEY, account_id VARCHAR(18) NOT NULL, number VARCHAR(20));"
ON_DELETE: dict[Any, str] = {CASCADE: "c", SET_NULL: "n", PROTECT: "r"}  # as pg_constraint.confdeltype has it


def sf_id(prefix: str, number: int) -> str:
    return to_18(f"{prefix}{number:0{15 - len(prefix)}d}")


def a_user() -> User:
    """Return the user whom hand-written rows and files name as their owner."""
    return UserFactory.create(usr_sf_id=sf_id("005", 1), usr_user_role=None, usr_last_modified_date=THEN)


def values_of(
    model: type[Model], number: int = 1, *, using: str = "default", everything: bool = False
) -> dict[str, Any]:
    """Return what a row of ``model`` needs, by attribute name; ``everything`` fills nullable columns too.

    Rows of different numbers differ in every column that takes more than one value. Parents are made once.
    A row is nobody's child of its own kind: a foreign key to its own table stays empty.
    """
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, AutoField) and not is_clock(field)
        if field.related_model is not model
        if everything or not (field.null or field.has_default())
    ]
    return {field.attname: _value(field, number, using) for field in fields}


def a_row(
    model: type[Model], number: int = 1, *, using: str = "default", everything: bool = False, **values: Any
) -> Any:
    """Return a stored row of any model, with ``values`` by attribute name over those of ``values_of``."""
    given = {**values_of(model, number, using=using, everything=everything), **values}
    return model._default_manager.using(using).create(**given)


def assert_lives(model: type[Model], *, using: str = "default") -> None:
    """Create, read, change and delete a row with a value in every column that Django does not fill itself."""
    row = a_row(model, 1, using=using, everything=True)
    key = {model._meta.pk.attname: row.pk}
    stored = model._default_manager.using(using).filter(**key)
    first, second = ({**values_of(model, n, using=using, everything=True), **key} for n in (1, 2))
    assert stored.values(*first).get() == first

    for name, value in second.items():
        setattr(row, name, value)
    row.save(using=using)
    assert stored.values(*first).get() == second != first

    assert row.delete(using=using) == (1, {model._meta.label: 1})
    assert not stored.exists()


def is_clock(field: Field[Any, Any]) -> bool:
    """Tell whether Django itself fills the column with the time."""
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _value(field: Field[Any, Any], number: int, using: str) -> Any:
    if isinstance(field, ForeignKey):
        return _parent(field.related_model, number, using).pk
    if field.choices:
        return list(field.flatchoices)[number % 2][0]
    if isinstance(field, CharField) and field.max_length == 18:
        return sf_id("a0x", number)
    if isinstance(field, CharField):
        return f"{number} {field.name}"[: field.max_length]
    if isinstance(field, DecimalField):
        return Decimal(number).scaleb(-(field.decimal_places or 0))
    values: dict[str, Any] = {
        "TextField": f"{number} {field.name}",
        "DateTimeField": THEN + timedelta(days=number),
        "DateField": (THEN + timedelta(days=number)).date(),
        "SmallIntegerField": number % 2,
        "IntegerField": number,
        "BooleanField": bool(number % 2),
        "JSONField": {field.name: number},
        "UUIDField": UUID(int=number),
    }
    return values[field.get_internal_type()]


def _parent(model: Any, number: int, using: str) -> Any:
    """Return the parent of this number, which is made once."""
    values = values_of(model, number, using=using)
    key = {name: value for name, value in values.items() if name == model._meta.pk.name}
    found: Model | None = model._default_manager.using(using).filter(**(key or values)).first()
    return a_row(model, number, using=using) if found is None else found


def columns_of(using: str) -> dict[str, list[tuple[str, str, bool]]]:
    """Return each table's columns from the catalog, in order: name, type, and whether NULL may be in it."""
    tables: dict[str, list[tuple[str, str, bool]]] = {}
    rows = query(
        "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull"
        " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
        " WHERE c.relname = ANY (%s) AND c.relnamespace = 'public'::regnamespace"
        " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum",
        [TABLES],
        using=using,
    )
    for table, *column in rows:
        tables.setdefault(table, []).append((column[0], column[1], column[2]))
    return tables


def constraints_of(using: str) -> set[tuple[Any, ...]]:
    """Return the keys, uniques and foreign keys from the catalog: table, kind, columns, target, ON DELETE."""
    return set(
        query(
            "SELECT c.relname, k.contype, cols.names, t.relname, target.names, k.confdeltype"
            " FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid"
            " LEFT JOIN pg_catalog.pg_class t ON t.oid = k.confrelid"
            " CROSS JOIN LATERAL (SELECT string_agg(attname, ',' ORDER BY place) AS names"
            " FROM unnest(k.conkey) WITH ORDINALITY AS key (number, place)"
            " JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.number) cols"
            " CROSS JOIN LATERAL (SELECT string_agg(attname, ',' ORDER BY place) AS names"
            " FROM unnest(k.confkey) WITH ORDINALITY AS key (number, place)"
            " JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = key.number) target"
            " WHERE c.relname = ANY (%s) AND c.relnamespace = 'public'::regnamespace"
            " AND k.contype IN ('p', 'u', 'f')",
            [TABLES],
            using=using,
        )
    )


def kind_of_times(using: str) -> str:
    """Return the one type that all times of a database have."""
    (kind,) = {
        kind for columns in columns_of(using).values() for _name, kind, _null in columns if kind.startswith("timestamp")
    }
    return kind


def declared_columns(
    using: str, *, times: str = "timestamp without time zone"
) -> dict[str, list[tuple[str, str, bool]]]:
    """Return what the models say of their columns, in the form of ``columns_of``; their times fit both kinds."""

    def type_of(field: Field[Any, Any]) -> str:
        if field.get_internal_type() == "DateTimeField":
            return times
        declared = str(field.db_parameters(connections[using])["type"])
        return declared.replace("varchar", "character varying").replace(", ", ",")

    return {
        model._meta.db_table: [(str(field.column), type_of(field), field.null) for field in model._meta.concrete_fields]
        for model in MODELS
    }


def declared_constraints() -> set[tuple[Any, ...]]:
    """Return what the models say of their keys, in the form of ``constraints_of``."""
    found: set[tuple[Any, ...]] = set()
    for model in MODELS:
        options = model._meta
        for field in options.concrete_fields:
            if field.primary_key or field.unique:
                kind = "p" if field.primary_key else "u"
                found.add((options.db_table, kind, field.column, None, None, " "))
            if isinstance(field, ForeignKey):
                target = field.target_field
                found.add(
                    (
                        options.db_table,
                        "f",
                        field.column,
                        target.model._meta.db_table,
                        target.column,
                        ON_DELETE[field.remote_field.on_delete],
                    )
                )
        for names in options.unique_together:
            columns = ",".join(str(options.get_field(name).column) for name in names)  # type: ignore[union-attr]
            found.add((options.db_table, "u", columns, None, None, " "))
    return found
