"""Registration of the run history for retention, and of the schedules' lock names for diagnostics."""

from django.db.models import Q

from agent360_models.catalog import existing_tables
from agent360_models.ingestion.orchestration.due_schedules import _lock_of
from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule
from agent360_models.operating.logs import LogTable


def lock_names(using: str) -> list[str]:
    """Return the lock names of all schedules, so that an operator can identify a held lock."""
    if not existing_tables([SyncSchedule._meta.db_table], using=using):
        return []
    return [_lock_of(key) for key in SyncSchedule.objects.using(using).values_list("pk", flat=True)]


def _needed(using: str) -> list[int]:
    """Return, for each sync, its newest run of each status, its newest full success, and the run with its watermark."""
    runs = SyncHistory.objects.using(using)
    clean = runs.filter(Q(error_message=None) | Q(error_message=""), status="success", end_time__isnull=False)
    marked = runs.filter(performance_metrics__has_key="watermark")
    by_sync, newest_first = ("crm_source", "sync_type"), ("-start_time", "-pk")
    return [
        *runs.order_by(*by_sync, "status", *newest_first).distinct(*by_sync, "status").values_list("pk", flat=True),
        *clean.order_by(*by_sync, *newest_first).distinct(*by_sync).values_list("pk", flat=True),
        *marked.order_by(*by_sync, *newest_first).distinct(*by_sync).values_list("pk", flat=True),
    ]


# Runs marked as running are kept: the next run of their job records how they ended.
SYNC_HISTORY = LogTable(
    model=SyncHistory,
    moment="start_time",
    over=~Q(status="running") | Q(end_time__isnull=False),
    keep=_needed,
)
