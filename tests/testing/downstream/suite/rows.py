"""What the tests ask for."""

from typing import Any

from django.conf import settings
from django.db import connections

ALIAS = settings.AGENT360_MODELS.get("ALIAS", "default")


def counts() -> dict[str, int]:
    """Return the number of rows in every table that a test of the suite fills, read below the ORM."""
    tables = ("users", "accounts", "orders_order", "logistics.shipments", "ledger_entries")
    return {table: one(f"SELECT count(*) FROM {table}") for table in tables}


def one(sql: str) -> Any:
    """Return the one value of a query."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


EMPTY = {"users": 0, "accounts": 0, "orders_order": 0, "logistics.shipments": 0, "ledger_entries": 0}
