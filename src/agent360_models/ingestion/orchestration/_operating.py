"""The history of runs as a table that grows, and the names of locks that no table has."""

from django.db.models import Q

from agent360_models.catalog import existing_tables
from agent360_models.ingestion.orchestration.due_schedules import _lock_of
from agent360_models.ingestion.orchestration.models import SyncHistory, SyncSchedule
from agent360_models.operating.logs import LogTable


def lock_names(using: str) -> list[str]:
    """Return the names of the locks of all schedules, by which an operator knows one that is held."""
    if not existing_tables([SyncSchedule._meta.db_table], using=using):
        return []
    return [_lock_of(key) for key in SyncSchedule.objects.using(using).values_list("pk", flat=True)]


def _needed(using: str) -> list[int]:
    """Return the newest run of each sync by its status, its newest full success, and the one with the watermark."""
    runs = SyncHistory.objects.using(using)
    clean = runs.filter(Q(error_message=None) | Q(error_message=""), status="success", end_time__isnull=False)
    marked = runs.filter(performance_metrics__has_key="watermark")
    by_sync, newest_first = ("crm_source", "sync_type"), ("-start_time", "-pk")
    return [
        *runs.order_by(*by_sync, "status", *newest_first).distinct(*by_sync, "status").values_list("pk", flat=True),
        *clean.order_by(*by_sync, *newest_first).distinct(*by_sync).values_list("pk", flat=True),
        *marked.order_by(*by_sync, *newest_first).distinct(*by_sync).values_list("pk", flat=True),
    ]


# What is marked as running stays: the next run of its job says how it ended.
SYNC_HISTORY = LogTable(
    model=SyncHistory,
    moment="start_time",
    over=~Q(status="running") | Q(end_time__isnull=False),
    keep=_needed,
)
