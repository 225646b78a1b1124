"""The rules of one source for staged rows: parents, and the watermark of a load."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent360_models.loading._one_object import ObjectLoad

__all__ = ["Policy"]


class Policy:
    """The default rules: the database decides which rows are accepted."""

    blames_key = False  # whether a row is rejected for its key if no column is at fault
    is_alone = False  # whether a load also writes to other tables, so that no load may run in parallel
    trusts_model = False  # whether a cell that fits the model, but not the live column, refuses the whole object

    def settle_parents(self, load: ObjectLoad) -> None:
        """Reject staged rows with missing parents, or write these parents."""

    def watermark(self, load: ObjectLoad) -> datetime | None:
        """Return the new watermark of the object from the staged rows; ``None`` if the file has none."""
