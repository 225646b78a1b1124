"""One server for the faults of a worker; each test finds it running, with empty tables."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from tests.faults.database import Database


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.skipif(os.name != "posix", reason="embedded servers need a POSIX system"))


@pytest.fixture(scope="session")
def faults_server(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Database]:
    data = tmp_path_factory.mktemp("faults") / "data"
    database = Database(data)
    with django_db_blocker.unblock():
        database.start()
        try:
            database.install()
            yield database
        finally:
            database.stop()
            connections.settings.pop(database.alias, None)
            shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
def db(faults_server: Database, django_db_blocker: Any) -> Iterator[Database]:
    """Return the database, with empty tables."""
    with django_db_blocker.unblock():
        faults_server.recover()
        faults_server.empty()
        yield faults_server
        connections[faults_server.alias].close()
