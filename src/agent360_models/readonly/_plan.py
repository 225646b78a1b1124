"""What PostgreSQL's planner says to a statement that somebody else wrote; nothing is run."""

from typing import Any

import psycopg
from django.db import connections, transaction

# Of a cursor, which takes nothing but a SELECT, VALUES or TABLE: other words are an error of syntax.
_PLAN = b"EXPLAIN (FORMAT JSON) DECLARE agent360_models NO SCROLL CURSOR FOR "
_PATIENCE = "1s"
# Columns, tables, functions, types and schemas that are missing, and rights: the message names them and nothing else.
_TELLING = ("42703", "42P01", "42883", "42704", "3F000", "42501")


def cost(connection: psycopg.Connection[Any], sql: str) -> float:
    """Return the cost that the planner expects of a statement, all rows of its cursor included.

    Raises ``psycopg.Error`` where the text is not one statement that reads.
    """
    # A result in binary is what has psycopg use the extended protocol, which takes one statement: by the other one
    # `EXPLAIN select 1; commit; drop table t` drops the table.
    with psycopg.Cursor(connection) as cursor:
        row = cursor.execute(_PLAN + sql.encode(), binary=True).fetchone()
    assert row is not None  # noqa: S101  # EXPLAIN has a row
    (plan,) = row[0]
    return float(plan["Plan"]["Total Cost"])


def fault(sql: str, *, using: str) -> str | None:
    """Return why a statement cannot be planned, without its text; ``None`` where it can.

    It is asked within the transaction of the alias, which a failure leaves as it was.
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
