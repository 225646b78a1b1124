"""Call recordings: their place in storage, and the date of their deletion."""

import uuid
from datetime import datetime
from typing import Any

from django.db import models, router
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import PgEnumField
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["CallRecording", "CallRecordingQuerySet"]


class CallRecordingQuerySet(BulkQuerySet["CallRecording"]):
    """Call recordings."""

    def to_be_erased(self, at: datetime | None = None) -> "CallRecordingQuerySet":
        """Return the recordings due for erasure now, or at ``at``, the most overdue first."""
        overdue = self.filter(delete_after__lte=Now() if at is None else at, deleted_at__isnull=True)
        return overdue.order_by("delete_after")


class CallRecording(models.Model):
    """The recording of one call, at the provider and in storage.

    The platform writes a row when the provider reports a recording. Once the recording is due for erasure, ``erase()``
    clears its location, and the row stays as proof of the erasure.
    """

    class Type(models.TextChoices):
        """Direction of the call."""

        INBOUND = "inbound", "To the business"
        OUTBOUND = "outbound", "From the business"
        INTERNAL = "internal", "Within the business"

    class Status(models.TextChoices):
        """Progress of the recording, from the provider to its deletion."""

        PENDING = "pending", "Not fetched yet"
        DOWNLOADING = "downloading", "Being fetched"
        AVAILABLE = "available", "Available"
        ARCHIVED = "archived", "Archived"
        DELETED = "deleted", "Erased"
        ERROR = "error", "Could not be fetched"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    escalation = models.ForeignKey(
        "hibachi_support.Escalation",
        verbose_name="Escalation",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="call_recordings",
        help_text="What the call was about; becomes empty when the escalation is deleted.",
    )
    rc_call_id = models.CharField(
        verbose_name="RingCentral call id",
        max_length=255,
        help_text="Unique; a call of hibachi_integra is found by it too.",
    )
    rc_recording_id = models.CharField(
        verbose_name="RingCentral recording id", max_length=255, unique=True, help_text="Unique; given by RingCentral."
    )
    rc_recording_uri = models.CharField(
        verbose_name="RingCentral recording URI",
        max_length=500,
        null=True,
        blank=True,
        help_text="Where the provider keeps it; erase() empties it.",
    )
    recording_type = PgEnumField(
        verbose_name="Type",
        enum=Type,
        type_name="recording_type",
        schema="communications",
        default=Type.INBOUND,
        help_text="Inbound is a call to the business, outbound one from it, internal one within it.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="recording_status",
        schema="communications",
        default=Status.PENDING,
        help_text="An available one can be listened to; erase() makes it deleted.",
    )
    call_started_at = models.DateTimeField(verbose_name="Call started at")
    duration_seconds = models.IntegerField(verbose_name="Duration in seconds", null=True, blank=True)
    file_size_bytes = models.BigIntegerField(verbose_name="File size in bytes", null=True, blank=True)
    content_type = models.CharField(
        verbose_name="Content type", max_length=50, null=True, blank=True, help_text="Of the file, such as audio/mpeg."
    )
    s3_bucket = models.CharField(
        verbose_name="S3 bucket",
        max_length=255,
        null=True,
        blank=True,
        help_text="Of the private storage; erase() empties it.",
    )
    s3_key = models.CharField(
        verbose_name="S3 key",
        max_length=500,
        null=True,
        blank=True,
        help_text="The object's key in private storage; erase() empties it.",
    )
    s3_uri = models.CharField(
        verbose_name="S3 URI",
        max_length=1000,
        null=True,
        blank=True,
        help_text="The object's address in private storage; erase() empties it.",
    )
    retention_days = models.IntegerField(
        verbose_name="Retention in days", default=90, help_text="90 where nobody gives another number."
    )
    delete_after = models.DateTimeField(
        verbose_name="Delete after", null=True, blank=True, help_text="Empty where nobody has set an end."
    )
    downloaded_at = models.DateTimeField(
        verbose_name="Downloaded at",
        null=True,
        blank=True,
        help_text="When it was fetched from RingCentral; empty before that.",
    )
    archived_at = models.DateTimeField(
        verbose_name="Archived at", null=True, blank=True, help_text="Empty for a recording that was never archived."
    )
    deleted_at = models.DateTimeField(
        verbose_name="Deleted at",
        null=True,
        blank=True,
        editable=False,
        help_text="When erase() took out where it was kept; the row stays as a record of that.",
    )
    download_attempts = models.IntegerField(
        verbose_name="Download attempts",
        default=0,
        help_text="How often it was tried to fetch the recording from RingCentral.",
    )
    error_message = models.TextField(
        verbose_name="Error message", null=True, blank=True, help_text="Why the recording could not be fetched."
    )
    accessed_count = models.IntegerField(
        verbose_name="Access count",
        default=0,
        editable=False,
        help_text="How often somebody listened, counted by record_access().",
    )
    last_accessed_by_id = models.UUIDField(
        verbose_name="Last accessed by",
        null=True,
        blank=True,
        editable=False,
        help_text="The key of a user in public.users, which has no model here.",
    )
    last_accessed_at = models.DateTimeField(
        verbose_name="Last accessed at",
        null=True,
        blank=True,
        editable=False,
        help_text="When somebody listened last, written by record_access().",
    )
    recording_metadata = models.JSONField(
        verbose_name="Metadata", default=dict, blank=True, help_text="JSON of the platform; no code here reads it."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="A trigger writes it, whoever changes the row."
    )

    units = {"duration_seconds": "seconds", "file_size_bytes": "bytes", "retention_days": "days"}
    personal_fields = ("rc_recording_uri", "s3_key", "s3_uri", "recording_metadata")

    objects = CallRecordingQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("communications", "call_recordings")
        constraints = [
            models.UniqueConstraint(
                fields=["rc_call_id"],
                name="ix_communications_call_recordings_rc_call_id",
                violation_error_message="There is a recording of this call already.",
            )
        ]
        indexes = [
            Index(fields=["call_started_at", "status"], name="idx_call_recordings_date_status"),
            Index(
                fields=["delete_after"],
                name="idx_call_recordings_delete_after",
                condition=Q(delete_after__isnull=False),
            ),
            Index(fields=["escalation"], name="idx_call_recordings_escalation"),
            Index(fields=["call_started_at"], name="ix_communications_call_recordings_call_started_at"),
            Index(fields=["delete_after"], name="ix_communications_call_recordings_delete_after"),
            Index(fields=["escalation"], name="ix_communications_call_recordings_escalation_id"),
            Index(fields=["status"], name="ix_communications_call_recordings_status"),
        ]

    def __str__(self) -> str:
        return f"Recording, {str(self.get_recording_type_display()).lower()}, {moment(self.call_started_at)}"

    def record_access(self, user_id: uuid.UUID) -> None:
        """Record that a user listened. The database increments the count, so concurrent listeners all count.

        Raises ``IllegalTransitionError`` if the recording was erased or its row deleted.
        """
        self._write(
            accessed_count=F("accessed_count") + 1, last_accessed_by_id=user_id, last_accessed_at=timezone.now()
        )

    def erase(self) -> None:
        """Clear the recording's location and write the time. Delete the object in storage first.

        Raises ``IllegalTransitionError`` if the recording was erased before or its row deleted.
        """
        self._write(
            status=self.Status.DELETED,
            rc_recording_uri=None,
            s3_bucket=None,
            s3_key=None,
            s3_uri=None,
            deleted_at=timezone.now(),
        )

    def _write(self, **columns: Any) -> None:
        alias = router.db_for_write(type(self), instance=self)
        kept = CallRecording.objects.using(alias).filter(pk=self.pk, deleted_at__isnull=True)
        if not kept.update(**columns, updated_at=timezone.now()):
            raise IllegalTransitionError(f"Recording {self.pk} was already erased, or its row was deleted.")
        self.refresh_from_db(using=alias, fields=[*columns, "updated_at"])
