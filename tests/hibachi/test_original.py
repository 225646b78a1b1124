"""The models on a database made from the facts of the original."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connections, models

from agent360_models.families import labels
from agent360_models.names import split
from tests.support.databases import query, scratch_database
from tests.support.originals import ddl_of, facts_of, needs_originals

pytestmark = needs_originals

FACTS: dict[str, Any] = facts_of("hibachi") if os.environ.get("AGENT360_SAMPLE_DATA") else {}
TABLES = sorted(set(FACTS) - {"enums", "extra"})
VIEWS: dict[str, Any] = FACTS.get("extra", {}).get("views", {})
MODELS = {
    ".".join(split(m._meta.db_table)): m for label in labels("hibachi") for m in apps.get_app_config(label).get_models()
}


def schema_of(name: str) -> str:
    return name.partition(".")[0]


# Schemas whose models are still guesses; the list shrinks to nothing.
NOT_YET = {"core", "identity"}
DONE = [name for name in [*TABLES, *VIEWS] if schema_of(name) not in NOT_YET]


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias of a database like the original."""
    with django_db_blocker.unblock(), scratch_database(ddl_of(FACTS)) as alias:
        yield alias


@pytest.fixture
def theirs(database: str, django_db_blocker: Any) -> Iterator[str]:
    """Return the alias, open to the test."""
    with django_db_blocker.unblock():
        yield database


def columns_of(table: str, *, using: str) -> list[tuple[Any, ...]]:
    """Return name, type and whether it may be NULL, of each column in its order."""
    return query(
        "SELECT attname, format_type(atttypid, atttypmod), NOT attnotnull FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum",
        [table],
        using=using,
    )


def declared(model: type[models.Model], *, using: str) -> list[tuple[Any, ...]]:
    """Return the same of a model, with its types as PostgreSQL spells them."""
    fields = model._meta.concrete_fields
    lines = [f'"{f.column}" {f.db_type(connections[using])} {"" if f.null else "NOT NULL"}' for f in fields]
    with connections[using].cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE declared ({', '.join(lines)})")
    try:
        return columns_of("pg_temp.declared", using=using)
    finally:
        with connections[using].cursor() as cursor:
            cursor.execute("DROP TABLE pg_temp.declared")


def test_every_table_and_view_has_a_model() -> None:
    """And each of the document's tables that the original lacks."""
    done = {name: model for name, model in MODELS.items() if schema_of(name) not in NOT_YET}
    documented = {
        "core.pricing_tiers",
        "identity.social_accounts",
        "lead.social_messages",
        "lead.social_media_accounts",
        "newsletter.subscriber_preferences",
    }

    assert set(done) == set(DONE) | {name for name in documented if schema_of(name) not in NOT_YET}


@pytest.mark.parametrize("table", DONE)
def test_columns_are_the_originals(table: str, theirs: str) -> None:
    """In name, order, type and NULL; of a view, PostgreSQL knows no NOT NULL."""
    found, model = columns_of(table, using=theirs), declared(MODELS[table], using=theirs)

    assert [(name, kind) for name, kind, _ in model] == [(name, kind) for name, kind, _ in found]
    if table in TABLES:
        assert model == found


@pytest.mark.parametrize("table", [name for name in DONE if name in TABLES])
def test_the_key_is_the_originals(table: str) -> None:
    """A key of several columns too."""
    model = MODELS[table]
    key = [field.column for field in model._meta.pk_fields] if hasattr(model._meta, "pk_fields") else []

    assert (key or [model._meta.pk.column]) == FACTS[table]["primary_key"]
