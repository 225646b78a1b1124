"""Writing of migrations for the library and the toy apps: the missing ones, or with ``--anew`` all of them.

``tox -e migrations`` runs it. Django leaves foreign keys of unmanaged models out of migrations, and does not notice
their changes; this script includes them. With ``--anew``, an app keeps its hand-written operations, in its first
migration.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.optimizer import MigrationOptimizer
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from django.db.models import NOT_PROVIDED, Model

from agent360_models.families import APPS, owns_tables

_DJANGO = "django.db.migrations.operations."


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


def missing(labels: set[str]) -> dict[str, list[Migration]]:
    """Return by app the migrations that would bring the migrations up to the models."""
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(
        as_if_managed(loader.project_state()),
        as_if_managed(ProjectState.from_apps(apps)),
        Questioner(specified_apps=labels),
    )
    return detector.changes(graph=loader.graph, trim_to_apps=labels, convert_apps=labels)


def ours() -> set[str]:
    """Return the installed apps that have migrations here: the library's, and toys."""
    here = [config for config in apps.get_app_configs() if config.name.startswith(("agent360_models.", "tests."))]
    return {config.label for config in here if config.label in APPS or Path(config.path, "migrations").is_dir()}


def anew(labels: set[str]) -> dict[str, list[Migration]]:
    """Return all migrations, as if there were none yet, and remove the files of those that there are."""
    disk = MigrationLoader(None).disk_migrations
    by_hand: dict[str, list[Any]] = {
        label: [
            operation
            for (other, _name), migration in sorted(disk.items())
            if other == label
            for operation in migration.operations
            if isinstance(operation, RunPython | RunSQL) or not type(operation).__module__.startswith(_DJANGO)
        ]
        for label in labels
    }
    settings.MIGRATION_MODULES = dict.fromkeys(labels)
    found = missing(labels)
    settings.MIGRATION_MODULES = {}
    for label in labels:
        for path in Path(apps.get_app_config(label).path, "migrations").glob("0*.py"):
            path.unlink()
        if label in found:
            first: Any = found[label][0]
            first.operations = [*by_hand[label], *in_one_place(first.operations, label)]
    return found


def in_one_place(operations: Sequence[Operation], label: str) -> list[Operation]:
    """Return the operations with indexes and constraints in the table's own one, which takes half of the time."""
    ordered = [op for op in operations if not isinstance(op, AddIndex | AddConstraint)]
    for part in (op for op in operations if isinstance(op, AddIndex | AddConstraint)):
        places = [number for number, op in enumerate(ordered) if _name_of(op) == part.model_name_lower]
        ordered.insert(places[-1] + 1, part)
    return MigrationOptimizer().optimize(ordered, label)


def _name_of(operation: Operation) -> str:
    """Return the model that an operation is about."""
    return str(getattr(operation, "model_name_lower", "") or getattr(operation, "name_lower", ""))


def write(found: dict[str, list[Migration]]) -> Iterator[Path]:
    """Write them, unmanaged where the tables are somebody else's, and yield their paths."""
    for label, migrations in found.items():
        for migration in migrations:
            for operation in migration.operations:
                if isinstance(operation, CreateModel):
                    if label in APPS:
                        operation.options["managed"] = owns_tables(label)
                    operation.fields = _in_order_of_the_model(operation.fields, apps.get_model(label, operation.name))
            writer = MigrationWriter(migration, include_header=False)
            path = Path(writer.path)
            path.parent.mkdir(exist_ok=True)
            (path.parent / "__init__.py").touch()
            path.write_text(writer.as_string(), encoding="utf-8")
            yield path


def _in_order_of_the_model(fields: list[tuple[str, Any]], model: type[Model]) -> list[tuple[str, Any]]:
    """Return the fields of a new table as the model has them; Django puts foreign keys last."""
    place = {field.name: number for number, field in enumerate(model._meta.local_fields)}
    return sorted(fields, key=lambda field: place.get(field[0], len(place)))


if __name__ == "__main__":
    django.setup()
    for written in write(anew(ours()) if "--anew" in sys.argv else missing(ours())):
        sys.stdout.write(f"{written}\n")
