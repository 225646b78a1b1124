"""Tables ``sync_history`` and ``sync_schedule`` in the PostgreSQL schema ``orchestration``."""

from datetime import timedelta
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.core.exceptions import ValidationError
from django.db import models

from agent360_models.base._forms import FormErrors
from agent360_models.indexes import Index
from agent360_models.ingestion.orchestration import _schedules
from agent360_models.ingestion.orchestration.querysets import SyncHistoryQuerySet, SyncScheduleQuerySet
from agent360_models.names import qualified

__all__ = ["SyncHistory", "SyncSchedule"]


class SyncHistory(models.Model):
    """One run of one sync; written by the run itself, when it begins and when it ends."""

    class Status(models.TextChoices):
        """The status of the run."""

        RUNNING = "running", "Running"
        SUCCESS = "success", "Success"
        FAILED = "failed", "Failed"
        PARTIAL = "partial", "Partial"

    id = models.BigAutoField(primary_key=True)
    crm_source = models.CharField(
        "CRM source", max_length=50, help_text="The system that rows came from, such as hubspot."
    )
    sync_type = models.CharField(max_length=100, help_text="What was synced, such as contacts.")
    endpoint = models.CharField(max_length=200, null=True, blank=True, help_text="The API endpoint or data source.")
    start_time = models.DateTimeField()
    end_time = models.DateTimeField(null=True, blank=True)
    status = models.CharField(
        max_length=20, choices=Status, default=Status.RUNNING, db_default=Status.RUNNING, null=True, blank=True
    )
    records_processed = models.IntegerField("processed", default=0, db_default=0, null=True, blank=True)
    records_created = models.IntegerField("created", default=0, db_default=0, null=True, blank=True)
    records_updated = models.IntegerField("updated", default=0, db_default=0, null=True, blank=True)
    records_failed = models.IntegerField("failed", default=0, db_default=0, null=True, blank=True)
    error_message = models.TextField(null=True, blank=True)
    configuration = models.JSONField(
        default=dict, db_default={}, null=True, blank=True, help_text="What the run was asked to do."
    )
    performance_metrics = models.JSONField(
        default=dict,
        db_default={},
        null=True,
        blank=True,
        help_text="Duration in seconds, records per second, unchanged records, watermarks.",
    )
    created_at = models.DateTimeField(db_default=TransactionNow(), null=True, blank=True, editable=False)

    objects = SyncHistoryQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = qualified("orchestration", "sync_history")
        indexes = [
            Index(fields=["crm_source", "sync_type"], name="idx_sync_history_crm_type"),
            Index(fields=["start_time"], name="idx_sync_history_start_time"),
            Index(fields=["status"], name="idx_sync_history_status"),
        ]
        verbose_name_plural = "sync histories"

    def __str__(self) -> str:
        return f"{self.crm_source} {self.sync_type}, run {self.pk}"

    @property
    def duration(self) -> timedelta | None:
        """Return how long the run took; ``None`` while it runs."""
        return None if self.end_time is None else self.end_time - self.start_time

    @property
    def records_per_second(self) -> float | None:
        """Return how quickly records came in; ``None`` while the run runs, or where it took no time."""
        if not self.duration:
            return None
        return (self.records_processed or 0) / self.duration.total_seconds()


class SyncSchedule(FormErrors):
    """A sync and the times at which it is to run; written in the admin.

    ``last_run``, ``next_run`` and ``periodic_task_id`` are Celery's to write: who changes a row that is scheduled
    saves it with ``update_fields``, or a run that has just ended is due again.
    """

    class Mode(models.TextChoices):
        """The part of the rows that is fetched."""

        DELTA = "delta", "What changed since the last success"
        FULL = "full", "Everything"
        FORCE7 = "force7", "The last seven days"

    class Recurrence(models.TextChoices):
        """The columns below that say when."""

        INTERVAL = "interval", "Every so often"
        CRONTAB = "crontab", "At fixed times"

    class Period(models.TextChoices):
        """The unit of an interval."""

        MINUTES = "minutes", "Minutes"
        HOURS = "hours", "Hours"
        DAYS = "days", "Days"
        WEEKS = "weeks", "Weeks"

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=128)
    crm_source = models.CharField(
        "CRM source", max_length=64, help_text="The system that rows come from, such as hubspot."
    )
    model_name = models.CharField(max_length=128, help_text="What is synced, such as contacts.")
    mode = models.CharField(max_length=16, choices=Mode)
    recurrence_type = models.CharField(max_length=16, choices=Recurrence)
    every = models.IntegerField(null=True, blank=True, help_text="Of an interval: every so many periods.")
    period = models.CharField(max_length=24, choices=Period, null=True, blank=True)
    crontab_minute = models.CharField(max_length=64, default="*", db_default="*", null=True, blank=True)
    crontab_hour = models.CharField(max_length=64, default="*", db_default="*", null=True, blank=True)
    crontab_day_of_week = models.CharField(max_length=64, default="*", db_default="*", null=True, blank=True)
    crontab_day_of_month = models.CharField(max_length=64, default="*", db_default="*", null=True, blank=True)
    crontab_month_of_year = models.CharField(max_length=64, default="*", db_default="*", null=True, blank=True)
    enabled = models.BooleanField(default=True, db_default=True, null=True, blank=True)
    last_run = models.DateTimeField(null=True, blank=True, editable=False)
    next_run = models.DateTimeField(null=True, blank=True, editable=False)
    periodic_task_id = models.IntegerField(
        null=True, blank=True, editable=False, help_text="The row of django-celery-beat; no constraint refers to it."
    )
    created_at = models.DateTimeField(db_default=TransactionNow(), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_default=TransactionNow(), null=True, blank=True)

    objects = SyncScheduleQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = qualified("orchestration", "sync_schedule")
        indexes = [
            Index(fields=["crm_source"], name="idx_sync_schedule_source"),
            Index(fields=["enabled"], name="idx_sync_schedule_enabled"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a schedule that would never be due, with what is wrong by field."""
        if faults := _schedules.faults(self):
            raise ValidationError(dict(faults))

    @property
    def recurrence(self) -> str:
        """Say when it runs: ``every 2 hours``, or the crontab in the order of cron."""
        if self.recurrence_type == self.Recurrence.INTERVAL:
            return f"every {self.every} {self.period}"
        columns = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")
        return " ".join(getattr(self, f"crontab_{column}") or "*" for column in columns)

    @property
    def periodic_task(self) -> Any:
        """Return the ``PeriodicTask`` of django-celery-beat that runs it; ``None`` where it has none yet.

        Raises ``ImproperlyConfigured`` where django-celery-beat is not installed.
        """
        from agent360_models.ingestion.orchestration import _beat

        return _beat.periodic_task(self)
