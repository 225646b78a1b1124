"""Keys of the platform's rows."""

from collections.abc import Collection

from django.db import models

from agent360_models.base import uuid7

__all__ = ["KeyedModel"]


class KeyedModel(models.Model):
    """A row whose key is a UUID that sorts by the time of its making: what is ordered by key comes as it was made."""

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
        """Look for no other row with the key of a new one: it was just made, and a query would find nothing."""
        super().validate_unique(exclude={*(exclude or ()), "id"} if self._state.adding else exclude)
