"""Rows with the times of their creation and last save."""

from django.db import models
from django.utils import timezone

from agent360_models.base._combination import CooperativeModel

__all__ = ["TimeStampedModel"]


class TimeStampedModel(CooperativeModel):
    """A row that knows when it was created and last saved."""

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
        """Write ``updated_at`` along with every save."""
        self.updated_at = timezone.now()  # assigned, since a deferred column would be left out
        return super().fill_own_fields() | {"updated_at"}
