"""Tables ``sync_log``, ``sync_watermarks``, ``sync_conflicts`` and ``user_login_log``."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db import models

from agent360_models.agent360.system.querysets import SyncConflictQuerySet, SyncLogQuerySet, SyncWatermarkQuerySet
from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import MomentField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agent360_models.agent360.core.models import User

__all__ = ["SyncConflict", "SyncLog", "SyncWatermark", "UserLoginLog"]


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
        return f"{self.sl_object_name}, run {self.sl_id}"


class SyncWatermark(models.Model):
    """The point that the sync of one object has come to, and its frequency; moved by each run that succeeds."""

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
        return self.sw_object_name


class SyncConflict(models.Model):
    """A record that changed here and in Salesforce in ways that do not fit; written by the sync."""

    class ConflictType(models.TextChoices):
        """Ways in which the two sides do not fit."""

        LOCAL_PENDING = "local_pending", "Local change is pending"
        SF_DELETED = "sf_deleted", "Deleted in Salesforce"
        VERSION_MISMATCH = "version_mismatch", "Version mismatch"

    class Resolution(models.TextChoices):
        """Whose values stand."""

        LOCAL_WINS = "local_wins", "Local wins"
        SF_WINS = "sf_wins", "Salesforce wins"
        MANUAL = "manual", "Manual"

    sc_id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that this database gives; later conflicts have higher ones.",
    )
    sc_object_name = models.CharField(
        verbose_name="Table", max_length=50, help_text="The one that the record is in, by its name in this database."
    )
    sc_record_sf_id = models.CharField(
        verbose_name="Record's Salesforce id",
        max_length=18,
        help_text="18 characters; with sc_object_name it finds the row.",
    )
    sc_record_local_id = models.IntegerField(
        verbose_name="Record's own id",
        null=True,
        blank=True,
        help_text="Key of the record in its table, where that is a number of our own.",
    )
    sc_conflict_type = models.CharField(
        verbose_name="Conflict type",
        max_length=30,
        choices=ConflictType,
        help_text="local_pending (changed on both sides), sf_deleted or version_mismatch.",
    )
    sc_local_value = models.JSONField(
        verbose_name="Value here",
        null=True,
        blank=True,
        help_text="JSON: every column that came from Salesforce, as it is in this database.",
    )
    sc_sf_value = models.JSONField(
        verbose_name="Value in Salesforce",
        null=True,
        blank=True,
        help_text="JSON by our columns: all of them, not only those that differ.",
    )
    sc_resolution = models.CharField(
        verbose_name="Resolution",
        max_length=20,
        null=True,
        blank=True,
        choices=Resolution,
        help_text="local_wins, sf_wins or manual: whose values stand. NULL while it is open.",
    )
    sc_resolved_at = MomentField(
        verbose_name="Resolved", null=True, blank=True, help_text="In UTC; NULL while the conflict is open."
    )
    sc_resolved_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Resolved by",
        on_delete=models.SET_NULL,
        db_column="sc_resolved_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="resolved_conflicts",
        help_text="User who decided; NULL while it is open, or where nobody is named.",
    )
    sc_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When the sync found the conflict, in UTC."
    )

    personal_fields = ("sc_local_value", "sc_sf_value")

    objects = SyncConflictQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "sync_conflicts"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sc_conflict_type__in=["local_pending", "sf_deleted", "version_mismatch"]),
                name="chk_sc_conflict_type",
                violation_error_message="A conflict is local_pending, sf_deleted or version_mismatch.",
            ),
            models.CheckConstraint(
                condition=models.Q(sc_resolution__in=["local_wins", "sf_wins", "manual"])
                | models.Q(sc_resolution=None),
                name="chk_sc_resolution",
                violation_error_message="A resolution is local_wins, sf_wins or manual; an open conflict has none.",
            ),
        ]

    def __str__(self) -> str:
        record = self.sc_record_local_id or self.sc_record_sf_id
        return f"{self.get_sc_conflict_type_display()}: {self.sc_object_name} {record}"

    @property
    def differences(self) -> dict[str, tuple[Any, Any]]:
        """The columns that differ, each with the value here and the value in Salesforce, as JSON has them."""
        local, sf = self.sc_local_value or {}, self.sc_sf_value or {}
        return {column: (local.get(column), value) for column, value in sf.items() if local.get(column) != value}

    def resolve(
        self,
        resolution: str,
        *,
        by: "User | None" = None,
        values: "Mapping[str, Any] | None" = None,
        using: str | None = None,
    ) -> None:
        """Settle the conflict, in one transaction, and bring this object up to date.

        ``local_wins`` keeps the row as it is, and ``manual`` writes ``values``, by column, after the fields have
        checked them; the row then waits for upload. The same values of Salesforce do not raise the conflict again
        as long as the row stays as it is. Where the record was deleted in Salesforce, the row loses its id there,
        so that the upload creates a new one.
        ``sf_wins`` writes what the conflict recorded of Salesforce, and the row is synced; where the record was
        deleted, so is the row, by its active column. ``by`` is who decided.

        Raises:
            ConflictError: the conflict is resolved already, the record is gone, ``values`` has a column that is not
                there or a value that does not fit, or the database refuses a value. Also where the record was
                changed after the conflict was recorded: then the conflict now shows the present values.
            ReadOnlyTableError: the setting forbids writing the record's table.
            ResolutionError: there is no such resolution, or ``values`` are missing or do not belong to it; also a
                ``ValueError``.

        """
        from agent360_models.agent360.system import conflicts

        conflicts.resolve(self, resolution, by=by, values=values, using=using)


class UserLoginLog(models.Model):
    """One log-in of a user to Agent360; written when the user logs in and again when the user logs out."""

    ull_id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that this database gives; later log-ins have higher ones.",
    )
    ull_user = models.ForeignKey(
        "agent360_core.User",
        verbose_name="User",
        on_delete=models.CASCADE,
        db_column="ull_user_sf_id",
        db_constraint=False,
        related_name="login_logs",
        help_text="Who logged in to Agent360; deleting the user deletes the log-ins.",
    )
    ull_login_at = MomentField(verbose_name="Log-in", auto_now_add=True, help_text="When the session began, in UTC.")
    ull_ip_address = models.CharField(
        verbose_name="IP address",
        max_length=45,
        null=True,
        blank=True,
        help_text="Where the user was, as text of IPv4 or IPv6; personal data.",
    )
    ull_user_agent = models.CharField(
        verbose_name="User agent",
        max_length=500,
        null=True,
        blank=True,
        help_text="What the browser calls itself; personal data.",
    )
    ull_session_duration_sec = models.IntegerField(
        verbose_name="Session duration",
        null=True,
        blank=True,
        help_text="Seconds from log-in to log-out; NULL while it goes on.",
    )
    ull_logout_at = MomentField(
        verbose_name="Log-out",
        null=True,
        blank=True,
        help_text="When the session ended, in UTC; NULL while it goes on.",
    )

    units = {"ull_session_duration_sec": "seconds"}
    personal_fields = ("ull_ip_address", "ull_user_agent")

    objects = BulkQuerySet["UserLoginLog"].as_manager()

    class Meta:
        managed = False
        db_table = "user_login_log"
        ordering = ["-ull_login_at"]

    def __str__(self) -> str:
        return f"Log-in {self.ull_id}"
