"""The rules of one source for what is staged: about parents, and about how far a load has come."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent360_models.loading._one_object import ObjectLoad

__all__ = ["Policy"]


class Policy:
    """The rules of a source that has none of its own: the database decides what goes in."""

    blames_key = False  # whether a row is rejected for its key where no column is to blame
    is_alone = False  # whether a load writes to other tables too, so that none goes on beside it
    trusts_model = False  # whether a cell that fits the model, and not the live column, refuses the whole object

    def settle_parents(self, load: ObjectLoad) -> None:
        """Take staged rows out whose parents are missing, or write these parents."""

    def watermark(self, load: ObjectLoad) -> datetime | None:
        """Return how far the object has come with what is staged; ``None`` where a file does not say."""
