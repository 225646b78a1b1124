"""What PostgreSQL's planner says to a statement that somebody else wrote."""

from typing import Any

import psycopg

# Of a cursor, which takes nothing but a SELECT, VALUES or TABLE: other words are an error of syntax.
_PLAN = "EXPLAIN (FORMAT JSON) DECLARE agent360_models NO SCROLL CURSOR FOR "


def cost(connection: psycopg.Connection[Any], sql: str) -> float:
    """Return the cost that the planner expects of a statement, all rows of its cursor included; it is not run.

    Raises ``psycopg.Error`` where the text is not one statement that reads.
    """
    # A result in binary is what has psycopg use the extended protocol, which takes one statement: by the other one
    # `EXPLAIN select 1; commit; drop table t` drops the table.
    with psycopg.Cursor(connection) as cursor:
        row = cursor.execute(_PLAN.encode() + sql.encode(), binary=True).fetchone()
    assert row is not None  # noqa: S101  # EXPLAIN has a row
    (plan,) = row[0]
    return float(plan["Plan"]["Total Cost"])
