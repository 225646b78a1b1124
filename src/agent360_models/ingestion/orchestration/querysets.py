"""Runs as dashboards ask for them, and schedules."""

from typing import TypeVar

from django.db.models import Model

from agent360_models.db.querysets import BulkQuerySet

_Row = TypeVar("_Row", bound=Model)


class SyncHistoryQuerySet(BulkQuerySet[_Row]):
    """Runs."""


class SyncScheduleQuerySet(BulkQuerySet[_Row]):
    """Schedules."""
