"""The log of runs as a table that grows."""

from django.db.models import Q

from agent360_models import absent
from agent360_models.agent360.system.models import SyncLog, UserLoginLog
from agent360_models.operating.logs import LogTable


def _needed(using: str) -> list[int]:
    """Return the newest run of each object by its status, and its newest full success: what ``status`` looks at."""
    runs = SyncLog.objects.using(using)
    ended = runs.filter(sl_status="success", sl_completed_at__isnull=False)
    has_errors = "sl_error_message" not in absent.names(SyncLog)
    clean = ended.filter(Q(sl_error_message=None) | Q(sl_error_message="")) if has_errors else ended
    newest = runs.order_by("sl_object_name", "sl_status", "-sl_started_at", "-sl_id")
    return [
        *newest.distinct("sl_object_name", "sl_status").values_list("pk", flat=True),
        *clean.newest_per_object().values_list("pk", flat=True),
    ]


# What is marked as running stays: the next run of its job says how it ended.
SYNC_LOG = LogTable(
    model=SyncLog,
    moment="sl_started_at",
    over=~Q(sl_status="running") | Q(sl_completed_at__isnull=False),
    keep=_needed,
)

LOGIN_LOG = LogTable(model=UserLoginLog, moment="ull_login_at", over=Q(), if_named=True)
