"""Changes, and the findings that they must give."""

from typing import Any

import pytest

Expected = set[tuple[str, str, str]]
Mutation = tuple[str, str, Expected]

SILENT: Expected = set()
OLD_NOTE = "ALTER TABLE drift_note RENAME TO old_note; "
PARTITIONED = (
    f"{OLD_NOTE}CREATE TABLE drift_note (id int PRIMARY KEY, text varchar(100) NOT NULL) PARTITION BY RANGE (id);"
    "CREATE TABLE drift_note_1 PARTITION OF drift_note FOR VALUES FROM (1) TO (9);"
    "CREATE TABLE drift_note_2 PARTITION OF drift_note FOR VALUES FROM (9) TO (20); "
)
DETACHED = "ALTER TABLE drift_note DETACH PARTITION drift_note_1"
SECOND_NOTE = "CREATE TABLE drift.drift_note (LIKE drift_note INCLUDING ALL); "


def item(*pairs: str) -> Expected:
    """Return findings about Item from ``code column`` pairs."""
    return {(code, "Item", column) for code, _, column in (pair.partition(" ") for pair in pairs)}


def note(*pairs: str) -> Expected:
    return {(code, "Note", column) for code, _, column in (pair.partition(" ") for pair in pairs)}


def shop(*pairs: str) -> Expected:
    return {(code, "Shop", column) for code, _, column in (pair.partition(" ") for pair in pairs)}


def users(*codes: str) -> Expected:
    return {(code, "agent360_core.User", "") for code in codes}


def part(*pairs: str) -> Expected:
    return {(code, "Part", column) for code, _, column in (pair.partition(" ") for pair in pairs)}


def retyped(column: str, type_: str, code: str = "") -> Mutation:
    """Change the type of one of Item's columns by way of text."""
    sql = (
        f'ALTER TABLE drift_item ALTER "{column}" DROP DEFAULT,'
        f' ALTER "{column}" TYPE {type_} USING "{column}"::text::{type_}'
    )
    return f"{column}-to-{type_}", sql, item(f"{code} {column}") if code else SILENT


def new_labels(labels: str) -> str:
    """Replace the ENUM type of Item by one of the same name."""
    return (
        f"ALTER TYPE drift.state RENAME TO old_state; CREATE TYPE drift.state AS ENUM ({labels});"
        " ALTER TABLE drift_item ALTER state TYPE drift.state USING state::text::drift.state,"
        " ALTER states TYPE drift.state[] USING states::text[]::drift.state[]"
    )


def foreign_key(column: str, reference: str) -> str:
    """Replace one of Item's foreign keys."""
    return (
        f"ALTER TABLE drift_item DROP CONSTRAINT item_{column},"
        f" ADD CONSTRAINT item_{column} FOREIGN KEY ({column}_id) REFERENCES {reference}"
    )


def cases(**groups: list[Mutation]) -> list[Any]:
    """Return the changes as parameters of a test, each with the findings that it must give."""
    return [
        pytest.param(sql, expected, id=f"{group}-{name}".replace("_", "-", 1))
        for group, mutations in groups.items()
        for name, sql, expected in mutations
    ]
