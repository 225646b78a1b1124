"""Conversations that automation hands to a person."""

import uuid
from typing import Any

from django.db import models, router
from django.utils import timezone

from agent360_models.bulk import BulkQuerySet
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import PgEnumField
from agent360_models.indexes import Index
from agent360_models.names import qualified
from agent360_models.units import moment

__all__ = ["Escalation", "EscalationQuerySet"]


class EscalationQuerySet(BulkQuerySet["Escalation"]):
    """Escalated conversations."""

    def unresolved(self) -> "EscalationQuerySet":
        """Return the escalations that still need action."""
        return self.exclude(status__in=self.model.CLOSED)

    def by_urgency(self) -> "EscalationQuerySet":
        """Order by priority, the most urgent first, and then by age, the oldest first."""
        return self.order_by("-priority", "created_at")


class Escalation(models.Model):
    """One conversation handed from automation to a person.

    The platform opens it; ``assign()`` gives it to a person, and ``resolve()`` closes it.
    """

    class Priority(models.TextChoices):
        """Urgency, in the order of the database type."""

        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"
        URGENT = "urgent", "Urgent"

    class Method(models.TextChoices):
        """Way to reach the customer."""

        PHONE = "phone", "Phone"
        EMAIL = "email", "E-mail"
        PREFERRED_METHOD = "preferred_method", "As the customer prefers"

    class Status(models.TextChoices):
        """Progress of the escalation."""

        PENDING = "pending", "Nobody has it"
        ASSIGNED = "assigned", "Assigned"
        IN_PROGRESS = "in_progress", "In progress"
        WAITING_CUSTOMER = "waiting_customer", "Waiting for the customer"
        RESOLVED = "resolved", "Resolved"
        CLOSED = "closed", "Closed"
        ERROR = "error", "The customer could not be told"

    CLOSED = (Status.RESOLVED, Status.CLOSED)

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    conversation_id = models.CharField(
        verbose_name="Conversation id", max_length=255, help_text="As the assistant that talked before names it."
    )
    customer_name = models.CharField(
        verbose_name="Customer name",
        max_length=255,
        help_text="Text of this row alone; it refers to no customer of hibachi_core.",
    )
    customer_phone = models.CharField(
        verbose_name="Customer phone", max_length=20, help_text="Text of this row alone; on no list of the admin."
    )
    customer_email = models.CharField(
        verbose_name="Customer e-mail",
        max_length=255,
        null=True,
        blank=True,
        help_text="Text of this row alone; on no list of the admin.",
    )
    reason = models.TextField(verbose_name="Reason", help_text="Why a person is needed, for whoever takes it.")
    priority = PgEnumField(
        verbose_name="Priority",
        enum=Priority,
        type_name="escalation_priority",
        schema="support",
        default=Priority.MEDIUM,
        help_text="Low, medium, high or urgent; by_urgency() puts urgent ones first.",
    )
    method = PgEnumField(
        verbose_name="Method",
        enum=Method,
        type_name="escalation_method",
        schema="support",
        default=Method.PHONE,
        help_text="How the customer is to be reached: by phone, by e-mail or as they prefer.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="escalation_status",
        schema="support",
        default=Status.PENDING,
        help_text="Resolved and closed are its end; error says that the customer could not be told.",
    )
    assigned_to_id = models.UUIDField(
        verbose_name="Assigned to",
        null=True,
        blank=True,
        help_text="The key of a user in public.users, which has no model here.",
    )
    assigned_at = models.DateTimeField(
        verbose_name="Assigned at", null=True, blank=True, help_text="Written by assign(); empty while nobody has it."
    )
    escalated_at = models.DateTimeField(
        verbose_name="Escalated at", null=True, blank=True, help_text="When a person was told."
    )
    resolved_at = models.DateTimeField(
        verbose_name="Resolved at", null=True, blank=True, help_text="Written by resolve(); empty before that."
    )
    resolution_notes = models.TextField(
        verbose_name="Resolution notes",
        null=True,
        blank=True,
        help_text="What was done for the customer; written by resolve().",
    )
    resume_ai_chat = models.BooleanField(
        verbose_name="Resume AI chat", default=False, help_text="Whether the assistant may answer again."
    )
    last_customer_response_at = models.DateTimeField(verbose_name="Last customer response at", null=True, blank=True)
    sms_sent = models.BooleanField(verbose_name="SMS sent", default=False)
    sms_sent_at = models.DateTimeField(verbose_name="SMS sent at", null=True, blank=True)
    call_initiated = models.BooleanField(verbose_name="Call initiated", default=False)
    call_initiated_at = models.DateTimeField(verbose_name="Call initiated at", null=True, blank=True)
    error_message = models.TextField(
        verbose_name="Error message", null=True, blank=True, help_text="Why the customer could not be told."
    )
    retry_count = models.IntegerField(
        verbose_name="Retry count", default=0, help_text="How often it was tried again to tell somebody."
    )
    escalation_metadata = models.JSONField(
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

    personal_fields = (
        "customer_name",
        "customer_phone",
        "customer_email",
        "reason",
        "resolution_notes",
        "escalation_metadata",
    )

    objects = EscalationQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("support", "escalations")
        indexes = [
            Index(fields=["assigned_to_id", "status"], name="idx_escalations_assigned_status"),
            Index(fields=["created_at"], name="idx_escalations_created_at"),
            Index(fields=["status", "priority"], name="idx_escalations_status_priority"),
            Index(fields=["assigned_to_id"], name="ix_support_escalations_assigned_to_id"),
            Index(fields=["conversation_id"], name="ix_support_escalations_conversation_id"),
            Index(fields=["customer_phone"], name="ix_support_escalations_customer_phone"),
            Index(fields=["status"], name="ix_support_escalations_status"),
        ]

    def __str__(self) -> str:
        return f"Escalation of {moment(self.created_at)} ({self.get_status_display()})"

    def assign(self, user_id: uuid.UUID) -> None:
        """Assign it to a user, in one UPDATE that replaces any earlier assignment.

        Raises ``IllegalTransitionError``, and changes nothing, if it is resolved or closed, or its row was deleted.
        """
        self._write(status=self.Status.ASSIGNED, assigned_to_id=user_id, assigned_at=timezone.now())

    def resolve(self, notes: str, *, resume_ai_chat: bool = False) -> None:
        """Write the notes, the time and the status, in one UPDATE; ``resume_ai_chat`` lets the assistant continue.

        Raises ``IllegalTransitionError``, and changes nothing, if it is resolved or closed, or its row was deleted.
        """
        self._write(
            status=self.Status.RESOLVED,
            resolution_notes=notes,
            resolved_at=timezone.now(),
            resume_ai_chat=resume_ai_chat,
        )

    def _write(self, **columns: Any) -> None:
        alias = router.db_for_write(type(self), instance=self)
        columns["updated_at"] = timezone.now()
        if not Escalation.objects.using(alias).filter(pk=self.pk).unresolved().update(**columns):
            raise IllegalTransitionError(f"Escalation {self.pk} is already resolved or closed, or its row was deleted.")
        for name, value in columns.items():
            setattr(self, name, value)
