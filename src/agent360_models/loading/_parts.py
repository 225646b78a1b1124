"""Parts of a load: the records of one kind in one file, in batches of records with the same properties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Field, Model

from agent360_models.loading._columns import Plan
from agent360_models.loading._policy import Policy

__all__ = ["Batch", "Names", "Part", "Rows", "Whole", "batches", "batches_of_records"]

ROWS_AT_ONCE = 5_000

Names = tuple[str, ...]


class Rows(NamedTuple):
    """Records with the same properties: a number for each, and its cells.

    A number is unique within the file and encodes the line on which the record starts; see ``line_of``.
    """

    names: Names
    numbers: list[int]
    cells: list[Sequence[object]]
    is_text: bool = False  # whether every cell is text


class Batch(NamedTuple):
    """Records of a file, and the numbers of damaged records with their damage."""

    rows: Sequence[Rows]
    damaged: Sequence[tuple[int, str]]

    @property
    def size(self) -> int:
        """The number of records."""
        return sum(len(rows.numbers) for rows in self.rows) + len(self.damaged)


@dataclass
class Whole:
    """State of a full load of one kind: the keys seen so far, the last file, and whether everything could be read."""

    last: Path
    seen: set[tuple[Any, ...]] = field(default_factory=set)
    is_complete: bool = True


@dataclass(kw_only=True)
class Part:
    """The records of one kind in one file, and the table columns they fill.

    ``plan`` returns the plan for records with given properties, and raises ``LoadError`` if they fill nothing. With a
    ``header``, all records have these properties. Otherwise a record leaves columns unchanged that it has no property
    for, and ``columns`` lists all that may be filled. ``is_own`` is false for pairs made by records of another kind.
    """

    path: Path
    name: str
    model: type[Model]
    keys: Sequence[Field[Any, Any]]
    newest: Field[Any, Any] | None
    plan: Callable[[Names], Plan]
    read: Callable[[], Iterable[Batch]]
    header: Names | None = None
    columns: Sequence[Field[Any, Any]] = ()
    policy: Policy = field(default_factory=Policy)
    whole: Whole | None = None
    is_own: bool = True
    refused: str = ""


_SAME_LINE = 20  # bits for the records of one line


def line_of(number: int) -> int:
    """Return the line on which a record starts, from its number."""
    return number >> _SAME_LINE


def batches(
    header: Names, records: Iterable[tuple[int, Sequence[object], str | None]], *, is_text: bool = False
) -> Iterator[Batch]:
    """Yield the records of a table in batches; each has its own line, cells and damage.

    ``is_text`` states that all cells are text.
    """
    records = iter(records)
    while some := list(islice(records, ROWS_AT_ONCE)):
        damaged = [(line << _SAME_LINE, damage) for line, _, damage in some if damage is not None]
        if damaged:
            some = [one for one in some if one[2] is None]
        yield Batch([Rows(header, [one[0] << _SAME_LINE for one in some], [one[1] for one in some], is_text)], damaged)


def batches_of_records(records: Iterable[tuple[int, Names, Sequence[object], str | None]]) -> Iterator[Batch]:
    """Yield records with varying properties in batches; each has a line, names, cells and damage."""
    records = iter(records)
    last = number = 0
    while some := list(islice(records, ROWS_AT_ONCE)):
        found: dict[Names, Rows] = {}
        damaged = []
        for line, names, cells, damage in some:
            number = number + 1 if line == last else line << _SAME_LINE
            last = line
            if damage:
                damaged.append((number, damage))
                continue
            rows = found.get(names) or found.setdefault(names, Rows(names, [], []))
            rows.numbers.append(number)
            rows.cells.append(cells)
        yield Batch([*found.values()], damaged)
