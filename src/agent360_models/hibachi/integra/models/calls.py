"""Telephone calls."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import PgEnumField
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["CallSession"]


class CallSession(models.Model):
    """One telephone call, as the provider of telephony reports it; written and updated by its webhooks."""

    class Direction(models.TextChoices):
        """Who called."""

        INBOUND = "inbound", "To the business"
        OUTBOUND = "outbound", "From the business"

    class Status(models.TextChoices):
        """How the call goes, or how it ended."""

        RINGING = "ringing", "Ringing"
        IN_PROGRESS = "in_progress", "In progress"
        COMPLETED = "completed", "Completed"
        MISSED = "missed", "Missed"
        VOICEMAIL = "voicemail", "Voicemail"
        BUSY = "busy", "Busy"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider_call_id = models.CharField(max_length=100, unique=True, help_text="The provider's own id of the call.")
    direction = PgEnumField(enum=Direction, type_name="call_direction", schema="integra")
    status = PgEnumField(enum=Status, type_name="call_status", schema="integra", default=Status.RINGING)
    from_number = models.CharField(max_length=20, help_text="In the form +14155550100.")
    to_number = models.CharField(max_length=20, help_text="In the form +14155550100.")
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="call_sessions",
        help_text="Empty where the number is nobody's.",
    )
    booking = models.ForeignKey(
        "hibachi_core.Booking",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="call_sessions",
        help_text="What the call was about.",
    )
    handled_by = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="call_sessions",
        help_text="Who of the business spoke.",
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    duration_seconds = models.IntegerField(
        null=True, blank=True, help_text="How long they spoke, as the provider bills it; 0 for a missed call."
    )
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("integra", "call_sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")),
                name="ck_call_sessions_ended_at",
                violation_error_message="A call ends after it started.",
            ),
            models.CheckConstraint(
                condition=Q(duration_seconds__isnull=True) | Q(duration_seconds__gte=0, ended_at__isnull=False),
                name="ck_call_sessions_duration",
                violation_error_message="Only a call that has ended has a duration, of 0 seconds or more.",
            ),
        ]
        indexes = [
            Index(fields=["customer"], name="ix_integra_call_sessions_customer_id"),
            Index(fields=["booking"], name="ix_integra_call_sessions_booking_id"),
            Index(fields=["handled_by"], name="ix_integra_call_sessions_handled_by_id"),
            Index(fields=["started_at"], name="ix_integra_call_sessions_started_at"),
            Index(fields=["from_number"], name="ix_integra_call_sessions_from_number"),
        ]

    def __str__(self) -> str:
        return f"Call {self.pk}"
