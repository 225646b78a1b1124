"""Rows with creation and modification times."""

from django.db import models
from django.utils import timezone

from agent360_models.base._combination import CooperativeModel

__all__ = ["TimeStampedModel"]


class TimeStampedModel(CooperativeModel):
    """A row with the times when it was created and last saved."""

    created_at = models.DateTimeField(
        verbose_name="Created at",
        auto_now_add=True,
        help_text="When it was first saved, by the clock of the application.",
    )
    updated_at = models.DateTimeField(
        verbose_name="Updated at", auto_now=True, help_text="When it was last saved, by the clock of the application."
    )

    class Meta:
        abstract = True

    def fill_own_fields(self) -> frozenset[str]:
        """Write ``updated_at`` with every save."""
        self.updated_at = timezone.now()  # assigned, because Django does not save a deferred column
        return super().fill_own_fields() | {"updated_at"}
