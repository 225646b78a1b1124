"""The planner's cost and errors for an untrusted statement, which is not run."""

from typing import Any

import psycopg
from django.db import connections, transaction

# A cursor accepts only SELECT, VALUES and TABLE; anything else is a syntax error.
_PLAN = b"EXPLAIN (FORMAT JSON) DECLARE agent360_models NO SCROLL CURSOR FOR "
_PATIENCE = "1s"
# Missing columns, tables, functions, types, schemas and privileges: these messages contain only names.
_TELLING = ("42703", "42P01", "42883", "42704", "3F000", "42501")


def cost(connection: psycopg.Connection[Any], sql: str) -> float:
    """Return the planner's estimated cost of a statement, with all rows of its cursor.

    Raises ``psycopg.Error`` if the text is not a single statement that reads.
    """
    # A binary result makes psycopg use the extended protocol, which takes one statement. With the simple protocol
    # `EXPLAIN select 1; commit; drop table t` drops the table.
    with psycopg.Cursor(connection) as cursor:
        row = cursor.execute(_PLAN + sql.encode(), binary=True).fetchone()
    assert row is not None  # noqa: S101  # EXPLAIN returns a row
    (plan,) = row[0]
    return float(plan["Plan"]["Total Cost"])


def fault(sql: str, *, using: str) -> str | None:
    """Return why a statement cannot be planned, without its text; ``None`` if it can.

    The check runs in the alias's transaction, which stays usable after a failure.
    """
    connection: Any = connections[using]
    try:
        with transaction.atomic(using=using):
            connection.cursor().execute(
                "SELECT set_config('transaction_read_only', 'on', true), set_config('statement_timeout', %s, true),"
                " set_config('lock_timeout', %s, true)",
                [_PATIENCE, _PATIENCE],
            )
            cost(connection.connection, sql)
            transaction.set_rollback(True, using=using)  # the settings too
    except psycopg.Error as error:
        said = error.diag.message_primary if error.sqlstate in _TELLING else None
        return said or f"the server answers with {type(error).__name__}"
    return None
