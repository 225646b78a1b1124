"""SMS templates with placeholders."""

import re
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, router
from django.utils import timezone

from agent360_models.base._forms import FormErrors
from agent360_models.exceptions import IllegalTransitionError
from agent360_models.fields import PgEnumField
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.hibachi.newsletter.querysets import SMSTemplateQuerySet
from agent360_models.indexes import Index
from agent360_models.names import qualified

if TYPE_CHECKING:
    from agent360_models.hibachi.identity.models import User

__all__ = ["SMSTemplate"]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class SMSTemplate(FormErrors):
    """One text with placeholders. A campaign planner writes it or an assistant proposes it; a user approves it."""

    class Source(models.TextChoices):
        """Origin of the text."""

        ADMIN = "admin", "A user"
        AI_SUGGESTED = "ai_suggested", "An assistant"
        SYSTEM = "system", "The platform"

    class Status(models.TextChoices):
        """Progress of the approval."""

        DRAFT = "draft", "Draft"
        PENDING_APPROVAL = "pending_approval", "Waits for approval"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        ARCHIVED = "archived", "Archived"

    id = models.UUIDField(
        verbose_name="Id", primary_key=True, default=uuid.uuid4, editable=False, help_text="A random UUID."
    )
    name = models.CharField(verbose_name="Name", max_length=100)
    content = models.TextField(verbose_name="Content", help_text="With gaps such as {first_name}.")
    category = models.CharField(verbose_name="Category", max_length=50, help_text="Such as promotion or reminder.")
    source = PgEnumField(
        verbose_name="Source",
        enum=Source,
        type_name="template_source",
        schema="public",
        default=Source.ADMIN,
        help_text="Who wrote it: a user, an assistant or the platform.",
    )
    status = PgEnumField(
        verbose_name="Status",
        enum=Status,
        type_name="template_status",
        schema="public",
        default=Status.DRAFT,
        help_text="Only an approved one may be sent; changed by approve() and reject().",
    )
    variables = models.JSONField(
        verbose_name="Variables",
        default=list,
        null=True,
        blank=True,
        help_text="The names of the gaps, each once, in any order.",
    )
    example_data = models.JSONField(
        verbose_name="Example data", default=dict, null=True, blank=True, help_text="A value for each gap."
    )
    ai_prompt = models.TextField(
        verbose_name="AI prompt", null=True, blank=True, help_text="What an assistant was asked for."
    )
    ai_confidence = models.FloatField(verbose_name="AI confidence", null=True, blank=True)
    ai_model = models.CharField(
        verbose_name="AI model", max_length=50, null=True, blank=True, help_text="Of the assistant that wrote it."
    )
    created_by = models.ForeignKey(
        "hibachi_identity.User",
        verbose_name="Created by",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="sms_templates",
        db_column="created_by",
        help_text="A user of the platform; becomes empty when that user is deleted.",
    )
    approved_by = models.ForeignKey(
        "hibachi_identity.User",
        verbose_name="Approved by",
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="approved_sms_templates",
        db_column="approved_by",
        help_text="A user of the platform; becomes empty when that user is deleted.",
    )
    approved_at = models.DateTimeField(
        verbose_name="Approved at", null=True, blank=True, help_text="Written by approve()."
    )
    rejection_reason = models.TextField(
        verbose_name="Rejection reason", null=True, blank=True, help_text="Given to reject(); approve() empties it."
    )
    usage_count = models.IntegerField(verbose_name="Usage count", default=0, null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField(verbose_name="Last used at", null=True, blank=True, editable=False)
    is_active = models.BooleanField(
        verbose_name="Active",
        default=True,
        null=True,
        blank=True,
        help_text="Whether it is offered; usable() leaves out others.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        null=True,
        blank=True,
        editable=False,
        help_text="Written once, and not changed after that.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at",
        auto_now=True,
        null=True,
        help_text="Set by each save(); update() and raw SQL have to name it.",
    )

    personal_fields = ("rejection_reason",)

    objects = SMSTemplateQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "sms_templates")
        verbose_name = "SMS template"
        indexes = [
            Index(fields=["is_active"], name="idx_sms_templates_active"),
            Index(fields=["category"], name="idx_sms_templates_category"),
            Index(fields=["source"], name="idx_sms_templates_source"),
            Index(fields=["status"], name="idx_sms_templates_status"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Reject a text whose placeholders differ from ``variables``."""
        listed = self.variables if isinstance(self.variables, list) else []
        if sorted(map(str, listed)) != sorted(set(_PLACEHOLDER.findall(self.content))):
            raise ValidationError({"variables": "List exactly the placeholders of the text, such as {first_name}."})
        if re.search(r"[{}]", _PLACEHOLDER.sub("", self.content)):
            raise ValidationError({"content": "Use braces only for placeholders, such as {first_name}."})

    def render(self, values: Mapping[str, object]) -> str:
        """Return the text with its placeholders filled; values without a placeholder are ignored.

        Raises ``InvalidValueError`` with the names of the placeholders that have no value.
        """
        if missing := sorted(set(_PLACEHOLDER.findall(self.content)) - set(values)):
            raise InvalidValueError(f"Template {self} was not rendered: pass values for {', '.join(missing)}.")
        return _PLACEHOLDER.sub(lambda gap: str(values[gap[1]]), self.content)

    def approve(self, by: "User") -> None:
        """Approve the text for sending.

        Raises ``IllegalTransitionError`` if it is neither a draft nor pending approval, or its row was deleted.
        """
        self._decide(status=self.Status.APPROVED, approved_by=by, approved_at=timezone.now(), rejection_reason=None)

    def reject(self, reason: str) -> None:
        """Reject the text.

        Raises ``IllegalTransitionError`` if it is neither a draft nor pending approval, or its row was deleted.
        """
        self._decide(status=self.Status.REJECTED, rejection_reason=reason)

    def _decide(self, **columns: Any) -> None:
        alias = router.db_for_write(SMSTemplate, instance=self)
        open_ones = SMSTemplate.objects.using(alias).filter(
            pk=self.pk, status__in=[self.Status.DRAFT, self.Status.PENDING_APPROVAL]
        )
        columns["updated_at"] = timezone.now()
        if not open_ones.update(**columns):
            raise IllegalTransitionError(f"Template {self.pk} is already decided, or its row was deleted.")
        for name, value in columns.items():
            setattr(self, name, value)
