"""Runs and watermarks of the sync."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils.text import capfirst

from agent360_models.agent360.system.querysets import SyncLogQuerySet, SyncWatermarkQuerySet
from agent360_models.fields import MomentField
from agent360_models.names import called
from agent360_models.units import moment

if TYPE_CHECKING:
    pass

__all__ = ["SyncLog", "SyncWatermark"]


class SyncLog(models.Model):
    """One run of the sync over one object; written when the run starts and again when it ends."""

    class Status(models.TextChoices):
        """State of the run, or how it ended."""

        RUNNING = "running", "Running"
        SUCCESS = "success", "Success"
        PARTIAL = "partial", "Partial"
        FAILED = "failed", "Failed"
        SKIPPED = "skipped", "Skipped"

    sl_id = models.AutoField(
        verbose_name="Id", primary_key=True, help_text="Number that this database gives; later runs have higher ones."
    )
    sl_run_id = models.UUIDField(
        verbose_name="Run id",
        default=uuid.uuid4,
        help_text="A random UUID; the database allows several rows with the same.",
    )
    sl_job_name = models.CharField(
        verbose_name="Job name",
        max_length=50,
        help_text="What ran: load for manage.py agent360 load, or a name of the sync's own.",
    )
    sl_direction = models.CharField(
        verbose_name="Direction",
        max_length=20,
        help_text="inbound for what comes from Salesforce; the database allows any text.",
    )
    sl_object_name = models.CharField(
        verbose_name="Table", max_length=50, help_text="The one that the run is about, by its name in this database."
    )
    sl_sf_object_api = models.CharField(
        verbose_name="Salesforce object",
        max_length=50,
        null=True,
        blank=True,
        help_text="API name of what the run read, such as Account.",
    )
    sl_started_at = MomentField(
        verbose_name="Started", auto_now_add=True, help_text="When the row of the run was written, in UTC."
    )
    sl_completed_at = MomentField(
        verbose_name="Completed", null=True, blank=True, help_text="When the run ended, in UTC; NULL while it goes on."
    )
    sl_status = models.CharField(
        verbose_name="Status",
        max_length=20,
        default=Status.RUNNING,
        choices=Status,
        help_text="running, success, failed, partial (rows were rejected) or skipped (another run was on).",
    )
    sl_records_queried = models.IntegerField(
        verbose_name="Records queried",
        default=0,
        null=True,
        blank=True,
        help_text="Rows that came in; the other five numbers add up to it.",
    )
    sl_records_inserted = models.IntegerField(
        verbose_name="Records inserted", default=0, null=True, blank=True, help_text="Rows that were new here."
    )
    sl_records_updated = models.IntegerField(
        verbose_name="Records updated",
        default=0,
        null=True,
        blank=True,
        help_text="Rows that were here with other values; without those flagged as deleted.",
    )
    sl_records_deleted = models.IntegerField(
        verbose_name="Records deleted",
        default=0,
        null=True,
        blank=True,
        help_text="Rows that Salesforce deleted, and that are inactive here now.",
    )
    sl_records_skipped = models.IntegerField(
        verbose_name="Records skipped",
        default=0,
        null=True,
        blank=True,
        help_text="Rows left as they were: unchanged, older than here, or with a local change.",
    )
    sl_records_failed = models.IntegerField(
        verbose_name="Records failed",
        default=0,
        null=True,
        blank=True,
        help_text="Rows that were rejected; sl_error_details may say why.",
    )
    sl_hwm_before = MomentField(
        verbose_name="Watermark before",
        null=True,
        blank=True,
        help_text="Where the object's watermark stood when the run started, in UTC.",
    )
    sl_hwm_after = MomentField(
        verbose_name="Watermark after",
        null=True,
        blank=True,
        help_text="Where the object's watermark stood when the run ended, in UTC; NULL until then.",
    )
    sl_error_message = models.TextField(
        verbose_name="Error message",
        null=True,
        blank=True,
        help_text="Why the run failed or was skipped; NULL where it went well.",
    )
    sl_error_details = models.JSONField(
        verbose_name="Error details",
        null=True,
        blank=True,
        help_text="JSON of the job's own, such as reasons with the number of rows.",
    )

    objects = SyncLogQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "sync_log"
        ordering = ["-sl_started_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sl_status__in=["running", "success", "partial", "failed", "skipped"]),
                name="chk_sl_status",
                violation_error_message="A run is running, success, partial, failed or skipped.",
            ),
        ]

    def __str__(self) -> str:
        return f"{_rows_of(self.sl_object_name)}, {moment(self.sl_started_at)}"


class SyncWatermark(models.Model):
    """The watermark and frequency of one object's sync; each successful run moves the watermark."""

    class Frequency(models.TextChoices):
        """Frequency of the object's sync."""

        HOURLY = "hourly", "Hourly"
        DAILY = "daily", "Daily"
        WEEKLY = "weekly", "Weekly"

    sw_id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that this database gives; the order of syncs is in sw_sync_order.",
    )
    sw_object_name = models.CharField(
        verbose_name="Table",
        max_length=50,
        unique=True,
        help_text="The one that is synced, by its name in this database; each has one row.",
    )
    sw_sf_object_api = models.CharField(
        verbose_name="Salesforce object", max_length=50, help_text="API name of what fills the table, such as Account."
    )
    sw_last_sync_ts = MomentField(
        verbose_name="Watermark",
        null=True,
        blank=True,
        help_text="Every change in Salesforce up to this time, in UTC, is here; NULL if never synced.",
    )
    sw_last_delete_check = MomentField(
        verbose_name="Last delete check",
        null=True,
        blank=True,
        help_text="When Salesforce was last asked what was deleted, in UTC; NULL if never.",
    )
    sw_sync_frequency = models.CharField(
        verbose_name="Sync frequency",
        max_length=20,
        default=Frequency.HOURLY,
        choices=Frequency,
        help_text="hourly, daily or weekly; a sync is due once the watermark is that old.",
    )
    sw_sync_enabled = models.BooleanField(
        verbose_name="Sync enabled", default=True, help_text="Whether the object is ever due."
    )
    sw_sync_order = models.IntegerField(
        verbose_name="Sync order", default=0, help_text="Low numbers first: parents before their children."
    )
    sw_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    objects = SyncWatermarkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "sync_watermarks"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sw_sync_frequency__in=["hourly", "daily", "weekly"]),
                name="chk_sw_frequency",
                violation_error_message="A sync is hourly, daily or weekly.",
            ),
        ]

    def __str__(self) -> str:
        return _rows_of(self.sw_object_name)


def _rows_of(table: str) -> str:
    opts = called(table)
    return capfirst(str(opts.verbose_name_plural)) if opts else table
