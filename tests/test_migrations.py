"""Migrations put nothing into a project that it does not want, and create no table that is not ours.

That they hold the models as they are is asked in ``test_every_migration``.
"""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from agent360_models.families import APPS, labels
from agent360_models.names import split
from tests.support import endurance

INSTALLED = [label for label, app in APPS.items() if apps.is_installed(app.module)]


@pytest.mark.parametrize(
    "project",
    [
        {"DEFAULT_AUTO_FIELD": "django.db.models.AutoField", "LANGUAGE_CODE": "de", "USE_I18N": True, "USE_TZ": False},
        pytest.param({"DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField"}, marks=endurance.only),
    ],
    ids=str,
)
def test_makemigrations_finds_nothing_to_do(project: dict[str, Any]) -> None:
    """A project's settings put no migration into its site-packages."""
    code = f"""
import django
from django.conf import settings
from django.core.management import call_command
from agent360_models.families import installed_apps
settings.configure(INSTALLED_APPS=installed_apps(), **{project!r})
django.setup()
call_command("makemigrations", check_changes=True, dry_run=True)
"""

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (answer.returncode, answer.stdout) == (0, "No changes detected\n"), answer.stdout + answer.stderr


# The database


@pytest.fixture
def scratch(django_db_setup: None, django_db_blocker: Any, settings: Any) -> Iterator[str]:
    """Return the alias of an empty database."""
    from tests.support.databases import scratch_database

    with django_db_blocker.unblock(), scratch_database() as alias:
        yield alias


def tables_in(alias: str) -> set[str]:
    from tests.support.databases import query

    found = query(
        "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
        using=alias,
    )
    return {table for (table,) in found}


def their_tables() -> set[str]:
    """Return the tables of models that are not managed."""
    return tables_of(managed=False)


def tables_of(*, managed: bool) -> set[str]:
    models = [model for label in INSTALLED for model in apps.get_app_config(label).get_models()]
    return {split(model._meta.db_table)[1] for model in models if model._meta.managed is managed}


def recorded_in(alias: str) -> set[str]:
    from tests.support.databases import query

    return {app for (app,) in query("SELECT DISTINCT app FROM django_migrations", using=alias)}


def test_migrate_creates_none_of_their_tables(scratch: str, settings: Any) -> None:
    """On the one alias of a project without a router, ours are recorded and make nothing."""
    settings.DATABASE_ROUTERS = []

    call_command("migrate", database=scratch, verbosity=0)

    assert tables_in(scratch) & their_tables() == set()
    assert tables_in(scratch) >= tables_of(managed=True)
    assert "auth_user" in tables_in(scratch)
    assert recorded_in(scratch) >= {label for label in INSTALLED if list(apps.get_app_config(label).get_models())}


def test_migrate_leaves_an_alias_that_is_ours_alone_to_us(scratch: str, settings: Any) -> None:
    """In somebody else's database there is not even a table of users afterwards."""
    settings.AGENT360_MODELS = {"ALIAS": scratch}

    call_command("migrate", database=scratch, verbosity=0)

    assert tables_in(scratch) == tables_of(managed=True) | {"django_migrations"}


ORCHESTRATION = "SELECT 1 FROM pg_namespace WHERE nspname = 'orchestration'"


def test_our_own_tables_come_and_go_and_theirs_stay(scratch: str, settings: Any) -> None:
    """There and back again: who unapplies our migrations by mistake loses nothing of somebody else's.

    The schema goes too, unless somebody else has something in it.
    """
    from agent360_models.tables import reference
    from tests.support.databases import query

    settings.AGENT360_MODELS = {"ALIAS": scratch}
    reference.install(labels("agent360"), using=scratch)
    theirs = set(reference.tables_of(labels("agent360"))) | {"django_migrations"}

    call_command("migrate", database=scratch, verbosity=0)
    assert tables_in(scratch) == theirs | tables_of(managed=True)
    MigrationExecutor(connections[scratch]).migrate([(label, None) for label in INSTALLED])  # in one plan, the quicker
    assert tables_in(scratch) == theirs
    assert not query(ORCHESTRATION, using=scratch)

    call_command("migrate", "ingestion_orchestration", database=scratch, verbosity=0)
    with connections[scratch].cursor() as cursor:
        cursor.execute("CREATE TABLE orchestration.of_somebody_else ()")
    call_command("migrate", "ingestion_orchestration", "zero", database=scratch, verbosity=0)
    assert tables_in(scratch) == theirs | {"of_somebody_else"}
    assert query(ORCHESTRATION, using=scratch)
