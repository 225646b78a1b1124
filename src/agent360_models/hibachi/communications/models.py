"""Recordings of calls: where they are kept, and until when.

All columns are inferred: see the README.
"""

import uuid
from datetime import datetime

from django.db import models, router
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["CallRecording", "CallRecordingQuerySet"]


class CallRecordingQuerySet(BulkQuerySet["CallRecording"]):
    """Recordings of calls."""

    def to_be_erased(self, at: datetime | None = None) -> "CallRecordingQuerySet":
        """Return those that have to go by now, or by ``at``, those that are longest overdue first."""
        overdue = self.filter(delete_after__lte=Now() if at is None else at, erased_at__isnull=True)
        return overdue.order_by("delete_after")


class CallRecording(models.Model):
    """The recording of one call: what storage has it under which key, and what was said.

    Written when the provider says that it is ready. Once it has to go, ``erase()`` takes out what it said, and the
    row stays as a record of that.
    """

    class Status(models.TextChoices):
        """Whether it can be listened to."""

        PENDING = "pending", "Not stored yet"
        AVAILABLE = "available", "Available"
        FAILED = "failed", "Could not be stored"
        ERASED = "erased", "Erased"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call_session = models.ForeignKey(
        "hibachi_integra.CallSession",
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="recordings",
    )
    provider_recording_id = models.CharField(
        max_length=100, unique=True, help_text="The provider's own id of the recording."
    )
    status = PgEnumField(enum=Status, type_name="recording_status", schema="communications", default=Status.PENDING)
    storage_key = models.CharField(
        max_length=500,
        null=True,
        blank=True,
        help_text="The object's key in private storage. No address that opens it: who may listen gets one for a while.",
    )
    content_type = models.CharField(max_length=100, default="audio/mpeg")
    duration_seconds = models.IntegerField(null=True, blank=True)
    size_bytes = models.BigIntegerField(null=True, blank=True)
    transcript = models.TextField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    delete_after = models.DateTimeField(null=True, blank=True, help_text="Empty where it may stay for ever.")
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CallRecordingQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("communications", "call_recordings")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="available") | Q(storage_key__isnull=False),
                name="ck_call_recordings_available",
                violation_error_message="A recording that is available has a key in the storage.",
            ),
            models.CheckConstraint(
                condition=~Q(storage_key__iregex="^https?:"),
                name="ck_call_recordings_storage_key",
                violation_error_message="A storage key is no address on the web.",
            ),
            models.CheckConstraint(
                condition=Q(~Q(status="erased"), erased_at__isnull=True)
                | Q(status="erased", erased_at__isnull=False, storage_key__isnull=True, transcript__isnull=True),
                name="ck_call_recordings_erased",
                violation_error_message="An erased recording has the time of it, and neither a key nor a transcript.",
            ),
            models.CheckConstraint(
                condition=Q(duration_seconds__gte=0),
                name="ck_call_recordings_duration",
                violation_error_message="A duration is 0 seconds or more.",
            ),
            models.CheckConstraint(
                condition=Q(size_bytes__gte=0),
                name="ck_call_recordings_size",
                violation_error_message="A size is 0 bytes or more.",
            ),
        ]
        indexes = [
            Index(fields=["call_session"], name="ix_communications_call_recordings_call_session_id"),
            Index(
                fields=["delete_after"],
                name="ix_communications_call_recordings_delete_after",
                condition=Q(delete_after__isnull=False, erased_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Recording {self.pk}"

    def erase(self) -> None:
        """Take out the key and the transcript, and write the time; delete the object in the storage before."""
        now = timezone.now()
        written = {
            "status": self.Status.ERASED,
            "storage_key": None,
            "transcript": None,
            "erased_at": now,
            "updated_at": now,
        }
        alias = router.db_for_write(type(self), instance=self)
        CallRecording.objects.using(alias).filter(pk=self.pk).update(**written)
        for name, value in written.items():
            setattr(self, name, value)
