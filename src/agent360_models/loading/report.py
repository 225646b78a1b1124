"""Reports of a load: what became of the records of a file."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from agent360_models.bulk import UpsertResult

__all__ = ["JOB", "Progress", "Report", "RowsRead"]

JOB = "load"  # by which loads are recorded, as runs


class RowsRead(int):
    """A number of rows that were read, with the ``share`` of their file that these are; ``None`` if it is not known."""

    share: float | None

    def __new__(cls, rows: int, share: float | None = None) -> Self:
        """Make a number with its share."""
        self = super().__new__(cls, rows)
        self.share = share
        return self


Progress = Callable[[str, RowsRead], object]  # called with the table and the number of rows read so far


@dataclass(slots=True)
class Report:
    """Numbers of rows: what became of one object of one file.

    ``read`` is the sum of ``inserted``, ``updated``, ``deleted`` (flagged inactive), ``unchanged``,
    ``superseded`` (older than another version of themselves), ``conflicts`` (changed here too, and recorded for
    somebody to decide), ``rejected`` and ``suppressed`` (kept out by a trigger of the table). ``reasons`` counts
    rejected rows by column and reason, ``stubs`` the stub parents by model. ``removed`` rows were deleted, since the
    source no longer has them. ``refused`` says why the whole object was not loaded, ``skipped`` that it fills none
    of our tables.
    """

    path: Path
    object_name: str
    table: str = ""
    read: int = 0
    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    superseded: int = 0
    conflicts: int = 0
    rejected: int = 0
    suppressed: int = 0
    removed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    stubs: Counter[str] = field(default_factory=Counter)
    ignored_columns: Sequence[str] = ()
    logged: bool = False
    refused: str = ""
    skipped: bool = False

    @property
    def changed(self) -> int:
        """The number of rows of the table that were written."""
        return self.inserted + self.updated + self.deleted + self.removed

    def as_result(self) -> UpsertResult:
        """Return the numbers as those of an upsert, which knows no deletions and no conflicts."""
        return UpsertResult(
            inserted=self.inserted,
            updated=self.updated + self.deleted,
            unchanged=self.unchanged + self.conflicts,
            superseded=self.superseded,
            rejected=self.rejected,
            suppressed=self.suppressed,
        )
