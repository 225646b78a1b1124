"""Runs of the syncs, recorded in ``sync_history``."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Self

from django.apps import apps
from django.db import connections
from django.db.models import F
from django.db.models.expressions import RawSQL
from django.utils import timezone

from agent360_models import absent
from agent360_models.families import labels
from agent360_models.fields._unreadable import LAST
from agent360_models.ingestion.orchestration.models import SyncHistory
from agent360_models.ingestion.orchestration.querysets import SyncHistoryQuerySet
from agent360_models.sync.runs import RunResult

FAMILY = "ingestion"

# Keys that a run writes into performance_metrics.
WATERMARK, WATERMARK_BEFORE = "watermark", "watermark_before"

# The counts of a run that have their own columns.
_COUNTS = {"queried": "records_processed", "inserted": "records_created", "failed": "records_failed"}

# Runs in the same transaction as the rows. A run never moves the watermark back.
_MOVE_WATERMARK = """
    UPDATE "orchestration"."sync_history"
    SET performance_metrics = coalesce(performance_metrics, '{}') || jsonb_build_object('watermark', %s::text)
    WHERE id = %s
      AND coalesce((performance_metrics ->> 'watermark')::timestamptz < %s::timestamptz, true)
"""
# Counts without a column in sync_history are stored in the metrics.
_ADD_COUNTS = """
    coalesce(performance_metrics, '{}') || jsonb_build_object(
        'unchanged', coalesce((performance_metrics ->> 'unchanged')::bigint, 0) + %s,
        'deleted', coalesce((performance_metrics ->> 'deleted')::bigint, 0) + %s)
"""
_ADD_METRICS = """
    UPDATE "orchestration"."sync_history"
    SET performance_metrics = coalesce(performance_metrics, '{}') || %s::jsonb
    WHERE id = %s
"""


class SyncHistoryRun:
    """The record of one run over one table: ``crm_source`` is its system, ``sync_type`` the kind of records.

    A skipped run leaves no record.
    """

    needs = (SyncHistory,)

    def __init__(self, row: SyncHistory, watermark: datetime | None, using: str) -> None:
        self.row = row
        self.watermark = watermark
        self.using = using

    @classmethod
    def start(cls, *, job: str, direction: str, object_name: str, source: str, using: str) -> Self:
        """Record that ``job`` starts to fill the table ``object_name`` from the system's records named ``source``."""
        system = _system_of(object_name)
        watermark = _watermark(system, source, using)
        known = {} if watermark is None else dict.fromkeys((WATERMARK_BEFORE, WATERMARK), watermark.isoformat())
        row = SyncHistory.objects.using(using).create(
            crm_source=system,
            sync_type=source,
            start_time=timezone.now(),
            configuration={"job": job, "direction": direction, "table": object_name},
            performance_metrics=known,
        )
        return cls(row, watermark, using)

    @classmethod
    def skip(cls, *, job: str, direction: str, object_name: str, source: str, using: str, reason: str) -> None:
        """Record nothing: the table has no status for skipped runs."""

    @classmethod
    def close_dead(cls, *, job: str, object_name: str, using: str) -> list[str]:
        """Mark the job's running runs of a table as failed; return their ids.

        Runs of other jobs do not change: other writers of the table need not take our lock.
        """
        rows = (
            SyncHistory.objects.using(using)
            .running()
            .filter(configuration__contains={"job": job, "table": object_name})
        )
        died = list(rows.order_by("pk").values_list("pk", flat=True))
        if died:
            ended = {
                "status": SyncHistory.Status.FAILED,
                "end_time": timezone.now(),
                "error_message": "The process died.",
            }
            SyncHistory.objects.using(using).filter(pk__in=died).update(**absent.written(SyncHistory, ended))
        return [str(pk) for pk in died]

    def move_watermark(self, value: datetime) -> None:
        with connections[self.using].cursor() as cursor:
            cursor.execute(_MOVE_WATERMARK, [value.isoformat(), self.row.pk, value])

    def count(self, numbers: Mapping[str, int]) -> None:
        added = {
            "records_processed": F("records_processed") + numbers["queried"],
            "records_created": F("records_created") + numbers["inserted"],
            "records_updated": F("records_updated") + numbers["updated"] + numbers["deleted"],
            "records_failed": F("records_failed") + numbers["failed"],
            "performance_metrics": RawSQL(_ADD_COUNTS, [numbers["skipped"], numbers["deleted"]]),  # noqa: S611
        }
        self._rows().update(**absent.written(SyncHistory, added))

    def counted(self) -> dict[str, int]:
        there = absent.written(
            SyncHistory, dict.fromkeys((*_COUNTS.values(), "records_updated", "performance_metrics"))
        )
        found = self._rows().values(*there).first() or {}
        metrics = found.get("performance_metrics") or {}
        numbers = {name: found[column] for name, column in _COUNTS.items() if column in found}
        if "performance_metrics" in found:
            numbers |= {"skipped": metrics.get("unchanged", 0), "deleted": metrics.get("deleted", 0)}
            if "records_updated" in found:
                numbers["updated"] = found["records_updated"] - numbers["deleted"]
        return numbers

    def _rows(self) -> SyncHistoryQuerySet:
        return SyncHistory.objects.using(self.using).filter(pk=self.row.pk)

    def finish(self, result: RunResult) -> None:
        row = self.row
        end = timezone.now()
        ended = {
            "status": SyncHistory.Status(result.status),
            "end_time": end,
            "records_updated": result.updated + result.deleted,
            "error_message": result.error,
            **{column: getattr(result, name) for name, column in _COUNTS.items()},
        }
        for name, value in ended.items():
            setattr(row, name, value)
        row.save(using=self.using, update_fields=[*ended])
        seconds = (end - row.start_time).total_seconds()
        metrics = {
            "duration_seconds": round(seconds, 3),
            "records_per_second": round(result.queried / seconds, 1) if seconds else None,
            "unchanged": result.skipped,
            "deleted": result.deleted,
            **({"details": result.details} if result.details else {}),
        }
        with connections[self.using].cursor() as cursor:
            cursor.execute(_ADD_METRICS, [json.dumps(metrics, default=str), row.pk])


def _system_of(table: str) -> str:
    found = [
        model._meta.app_label
        for model in apps.get_models()
        if model._meta.db_table == table and model._meta.app_label in labels(FAMILY)
    ]
    return found[0].removeprefix(f"{FAMILY}_")


def _watermark(system: str, sync_type: str, using: str) -> datetime | None:
    """Return the watermark of a sync; ``None`` if it has no watermark yet.

    Each run that we record copies the watermark from the previous run, so the newest run has it.
    """
    runs = (
        SyncHistory.objects.using(using)
        .of(system, sync_type)
        .filter(start_time__lte=LAST, performance_metrics__has_key=WATERMARK)
    )
    newest = runs.order_by("-start_time", "-pk").values_list(f"performance_metrics__{WATERMARK}", flat=True).first()
    return moment_of(newest)


def moment_of(text: object) -> datetime | None:
    """Return a watermark; ``None`` if another program wrote something that is not a time."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
