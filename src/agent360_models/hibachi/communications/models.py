"""Recordings of calls: where they are kept, and until when."""

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

__all__ = ["CallRecording", "CallRecordingQuerySet"]


class CallRecordingQuerySet(BulkQuerySet["CallRecording"]):
    """Recordings of calls."""

    def to_be_erased(self, at: datetime | None = None) -> "CallRecordingQuerySet":
        """Return those that have to go by now, or by ``at``, those that are longest overdue first."""
        overdue = self.filter(delete_after__lte=Now() if at is None else at, deleted_at__isnull=True)
        return overdue.order_by("delete_after")


class CallRecording(models.Model):
    """The recording of one call, at the provider and in storage.

    Written when the provider says that there is one. Once it has to go, ``erase()`` takes out where it is kept, and
    the row stays as a record of that.
    """

    class Type(models.TextChoices):
        """Who called whom."""

        INBOUND = "inbound", "To the business"
        OUTBOUND = "outbound", "From the business"
        INTERNAL = "internal", "Within the business"

    class Status(models.TextChoices):
        """Whether it can be listened to."""

        PENDING = "pending", "Not fetched yet"
        DOWNLOADING = "downloading", "Being fetched"
        AVAILABLE = "available", "Available"
        ARCHIVED = "archived", "Archived"
        DELETED = "deleted", "Erased"
        ERROR = "error", "Could not be fetched"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    escalation = models.ForeignKey(
        "hibachi_support.Escalation",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="call_recordings",
        help_text="What the call was about.",
    )
    rc_call_id = models.CharField(max_length=255, help_text="RingCentral's own id of the call.")
    rc_recording_id = models.CharField(max_length=255, unique=True, help_text="RingCentral's own id of the recording.")
    rc_recording_uri = models.CharField(max_length=500, null=True, blank=True)
    recording_type = PgEnumField(enum=Type, type_name="recording_type", schema="communications", default=Type.INBOUND)
    status = PgEnumField(enum=Status, type_name="recording_status", schema="communications", default=Status.PENDING)
    call_started_at = models.DateTimeField()
    duration_seconds = models.IntegerField(null=True, blank=True)
    file_size_bytes = models.BigIntegerField(null=True, blank=True)
    content_type = models.CharField(max_length=50, null=True, blank=True)
    s3_bucket = models.CharField(max_length=255, null=True, blank=True)
    s3_key = models.CharField(max_length=500, null=True, blank=True, help_text="The object's key in private storage.")
    s3_uri = models.CharField(max_length=1000, null=True, blank=True)
    retention_days = models.IntegerField(default=90)
    delete_after = models.DateTimeField(null=True, blank=True, help_text="Empty where nobody has set an end.")
    downloaded_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    download_attempts = models.IntegerField(default=0)
    error_message = models.TextField(null=True, blank=True)
    accessed_count = models.IntegerField(default=0, editable=False)
    last_accessed_by_id = models.UUIDField(
        "last accessed by",
        null=True,
        blank=True,
        editable=False,
        help_text="The key of a user in public.users, which has no model here.",
    )
    last_accessed_at = models.DateTimeField(null=True, blank=True, editable=False)
    recording_metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

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
        return f"Recording {self.pk}"

    def record_access(self, user_id: uuid.UUID) -> None:
        """Note that a user listens, and count it; the database adds, so that listeners at once are all counted.

        Raises ``IllegalTransitionError`` where the recording is erased, or gone.
        """
        self._write(
            accessed_count=F("accessed_count") + 1, last_accessed_by_id=user_id, last_accessed_at=timezone.now()
        )

    def erase(self) -> None:
        """Take out where it is kept, and write the time; delete the object in the storage before.

        Raises ``IllegalTransitionError`` where the recording is erased, or gone.
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
            raise IllegalTransitionError(f"Recording {self.pk} is erased already, or gone.")
        self.refresh_from_db(using=alias, fields=[*columns, "updated_at"])
