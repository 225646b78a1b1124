"""PostgreSQL 17 for the whole run, with the reference tables on both aliases."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections

from agent360_models.testing import postgres


def pytest_configure() -> None:
    """Point every alias at one server, started here unless ``DATABASE_URL`` names one."""
    server = postgres.database_settings(postgres.database_url())
    for alias, entry in settings.DATABASES.items():
        name = "crm" if alias.startswith("crm") else "default"
        entry.update({**server, "NAME": f"agent360_{name}"})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Load the reference DDL into the test databases that this run has."""
    from agent360_models.db import reference

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for alias in ("default", "crm"):
            if connections[alias].settings_dict["NAME"].startswith("test_"):
                reference.install(reference.installable(), using=alias)


@pytest.fixture(autouse=True)
def empty_reference_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty our tables after a test that really commits: Django's flush leaves unmanaged tables alone."""
    from agent360_models.db import readonly, reference

    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (marker is not None and marker.kwargs.get("transaction"))
    if commits:
        request.getfixturevalue("transactional_db")  # set up before this fixture, so torn down after it
    yield
    if commits:
        tables = ", ".join(reference.tables_of(reference.installable()))
        for alias in (marker and marker.kwargs.get("databases")) or ["default"]:
            with readonly.allow_writes(), connections[alias].cursor() as cursor:
                cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
