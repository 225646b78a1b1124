"""Tables that grow with time, and the pruning of their old rows."""

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

BATCH_SIZE = 1000  # rows deleted per transaction


@dataclass(frozen=True, kw_only=True)
class LogTable:
    """A table whose rows lose their use with age.

    An app names its log tables in its ``AppConfig``, as ``log_tables = ("dotted.path", ...)``.

    Attributes:
        model: the model of the table.
        moment: the column that tells the age of a row.
        over: the condition of finished rows, which nothing waits for.
        keep: a function that returns the keys of rows on an alias that stay at any age.
        if_named: whether rows are deleted only if the table is named explicitly, because they are evidence or history.

    """

    model: type[Model]
    moment: str
    over: Q
    keep: Callable[[str], Collection[Any]] | None = None
    if_named: bool = False

    @property
    def table(self) -> str:
        """The table name, without quotes."""
        return str(self.model._meta.db_table).replace('"', "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """The result for one table: the number of rows that were deleted, or would be."""

    alias: str
    table: str
    rows: int


def log_tables() -> list[LogTable]:
    """Return the log tables of all installed apps, except those that are absent or lack a needed column.

    A ``RunLogModel`` that an app names as ``run_log`` is included automatically.
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
    """Delete the finished rows of a log table that are older than ``before``, in batches by key.

    Each batch has its own transaction, so locks are short. Rows that a status, a watermark or an alert needs stay. Rows
    that reference a deleted row are deleted or lose the link, depending on their foreign key.

    Raises ``ReadOnlyTableError`` for a read-only table.
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
            # Rows that have changed meanwhile, for example by a requeue, no longer match.
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
    """Return the log table of a run log: it keeps the last run of each status, the watermarks, and running runs."""

    def keep(using: str) -> list[Any]:
        runs, table = model._base_manager.using(using), ("alias", "object_name")
        newest = runs.order_by(*table, "status", "-started_at", "-pk").distinct(*table, "status")
        marks = runs.exclude(watermark=None).order_by(*table, "source", "-watermark").distinct(*table, "source")
        return [*newest.values_list("pk", flat=True), *marks.values_list("pk", flat=True)]

    return LogTable(model=model, moment="started_at", over=~Q(status=model.Status.RUNNING), keep=keep)


def _lacks(log: LogTable) -> bool:
    return absent.is_table_absent(log.model) or log.moment in absent.names(log.model)
