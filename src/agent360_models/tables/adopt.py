"""Adoption of existing tables: their migrations are recorded, and nothing is created.

Django's ``migrate --fake-initial`` does not see tables in a separate schema, and compares only names.
"""

import sys
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.db import connections, router, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from agent360_models import catalog, families
from agent360_models.exceptions import AdoptionRefusedError
from agent360_models.tables import reference

__all__ = ["Key", "advise", "record", "unrecorded"]

Key = tuple[str, str]  # the label of an app, and the name of a migration


def unrecorded(labels: Sequence[str], *, using: str) -> list[Key]:
    """Return the apps' migrations that are not recorded on the alias, in the order in which they would run.

    Raises ``AdoptionRefusedError`` if no migration creates an app's tables, if the app is not routed to the alias, or
    if other apps must migrate first.
    """
    for label in labels:
        if not families.owns_tables(label):
            raise AdoptionRefusedError(f"{label}: no migration creates its tables, so there is nothing to record.")
        if not router.allow_migrate(using, label):
            raise AdoptionRefusedError(f"{label} does not live on alias {using!r}. Name its alias with --database.")
    loader = MigrationLoader(connections[using])
    targets = [key for label in labels for key in loader.graph.leaf_nodes(label)]
    plan = dict.fromkeys(key for target in targets for key in loader.graph.forwards_plan(target))
    missing = [key for key in plan if key not in loader.applied_migrations]
    others = [".".join(key) for key in missing if key[0] not in labels]
    if others:
        raise AdoptionRefusedError(f"Run `manage.py migrate` for {', '.join(others)} first: these depend on it.")
    return missing


def record(migrations: Sequence[Key], *, using: str) -> None:
    """Record migrations as applied; only ``django_migrations`` is written."""
    with transaction.atomic(using=using):
        recorder = MigrationRecorder(connections[using])
        recorder.ensure_schema()
        for label, name in migrations:
            recorder.record_applied(label, name)


def advise(
    sender: AppConfig, *, using: str, plan: Sequence[tuple[Any, bool]] = (), stdout: Any = sys.stdout, **_: object
) -> None:
    """Receive ``pre_migrate``: suggest ``adopt`` if ``migrate`` is about to create tables that already exist."""
    family = families.family_of(sender.label)
    begins = any(m.app_label == sender.label and m.initial and not is_backwards for m, is_backwards in plan)
    if family is None or not begins or not families.owns_tables(sender.label):
        return
    if not router.allow_migrate(using, sender.label):
        return
    if existing := catalog.existing_tables(reference.tables_of([sender.label]), using=using):
        stdout.write(
            f"Alias {using!r} has tables of {sender.label} already, such as {existing[0]}, and no record of their"
            f" migrations. `manage.py agent360 adopt {family}` records them; without that,"
            " `migrate` fails at the first such table.\n"
        )
