"""The abstract model of a run log, for families of a project."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, ClassVar, Self

from django.db import connections, models, router, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from agent360_models import locks
from agent360_models.sync.history import RunHistory
from agent360_models.sync.runs import RunResult
from agent360_models.sync.status import ObjectStatus
from agent360_models.transactions import reconnect_if_lost

__all__ = ["RunLogModel"]

_EVER = datetime.min.replace(tzinfo=UTC)
_TABLE = ("alias", "object_name")
_NUMBERS = ("queried", "inserted", "updated", "deleted", "skipped", "failed")


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
        indexes: ClassVar = [models.Index(fields=["alias", "object_name", "-started_at"])]

    def __str__(self) -> str:
        return f"{self.object_name}, run {self.pk}"

    @classmethod
    def start(cls, *, job: str, direction: str, object_name: str, source: str, using: str) -> Self:
        """Record the start of a run, with the watermark of the table's last run."""
        what = {"alias": using, "object_name": object_name, "source": source}
        watermark = cls._rows().filter(**what).aggregate(newest=Max("watermark"))["newest"]
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
        rows = cls._rows() if using is None else cls._rows().filter(alias=using)
        rows = rows.exclude(alias__in=without)
        same = {name: OuterRef(name) for name in _TABLE}
        others = rows.filter(**same).exclude(status=cls.Status.SKIPPED).order_by("-started_at", "-pk")
        last_moment = Greatest("started_at", Coalesce("ended_at", "started_at"))
        is_later = Q(started_at__gt=Coalesce(Subquery(others.values(moment=last_moment)[:1]), _EVER))
        newer = rows.filter(**same, status=cls.Status.SUCCESS, started_at__gt=OuterRef("started_at"))
        since = ~Exists(newer)  # the last success
        tables = (
            rows.order_by(*_TABLE)
            .values_list(*_TABLE)
            .annotate(
                success=Max("ended_at", filter=Q(status=cls.Status.SUCCESS)),
                mark=Max("watermark"),
                failures=Count("pk", filter=Q(since, status=cls.Status.FAILED)),
                alive=Count("pk", filter=Q(since, status=cls.Status.RUNNING)),
                passed_by=Count("pk", filter=Q(Q(status=cls.Status.SKIPPED), is_later)),
            )
        )
        ended = rows.exclude(status__in=(cls.Status.RUNNING, cls.Status.SKIPPED))
        last = {(row.alias, row.object_name): row for row in ended.order_by(*_TABLE, "-started_at").distinct(*_TABLE)}
        found = []
        for alias, tables_there in groupby(tables, itemgetter(0)):
            there = list(tables_there)
            marked = [name for _, name, _, _, _, running, _ in there if running]
            alive = locks.held_objects(marked, using=alias) if marked and alias in connections else ()
            for _, name, success, mark, failed, running, skipped in there:
                end = last.get((alias, name))
                found.append(
                    ObjectStatus(
                        alias=alias,
                        object_name=name,
                        last_success=success,
                        last_end=end.status if end else "",
                        error=end.error if end else "",
                        running=name in alive,
                        failed=failed,
                        dead=max(running - (name in alive), 0),
                        watermark=mark,
                        skipped=skipped,
                        running_tables=(name,) if running else (),
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
