"""Test databases migrated by one worker of pytest-xdist and copied by the others."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections
from psycopg.sql import SQL, Identifier

from agent360_models.testing import postgres

_LOCK = 360_360
_made: list[str] = []  # by this process


@contextmanager
def shared() -> Iterator[None]:
    """Have the block set up test databases: the first process by migrations, any other from what the first made.

    Each waits for the one before. A run without workers sets up its own, as does one whose project has another server.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if run is None:
        yield
        return
    with psycopg.connect(postgres.database_url(), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        existing = {name for (name,) in server.execute("SELECT datname FROM pg_database")}
        template_of = {
            alias: f"template_{run[:8]}_{entry['NAME']}"
            for alias, entry in connections.settings.items()
            if not entry["TEST"]["MIRROR"]
        }
        for alias, template in template_of.items():
            if template in existing:
                connections.settings[alias]["TEST"]["TEMPLATE"] = template
        yield
        for alias, template in template_of.items():
            name = connections.settings[alias]["NAME"]
            if template not in existing and name.startswith("test_"):
                connections[alias].close()
                server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(template), Identifier(name)))
                _made.append(template)


def drop() -> None:
    """Drop what this process made; a worker that comes later would make it anew."""
    if _made:
        with psycopg.connect(postgres.database_url(), autocommit=True) as server:
            while _made:
                server.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(_made.pop())))
