"""Databases as the facts of the originals describe them, where ``AGENT360_SAMPLE_DATA`` names the folder of them."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SAMPLES = os.environ.get("AGENT360_SAMPLE_DATA")

needs_facts = pytest.mark.skipif(not SAMPLES, reason="AGENT360_SAMPLE_DATA does not name a folder of facts")


def facts_of(family: str) -> dict[str, Any]:
    """Return what is known of the original database of a family."""
    facts: dict[str, Any] = json.loads((Path(SAMPLES or "") / "originals" / f"{family}.json").read_text("utf-8"))
    return facts


def ddl_of(family: str) -> str:
    """Return the statements that make such a database: enums, tables, keys, constraints and indexes by their names."""
    return ";\n".join(_statements(facts_of(family)))


def _statements(facts: dict[str, Any]) -> Iterator[str]:
    tables = {name: table for name, table in facts.items() if "columns" in table}
    for name, labels in facts.get("enums", {}).items():
        yield f"CREATE TYPE {name} AS ENUM ({', '.join(map(_literal, labels))})"
    for name, table in tables.items():
        for sequence in re.findall(r"nextval\('([^']+)'", json.dumps(table["columns"])):
            yield f"CREATE SEQUENCE {sequence}"
        yield f"CREATE TABLE {name} ({', '.join(_column(*column) for column in table['columns'])})"
    for name, table in tables.items():
        for constraint, kind, columns in table.get("constraint_names", []):
            if kind in ("PRIMARY KEY", "UNIQUE"):
                yield f'ALTER TABLE {name} ADD CONSTRAINT "{constraint}" {kind} ({", ".join(columns)})'
        for index, columns, predicate, *kind in table["indexes"]:
            unique, where = "UNIQUE" if "UNIQUE" in kind else "", f"WHERE {predicate}" if predicate else ""
            yield f'CREATE {unique} INDEX "{index}" ON {name} ({", ".join(columns)}) {where}'
    for name, table in tables.items():
        for columns, target, target_columns, on_delete in table["foreign_keys"]:
            keys, others = ", ".join(columns), ", ".join(target_columns)
            yield f"ALTER TABLE {name} ADD FOREIGN KEY ({keys}) REFERENCES {target} ({others}) ON DELETE {on_delete}"


def _column(name: str, kind: str, nullable: bool, default: str | None) -> str:  # as the facts have it
    return f'"{name}" {kind}{"" if nullable else " NOT NULL"}{f" DEFAULT {default}" if default else ""}'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
