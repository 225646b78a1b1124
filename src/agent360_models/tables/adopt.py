"""Taking over tables that are there already: their migrations are recorded, and nothing is created.

Django's ``migrate --fake-initial`` does not see tables in a schema of their own, and compares names only.
"""

from collections.abc import Sequence

from django.db import connections, router, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from agent360_models.exceptions import AdoptionRefusedError
from agent360_models.families import FAMILY_OF

__all__ = ["Key", "record", "unrecorded"]

Key = tuple[str, str]  # the label of an app, and the name of a migration


def unrecorded(labels: Sequence[str], *, using: str) -> list[Key]:
    """Return the migrations of the apps that an alias does not know of, in the order in which they would run.

    Raises ``AdoptionRefusedError`` where there is nothing to adopt: for an app whose tables no migration of ours
    creates, one that is not routed to the alias, and where migrations of other apps would have to run before.
    """
    for label in labels:
        if label not in FAMILY_OF or not FAMILY_OF[label].owns_tables:
            raise AdoptionRefusedError(
                f"{label}: no migration of this library creates its tables; there is none to record."
            )
        if not router.allow_migrate(using, label):
            raise AdoptionRefusedError(f"{label} does not live on alias {using!r}. Name its own by --database.")
    loader = MigrationLoader(connections[using])
    targets = [key for label in labels for key in loader.graph.leaf_nodes(label)]
    plan = dict.fromkeys(key for target in targets for key in loader.graph.forwards_plan(target))
    missing = [key for key in plan if key not in loader.applied_migrations]
    others = [".".join(key) for key in missing if key[0] not in labels]
    if others:
        raise AdoptionRefusedError(f"Run `manage.py migrate` for {', '.join(others)} first: it comes before.")
    return missing


def record(migrations: Sequence[Key], *, using: str) -> None:
    """Record migrations as applied; no table is touched but ``django_migrations``."""
    with transaction.atomic(using=using):
        recorder = MigrationRecorder(connections[using])
        recorder.ensure_schema()
        for label, name in migrations:
            recorder.record_applied(label, name)
