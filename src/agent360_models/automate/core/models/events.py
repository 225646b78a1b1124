"""Events, which are append-only."""

import uuid
from collections.abc import Collection
from typing import Unpack

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from agent360_models.automate.core.querysets import EventQuerySet
from agent360_models.automate.exceptions import AppendOnlyError
from agent360_models.automate.keys import KeyedModel
from agent360_models.base._combination import SaveOptions
from agent360_models.fields import DocumentField
from agent360_models.indexes import Index
from agent360_models.units import moment

__all__ = ["Event"]


class Event(KeyedModel):
    """Something that happened; recorded by the code that noticed it, and never changed."""

    type = models.CharField(verbose_name="Type", max_length=100, help_text="What happened, such as order.paid.")
    payload = DocumentField(
        verbose_name="Payload",
        default=dict,
        blank=True,
        help_text="A JSON object, stored in clear: it may name a secret, and hold none.",
    )
    source = models.CharField(
        verbose_name="Source", max_length=200, blank=True, help_text="Who saw it, such as a webhook's name."
    )
    trace_id = models.UUIDField(
        verbose_name="Trace id", default=uuid.uuid4, help_text="The same for events that belong together."
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="When it was recorded, by the clock of the application.",
    )

    personal_fields = ("payload",)

    objects = EventQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_core_event"
        indexes = [
            Index(fields=["type", "created_at"], name="automate_core_event_type"),
            Index(fields=["trace_id"], name="automate_core_event_trace"),
        ]

    def __str__(self) -> str:
        return f"{self.type}, {moment(self.created_at)}"

    def save(self, **options: Unpack[SaveOptions]) -> None:
        """Store a new event. Raises ``AppendOnlyError`` for a stored one."""
        if not self._state.adding:
            raise AppendOnlyError(f"Event {self.pk} is stored and cannot be changed. Record another one.")
        super().save(**options)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Require an object as payload, since paths start at an object."""
        super().clean_fields(exclude=exclude)
        if "payload" not in (exclude or ()) and not isinstance(self.payload, dict):
            raise ValidationError({"payload": "The payload of an event is an object."})
