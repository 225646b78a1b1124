"""Tables that grow with time, and the rows of them that may go."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from agent360_models import absent, readonly
from agent360_models.operating.queues import named_by_apps
from agent360_models.routing import home_of
from agent360_models.sync.log_model import RunLogModel

__all__ = ["BATCH_SIZE", "LogTable", "Pruned", "log_tables", "prune"]

BATCH_SIZE = 1000  # rows that go in one transaction


@dataclass(frozen=True, kw_only=True)
class LogTable:
    """A table whose rows are of less use the older they are.

    An app that has such tables names them in its ``AppConfig``, as ``log_tables = ("dotted.path", ...)``. A
    ``RunLogModel`` that an app names as ``run_log`` is one by itself.

    Attributes:
        model: whose table it is.
        moment: the column by which the age of a row is told.
        over: the condition of rows that are over: nothing waits for them any more.
        keep: returns the keys of rows that stay however old they are, on an alias.
        if_named: its rows go only where the table itself is named: they are somebody's evidence or history.

    """

    model: type[Model]
    moment: str
    over: Q
    keep: Callable[[str], Collection[Any]] | None = None
    if_named: bool = False

    @property
    def table(self) -> str:
        """Its name, without quotes."""
        return str(self.model._meta.db_table).replace('"', "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What became of one table: how many of its rows went, or would go."""

    alias: str
    table: str
    rows: int


def log_tables() -> list[LogTable]:
    """Return the log tables of all installed apps, but for those that are absent or lack a column that is needed.

    A ``RunLogModel`` that an app names as ``run_log`` is one by itself.
    """
    own = [_of_runs(model) for _, model in named_by_apps("run_log") if _is_model_of_runs(model)]
    return [log for log in [*(log for _, log in named_by_apps("log_tables")), *own] if not _lacks(log)]


def prune(
    log: LogTable,
    *,
    before: datetime,
    using: str | None = None,
    batch_size: int = BATCH_SIZE,
    dry_run: bool = False,
) -> Pruned:
    """Delete the rows of a log table that are over and older than ``before``, in batches by key.

    Each batch is a transaction of its own, so that nobody waits long. What a status, a watermark or an alert looks
    at stays. Rows that point at a deleted one go with it, or lose the link, as their keys say.

    Raises ``ReadOnlyTableError`` for a table that the setting declares read-only.
    """
    model, alias = log.model, using or home_of(log.model)
    readonly.check_writable(model._meta.app_label)
    kept = log.keep(alias) if log.keep is not None else ()
    old = model._base_manager.using(alias).filter(log.over, **{f"{log.moment}__lt": before}).exclude(pk__in=kept)
    number = 0
    for keys in _pages(old, batch_size):
        if dry_run:
            number += len(keys)
            continue
        with transaction.atomic(using=alias):
            # Those that changed meanwhile, as by being queued again, are no longer among the old ones.
            batch = old.filter(pk__in=keys)
            found = list(batch.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True))
            model._base_manager.using(alias).filter(pk__in=found).delete()
            number += len(found)
    return Pruned(alias=alias, table=model._meta.db_table, rows=number)


def _pages(rows: Any, size: int) -> Iterator[list[Any]]:
    after: dict[str, Any] = {}
    while keys := list(rows.filter(**after).order_by("pk").values_list("pk", flat=True)[:size]):
        yield keys
        after = {"pk__gt": keys[-1]}


def _is_model_of_runs(found: Any) -> bool:
    return isinstance(found, type) and issubclass(found, RunLogModel)


def _of_runs(model: type[RunLogModel]) -> LogTable:
    """Keep what a status says, the newest watermark, and what is marked as running: the next run says how it ended."""

    def keep(using: str) -> list[Any]:
        runs, table = model._base_manager.using(using), ("alias", "object_name")
        newest = runs.order_by(*table, "status", "-started_at", "-pk").distinct(*table, "status")
        marks = runs.exclude(watermark=None).order_by(*table, "source", "-watermark").distinct(*table, "source")
        return [*newest.values_list("pk", flat=True), *marks.values_list("pk", flat=True)]

    return LogTable(model=model, moment="started_at", over=~Q(status=model.Status.RUNNING), keep=keep)


def _lacks(log: LogTable) -> bool:
    return absent.is_table_absent(log.model) or log.moment in absent.names(log.model)
