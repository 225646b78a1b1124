"""Reports of a load: the outcome of a file's records."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from agent360_models.bulk import UpsertResult

__all__ = ["JOB", "Progress", "Report", "RowsRead"]

JOB = "load"  # the job name in the records of loads


class RowsRead(int):
    """A number of rows read so far, with their ``share`` of the file; ``None`` if unknown."""

    share: float | None

    def __new__(cls, rows: int, share: float | None = None) -> Self:
        """Make a number with its share."""
        self = super().__new__(cls, rows)
        self.share = share
        return self


Progress = Callable[[str, RowsRead], object]  # called with the table and the number of rows read so far


@dataclass(slots=True)
class Report:
    """Row counts of one object in one file.

    ``read`` is the sum of ``inserted``, ``updated``, ``deleted``, ``unchanged``, ``superseded``, ``conflicts``,
    ``rejected`` and ``suppressed``. Deleted rows are flagged inactive. Superseded rows are older than another version
    of the same row. Conflicts were also changed here, and are recorded for a decision. A trigger of the table keeps
    suppressed rows out.
    ``reasons`` counts rejected rows by column and reason, and ``stubs`` counts stub parents by model. ``removed``
    counts deleted rows, which the source no longer has. ``refused`` is the reason why the whole object was not loaded.
    ``skipped`` is true if it fills none of our tables.
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
        """The number of rows written to the table."""
        return self.inserted + self.updated + self.deleted + self.removed

    def as_result(self) -> UpsertResult:
        """Return the numbers as the result of an upsert, which has no deletions and conflicts."""
        return UpsertResult(
            inserted=self.inserted,
            updated=self.updated + self.deleted,
            unchanged=self.unchanged + self.conflicts,
            superseded=self.superseded,
            rejected=self.rejected,
            suppressed=self.suppressed,
        )
