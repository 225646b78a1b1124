"""Sync status of each table of the family, read from the sync's own tables."""

from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connections
from django.db.models import Count

from agent360_models import absent, conf, locks
from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark
from agent360_models.agent360.two_way import TwoWayModel
from agent360_models.fields._unreadable import unreadable_as_none
from agent360_models.sync.status import ObjectStatus

__all__ = ["statuses"]

_ENOUGH = 10_000  # the limit of counting: a larger number would say no more

# A loose index scan finds the objects, and a backward index scan the newest runs of each,
# so a log of many years costs no more than a log of one day.
_RUNS = f"""
    WITH RECURSIVE objects (name) AS (
        (SELECT sl_object_name FROM sync_log ORDER BY sl_object_name LIMIT 1)
        UNION ALL
        SELECT (SELECT sl_object_name FROM sync_log WHERE sl_object_name > o.name ORDER BY sl_object_name LIMIT 1)
        FROM objects o WHERE o.name IS NOT NULL
    )
    SELECT o.name, success.sl_completed_at, ended.outcome, ended.sl_error_message, since.failed, since.running,
        skips.skipped
    FROM objects o
    LEFT JOIN LATERAL (
        SELECT sl_id, sl_started_at, sl_completed_at FROM sync_log
        WHERE sl_object_name = o.name AND sl_status = 'success' AND sl_completed_at IS NOT NULL
          AND coalesce(sl_error_message, '') = ''
        ORDER BY sl_started_at DESC, sl_id DESC LIMIT 1
    ) success ON true
    LEFT JOIN LATERAL (
        SELECT sl_error_message,
               CASE WHEN sl_status IN ('success', 'partial') AND sl_completed_at IS NOT NULL
                     AND coalesce(sl_error_message, '') = '' THEN sl_status ELSE 'failed' END AS outcome
        FROM sync_log
        WHERE sl_object_name = o.name AND sl_status <> 'skipped'
          AND (sl_status <> 'running' OR sl_completed_at IS NOT NULL)
        ORDER BY sl_started_at DESC, sl_id DESC LIMIT 1
    ) ended ON true
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE sl_status = 'failed') AS failed,
               count(*) FILTER (WHERE sl_status = 'running' AND sl_completed_at IS NULL) AS running
        FROM (
            SELECT sl_status, sl_completed_at FROM sync_log
            WHERE sl_object_name = o.name
              AND (sl_started_at, sl_id)
                  > (coalesce(success.sl_started_at, '-infinity'), coalesce(success.sl_id, 0))
            ORDER BY sl_started_at DESC, sl_id DESC LIMIT %s
        ) newer
    ) since ON true
    LEFT JOIN LATERAL (
        SELECT greatest(sl_started_at, sl_completed_at) AS moment FROM sync_log
        WHERE sl_object_name = o.name AND sl_status <> 'skipped'
        ORDER BY sl_started_at DESC, sl_id DESC LIMIT 1
    ) begun ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS skipped FROM (
            SELECT FROM sync_log
            WHERE sl_object_name = o.name AND sl_status = 'skipped'
              AND sl_started_at > coalesce(begun.moment, '-infinity')
            LIMIT {_ENOUGH}
        ) later
    ) skips ON true
    WHERE o.name IS NOT NULL
"""


class _Runs(NamedTuple):
    """One row of ``_RUNS``, about one object; ``last_success`` is naive UTC where the column is naive."""

    last_success: datetime | None = None
    last_end: str | None = None
    error: str | None = None
    failed: int = 0
    running: int = 0
    skipped: int = 0


def _runs() -> str:
    """Return the query, with NULL for absent columns."""
    columns = "".join(f", NULL::text AS {column}" for column in absent.absent_columns(SyncLog))
    return _RUNS.replace("FROM sync_log", f"FROM (SELECT *{columns} FROM sync_log) l") if columns else _RUNS


def statuses(using: str) -> list[ObjectStatus]:
    """Return the status of each table that was synced, is scheduled for sync, or has rows to upload.

    At most one of the runs marked as running is alive: the one that holds the table's lock.
    """
    with unreadable_as_none(using), connections[using].cursor() as cursor:
        cursor.execute(_runs(), [_ENOUGH])
        runs = {name: _Runs(*values) for name, *values in cursor.fetchall()}
        watermarks = {row.sw_object_name: row for row in SyncWatermark.objects.using(using)}
    ended = SyncLog._meta.get_field("sl_completed_at")
    alive = locks.held_objects([name for name, run in runs.items() if run.running], using=using)
    open_conflicts = SyncConflict.objects.using(using).filter(sc_resolved_at=None)
    conflicts = dict(open_conflicts.order_by().values_list("sc_object_name").annotate(Count("pk")))
    pending = _pending(using)
    found = []
    for name in sorted({*runs, *watermarks, *conflicts, *pending}):
        run, watermark = runs.get(name, _Runs()), watermarks.get(name)
        found.append(
            ObjectStatus(
                alias=using,
                object_name=name,
                enabled=watermark.sw_sync_enabled if watermark else True,
                last_success=ended.to_python(run.last_success),
                last_end=run.last_end or "",
                error=run.error or "",
                running=name in alive,
                failed=run.failed,
                dead=run.running - (name in alive),
                watermark=watermark.sw_last_sync_ts if watermark else None,
                conflicts=conflicts.get(name, 0),
                pending=pending.get(name, 0),
                skipped=run.skipped,
                running_tables=(name,) if run.running else (),
            )
        )
    return found


def _pending(using: str) -> dict[str, int]:
    """Return the number of rows that wait for upload, by table; tables without any are left out."""
    counted: dict[str, int] = {}
    for model in _two_way():
        if conf.alias_for(model._meta.app_label) == using:
            rows: Any = model._default_manager.using(using)
            number = rows.waiting_for_sync().values("pk")[:_ENOUGH].count()
            if number:
                counted[model._meta.db_table] = number
    return counted


def _two_way() -> list[type[TwoWayModel]]:
    return [model for model in apps.get_models() if issubclass(model, TwoWayModel)]
