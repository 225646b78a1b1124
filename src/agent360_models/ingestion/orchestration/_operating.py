"""The history of runs as a table that grows."""

from django.db.models import Q

from agent360_models.ingestion.orchestration.models import SyncHistory
from agent360_models.operating.logs import LogTable


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
