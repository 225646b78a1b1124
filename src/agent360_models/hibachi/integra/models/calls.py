"""Telephone calls."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["CallSession"]


class CallSession(models.Model):
    """One telephone call; the telephony provider's webhooks write and update it."""

    class Direction(models.TextChoices):
        """Direction of the call."""

        INBOUND = "inbound", "To the business"
        OUTBOUND = "outbound", "From the business"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    booking = models.ForeignKey(
        "hibachi_core.Booking",
        verbose_name="Booking",
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
        verbose_name="Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="call_sessions",
        help_text="Empty where the number is nobody's.",
    )
    direction = models.CharField(
        verbose_name="Direction",
        max_length=10,
        choices=Direction,
        help_text="Inbound is to the business, outbound from it; the database allows no other.",
    )
    phone_number = models.CharField(
        verbose_name="Phone number", max_length=20, help_text="Of the other side, in the form +14155550100."
    )
    duration_seconds = models.IntegerField(
        verbose_name="Duration in seconds", null=True, blank=True, help_text="Empty until the provider tells it."
    )
    transcript = models.TextField(
        verbose_name="Transcript",
        null=True,
        blank=True,
        help_text="What was said; it may have names and addresses, and is in no list of the admin.",
    )
    outcome = models.CharField(
        verbose_name="Outcome", max_length=50, null=True, blank=True, help_text="The provider's word, such as missed."
    )
    recording_url = models.CharField(
        verbose_name="Recording URL",
        max_length=500,
        null=True,
        blank=True,
        help_text="Where the provider keeps the recording.",
    )
    ringcentral_call_id = models.CharField(
        verbose_name="RingCentral call id",
        max_length=255,
        null=True,
        blank=True,
        help_text="By it a recording of hibachi_communications is found; without an index.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    ended_at = models.DateTimeField(
        verbose_name="Ended at", null=True, blank=True, help_text="Empty while the phone rings or somebody speaks."
    )

    units = {"duration_seconds": "seconds"}
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
        return f"Call {str(self.get_direction_display()).lower()}, {moment(self.created_at)}"
