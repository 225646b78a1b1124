"""Changes of types, and of the labels of ENUM types."""

import pytest
from django.db import connections

from tests.drift.conftest import found
from tests.drift.mutations.changes import SILENT, Expected, Mutation, cases, item, new_labels, retyped

TYPES: list[Mutation] = [
    retyped("status", "varchar(10)", "type.length_shorter"),
    retyped("status", "varchar(30)", "type.length_longer"),
    retyped("status", "varchar", "type.length_longer"),
    retyped("status", "text", "type.length_longer"),
    retyped("status", "char(20)", "type.padded"),
    retyped("status", "citext", "type.case_insensitive"),
    retyped("status", "drift.state", "type.enum_as_text"),
    retyped("status", "bytea", "type.differs"),
    retyped("notes", "varchar", ""),
    retyped("notes", "varchar(100)", "type.length_shorter"),
    retyped("number", "bigint", "type.integer_wider"),
    retyped("number", "smallint", "type.integer_narrower"),
    retyped("number", "numeric(9)", "type.differs"),
    retyped("number", "text", "type.differs"),
    retyped("small", "integer", "type.integer_wider"),
    retyped("big", "integer", "type.integer_narrower"),
    retyped("shop_id", "bigint", "type.integer_wider"),
    retyped("price", "numeric(8,2)", "type.numeric_narrower"),
    retyped("price", "numeric(10,3)", "type.numeric_narrower"),
    retyped("price", "numeric(10,1)", "type.numeric_rounds"),
    retyped("price", "numeric(12,2)", "type.numeric_wider"),
    retyped("price", "numeric", "type.numeric_wider"),
    retyped("price", "decimal(10,2)", ""),
    retyped("price", "double precision", "type.float"),
    retyped("weight", "real", "type.float"),
    retyped("weight", "numeric(10,2)", "type.float"),
    retyped("at", "timestamp", "type.time_zone"),
    retyped("at", "timestamptz(0)", "type.precision"),
    retyped("at", "timestamptz(6)", ""),
    retyped("at", "date", "type.differs"),
    retyped("opens", "timetz", "type.time_of_day"),
    retyped("opens", "time(0)", "type.precision"),
    retyped("number", "money", "type.money"),
    retyped("weight", "money", "type.money"),
    retyped("data", "json", "type.json"),
    retyped("data", "text", "type.differs"),
    retyped("token", "text", "type.differs"),
    retyped("token", "varchar(36)", "type.differs"),
    retyped("tags", "text[]", "type.length_longer"),
    retyped("tags", "varchar(10)[]", "type.length_shorter"),
    retyped("tags", "varchar(18)", "type.differs"),
    retyped("state", "text", "type.differs"),
    (
        "boolean-to-smallint",
        "ALTER TABLE drift_item ALTER is_open TYPE smallint USING is_open::int::smallint",
        item("type.differs is_open"),
    ),
    (
        "enum-of-another-schema",
        (
            "CREATE TYPE state AS ENUM ('open', 'shut');"
            " ALTER TABLE drift_item ALTER state TYPE public.state USING state::text::public.state"
        ),
        item("type.differs state"),
    ),
    ("enum-moved", "ALTER TYPE drift.state SET SCHEMA public", item("type.differs state", "type.differs states")),
    (
        "domain-over-enum",
        "CREATE DOMAIN drift.condition AS drift.state; ALTER TABLE drift_item ALTER state TYPE drift.condition",
        SILENT,
    ),
    (
        "domain-over-another-enum",
        (
            "CREATE TYPE drift.mood AS ENUM ('open', 'shut'); CREATE DOMAIN drift.condition AS drift.mood;"
            " ALTER TABLE drift_item ALTER state TYPE drift.condition USING state::text::drift.condition"
        ),
        item("type.differs state"),
    ),
    (
        "enum-schema-on-path",
        "SET LOCAL search_path = drift, public",
        SILENT,
    ),
    (
        "domain",
        "CREATE DOMAIN short AS varchar(20) CHECK (VALUE <> ''); ALTER TABLE drift_item ALTER status TYPE short",
        SILENT,
    ),
    (
        "domain-shorter",
        "CREATE DOMAIN short AS varchar(10); ALTER TABLE drift_item ALTER status TYPE short",
        item("type.length_shorter status"),
    ),
    (
        "domain-over-domain",
        (
            "CREATE DOMAIN short AS varchar(20); CREATE DOMAIN shorter AS short;"
            " ALTER TABLE drift_item ALTER status TYPE shorter"
        ),
        SILENT,
    ),
    (
        "ours-shortened",
        "ALTER TABLE accounts ALTER acc_name TYPE varchar(100)",
        {("type.length_shorter", "agent360_accounts.Account", "acc_name")},
    ),
]

LABELS: list[Mutation] = [
    (
        "added",
        "ALTER TYPE drift.state ADD VALUE 'lost' BEFORE 'shut'",
        item("enum.label_unknown state", "enum.label_unknown states"),
    ),
    ("removed", new_labels("'open'"), item("enum.label_missing state", "enum.label_missing states")),
    ("default-removed", new_labels("'shut'"), item("enum.default_missing state", "enum.label_missing states")),
    (
        "renamed",
        "ALTER TYPE drift.state RENAME VALUE 'shut' TO 'closed'",
        item(*(f"enum.label_{what} {name}" for what in ("missing", "unknown") for name in ("state", "states"))),
    ),
    ("reordered", new_labels("'shut', 'open'"), item("enum.order state", "enum.order states")),
    ("made-anew", new_labels("'open', 'shut'"), SILENT),
]


@pytest.mark.parametrize(("sql", "expected"), cases(type=TYPES, labels=LABELS))
def test_a_change_is_seen(original: str, sql: str, expected: Expected) -> None:
    """Nothing but what it must give, and a second look says the same."""
    with connections[original].cursor() as cursor:
        cursor.execute(sql)

    assert found(original) == expected
