"""What automation could not settle, and a person does.

All columns are inferred: see the README.
"""

import uuid

from django.db import models, router
from django.db.models import F, Q
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import PgEnumField
from agent360_models.indexes import Index
from agent360_models.names import qualified

__all__ = ["Escalation", "EscalationQuerySet"]


class EscalationQuerySet(BulkQuerySet["Escalation"]):
    """What went to a person."""

    def unresolved(self) -> "EscalationQuerySet":
        """Return those that somebody still has to do something about."""
        return self.filter(resolved_at__isnull=True)

    def by_urgency(self) -> "EscalationQuerySet":
        """Put the urgent ones first, and of those the oldest."""
        return self.order_by("-priority", "opened_at")


class Escalation(models.Model):
    """One conversation, customer or booking that went from automation to a person.

    The platform opens it; the person closes it, by ``resolve()``.
    """

    class Reason(models.TextChoices):
        """Why it went to a person."""

        CUSTOMER_REQUEST = "customer_request", "The customer asked for a person"
        COMPLAINT = "complaint", "Complaint"
        PAYMENT = "payment", "Payment"
        BOOKING_CHANGE = "booking_change", "Change of a booking"
        LOW_CONFIDENCE = "low_confidence", "The assistant was not sure"
        OTHER = "other", "Other"

    class Status(models.TextChoices):
        """How far it is handled."""

        OPEN = "open", "Open"
        IN_PROGRESS = "in_progress", "In progress"
        WAITING = "waiting", "Waiting for the customer"
        RESOLVED = "resolved", "Resolved"

    class Priority(models.TextChoices):
        """How soon somebody should look, in the order of the type."""

        LOW = "low", "Low"
        NORMAL = "normal", "Normal"
        HIGH = "high", "High"
        URGENT = "urgent", "Urgent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(
        "hibachi_core.MessageThread",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="escalations",
    )
    customer = models.ForeignKey(
        "hibachi_core.Customer",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="escalations",
    )
    booking = models.ForeignKey(
        "hibachi_core.Booking",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="escalations",
    )
    reason = PgEnumField(enum=Reason, type_name="escalation_reason", schema="support")
    status = PgEnumField(enum=Status, type_name="escalation_status", schema="support", default=Status.OPEN)
    priority = PgEnumField(enum=Priority, type_name="escalation_priority", schema="support", default=Priority.NORMAL)
    assigned_to = models.ForeignKey(
        "hibachi_identity.User",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="escalations",
    )
    summary = models.TextField(null=True, blank=True, help_text="What it is about, for whoever takes it.")
    resolution = models.TextField(null=True, blank=True, help_text="What was done about it.")
    opened_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("support", "escalations")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="resolved", resolved_at__isnull=False)
                | Q(~Q(status="resolved"), resolved_at__isnull=True),
                name="ck_escalations_resolved",
                violation_error_message="An escalation that is resolved has the time of it, and no other one.",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__gte=F("opened_at")),
                name="ck_escalations_resolved_at",
                violation_error_message="An escalation is resolved after it was opened.",
            ),
        ]
        indexes = [
            Index(fields=["thread"], name="ix_support_escalations_thread_id"),
            Index(fields=["customer"], name="ix_support_escalations_customer_id"),
            Index(fields=["booking"], name="ix_support_escalations_booking_id"),
            Index(fields=["assigned_to"], name="ix_support_escalations_assigned_to_id"),
            Index(
                fields=["-priority", "opened_at"],
                name="ix_support_escalations_waiting",
                condition=Q(resolved_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Escalation {self.pk}"

    def resolve(self, resolution: str) -> None:
        """Write what was done, the time and the status, in one UPDATE.

        Raises ``IllegalTransitionError`` where the escalation is resolved already, or gone; nothing is changed then.
        """
        alias = router.db_for_write(type(self), instance=self)
        now = timezone.now()
        written = {"status": self.Status.RESOLVED, "resolution": resolution, "resolved_at": now, "updated_at": now}
        if not Escalation.objects.using(alias).filter(pk=self.pk).unresolved().update(**written):
            raise IllegalTransitionError(f"Escalation {self.pk} is resolved already, or gone.")
        for name, value in written.items():
            setattr(self, name, value)
