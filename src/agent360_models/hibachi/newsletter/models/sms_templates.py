"""Texts of SMS, with gaps."""

import re
import uuid
from collections.abc import Mapping

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agent360_models.base._forms import FormErrors
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.hibachi.newsletter.querysets import SMSTemplateQuerySet
from agent360_models.names import qualified

__all__ = ["SMSTemplate"]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class SMSTemplate(FormErrors):
    """One version of a text with gaps; written by who plans campaigns, and not changed once it was used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=100, help_text="What all versions of the text are called.")
    version = models.IntegerField(default=1)
    body = models.TextField(help_text="With gaps such as {first_name}.")
    variables = ArrayField(
        models.TextField(), default=list, blank=True, help_text="The names of the gaps, each once, in any order."
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SMSTemplateQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = qualified("newsletter", "sms_templates")
        verbose_name = "SMS template"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "version"],
                name="sms_templates_key_version_key",
                violation_error_message="This version of the template is there already.",
            ),
            models.CheckConstraint(
                condition=Q(version__gt=0),
                name="ck_sms_templates_version",
                violation_error_message="Versions are counted from 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"

    def clean(self) -> None:
        """Refuse a body whose gaps are not those that are listed."""
        if set(self.variables) != set(_PLACEHOLDER.findall(self.body)):
            raise ValidationError({"variables": "These have to be the gaps of the text, such as {first_name}."})
        if re.search(r"[{}]", _PLACEHOLDER.sub("", self.body)):
            raise ValidationError({"body": "A brace begins or ends a gap, such as {first_name}, and nothing else."})

    def render(self, values: Mapping[str, object]) -> str:
        """Return the text with its gaps filled; what has no gap is left out.

        Raises ``InvalidValueError`` that names the gaps for which there is no value.
        """
        if missing := sorted(set(_PLACEHOLDER.findall(self.body)) - set(values)):
            raise InvalidValueError(f"Template {self} was not filled: there is no value for {', '.join(missing)}.")
        return _PLACEHOLDER.sub(lambda gap: str(values[gap[1]]), self.body)
