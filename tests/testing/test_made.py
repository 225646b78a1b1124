"""Databases that have the name of a test database, on a server of somebody else."""

import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg.sql import SQL, Composed, Identifier

from agent360_models.exceptions import ForeignDatabaseError
from agent360_models.testing import postgres


@pytest.fixture
def name(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Name a test database for the alias, and take it away in the end."""
    wanted = f"test_shop_{uuid.uuid4().hex[:8]}"
    monkeypatch.setitem(connections["default"].settings_dict["TEST"], "NAME", wanted)
    yield wanted
    run(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(wanted)))


def run(statement: Composed) -> None:
    with psycopg.connect(postgres.database_url(), autocommit=True) as server:
        server.execute(statement)


def exists(name: str) -> bool:
    with psycopg.connect(postgres.database_url()) as server:
        return server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount == 1


@pytest.mark.parametrize("keepdb", [False, True])
def test_a_database_that_no_test_run_made_stays(name: str, django_db_blocker: Any, *, keepdb: bool) -> None:
    """It is neither dropped nor filled."""
    run(SQL("CREATE DATABASE {}").format(Identifier(name)))
    creation: Any = connections["default"].creation

    with django_db_blocker.unblock(), pytest.raises(ForeignDatabaseError, match="that no test run made"):
        creation._create_test_db(verbosity=0, autoclobber=True, keepdb=keepdb)

    assert exists(name)


def test_one_that_a_test_run_left_is_made_anew(name: str, django_db_blocker: Any) -> None:
    creation: Any = connections["default"].creation

    with django_db_blocker.unblock():
        for _ in range(2):
            assert creation._create_test_db(verbosity=0, autoclobber=True) == name

    assert exists(name)
