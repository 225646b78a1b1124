"""A cluster of a primary and two real standbys, as aliases of a project."""

from collections.abc import Iterator
from contextvars import Context
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from django.db import connections
from pytest_django.fixtures import Settings

from agent360_models.agent360.core.models import UserRole
from agent360_models.families import labels
from agent360_models.routing import _replicas
from agent360_models.tables import reference
from agent360_models.testing.postgres import database_settings
from tests.support.standby import Standby, standbys, wait_until_replayed

THEN = datetime(2026, 5, 4, tzinfo=UTC)
_numbers = count()


class Cluster:
    """The aliases of a primary and of two standbys of it."""

    def __init__(self, primary: str, replicas: list[Standby]) -> None:
        self.primary, self.replicas = primary, replicas

    def role(self, name: str = "0") -> UserRole:
        """Store a row, in a context that ends with it."""
        number = next(_numbers)
        row = UserRole(ur_sf_id=f"00E{number:015d}", ur_name=name, ur_last_modified_date=THEN, ur_system_modstamp=THEN)
        Context().run(row.save)
        return row

    def wait(self) -> None:
        for replica in self.replicas:
            wait_until_replayed(self.primary, replica.url)

    def delay(self, milliseconds: int) -> None:
        for replica in self.replicas:
            replica.delay(milliseconds)


@pytest.fixture(scope="module")
def _cluster(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    with django_db_blocker.unblock(), standbys(tmp_path_factory.mktemp("cluster"), 2) as (primary, replicas):
        urls = {"p": primary.url, "also_p": primary.url, "r0": replicas[0].url, "r1": replicas[1].url}
        for alias, url in urls.items():
            connections.settings[alias] = {**connections["default"].settings_dict, **database_settings(url)}
        reference.install(labels("agent360_core"), using="p")
        _replicas._forget()
        cluster = Cluster(primary.url, replicas)
        cluster.wait()
        yield cluster
        for alias in urls:
            connections[alias].close()
            del connections[alias]
            del connections.settings[alias]


@pytest.fixture
def cluster(_cluster: Cluster, settings: Settings, django_db_blocker: Any) -> Iterator[Cluster]:
    """Return the cluster without a delay, as a context meets it that never wrote."""
    settings.AGENT360_MODELS = {"ALIAS": "p", "REPLICAS": {"p": ["r0", "r1"]}}
    with django_db_blocker.unblock():
        yield _cluster
        _cluster.delay(0)
        _cluster.wait()
    _replicas._left_until.clear()
    _replicas._look_at.clear()
    _replicas._forget()
