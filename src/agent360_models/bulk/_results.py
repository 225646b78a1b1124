"""The outcome of an upsert: counts, and the rows that were rejected."""

from dataclasses import dataclass, field, fields
from operator import add, attrgetter
from typing import Any


@dataclass(frozen=True, slots=True)
class UpsertResult:
    """The outcome of one upsert; the six numbers add up to the rows that came in.

    ``superseded`` rows lost to a newer version of themselves, in the same batch or in the table. ``suppressed`` rows
    were kept out by a trigger of the table, which returned NULL for them.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    superseded: int = 0
    rejected: int = 0
    suppressed: int = 0

    def __add__(self, other: "UpsertResult") -> "UpsertResult":
        """Return the outcome of both together."""
        return UpsertResult(*map(add, _numbers(self), _numbers(other)))


_numbers = attrgetter(*(one.name for one in fields(UpsertResult)))


@dataclass(frozen=True, slots=True)
class Rejection:
    """One row that cannot go in. ``number`` is its place among the rows that came in, from 1.

    ``column`` is ``None`` where no single column is to blame. Neither ``reason`` nor ``repr()`` holds a value
    of the row. ``row`` is what came in; ``None`` where it was no longer at hand.
    """

    number: int
    column: str | None
    reason: str
    row: Any = field(default=None, repr=False)

    def __str__(self) -> str:
        """Say where and why."""
        where = f"row {self.number}, {self.column}" if self.column else f"row {self.number}"
        return f"{where}: {self.reason}"
