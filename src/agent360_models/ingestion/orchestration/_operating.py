"""Registration of the run history for retention, and of the schedules' lock names for diagnostics."""

from django.db import connections
from django.db.models import Q

from agent360_models.catalog import existing_tables
from agent360_models.ingestion.orchestration.due_schedules import _lock_of
from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule
from agent360_models.ingestion.orchestration.querysets import _SYNCS
from agent360_models.operating.logs import LogTable

# Each sync with each status, the last of which is NULL, and then by index the newest run for which a condition holds.
_NEEDED = f"""{_SYNCS}, statuses (status) AS (
        SELECT min(status) FROM "orchestration"."sync_history"
        UNION ALL
        SELECT (SELECT min(h.status) FROM "orchestration"."sync_history" h WHERE h.status > statuses.status)
        FROM statuses WHERE statuses.status IS NOT NULL
    )
""" + " UNION ".join(
    f"""
    SELECT newest.id FROM pairs, statuses, LATERAL (
        SELECT h.id FROM "orchestration"."sync_history" h
        WHERE h.crm_source = pairs.crm_source AND h.sync_type = pairs.sync_type AND {condition}
        ORDER BY h.start_time DESC, h.id DESC LIMIT 1
    ) newest
    """
    for condition in (
        "h.status = statuses.status",
        "h.status IS NULL AND statuses.status IS NULL",
        "h.status = 'success' AND h.end_time IS NOT NULL AND coalesce(h.error_message, '') = ''",
        "h.performance_metrics ? 'watermark'",
    )
)


def lock_names(using: str) -> list[str]:
    """Return the lock names of all schedules, so that an operator can identify a held lock."""
    if not existing_tables([SyncSchedule._meta.db_table], using=using):
        return []
    return [_lock_of(key) for key in SyncSchedule.objects.using(using).values_list("pk", flat=True)]


def _needed(using: str) -> list[int]:
    """Return, for each sync, its newest run of each status, its newest full success, and the run with its watermark."""
    with connections[using].cursor() as cursor:
        cursor.execute(_NEEDED)
        return [key for (key,) in cursor.fetchall()]


# Runs marked as running are kept: the next run of their job records how they ended.
SYNC_HISTORY = LogTable(
    model=SyncHistory,
    moment="start_time",
    over=~Q(status="running") | Q(end_time__isnull=False),
    keep=_needed,
)
