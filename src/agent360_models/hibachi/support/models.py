"""What automation could not settle, and a person does."""

import uuid
from typing import Any

from django.db import models, router
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
        return self.exclude(status__in=self.model.CLOSED)

    def by_urgency(self) -> "EscalationQuerySet":
        """Put the urgent ones first, and of those the oldest."""
        return self.order_by("-priority", "created_at")


class Escalation(models.Model):
    """One conversation that went from automation to a person.

    The platform opens it; a person takes it, by ``assign()``, and closes it, by ``resolve()``.
    """

    class Priority(models.TextChoices):
        """How soon somebody should look, in the order of the type."""

        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"
        URGENT = "urgent", "Urgent"

    class Method(models.TextChoices):
        """How the customer is to be reached."""

        PHONE = "phone", "Phone"
        EMAIL = "email", "E-mail"
        PREFERRED_METHOD = "preferred_method", "As the customer prefers"

    class Status(models.TextChoices):
        """How far it is handled."""

        PENDING = "pending", "Nobody has it"
        ASSIGNED = "assigned", "Assigned"
        IN_PROGRESS = "in_progress", "In progress"
        WAITING_CUSTOMER = "waiting_customer", "Waiting for the customer"
        RESOLVED = "resolved", "Resolved"
        CLOSED = "closed", "Closed"
        ERROR = "error", "The customer could not be told"

    CLOSED = (Status.RESOLVED, Status.CLOSED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation_id = models.CharField(max_length=255, help_text="As the assistant that talked before names it.")
    customer_name = models.CharField(max_length=255)
    customer_phone = models.CharField(max_length=20)
    customer_email = models.CharField(max_length=255, null=True, blank=True)
    reason = models.TextField(help_text="Why a person is needed, for whoever takes it.")
    priority = PgEnumField(enum=Priority, type_name="escalation_priority", schema="support", default=Priority.MEDIUM)
    method = PgEnumField(enum=Method, type_name="escalation_method", schema="support", default=Method.PHONE)
    status = PgEnumField(enum=Status, type_name="escalation_status", schema="support", default=Status.PENDING)
    assigned_to_id = models.UUIDField(
        "assigned to", null=True, blank=True, help_text="The key of a user in public.users, which has no model here."
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True, help_text="When a person was told.")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution_notes = models.TextField(null=True, blank=True, help_text="What was done about it.")
    resume_ai_chat = models.BooleanField(default=False, help_text="Whether the assistant may answer again.")
    last_customer_response_at = models.DateTimeField(null=True, blank=True)
    sms_sent = models.BooleanField(default=False)
    sms_sent_at = models.DateTimeField(null=True, blank=True)
    call_initiated = models.BooleanField(default=False)
    call_initiated_at = models.DateTimeField(null=True, blank=True)
    error_message = models.TextField(null=True, blank=True)
    retry_count = models.IntegerField(default=0, help_text="How often it was tried again to tell somebody.")
    escalation_metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

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
        return f"Escalation {self.pk}"

    def assign(self, user_id: uuid.UUID) -> None:
        """Give it to a user, in one UPDATE; who had it before has it no more.

        Raises ``IllegalTransitionError`` where the escalation is resolved or closed, or gone; nothing is changed then.
        """
        self._write(status=self.Status.ASSIGNED, assigned_to_id=user_id, assigned_at=timezone.now())

    def resolve(self, notes: str, *, resume_ai_chat: bool = False) -> None:
        """Write what was done, the time and the status, in one UPDATE; tell whether the assistant may go on.

        Raises ``IllegalTransitionError`` where the escalation is resolved or closed, or gone; nothing is changed then.
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
            raise IllegalTransitionError(f"Escalation {self.pk} is resolved or closed already, or gone.")
        for name, value in columns.items():
            setattr(self, name, value)
