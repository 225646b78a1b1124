"""Temporary databases for single tests, and queries."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connections
from psycopg.sql import SQL, Identifier

from agent360_models.testing import postgres


@contextmanager
def scratch_database(ddl: str = "") -> Iterator[str]:
    """Create a database on the tests' server, give it an alias, and drop both afterwards.

    For tests that ask for no database fixture: Django would close this alias to them.
    """
    alias = f"scratch_{uuid4().hex}"
    url = postgres.database_url()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(alias)))
        try:
            connections.settings[alias] = {
                **connections["default"].settings_dict,
                **postgres.database_settings(url),
                "NAME": alias,
            }
            with connections[alias].cursor() as cursor:
                if ddl:
                    cursor.execute(ddl)
            yield alias
        finally:
            connections[alias].close()
            del connections[alias]
            del connections.settings[alias]
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(alias)))


def query(sql: str, params: Sequence[Any] = (), *, using: str = "default") -> list[tuple[Any, ...]]:
    """Return the rows of one query."""
    with connections[using].cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
