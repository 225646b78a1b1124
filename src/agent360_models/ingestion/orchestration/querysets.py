"""Querysets of runs, with queries for dashboards, and of schedules."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Self

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, F, FloatField, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Extract, NullIf, Trunc

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields._unreadable import FIRST, LAST, readable

if TYPE_CHECKING:
    from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule

__all__ = ["SyncHistoryQuerySet", "SyncScheduleQuerySet"]

# Every sync, found by a loose index scan of idx_sync_history_crm_type: its cost does not depend on the number of runs.
_SYNCS = """
    WITH RECURSIVE pairs (crm_source, sync_type) AS (
        (SELECT crm_source, sync_type FROM "orchestration"."sync_history" ORDER BY crm_source, sync_type LIMIT 1)
        UNION ALL
        SELECT following.crm_source, following.sync_type FROM pairs, LATERAL (
            SELECT h.crm_source, h.sync_type FROM "orchestration"."sync_history" h
            WHERE (h.crm_source, h.sync_type) > (pairs.crm_source, pairs.sync_type)
            ORDER BY h.crm_source, h.sync_type LIMIT 1
        ) following
    )
"""
_NEWEST = f"""{_SYNCS}
    SELECT newest.id FROM pairs, LATERAL (
        SELECT h.id FROM "orchestration"."sync_history" h
        WHERE h.crm_source = pairs.crm_source AND h.sync_type = pairs.sync_type
          AND (%s::text[] IS NULL OR h.status = ANY (%s)) AND h.start_time BETWEEN '{FIRST}' AND '{LAST}'
        ORDER BY h.start_time DESC, h.id DESC LIMIT 1
    ) newest
"""

_DURATION = ExpressionWrapper(F("end_time") - F("start_time"), output_field=DurationField())
_SECONDS = Extract(_DURATION, "epoch", output_field=FloatField())


class SyncHistoryQuerySet(BulkQuerySet["SyncHistory"]):
    """Runs of many syncs over time."""

    def of(self, crm_source: str, sync_type: str | None = None) -> Self:
        """Return the runs of a system, or of one of its syncs."""
        found = self.filter(crm_source=crm_source)
        return found if sync_type is None else found.filter(sync_type=sync_type)

    def running(self) -> Self:
        """Return the runs that the table marks as running; their process may be dead."""
        return self.filter(status="running")

    def failed(self) -> Self:
        """Return the runs that ended with an error."""
        return self.filter(status="failed")

    def newest(self, *statuses: str) -> Self:
        """Return the newest run of each source and type, among all runs or those with one of ``statuses``.

        Runs whose start Python cannot have, such as ``infinity``, are left out.
        """
        wanted = [str(status) for status in statuses] or None
        ids = RawSQL(_NEWEST, [wanted, wanted])  # noqa: S611  # constant, and its parameters are parameters
        return self.filter(pk__in=ids).order_by("crm_source", "sync_type")

    def success_rates(self, since: datetime, until: datetime | None = None) -> "QuerySet[SyncHistory, dict[str, Any]]":
        """Return, for each source and type, the ended runs of a period, the successes among them, and their rate.

        Rows are dictionaries with ``crm_source``, ``sync_type``, ``runs``, ``succeeded`` and ``rate`` (0 to 1). A
        partial run is not a success.
        """
        runs: Any = self._begun(since, until)
        rows: QuerySet[SyncHistory, dict[str, Any]] = (
            runs.exclude(status="running")
            .order_by("crm_source", "sync_type")
            .values("crm_source", "sync_type")
            .annotate(runs=Count("pk"), succeeded=Count("pk", filter=Q(status="success")))
            .annotate(rate=Cast(F("succeeded"), FloatField()) / F("runs"))
        )
        return rows

    def throughput(
        self, since: datetime, until: datetime | None = None, *, period: Literal["hour", "day", "week", "month"] = "day"
    ) -> "QuerySet[SyncHistory, dict[str, Any]]":
        """Return the number of records and the throughput per period.

        Rows are dictionaries with ``period`` (its start, in the current time zone), ``runs``, ``records``, ``seconds``
        (of all runs together) and ``per_second``. The last two are ``None`` if no run has ended.
        """
        runs: Any = self._begun(since, until)
        rows: QuerySet[SyncHistory, dict[str, Any]] = (
            runs.annotate(period=Trunc("start_time", period, output_field=DateTimeField()))
            .order_by("period")
            .values("period")
            .annotate(runs=Count("pk"), records=Sum("records_processed"), seconds=Sum(_SECONDS))
            .annotate(per_second=Cast(F("records"), FloatField()) / NullIf(F("seconds"), 0.0))
        )
        return rows

    def _begun(self, since: datetime, until: datetime | None) -> Self:
        found = self.filter(start_time__gte=since)
        return found if until is None else found.filter(start_time__lt=until)


class SyncScheduleQuerySet(BulkQuerySet["SyncSchedule"]):
    """Schedules, each with its ``PeriodicTask`` of django-celery-beat."""

    def due(self, until: datetime) -> Self:
        """Return the schedules that are due at ``until``, the longest due first.

        A due time that Python cannot read, such as ``-infinity``, is never due; ``sync_periodic_tasks()`` logs it.
        """
        due = self.filter(readable(self.model, "next_run"), enabled=True, next_run__lte=until)
        return due.order_by("next_run")

    def sync_periodic_tasks(self) -> None:
        """Update the ``PeriodicTask`` of each of these schedules, and delete tasks whose schedule was deleted.

        Call it after bulk writes, which send no signals, or after tasks were edited or deleted by hand; Celery calls
        it every minute. The number of queries does not depend on the number of schedules.

        Raises ``ImproperlyConfigured`` if django-celery-beat is not installed.
        """
        from agent360_models.ingestion.orchestration import _beat

        self._for_write = True
        _beat.keep_all_in_step(self)
