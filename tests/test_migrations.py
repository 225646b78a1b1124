"""Migrations hold the models as they are, whatever a project sets, and create no table that is not ours.

Django writes no foreign key of an unmanaged model into a migration, and sees no change of one.
So this module compares them itself, and as a program writes the migrations that are missing::

    python -m tests.test_migrations
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from django.db.models import NOT_PROVIDED, Model

from agent360_models.families import APPS, FAMILIES, FAMILY_OF, labels
from agent360_models.names import split

INSTALLED = [label for label, app in APPS.items() if apps.ready and apps.is_installed(app.module)]
REMEDY = (
    "The migrations are behind the models. `python -m tests.test_migrations` writes what is missing;"
    " delete an unreleased migration before, to have it written anew."
)


class Questioner(MigrationQuestioner):
    """Adds a required column without a default: the rows are not Django's business."""

    def ask_not_null_addition(self, field_name: str, model_name: str) -> Any:
        return NOT_PROVIDED

    def ask_not_null_alteration(self, field_name: str, model_name: str) -> Any:
        return NOT_PROVIDED


def as_if_managed(state: ProjectState) -> ProjectState:
    """Return the state with our models managed, so that Django sees all of them."""
    for (label, _name), model in state.models.items():
        if label in APPS:
            model.options["managed"] = True
    return state


def described(state: ProjectState) -> dict[str, Any]:
    """Return what a state says of our models: options, and each field as a migration writes it."""
    detector: Any = MigrationAutodetector(state, state)
    models = {".".join(key): model for key, model in state.models.items() if key[0] in APPS}
    return {
        f"{label}.{name}": detector.deep_deconstruct(field)
        for label, model in models.items()
        for name, field in model.fields.items()
    } | {f"{label} Meta": (model.options, model.bases, model.managers) for label, model in models.items()}


def missing_migrations() -> dict[str, Any]:
    """Return by app the migrations that would bring the migrations up to the models."""
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(
        as_if_managed(loader.project_state()),
        as_if_managed(ProjectState.from_apps(apps)),
        Questioner(specified_apps=set(APPS)),
    )
    return detector.changes(graph=loader.graph, trim_to_apps=set(APPS), convert_apps=set(APPS))


def in_order_of_the_model(fields: list[tuple[str, Any]], model: type[Model]) -> list[tuple[str, Any]]:
    """Return the fields of a new table as the model has them; Django puts foreign keys last."""
    place = {field.name: number for number, field in enumerate(model._meta.local_fields)}
    return sorted(fields, key=lambda field: place.get(field[0], len(place)))


def write_missing_migrations() -> Iterator[Path]:
    """Write them, unmanaged where the family's tables are somebody else's, and yield their paths."""
    theirs = {app.label for family in FAMILIES if not family.owns_tables for app in family.apps}
    for label, migrations in missing_migrations().items():
        for migration in migrations:
            for operation in migration.operations:
                if isinstance(operation, CreateModel):
                    operation.options["managed"] = label not in theirs
                    operation.fields = in_order_of_the_model(operation.fields, apps.get_model(label, operation.name))
            writer = MigrationWriter(migration, include_header=False)
            path = Path(writer.path)
            path.write_text(writer.as_string(), encoding="utf-8")
            yield path


# The state


def test_the_migrations_describe_every_field_of_the_models() -> None:
    """A downstream data migration sees the columns and relations that the models have."""
    expected = described(ProjectState.from_apps(apps))
    found = described(MigrationLoader(None).project_state())

    wrong = sorted(name for name in expected | found if expected.get(name) != found.get(name))

    assert wrong == [], REMEDY


def test_no_migration_is_missing() -> None:
    """Also for a Django that looks at unmanaged models, as the one after 6.1 does."""
    missing = {
        label: [operation.describe() for migration in migrations for operation in migration.operations]
        for label, migrations in missing_migrations().items()
    }

    assert missing == {}, REMEDY


@pytest.mark.parametrize(
    "project",
    [
        {"DEFAULT_AUTO_FIELD": "django.db.models.AutoField"},
        {"DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField"},
        {"LANGUAGE_CODE": "de", "USE_I18N": True},
        {"USE_TZ": False},
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


def test_migrate_backwards_drops_none_of_their_tables(scratch: str, settings: Any) -> None:
    """Who unapplies our migrations by mistake loses nothing."""
    from agent360_models.tables import reference

    settings.AGENT360_MODELS = {"ALIAS": scratch}
    reference.install(labels("agent360"), using=scratch)
    call_command("migrate", database=scratch, verbosity=0)

    call_command("migrate", "agent360_core", "zero", database=scratch, verbosity=0)

    theirs = set(reference.tables_of(labels("agent360")))
    assert tables_in(scratch) == theirs | tables_of(managed=True) | {"django_migrations"}


ORCHESTRATION = "SELECT 1 FROM pg_namespace WHERE nspname = 'orchestration'"


def test_our_own_tables_come_and_go(scratch: str, settings: Any) -> None:
    """There and back again; the schema goes too, unless somebody else has something in it."""
    from tests.support.databases import query

    settings.AGENT360_MODELS = {"ALIAS": scratch}
    ours = [label for label in INSTALLED if FAMILY_OF[label].owns_tables]

    call_command("migrate", database=scratch, verbosity=0)
    assert tables_in(scratch) >= tables_of(managed=True)
    for label in reversed(ours):
        call_command("migrate", label, "zero", database=scratch, verbosity=0)
    assert tables_in(scratch) == {"django_migrations"}
    assert not query(ORCHESTRATION, using=scratch)

    call_command("migrate", "ingestion_orchestration", database=scratch, verbosity=0)
    with connections[scratch].cursor() as cursor:
        cursor.execute("CREATE TABLE orchestration.of_somebody_else ()")
    call_command("migrate", "ingestion_orchestration", "zero", database=scratch, verbosity=0)
    assert tables_in(scratch) == {"django_migrations", "of_somebody_else"}
    assert query(ORCHESTRATION, using=scratch)


if __name__ == "__main__":
    settings.configure(INSTALLED_APPS=["agent360_models", *(app.module for app in APPS.values())])
    django.setup()
    for path in write_missing_migrations():
        sys.stdout.write(f"{path}\n")
