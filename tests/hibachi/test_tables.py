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

pytestmark = pytest.mark.django_db(databases=["default", "booking"])

TABLES = {
    "communications": {"call_recordings"},
    "core": {
        "bookings",
        "chef_time_off",
        "chefs",
        "customers",
        "message_threads",
        "messages",
        "payments",
        "pricing_tiers",
        "reviews",
        "social_threads",
    },
    "events": {"domain_events", "inbox", "outbox"},
    "feedback": {"customer_reviews", "discount_coupons", "review_escalations"},
    "identity": {
        "permissions",
        "role_permissions",
        "roles",
        "social_accounts",
        "station_access_tokens",
        "station_audit_logs",
        "station_users",
        "stations",
        "users",
    },
    "integra": {"call_sessions", "payment_events", "payment_matches", "social_inbox"},
    "lead": {
        "lead_contacts",
        "lead_context",
        "lead_events",
        "leads",
        "social_accounts",
        "social_media_accounts",
        "social_messages",
    },
    "marketing": {"qr_codes", "qr_scans"},
    "newsletter": {
        "campaign_events",
        "campaign_sms_limits",
        "campaigns",
        "sms_delivery_events",
        "sms_send_queue",
        "sms_templates",
        "subscriber_preferences",
    },
    "support": {"escalations"},
}
SCHEMAS = list(TABLES)
MODELS = [model for label in labels("hibachi") for model in apps.get_app_config(label).get_models()]
README = Path(hibachi.__path__[0], "README.md").read_text(encoding="utf-8")
ON_DELETE: dict[Any, str] = {
    models.CASCADE: "CASCADE",
    models.SET_NULL: "SET NULL",
    models.PROTECT: "RESTRICT",
    models.RESTRICT: "RESTRICT",
}
COLUMNS = """
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY (%s)
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_type element ON element.oid = t.typelem AND t.typcategory = 'A'
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped
"""
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
    " WHERE t.typtype = 'e' AND n.nspname = ANY (%s)",
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


def test_there_are_ten_schemas_with_47_tables() -> None:
    found: dict[str, set[str]] = {}
    for schema, table in query("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY (%s)"):
        found.setdefault(schema, set()).add(table)

    assert found == TABLES
    assert (len(found), sum(map(len, found.values()))) == (10, 47)
    assert {split(model._meta.db_table) for model in MODELS} == {(s, t) for s, ts in TABLES.items() for t in ts}


def test_every_key_is_a_uuid_that_the_database_can_make() -> None:
    keys = query(
        "SELECT n.nspname, c.relname, a.attname, t.typname, pg_get_expr(d.adbin, d.adrelid)"
        + COLUMNS
        + "AND EXISTS (SELECT FROM pg_index i"
        " WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey))"
    )

    assert len(keys) == 47
    assert {key[2:] for key in keys} == {("id", "uuid", "gen_random_uuid()")}


def test_every_time_has_a_time_zone_and_every_object_a_default() -> None:
    rows = query(
        "SELECT n.nspname || '.' || c.relname || '.' || a.attname, t.typname, pg_get_expr(d.adbin, d.adrelid)" + COLUMNS
    )

    assert [name for name, kind, _ in rows if kind in ("timestamp", "time", "timetz")] == []
    assert [
        name for name, kind, default in rows if kind == "jsonb" and default not in ("'{}'::jsonb", "'[]'::jsonb")
    ] == []
    assert [name for name, kind, _ in rows if kind == "json"] == []


def test_every_enum_is_in_the_schema_that_uses_it() -> None:
    """And there is none that nothing uses."""
    used = query(
        "SELECT n.nspname, c.relname, a.attname, e.oid, e.typnamespace::regnamespace::text FROM ("
        "SELECT a.attrelid, a.attname, coalesce(element.oid, t.oid) AS kind "
        + COLUMNS
        + ") a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_type e ON e.oid = a.kind AND e.typtype = 'e'"
    )
    there = query("SELECT oid FROM pg_type WHERE typtype = 'e' AND typnamespace::regnamespace::text = ANY (%s)")

    assert [row for row in used if row[0] != row[4]] == []
    assert {row[3] for row in used} == {oid for (oid,) in there}


def test_every_foreign_key_has_its_constraint_with_the_same_rule() -> None:
    rules = {"c": "CASCADE", "n": "SET NULL", "r": "RESTRICT", "a": "NO ACTION"}
    declared = {
        (
            ".".join(filter(None, [*split(model._meta.db_table), str(field.column)])),
            ".".join(filter(None, split(field.related_model._meta.db_table))),
            ON_DELETE[field.remote_field.on_delete],
        )
        for model in MODELS
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and not isinstance(field.related_model, str)
    }

    assert {(column, target, rules[rule]) for column, target, rule in query(FOREIGN_KEYS)} == declared


def test_every_foreign_key_is_the_first_column_of_an_index() -> None:
    """Of all rows, or of all that have one."""
    indexed = {
        column
        for (column,) in query(
            "SELECT n.nspname || '.' || c.relname || '.' || a.attname "
            + COLUMNS
            + "AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum"
            " AND (i.indpred IS NULL OR NOT a.attnotnull AND pg_get_expr(i.indpred, i.indrelid) ="
            " '(' || quote_ident(a.attname) || ' IS NOT NULL)'))"
        )
    }
    columns = {column for column, _, _ in query(FOREIGN_KEYS)}

    assert columns - indexed == set()


@pytest.mark.parametrize("word", COUNTS)
def test_the_readme_counts_what_there_is(word: str) -> None:
    """The middle column of its table; the last one is the original's."""
    row = re.search(rf"^\| {word}[^|]* \| (\d+) \|", README, re.MULTILINE)

    assert row is not None
    assert int(row[1]) == query(COUNTS[word])[0][0]


def test_the_readme_lists_the_foreign_keys_across_schemas() -> None:
    """From the column on; those within one schema are in the README of its app."""
    section = README.partition("## Relations across schemas")[2].partition("\n## ")[0]
    listed = set(re.findall(r"^\| `([\w.]+)` \| `([\w.]+)` \|", section, re.MULTILINE))

    across = {(c, t) for c, t, _ in query(FOREIGN_KEYS) if c.partition(".")[0] != t.partition(".")[0]}

    assert listed == across
