"""What the catalog says of the ten schemas, as the reference DDL makes them, and what the family's README says."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connections, models
from django.db.models import ForeignKey

from agent360_models import hibachi
from agent360_models.families import labels
from agent360_models.names import split
from tests.support.originals import facts_of, needs_originals

pytestmark = pytest.mark.django_db(databases=["default", "booking"])

SCHEMAS = [label.removeprefix("hibachi_") for label in labels("hibachi")]
# Named by the document, and not in the original.
DOCUMENTED = {
    "core.pricing_tiers",
    "identity.social_accounts",
    "lead.social_messages",
    "lead.social_media_accounts",
    "newsletter.subscriber_preferences",
}
MODELS = [model for label in labels("hibachi") for model in apps.get_app_config(label).get_models()]
README = Path(hibachi.__path__[0], "README.md").read_text(encoding="utf-8")
ON_DELETE: dict[Any, str] = {
    models.CASCADE: "CASCADE",
    models.SET_NULL: "SET NULL",
    models.RESTRICT: "RESTRICT",
}
IN_THEM = "relnamespace::regnamespace::text = ANY (%s)"
NAME = "relnamespace::regnamespace || '.' || relname"
FOREIGN_KEYS = """
    SELECT n.nspname || '.' || c.relname || '.' || a.attname, k.confrelid::regclass::text, k.confdeltype
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY (%s)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'f'
"""
COUNTS = {
    "schemas": "SELECT count(*) FROM pg_namespace WHERE nspname = ANY (%s)",
    "tables": "SELECT count(*) FROM pg_tables WHERE schemaname = ANY (%s)",
    "enum types": "SELECT count(*) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace"
    " WHERE t.typtype = 'e' AND n.nspname = ANY (%s || '{public}'::text[])",
    "foreign keys": f"SELECT count(*) FROM ({FOREIGN_KEYS}) AS keys",
    "indexes": "SELECT count(*) FROM pg_indexes WHERE schemaname = ANY (%s)",
    "check constraints": "SELECT count(*) FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace"
    " WHERE k.contype = 'c' AND n.nspname = ANY (%s)",
}


def query(sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query about the schemas."""
    with connections["booking"].cursor() as cursor:
        cursor.execute(sql, [SCHEMAS])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def test_there_are_ten_schemas_with_47_tables_two_views_and_the_five_of_the_document() -> None:
    tables = {name for (name,) in query(f"SELECT {NAME} FROM pg_class c WHERE relkind = 'r' AND {IN_THEM}")}
    views = {name for (name,) in query(f"SELECT {NAME} FROM pg_class c WHERE relkind = 'v' AND {IN_THEM}")}

    assert tables >= DOCUMENTED
    assert (len({name.partition(".")[0] for name in tables}), len(tables - DOCUMENTED)) == (10, 47)
    assert views == {"feedback.review_analytics", "marketing.qr_analytics"}
    assert {".".join(filter(None, split(model._meta.db_table))) for model in MODELS} == tables | views


@needs_originals
def test_the_tables_are_the_originals() -> None:
    """And of the five, nothing is there."""
    names = {".".join(filter(None, split(model._meta.db_table))) for model in MODELS}
    facts = facts_of("hibachi")

    assert names == {*facts, *facts["extra"]["views"], *DOCUMENTED} - {"enums", "extra"}
    assert DOCUMENTED.isdisjoint(facts)


def test_every_foreign_key_has_its_constraint_with_the_same_rule() -> None:
    """But for tables that may not be there: these leave it to the database."""
    rules = {"c": "CASCADE", "n": "SET NULL", "r": "RESTRICT", "a": "NO ACTION"}
    declared = {
        (
            ".".join(filter(None, [*split(model._meta.db_table), str(field.column)])),
            ".".join(filter(None, split(field.related_model._meta.db_table))),
            ON_DELETE.get(field.remote_field.on_delete),
        )
        for model in MODELS
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and not isinstance(field.related_model, str)
    }

    live = {(column, target, rules[rule]) for column, target, rule in query(FOREIGN_KEYS)}
    left_to_it = {(column, target) for column, target, rule in declared if rule is None}
    assert {column.rpartition(".")[0] for column, _ in left_to_it} <= DOCUMENTED
    assert {(c, t, None if (c, t) in left_to_it else rule) for c, t, rule in live} == declared


@pytest.mark.parametrize("word", COUNTS)
def test_the_readme_counts_what_there_is(word: str) -> None:
    """The middle column of its table; the last one is the original's."""
    row = re.search(rf"^\| {word}[^|]* \| (\d+) \|", README, re.MULTILINE)

    assert row is not None
    assert int(row[1]) == query(COUNTS[word])[0][0]


@needs_originals
def test_the_readme_counts_what_there_is_in_the_original() -> None:
    facts = facts_of("hibachi")
    tables = [facts[name] for name in facts if name not in ("enums", "extra")]
    counted = {
        "schemas": len({name.partition(".")[0] for name in facts if "." in name}),
        "tables": len(tables),
        "enum types": len(facts["enums"]),
        "foreign keys": sum(target in facts for table in tables for _, target, *_ in table["foreign_keys"]),
        "indexes": sum(1 + len(table["unique"]) + len(table["indexes"]) for table in tables),
        "check constraints": sum(len(table["checks"]) for table in tables),
    }

    told = {word: re.search(rf"^\| {word}[^|]* \| \d+ \| (\d+) \|", README, re.MULTILINE) for word in counted}
    assert {word: row and int(row[1]) for word, row in told.items()} == counted


def test_the_readme_lists_the_foreign_keys_across_schemas() -> None:
    """From the column on; those within one schema are in the README of its app."""
    section = README.partition("## Relations across schemas")[2].partition("\n## ")[0]
    listed = set(re.findall(r"^\| `([\w.]+)` \| `([\w.]+)` \|", section, re.MULTILINE))

    across = {(c, t) for c, t, _ in query(FOREIGN_KEYS) if c.partition(".")[0] != t.partition(".")[0]}

    assert listed == across
