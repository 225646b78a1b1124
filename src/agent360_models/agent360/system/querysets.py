"""Querysets of the sync's own tables, for operators."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from agent360_models.agent360.two_way import TwoWayModel
from agent360_models.bulk import BulkQuerySet

if TYPE_CHECKING:
    from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark

__all__ = ["SyncConflictQuerySet", "SyncLogQuerySet", "SyncWatermarkQuerySet"]

# The period after which a watermark of each frequency is due.
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
}


class SyncLogQuerySet(BulkQuerySet["SyncLog"]):
    """Runs of many objects over time."""

    def newest_per_object(self) -> Self:
        """Return the newest run of each object, ordered by the object's name."""
        return self.order_by("sl_object_name", "-sl_started_at", "-sl_id").distinct("sl_object_name")

    def newest_success_per_object(self) -> Self:
        """Return the newest run of each object that was a full success, ordered by the object's name."""
        return self.filter(sl_status="success").newest_per_object()


class SyncWatermarkQuerySet(BulkQuerySet["SyncWatermark"]):
    """Objects that are synced repeatedly."""

    def due(self, now: datetime | None = None) -> Self:
        """Return the enabled objects that are due at ``now``, in the order in which to sync them.

        An object is due if it was never synced, or its watermark is at least one period of its frequency old.
        An object without changes keeps its watermark, and so stays due.
        """
        now = now or timezone.now()
        due = models.Q(sw_last_sync_ts=None)
        for frequency, period in _PERIODS.items():
            due |= models.Q(sw_sync_frequency=frequency, sw_last_sync_ts__lte=now - period)
        return self.filter(due, sw_sync_enabled=True).order_by("sw_sync_order", "sw_object_name")


class SyncConflictQuerySet(BulkQuerySet["SyncConflict"]):
    """Conflicts, resolved or not."""

    def open(self) -> Self:
        """Return the unresolved conflicts, oldest first."""
        return self.filter(sc_resolved_at=None).order_by("sc_created_at", "sc_id")

    def for_row(self, row: TwoWayModel) -> Self:
        """Return the conflicts of one row, such as a case comment."""
        table, sf_id = row._meta.db_table, getattr(row, row.source_id_column)
        return self.filter(models.Q(sc_record_local_id=row.pk) | models.Q(sc_record_sf_id=sf_id), sc_object_name=table)
