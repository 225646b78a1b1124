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

    sl_id = models.AutoField(primary_key=True)
    sl_run_id = models.UUIDField(default=uuid.uuid4)
    sl_job_name = models.CharField(max_length=50)
    sl_direction = models.CharField(max_length=20)
    sl_object_name = models.CharField(max_length=50, help_text="The table that the run is about.")
    sl_sf_object_api = models.CharField(
        max_length=50, null=True, blank=True, help_text="API name of the object in Salesforce."
    )
    sl_started_at = MomentField(auto_now_add=True)
    sl_completed_at = MomentField(null=True, blank=True)
    sl_status = models.CharField(max_length=20, default=Status.RUNNING, choices=Status)
    sl_records_queried = models.IntegerField(default=0, null=True, blank=True)
    sl_records_inserted = models.IntegerField(default=0, null=True, blank=True)
    sl_records_updated = models.IntegerField(default=0, null=True, blank=True)
    sl_records_deleted = models.IntegerField(default=0, null=True, blank=True)
    sl_records_skipped = models.IntegerField(default=0, null=True, blank=True)
    sl_records_failed = models.IntegerField(default=0, null=True, blank=True)
    sl_hwm_before = MomentField(null=True, blank=True, help_text="The watermark when the run started.")
    sl_hwm_after = MomentField(null=True, blank=True, help_text="The watermark when the run ended.")
    sl_error_message = models.TextField(null=True, blank=True)
    sl_error_details = models.JSONField(null=True, blank=True)

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
        return f"{self.sl_object_name} {self.sl_run_id}"


class SyncWatermark(models.Model):
    """The point that the sync of one object has come to, and its frequency; moved by each run that succeeds."""

    class Frequency(models.TextChoices):
        """Frequency of the object's sync."""

        HOURLY = "hourly", "Hourly"
        DAILY = "daily", "Daily"
        WEEKLY = "weekly", "Weekly"

    sw_id = models.AutoField(primary_key=True)
    sw_object_name = models.CharField(max_length=50, unique=True, help_text="The table that is synced.")
    sw_sf_object_api = models.CharField(max_length=50, help_text="API name of the object in Salesforce.")
    sw_last_sync_ts = MomentField(
        null=True, blank=True, help_text="The watermark: every change up to this time has been taken over."
    )
    sw_last_delete_check = MomentField(null=True, blank=True)
    sw_sync_frequency = models.CharField(max_length=20, default=Frequency.HOURLY, choices=Frequency)
    sw_sync_enabled = models.BooleanField(default=True)
    sw_sync_order = models.IntegerField(default=0)
    sw_updated_at = MomentField(auto_now=True)

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

    sc_id = models.AutoField(primary_key=True)
    sc_object_name = models.CharField(max_length=50, help_text="The table that the record is in.")
    sc_record_sf_id = models.CharField(max_length=18)
    sc_record_local_id = models.IntegerField(
        null=True, blank=True, help_text="Key of the record in its table, where that is a number of our own."
    )
    sc_conflict_type = models.CharField(max_length=30, choices=ConflictType)
    sc_local_value = models.JSONField(null=True, blank=True)
    sc_sf_value = models.JSONField(null=True, blank=True)
    sc_resolution = models.CharField(max_length=20, null=True, blank=True, choices=Resolution)
    sc_resolved_at = MomentField(null=True, blank=True, help_text="Empty while the conflict is open.")
    sc_resolved_by = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.SET_NULL,
        db_column="sc_resolved_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="resolved_conflicts",
    )
    sc_created_at = MomentField(auto_now_add=True)

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
        return f"{self.sc_object_name} {self.sc_record_sf_id}"

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

    ull_id = models.AutoField(primary_key=True)
    ull_user = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.CASCADE,
        db_column="ull_user_sf_id",
        db_constraint=False,
        related_name="login_logs",
    )
    ull_login_at = MomentField(auto_now_add=True)
    ull_ip_address = models.CharField(max_length=45, null=True, blank=True)
    ull_user_agent = models.CharField(max_length=500, null=True, blank=True)
    ull_session_duration_sec = models.IntegerField(null=True, blank=True)
    ull_logout_at = MomentField(null=True, blank=True)

    personal_fields = ("ull_ip_address", "ull_user_agent")

    objects = BulkQuerySet["UserLoginLog"].as_manager()

    class Meta:
        managed = False
        db_table = "user_login_log"
        ordering = ["-ull_login_at"]

    def __str__(self) -> str:
        return f"Log-in {self.ull_id}"
