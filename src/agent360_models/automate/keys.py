"""Primary keys of the platform's rows."""

from collections.abc import Collection

from django.db import models

from agent360_models.base import uuid7

__all__ = ["KeyedModel"]


class KeyedModel(models.Model):
    """A row with a UUID primary key that sorts by creation time."""

    id = models.UUIDField(
        verbose_name="Id",
        primary_key=True,
        default=uuid7,
        editable=False,
        help_text="A UUID that sorts by the time of its making.",
    )

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Skip the uniqueness check of a new row's key: it was just generated, and a query would find nothing."""
        super().validate_unique(exclude={*(exclude or ()), "id"} if self._state.adding else exclude)
