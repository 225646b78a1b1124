"""The state of each sync of the family, read from ``sync_history``."""

from datetime import datetime
from typing import NamedTuple

from django.db import connections

from agent360_models import locks
from agent360_models.fields._unreadable import unreadable_as_none
from agent360_models.ingestion.orchestration._runs import moment_of
from agent360_models.ingestion.orchestration.models import SyncHistory
from agent360_models.ingestion.orchestration.querysets import _SYNCS
from agent360_models.sync.history import RunHistory
from agent360_models.sync.status import ObjectStatus

ENOUGH = 10_000  # maximum number of runs to examine per sync: more runs without a success would not change the verdict

_RUNS = f"""{_SYNCS}
    SELECT p.crm_source, p.sync_type, success.end_time, ended.outcome, ended.error_message,
        since.failed, since.running, since.tables, since.foreign_running, marked.watermark
    FROM pairs p
    LEFT JOIN LATERAL (
        SELECT id, start_time, end_time FROM "orchestration"."sync_history"
        WHERE crm_source = p.crm_source AND sync_type = p.sync_type AND status = 'success'
          AND end_time IS NOT NULL AND coalesce(error_message, '') = ''
        ORDER BY start_time DESC, id DESC LIMIT 1
    ) success ON true
    LEFT JOIN LATERAL (
        SELECT error_message,
               CASE WHEN status IN ('success', 'partial') AND end_time IS NOT NULL
                     AND coalesce(error_message, '') = '' THEN status ELSE 'failed' END AS outcome
        FROM "orchestration"."sync_history"
        WHERE crm_source = p.crm_source AND sync_type = p.sync_type
          AND (status IS DISTINCT FROM 'running' OR end_time IS NOT NULL)
        ORDER BY start_time DESC, id DESC LIMIT 1
    ) ended ON true
    LEFT JOIN LATERAL (
        SELECT performance_metrics ->> 'watermark' AS watermark FROM "orchestration"."sync_history"
        WHERE crm_source = p.crm_source AND sync_type = p.sync_type AND performance_metrics ? 'watermark'
        ORDER BY start_time DESC, id DESC LIMIT 1
    ) marked ON true
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE status = 'failed') AS failed,
               count(*) FILTER (WHERE is_running AND target IS NOT NULL) AS running,
               array_agg(DISTINCT target) FILTER (WHERE is_running AND target IS NOT NULL) AS tables,
               count(*) FILTER (WHERE is_running AND target IS NULL) AS foreign_running
        FROM (
            SELECT status, status = 'running' AND end_time IS NULL AS is_running, configuration ->> 'table' AS target
            FROM "orchestration"."sync_history"
            WHERE crm_source = p.crm_source AND sync_type = p.sync_type
              AND (start_time, id) > (coalesce(success.start_time, '-infinity'), coalesce(success.id, 0))
            ORDER BY start_time DESC, id DESC LIMIT %s
        ) newer
    ) since ON true
"""


class _Row(NamedTuple):
    crm_source: str
    sync_type: str
    last_success: datetime | None
    last_end: str | None
    error: str | None
    failed: int
    running: int
    tables: list[str] | None
    foreign_running: int
    watermark: str | None


def statuses(using: str) -> list[ObjectStatus]:
    """Return the state of each sync that ever ran, named as in ``hubspot contacts``.

    Among our runs marked as running, at most one per table is alive: the one that holds the table's lock. Other
    programs that record runs do not take our lock, so their runs count as alive as long as they are marked as running.
    """
    with unreadable_as_none(using), connections[using].cursor() as cursor:
        cursor.execute(_RUNS, [ENOUGH])
        rows = [_Row(*values) for values in cursor.fetchall()]
    alive = locks.held_objects(sorted({table for row in rows for table in row.tables or ()}), using=using)
    found = []
    for row in rows:
        ours = len(alive.intersection(row.tables or ()))
        found.append(
            ObjectStatus(
                alias=using,
                object_name=f"{row.crm_source} {row.sync_type}",
                last_success=row.last_success,
                last_end=row.last_end or "",
                error=row.error or "",
                running=bool(ours or row.foreign_running),
                failed=row.failed,
                dead=row.running - min(ours, row.running),
                watermark=moment_of(row.watermark),
                running_tables=tuple(row.tables or ()),
            )
        )
    return found


def _key(status: ObjectStatus) -> tuple[str, str]:
    system, _, what = status.object_name.partition(" ")
    return system, what


HISTORY = RunHistory(
    model=SyncHistory,
    key=("crm_source", "sync_type"),
    key_of=_key,
    began="start_time",
    ended="end_time",
    status="status",
    rows_in=("records_processed",),
    changed=("records_created", "records_updated"),
    rejected=("records_failed",),
)
