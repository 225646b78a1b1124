"""Capture of the changes that a sync job, or any other code, makes to tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import connections, router
from django.db.models import Model

from agent360_models import families

__all__ = ["Changes", "capture_sync"]

_Rows = dict[tuple[object, ...], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Changes:
    """The numbers of inserted, updated and deleted rows of one table.

    ``touched`` counts rows written again with no change except the time of the last update, as by a job that rewrites
    existing rows. Every consumer that reads by that time reads these rows again.
    """

    inserted: int = 0
    updated: int = 0
    touched: int = 0
    deleted: int = 0


@contextmanager
def capture_sync(*models: type[Model], using: str | None = None) -> Iterator[dict[type[Model], Changes]]:
    """Compare tables before and after the block; the dictionary is filled at the end of the block.

    It has an entry for each model with changes, so one line asserts all changes and that there are no others::

        with capture_sync() as changes:
            call_command("my_sync")
        assert changes == {Account: Changes(inserted=2, updated=1)}

    Without ``models`` it watches every model of our installed apps. ``using`` is the alias, by default each model's
    own. Each table costs two queries that read all of it, so use it for the few rows of a test.
    """
    watched = models or [model for model in apps.get_models() if families.has(model._meta.app_label)]
    before = {model: _rows(model, using) for model in watched}
    changes: dict[type[Model], Changes] = {}
    yield changes
    for model in watched:
        found = _compare(before[model], _rows(model, using))
        if found != Changes():
            changes[model] = found


def _rows(model: type[Model], using: str | None) -> _Rows:
    """Return for each primary key where the row is stored, and its content without the time of its last update."""
    connection = connections[using or router.db_for_write(model)]
    quote = connection.ops.quote_name
    key = [quote(str(field.column)) for field in model._meta.pk_fields]
    content = [quote(str(f.column)) for f in model._meta.concrete_fields if not getattr(f, "auto_now", False)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(key)}, ctid::text, ROW({', '.join(content)})::text FROM {quote(model._meta.db_table)}"
        )
        return {row[:-2]: row[-2:] for row in cursor.fetchall()}


def _compare(before: _Rows, after: _Rows) -> Changes:
    both = before.keys() & after.keys()
    return Changes(
        inserted=len(after.keys() - before.keys()),
        updated=sum(before[key][1] != after[key][1] for key in both),
        touched=sum(before[key][1] == after[key][1] and before[key][0] != after[key][0] for key in both),
        deleted=len(before.keys() - after.keys()),
    )
