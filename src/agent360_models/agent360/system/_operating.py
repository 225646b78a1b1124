"""The sync log, as a table that grows and as the history of each object."""

from django.db.models import Q

from agent360_models import absent
from agent360_models.agent360.system.models import SyncConflict, SyncLog, UserLoginLog
from agent360_models.agent360.system.status import _two_way
from agent360_models.agent360.two_way import SyncStatus
from agent360_models.operating.logs import LogTable
from agent360_models.sync.history import Rows, RunHistory
from agent360_models.sync.status import ObjectStatus


def _needed(using: str) -> list[int]:
    """Return the runs that ``status`` reads: each object's newest run per status, and its newest full success."""
    runs = SyncLog.objects.using(using)
    ended = runs.filter(sl_status="success", sl_completed_at__isnull=False)
    has_errors = "sl_error_message" not in absent.names(SyncLog)
    clean = ended.filter(Q(sl_error_message=None) | Q(sl_error_message="")) if has_errors else ended
    newest = runs.order_by("sl_object_name", "sl_status", "-sl_started_at", "-sl_id")
    return [
        *newest.distinct("sl_object_name", "sl_status").values_list("pk", flat=True),
        *clean.newest_per_object().values_list("pk", flat=True),
    ]


# Runs marked as running are kept: the next run of the job records how they ended.
SYNC_LOG = LogTable(
    model=SyncLog,
    moment="sl_started_at",
    over=~Q(sl_status="running") | Q(sl_completed_at__isnull=False),
    keep=_needed,
)

LOGIN_LOG = LogTable(model=UserLoginLog, moment="ull_login_at", over=Q(), if_named=True)


def _elsewhere(status: ObjectStatus) -> dict[str, Rows]:
    """Return a table's open conflicts, and its rows that wait for upload."""
    conflicts = Rows(SyncConflict, {"sc_object_name": status.object_name, "sc_resolved_at__isnull": "True"})
    pending = {
        model._meta.db_table: Rows(model, {f"{model.sync_status_column}__exact": str(SyncStatus.PENDING.value)})
        for model in _two_way()
    }
    edited = {"pending": pending[status.object_name]} if status.object_name in pending else {}
    return {"conflicts": conflicts, **edited}


SYNC_HISTORY = RunHistory(
    model=SyncLog,
    key=("sl_object_name",),
    began="sl_started_at",
    ended="sl_completed_at",
    status="sl_status",
    rows_in=("sl_records_queried",),
    changed=("sl_records_inserted", "sl_records_updated", "sl_records_deleted"),
    rejected=("sl_records_failed",),
    elsewhere=_elsewhere,
)
