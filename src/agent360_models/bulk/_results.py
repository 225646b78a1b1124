"""The outcome of an upsert: row counts and rejected rows."""

from dataclasses import dataclass, field, fields
from operator import add, attrgetter
from typing import Any


@dataclass(frozen=True, slots=True)
class UpsertResult:
    """The row counts of one upsert; the six add up to the number of input rows.

    ``superseded`` rows lost to a newer version of the same row, in the batch or in the table. For ``suppressed`` rows
    a trigger of the table returned NULL.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    superseded: int = 0
    rejected: int = 0
    suppressed: int = 0

    def __add__(self, other: "UpsertResult") -> "UpsertResult":
        """Return the sum of both outcomes."""
        return UpsertResult(*map(add, _numbers(self), _numbers(other)))


_numbers = attrgetter(*(one.name for one in fields(UpsertResult)))


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that cannot be written. ``number`` is its position among the input rows, from 1.

    ``column`` is ``None`` if no single column is to blame. Neither ``reason`` nor ``repr()`` contains any value of the
    row. ``row`` is the input row, or ``None`` if it was no longer in memory.
    """

    number: int
    column: str | None
    reason: str
    row: Any = field(default=None, repr=False)

    def __str__(self) -> str:
        """Return the row number, the column and the reason."""
        where = f"row {self.number}, {self.column}" if self.column else f"row {self.number}"
        return f"{where}: {self.reason}"
