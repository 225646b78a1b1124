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


_NEWEST = ["crm_source", "sync_type", "-start_time", "-id"]
_BY_STATUS = ["crm_source", "sync_type", "status", "-start_time", "-id"]


class SyncHistory(models.Model):
    """One run of one sync; the run itself writes it when it begins and ends."""

    class Status(models.TextChoices):
        """Status of the run."""

        RUNNING = "running", "Running"
        SUCCESS = "success", "Success"
        FAILED = "failed", "Failed"
        PARTIAL = "partial", "Partial"

    id = models.BigAutoField(verbose_name="Id", primary_key=True, help_text="Given by this database.")
    crm_source = models.CharField(
        verbose_name="CRM source", max_length=50, help_text="The system that rows came from, such as hubspot."
    )
    sync_type = models.CharField(
        verbose_name="Sync type", max_length=100, help_text="What was synced, such as contacts."
    )
    endpoint = models.CharField(
        verbose_name="Endpoint", max_length=200, null=True, blank=True, help_text="The API endpoint or data source."
    )
    start_time = models.DateTimeField(verbose_name="Start", help_text="When the run began.")
    end_time = models.DateTimeField(
        verbose_name="End", null=True, blank=True, help_text="Empty while the run is under way."
    )
    status = models.CharField(
        verbose_name="Status",
        max_length=20,
        choices=Status,
        default=Status.RUNNING,
        db_default=Status.RUNNING,
        null=True,
        blank=True,
        help_text="running, then success, partial where records were left out, or failed.",
    )
    records_processed = models.IntegerField(
        verbose_name="Records processed",
        default=0,
        db_default=0,
        null=True,
        blank=True,
        help_text="How many the source brought, changed or not.",
    )
    records_created = models.IntegerField(
        verbose_name="Records created",
        default=0,
        db_default=0,
        null=True,
        blank=True,
        help_text="How many were new here.",
    )
    records_updated = models.IntegerField(
        verbose_name="Records updated",
        default=0,
        db_default=0,
        null=True,
        blank=True,
        help_text="How many rows changed here; those that were deleted count too.",
    )
    records_failed = models.IntegerField(
        verbose_name="Records failed",
        default=0,
        db_default=0,
        null=True,
        blank=True,
        help_text="How many could not be written.",
    )
    error_message = models.TextField(
        verbose_name="Error message", null=True, blank=True, help_text="Why the run broke off; empty where it did not."
    )
    configuration = models.JSONField(
        verbose_name="Configuration",
        default=dict,
        db_default={},
        null=True,
        blank=True,
        help_text="What the run was asked to do.",
    )
    performance_metrics = models.JSONField(
        verbose_name="Performance metrics",
        default=dict,
        db_default={},
        null=True,
        blank=True,
        help_text="Duration in seconds, records per second, unchanged records, watermarks.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created",
        db_default=TransactionNow(),
        null=True,
        blank=True,
        editable=False,
        help_text="When the row was inserted, by the database's clock.",
    )

    objects = SyncHistoryQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = qualified("orchestration", "sync_history")
        indexes = [
            Index(fields=["crm_source", "sync_type"], name="idx_sync_history_crm_type"),
            Index(fields=["start_time"], name="idx_sync_history_start_time"),
            Index(fields=["status"], name="idx_sync_history_status"),
            # The newest run of a sync, of each status, and with a watermark, however many runs there are.
            Index(fields=_NEWEST, name="idx_sync_history_newest"),
            Index(fields=_BY_STATUS, name="idx_sync_history_by_status"),
            Index(
                fields=_NEWEST,
                condition=models.Q(performance_metrics__has_key="watermark"),
                name="idx_sync_history_watermark",
            ),
        ]
        verbose_name_plural = "sync histories"

    def __str__(self) -> str:
        return f"{self.crm_source} {self.sync_type}, run {self.pk}"

    @property
    def duration(self) -> timedelta | None:
        """Return the duration of the run; ``None`` while it runs."""
        return None if self.end_time is None else self.end_time - self.start_time

    @property
    def records_per_second(self) -> float | None:
        """Return the throughput of the run; ``None`` while it runs, or if its duration is 0."""
        if not self.duration:
            return None
        return (self.records_processed or 0) / self.duration.total_seconds()


class SyncSchedule(FormErrors):
    """A sync and the times of its runs; written in the admin.

    Celery writes ``last_run``, ``next_run`` and ``periodic_task_id``. Save a changed schedule with ``update_fields``:
    a full save may set ``next_run`` back, and a run that has just ended becomes due again.
    """

    class Mode(models.TextChoices):
        """Range of the rows to fetch."""

        DELTA = "delta", "What changed since the last success"
        FULL = "full", "Everything"
        FORCE7 = "force7", "The last seven days"

    class Recurrence(models.TextChoices):
        """Kind of recurrence, which selects the columns that define it."""

        INTERVAL = "interval", "Every so often"
        CRONTAB = "crontab", "At fixed times"

    class Period(models.TextChoices):
        """Unit of an interval."""

        MINUTES = "minutes", "Minutes"
        HOURS = "hours", "Hours"
        DAYS = "days", "Days"
        WEEKS = "weeks", "Weeks"

    id = models.BigAutoField(verbose_name="Id", primary_key=True, help_text="Given by this database.")
    name = models.CharField(
        verbose_name="Name", max_length=128, help_text="Free to choose, for those who look at the admin."
    )
    crm_source = models.CharField(
        verbose_name="CRM source", max_length=64, help_text="The system that rows come from, such as hubspot."
    )
    model_name = models.CharField(
        verbose_name="Model name", max_length=128, help_text="What is synced, such as contacts."
    )
    mode = models.CharField(
        verbose_name="Mode",
        max_length=16,
        choices=Mode,
        help_text="delta: since the last success; full: everything; force7: the last seven days.",
    )
    recurrence_type = models.CharField(
        verbose_name="Recurrence",
        max_length=16,
        choices=Recurrence,
        help_text="interval counts by every and period, crontab by the five columns of that name.",
    )
    every = models.IntegerField(
        verbose_name="Every", null=True, blank=True, help_text="Of an interval: every so many periods."
    )
    period = models.CharField(
        verbose_name="Period",
        max_length=24,
        choices=Period,
        null=True,
        blank=True,
        help_text="minutes, hours, days or weeks; a day has 24 hours.",
    )
    crontab_minute = models.CharField(
        verbose_name="Crontab minute",
        max_length=64,
        default="*",
        db_default="*",
        null=True,
        blank=True,
        help_text="0 to 59, in the notation of cron; empty means every one.",
    )
    crontab_hour = models.CharField(
        verbose_name="Crontab hour",
        max_length=64,
        default="*",
        db_default="*",
        null=True,
        blank=True,
        help_text="0 to 23, in Celery's time zone; empty means every one.",
    )
    crontab_day_of_week = models.CharField(
        verbose_name="Crontab day of week",
        max_length=64,
        default="*",
        db_default="*",
        null=True,
        blank=True,
        help_text="0, which is Sunday, to 6, or names such as mon; empty means every one.",
    )
    crontab_day_of_month = models.CharField(
        verbose_name="Crontab day of month",
        max_length=64,
        default="*",
        db_default="*",
        null=True,
        blank=True,
        help_text="1 to 31; empty means every one.",
    )
    crontab_month_of_year = models.CharField(
        verbose_name="Crontab month",
        max_length=64,
        default="*",
        db_default="*",
        null=True,
        blank=True,
        help_text="1 to 12; empty means every one.",
    )
    enabled = models.BooleanField(
        verbose_name="Enabled",
        default=True,
        db_default=True,
        null=True,
        blank=True,
        help_text="A schedule that is not has no next run.",
    )
    last_run = models.DateTimeField(
        verbose_name="Last run",
        null=True,
        blank=True,
        editable=False,
        help_text="When the newest run began that came to an end; written by Celery's worker.",
    )
    next_run = models.DateTimeField(
        verbose_name="Next run",
        null=True,
        blank=True,
        editable=False,
        help_text="The due time that stands; empty where disabled, or where nothing runs it.",
    )
    periodic_task_id = models.IntegerField(
        verbose_name="Periodic task",
        null=True,
        blank=True,
        editable=False,
        help_text="The row of django-celery-beat; no constraint refers to it.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created",
        db_default=TransactionNow(),
        null=True,
        blank=True,
        editable=False,
        help_text="When the row was inserted, by the database's clock.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated",
        auto_now=True,
        db_default=TransactionNow(),
        null=True,
        blank=True,
        help_text="When the schedule was last saved.",
    )

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
        """Reject a schedule that would never be due, with an error for each faulty field."""
        if faults := _schedules.faults(self):
            raise ValidationError(dict(faults))

    @property
    def recurrence(self) -> str:
        """Recurrence as text: ``every 2 hours``, or the crontab in cron's order."""
        if self.recurrence_type == self.Recurrence.INTERVAL:
            return f"every {self.every} {self.period}"
        columns = ("minute", "hour", "day_of_month", "month_of_year", "day_of_week")
        return " ".join(getattr(self, f"crontab_{column}") or "*" for column in columns)

    @property
    def periodic_task(self) -> Any:
        """Return the schedule's ``PeriodicTask`` of django-celery-beat; ``None`` if there is no such task yet.

        Raises ``ImproperlyConfigured`` if django-celery-beat is not installed.
        """
        from agent360_models.ingestion.orchestration import _beat

        return _beat.periodic_task(self)
