"""Alerts as a table that grows."""

from django.db.models import Q

from agent360_models.ingestion.alerts.models import Alert
from agent360_models.operating.logs import LogTable

ALERT_LOG = LogTable(model=Alert, moment="closed_at", over=Q(closed_at__isnull=False))
