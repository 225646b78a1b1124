"""Runs of the sync, recorded in ``sync_log`` and ``sync_watermarks``."""

from datetime import datetime
from typing import Any, Self

from django.db import connections
from django.utils import timezone

from agent360_models.agent360.system.models import SyncLog, SyncWatermark

# Inferred: the database fixes only the type of sl_direction.
INBOUND = "inbound"

# Neither branch sets a watermark back, so that of two runs at once the further one stands.
# The server's clock sets sw_updated_at even where the trigger is missing.
_MOVE_WATERMARK = """
    INSERT INTO sync_watermarks (
        sw_object_name, sw_sf_object_api, sw_last_sync_ts,
        sw_sync_frequency, sw_sync_enabled, sw_sync_order, sw_updated_at
    )
    VALUES (%s, %s, %s, %s, %s, %s, now())
    ON CONFLICT (sw_object_name) DO UPDATE
    SET sw_last_sync_ts = EXCLUDED.sw_last_sync_ts, sw_updated_at = now()
    WHERE sync_watermarks.sw_last_sync_ts IS NULL
       OR sync_watermarks.sw_last_sync_ts < EXCLUDED.sw_last_sync_ts
"""


class SyncLogRun:
    """One run over one object; its row is there from ``start`` on, whatever happens to the data.

    Call ``start`` and ``finish`` outside the transaction that writes the data, so that a run that fails
    is recorded too, and ``move_watermark`` inside it, so that the watermark never says more than the data.
    """

    def __init__(self, row: SyncLog, using: str) -> None:
        self.row = row
        self.using = using

    @classmethod
    def start(cls, *, job: str, object_name: str, source: str, using: str) -> Self:
        """Record that ``job`` begins to fill the table ``object_name`` from the object ``source``."""
        row = SyncLog.objects.using(using).create(
            sl_job_name=job,
            sl_direction=INBOUND,
            sl_object_name=object_name,
            sl_sf_object_api=source,
            sl_status=SyncLog.Status.RUNNING,
            sl_hwm_before=_watermark(object_name, using),
        )
        return cls(row, using)

    def finish(
        self,
        *,
        status: str,
        queried: int,
        inserted: int,
        updated: int,
        deleted: int,
        skipped: int,
        failed: int,
        error: str | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        """Record how the run ended; raises ``ValueError`` for a status that is none of ``SyncLog.Status``."""
        self.row.sl_completed_at = timezone.now()
        self.row.sl_status = SyncLog.Status(status)
        self.row.sl_records_queried = queried
        self.row.sl_records_inserted = inserted
        self.row.sl_records_updated = updated
        self.row.sl_records_deleted = deleted
        self.row.sl_records_skipped = skipped
        self.row.sl_records_failed = failed
        self.row.sl_hwm_after = _watermark(self.row.sl_object_name, self.using)
        self.row.sl_error_message = error
        self.row.sl_error_details = details
        self.row.save(using=self.using)

    def move_watermark(self, value: datetime | None) -> None:
        """Move the object's watermark forward to ``value``, in the caller's transaction.

        An object without a row gets one with the table's defaults. An older value, or none, changes nothing.
        """
        if value is None:
            return
        new = SyncWatermark()  # the model's defaults
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                _MOVE_WATERMARK,
                [
                    self.row.sl_object_name,
                    self.row.sl_sf_object_api,
                    value,
                    new.sw_sync_frequency,
                    new.sw_sync_enabled,
                    new.sw_sync_order,
                ],
            )


def _watermark(object_name: str, using: str) -> datetime | None:
    """Return the watermark of an object, ``None`` where it was never synced."""
    watermarks = SyncWatermark.objects.using(using).filter(sw_object_name=object_name)
    return watermarks.values_list("sw_last_sync_ts", flat=True).first()
