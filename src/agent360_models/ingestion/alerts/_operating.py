"""Registration of the alerts for retention and monitoring."""

from django.db.models import Q

from agent360_models.fields._unreadable import unreadable_as_none
from agent360_models.ingestion.alerts.models import Alert
from agent360_models.operating.logs import LogTable
from agent360_models.sync.history import OpenAlert, Rows

_ENOUGH = 1_000  # maximum number of open alerts to read: more would not change the verdict

ALERT_LOG = LogTable(model=Alert, moment="closed_at", over=Q(closed_at__isnull=False))


def open_alerts(using: str) -> list[OpenAlert]:
    """Return the open alerts, the oldest first."""
    with unreadable_as_none(using):
        alerts = list(Alert.objects.using(using).open()[:_ENOUGH])
    return [
        OpenAlert(
            alias=using,
            object_name=f"{alert.crm_source} {alert.sync_type}",
            text=alert.reason,
            since=alert.opened_at,
            row=alert,
            rows=Rows(Alert, {"open": "yes", "crm_source": alert.crm_source, "sync_type": alert.sync_type}),
        )
        for alert in alerts
    ]
