"""Runs of the sync, recorded in ``sync_log`` and ``sync_watermarks``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from django.db import connections
from django.db.models import F
from django.utils import timezone

from agent360_models import absent
from agent360_models.agent360.system.models import SyncLog, SyncWatermark
from agent360_models.agent360.system.querysets import SyncLogQuerySet
from agent360_models.fields._unreadable import LAST, unreadable_as_none
from agent360_models.sync.runs import RunResult

__all__ = ["SyncLogRun"]

# Neither branch moves a watermark back, so the later watermark of two concurrent runs wins. One that Python cannot
# have, such as infinity, gives way: with it, every run would read everything.
# sw_updated_at is set even where the trigger is missing.
_MOVE_WATERMARK = """
    INSERT INTO sync_watermarks ({columns})
    VALUES ({values})
    ON CONFLICT (sw_object_name) DO UPDATE
    SET {updates}
    WHERE sync_watermarks.sw_last_sync_ts IS NULL
       OR sync_watermarks.sw_last_sync_ts < EXCLUDED.sw_last_sync_ts
       OR sync_watermarks.sw_last_sync_ts > '{last}'
"""

# The numbers of a run, and their columns.
_COUNTS = {name: f"sl_records_{name}" for name in ("queried", "inserted", "updated", "deleted", "skipped", "failed")}


class SyncLogRun:
    """The record of one run over one object."""

    needs = (SyncLog, SyncWatermark)

    def __init__(self, row: SyncLog, using: str) -> None:
        self.row = row
        self.using = using
        self.watermark = row.sl_hwm_before

    @classmethod
    def start(cls, *, job: str, direction: str, object_name: str, source: str, using: str) -> Self:
        """Record that ``job`` begins to fill the table ``object_name`` from the object ``source``."""
        named = {"sl_job_name": job, "sl_direction": direction, "sl_object_name": object_name}
        began = {"sl_status": SyncLog.Status.RUNNING, "sl_hwm_before": _watermark(object_name, using)}
        return cls(SyncLog.objects.using(using).create(**named, **began, sl_sf_object_api=source), using)

    @classmethod
    def skip(cls, *, job: str, direction: str, object_name: str, source: str, using: str, reason: str) -> None:
        """Record a run that did not take place."""
        named = {"sl_job_name": job, "sl_direction": direction, "sl_object_name": object_name}
        ended = {"sl_status": SyncLog.Status.SKIPPED, "sl_completed_at": timezone.now(), "sl_error_message": reason}
        SyncLog.objects.using(using).create(**named, **ended, sl_sf_object_api=source)

    @classmethod
    def close_dead(cls, *, job: str, object_name: str, using: str) -> list[str]:
        """Mark the job's running runs of an object as failed; return their ids.

        Runs of other jobs are left alone: other programs that write the table need not take our lock.
        """
        rows = SyncLog.objects.using(using).filter(
            sl_job_name=job, sl_object_name=object_name, sl_status=SyncLog.Status.RUNNING
        )
        died = [str(run_id) for run_id in rows.order_by("pk").values_list("sl_run_id", flat=True)]
        if died:
            ended = {
                "sl_status": SyncLog.Status.FAILED,
                "sl_completed_at": timezone.now(),
                "sl_error_message": "The process died.",
            }
            rows.update(**absent.written(SyncLog, ended))
        return died

    def count(self, numbers: Mapping[str, int]) -> None:
        """Add row counts to the record's counters, in the caller's transaction."""
        added = {column: F(column) + numbers[name] for name, column in _COUNTS.items()}
        self._rows().update(**absent.written(SyncLog, added))

    def counted(self) -> dict[str, int]:
        """Return the record's counters, without absent columns."""
        there = {name: column for name, column in _COUNTS.items() if column not in absent.names(SyncLog)}
        found = self._rows().values_list(*there.values()).first() or ()
        return dict(zip(there, found, strict=False))

    def _rows(self) -> SyncLogQuerySet:
        return SyncLog.objects.using(self.using).filter(pk=self.row.pk)

    def finish(self, result: RunResult) -> None:
        """Record how the run ended. Raises ``ValueError`` for a status that ``SyncLog.Status`` does not have."""
        self.row.sl_completed_at = timezone.now()
        self.row.sl_status = SyncLog.Status(result.status)
        for name, column in _COUNTS.items():
            setattr(self.row, column, getattr(result, name))
        self.row.sl_hwm_after = _watermark(self.row.sl_object_name, self.using)
        self.row.sl_error_message = result.error
        self.row.sl_error_details = result.details
        self.row.save(using=self.using)

    def move_watermark(self, value: datetime) -> None:
        """Move the object's watermark forward to ``value``, in the caller's transaction.

        An object without a row gets one with the table's defaults. An older value changes nothing, and nothing is
        remembered where the column is absent.
        """
        if "sw_last_sync_ts" in absent.names(SyncWatermark):
            return
        new = SyncWatermark()  # the model's defaults
        connection = connections[self.using]
        moments = SyncWatermark._meta.get_field("sw_last_sync_ts")  # naive or aware
        values = {
            "sw_object_name": self.row.sl_object_name,
            "sw_sf_object_api": self.row.sl_sf_object_api,
            "sw_last_sync_ts": moments.get_db_prep_save(value, connection),
            "sw_sync_frequency": new.sw_sync_frequency,
            "sw_sync_enabled": new.sw_sync_enabled,
            "sw_sync_order": new.sw_sync_order,
            "sw_updated_at": moments.get_db_prep_save(timezone.now(), connection),
        }
        values = absent.written(SyncWatermark, values)
        moved = [name for name in ("sw_last_sync_ts", "sw_updated_at") if name in values]
        statement = _MOVE_WATERMARK.format(
            columns=", ".join(values),
            values=", ".join(["%s"] * len(values)),
            updates=", ".join(f"{name} = EXCLUDED.{name}" for name in moved),
            last=LAST,
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*values.values()])


def _watermark(object_name: str, using: str) -> datetime | None:
    """Return the watermark of an object; ``None`` without one, and for one that Python cannot have."""
    with unreadable_as_none(using):
        found = SyncWatermark.objects.using(using).filter(sw_object_name=object_name).first()
    return found.sw_last_sync_ts if found else None
