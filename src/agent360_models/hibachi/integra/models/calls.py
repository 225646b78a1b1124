"""Telephone calls."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.names import qualified

__all__ = ["CallSession"]


class CallSession(models.Model):
    """One telephone call, as the provider of telephony reports it; written and updated by its webhooks."""

    class Direction(models.TextChoices):
        """Who called."""

        INBOUND = "inbound", "To the business"
        OUTBOUND = "outbound", "From the business"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
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
    direction = models.CharField(max_length=10, choices=Direction)
    phone_number = models.CharField(max_length=20, help_text="Of the other side, in the form +14155550100.")
    duration_seconds = models.IntegerField(null=True, blank=True)
    transcript = models.TextField(null=True, blank=True)
    outcome = models.CharField(max_length=50, null=True, blank=True, help_text="The provider's word, such as missed.")
    recording_url = models.CharField(max_length=500, null=True, blank=True)
    ringcentral_call_id = models.CharField(
        max_length=255, null=True, blank=True, help_text="RingCentral's own id of the call; no index finds it."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    personal_fields = ("phone_number", "transcript", "recording_url")

    objects = BulkQuerySet["CallSession"].as_manager()

    class Meta:
        managed = False
        db_table = qualified("integra", "call_sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=["inbound", "outbound"]),
                name="check_call_direction",
                violation_error_message="A call is inbound or outbound.",
            )
        ]

    def __str__(self) -> str:
        return f"Call {self.pk}"
