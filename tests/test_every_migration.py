"""Migrations hold the models of every family as they are.

Django writes no foreign key of an unmanaged model into a migration, and sees no change of one, so these tests look.
"""

from typing import Any

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from agent360_models.families import APPS
from tests.support import migrations

REMEDY = "The migrations are behind the models: run `tox -e migrations`, or with `-- --anew` write all of them again."


def described(state: ProjectState) -> dict[str, Any]:
    """Return what a state says of our models: options, and each field as a migration writes it."""
    detector: Any = MigrationAutodetector(state, state)
    models = {".".join(key): model for key, model in state.models.items() if key[0] in APPS}
    return {
        f"{label}.{name}": detector.deep_deconstruct(field)
        for label, model in models.items()
        for name, field in model.fields.items()
    } | {f"{label} Meta": (model.options, model.bases, model.managers) for label, model in models.items()}


def test_the_migrations_describe_every_field_of_the_models() -> None:
    """A downstream data migration sees the columns and relations that the models have."""
    expected = described(ProjectState.from_apps(apps))
    found = described(MigrationLoader(None).project_state())

    wrong = sorted(name for name in expected | found if expected.get(name) != found.get(name))

    assert wrong == [], REMEDY


def test_no_migration_is_missing() -> None:
    """Also for a Django that looks at unmanaged models, as the one after 6.1 does."""
    missing = {
        label: [operation.describe() for migration in found for operation in migration.operations]
        for label, found in migrations.missing(migrations.ours()).items()
    }

    assert missing == {}, REMEDY
