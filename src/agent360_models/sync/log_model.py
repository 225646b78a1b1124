"""The abstract model of a run log, for families of a project."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple, Self

from django.db import connections, models, router, transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from agent360_models import locks
from agent360_models.fields._unreadable import FIRST, LAST, unreadable_as_none
from agent360_models.indexes import Index
from agent360_models.sync.history import RunHistory
from agent360_models.sync.runs import RunResult
from agent360_models.sync.status import ObjectStatus
from agent360_models.transactions import reconnect_if_lost

__all__ = ["RunLogModel"]

_TABLE = ("alias", "object_name")
_NUMBERS = ("queried", "inserted", "updated", "deleted", "skipped", "failed")
_ENOUGH = 10_000  # runs are counted up to here: more is as bad

# Tables and their sources are found by skipping from one to the next in an index, and the newest runs of each table by
# walking another one backwards, so that a log of many years costs no more than one of a day.
_RUNS = """
    WITH RECURSIVE sources (alias, object_name, source) AS (
        (SELECT alias, object_name, source FROM {table} ORDER BY alias, object_name, source LIMIT 1)
        UNION ALL
        SELECT following.* FROM sources s CROSS JOIN LATERAL (
            SELECT r.alias, r.object_name, r.source FROM {table} r
            WHERE (r.alias, r.object_name, r.source) > (s.alias, s.object_name, s.source)
            ORDER BY r.alias, r.object_name, r.source LIMIT 1
        ) following
    ), tables AS (
        SELECT s.alias, s.object_name, max(newest.watermark) AS watermark
        FROM sources s CROSS JOIN LATERAL (
            SELECT max(r.watermark) AS watermark FROM {table} r
            WHERE r.alias = s.alias AND r.object_name = s.object_name AND r.source = s.source
        ) newest
        WHERE (%s::text IS NULL OR s.alias = %s) AND s.alias <> ALL (%s::text[])
        GROUP BY s.alias, s.object_name
    )
    SELECT t.alias, t.object_name, t.watermark, success.ended_at, ended.status, ended.error,
        since.failed, since.running, passed_by.skipped
    FROM tables t
    LEFT JOIN LATERAL (
        SELECT started_at, ended_at FROM {table} r
        WHERE r.alias = t.alias AND r.object_name = t.object_name AND r.status = 'success'
        ORDER BY started_at DESC LIMIT 1
    ) success ON true
    LEFT JOIN LATERAL (
        SELECT status, error FROM {table} r
        WHERE r.alias = t.alias AND r.object_name = t.object_name AND r.status NOT IN ('running', 'skipped')
        ORDER BY started_at DESC LIMIT 1
    ) ended ON true
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE status = 'failed') AS failed,
               count(*) FILTER (WHERE status = 'running') AS running
        FROM (
            SELECT status FROM {table} r
            WHERE r.alias = t.alias AND r.object_name = t.object_name
              AND r.started_at >= coalesce(success.started_at, '-infinity')
            ORDER BY started_at DESC LIMIT %s
        ) newer
    ) since ON true
    LEFT JOIN LATERAL (
        SELECT greatest(started_at, ended_at) AS moment FROM {table} r
        WHERE r.alias = t.alias AND r.object_name = t.object_name AND r.status <> 'skipped'
        ORDER BY started_at DESC LIMIT 1
    ) begun ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS skipped FROM (
            SELECT FROM {table} r
            WHERE r.alias = t.alias AND r.object_name = t.object_name AND r.status = 'skipped'
              AND r.started_at > coalesce(begun.moment, '-infinity')
            LIMIT %s
        ) later
    ) passed_by ON true
    ORDER BY t.alias, t.object_name
"""


class _Runs(NamedTuple):
    """One row of ``_RUNS``, about one table."""

    alias: str
    object_name: str
    watermark: datetime | None
    last_success: datetime | None
    last_end: str | None
    error: str | None
    failed: int
    running: int
    skipped: int


class RunLogModel(models.Model):
    """One run on one table: ``run()`` and loads write it, and ``manage.py agent360 status`` reads it.

    A family derives one model from it, in a separate app, and names the model in that ``AppConfig``::

        run_log = "billing_log.models.Run"

    The table may be on another alias than the filled tables, for databases to which no table may be added. A watermark
    then moves right after its rows are committed, so it is never ahead of them.

    The numbers are row counts, as in ``RunResult``. ``watermark`` is the time up to which the table has the changes of
    its source at the end of the run. ``object_name`` is the table on ``alias``, and ``source`` is what fills it.
    """

    class Status(models.TextChoices):
        """States of a run; a run marked as running may have died."""

        RUNNING = "running", "Running"
        SUCCESS = "success", "Success"
        PARTIAL = "partial", "Partial"
        FAILED = "failed", "Failed"
        SKIPPED = "skipped", "Skipped"

    job = models.CharField(max_length=100)
    direction = models.CharField(max_length=20)
    alias = models.CharField(max_length=100)
    object_name = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.RUNNING)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    watermark = models.DateTimeField(null=True, blank=True)
    queried = models.BigIntegerField(default=0)
    inserted = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    deleted = models.BigIntegerField(default=0)
    skipped = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    details = models.JSONField(null=True, blank=True)

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(fields=["alias", "object_name", "-started_at"]),
            models.Index(fields=["alias", "object_name", "source", "watermark"]),
            models.Index(fields=["started_at"]),  # the runs of the last month
            Index(  # the last success, however many runs have failed since
                fields=["alias", "object_name", "-started_at"],
                condition=Q(status="success"),
                name="%(app_label)s_%(class)s_success",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object_name}, run {self.pk}"

    @classmethod
    def start(cls, *, job: str, direction: str, object_name: str, source: str, using: str) -> Self:
        """Record the start of a run, with the watermark of the table's last run that Python can read."""
        what = {"alias": using, "object_name": object_name, "source": source}
        watermark = (
            cls._rows().filter(watermark__range=(FIRST, LAST), **what).aggregate(newest=Max("watermark"))["newest"]
        )
        return cls._rows().create(**what, job=job, direction=direction, watermark=watermark)

    @classmethod
    def skip(cls, *, job: str, direction: str, object_name: str, source: str, using: str, reason: str) -> None:
        """Record a skipped run."""
        what = {"alias": using, "object_name": object_name, "source": source}
        ended = {"status": cls.Status.SKIPPED, "ended_at": timezone.now(), "error": reason}
        cls._rows().create(**what, **ended, job=job, direction=direction)

    @classmethod
    def close_dead(cls, *, job: str, object_name: str, using: str) -> list[str]:
        """Mark the job's runs on a table that are marked as running as failed; return their ids."""
        rows = cls._rows().filter(job=job, alias=using, object_name=object_name, status=cls.Status.RUNNING)
        died = list(rows.order_by("pk").values_list("pk", flat=True))
        cls._rows().filter(pk__in=died).update(
            status=cls.Status.FAILED, ended_at=timezone.now(), error="The process died."
        )
        return [str(pk) for pk in died]

    def move_watermark(self, value: datetime) -> None:
        """Move the watermark forward to ``value``, in the caller's transaction or right after its commit."""
        older = Q(watermark=None) | Q(watermark__lt=value)
        self._with_the_rows(lambda: self._rows().filter(older, pk=self.pk).update(watermark=value))

    def count(self, numbers: Mapping[str, int]) -> None:
        """Add row counts to the run's, in the caller's transaction or right after its commit."""
        added = {name: F(name) + numbers[name] for name in _NUMBERS}
        self._with_the_rows(lambda: self._rows().filter(pk=self.pk).update(**added))

    def counted(self) -> dict[str, int]:
        """Return the row counts of the run so far."""
        return self._rows().filter(pk=self.pk).values(*_NUMBERS).first() or {}

    def finish(self, result: RunResult) -> None:
        """Record the end of the run."""
        self._rows().filter(pk=self.pk).update(
            status=self.Status(result.status),
            ended_at=timezone.now(),
            error=result.error or "",
            details=result.details,
            **{name: getattr(result, name) for name in _NUMBERS},
        )

    @classmethod
    def statuses(cls, using: str | None = None, *, without: Collection[str] = ()) -> list[ObjectStatus]:
        """Return the state of each table with a run in this log, on all aliases or one; a constant number of queries.

        Of the runs marked as running, at most one for each table is alive: the one that holds the table's lock. Tables
        on the aliases ``without`` are left out.
        """
        alias = cls._rows().db
        table = connections[alias].ops.quote_name(cls._meta.db_table)
        with unreadable_as_none(alias), connections[alias].cursor() as cursor:
            cursor.execute(_RUNS.format(table=table), [using, using, [*without], _ENOUGH, _ENOUGH])
            runs = [_Runs(*values) for values in cursor.fetchall()]
        found = []
        for home, there in groupby(runs, attrgetter("alias")):
            here = list(there)
            marked = [run.object_name for run in here if run.running]
            alive = locks.held_objects(marked, using=home) if marked and home in connections else ()
            for run in here:
                is_alive = run.object_name in alive
                found.append(
                    ObjectStatus(
                        alias=home,
                        object_name=run.object_name,
                        last_success=run.last_success,
                        last_end=run.last_end or "",
                        error=run.error or "",
                        running=is_alive,
                        failed=run.failed,
                        dead=max(run.running - is_alive, 0),
                        watermark=run.watermark,
                        skipped=run.skipped,
                        running_tables=(run.object_name,) if run.running else (),
                    )
                )
        return found

    @classmethod
    def history(cls) -> RunHistory:
        """Return the description of this log for the health page."""
        return RunHistory(
            model=cls,
            key=_TABLE,
            key_of=lambda status: (status.alias, status.object_name),
            began="started_at",
            ended="ended_at",
            status="status",
            rows_in=("queried",),
            changed=("inserted", "updated", "deleted"),
            rejected=("failed",),
        )

    @classmethod
    def _rows(cls) -> models.QuerySet[Self]:
        alias = router.db_for_write(cls)
        reconnect_if_lost(alias)
        return cls._base_manager.using(alias)

    def _with_the_rows(self, write: Callable[[], Any]) -> None:
        """Write now if the run's rows are in the same database, else right after their commit."""
        if self.alias == self._state.db:
            write()
        else:
            transaction.on_commit(write, using=self.alias)
