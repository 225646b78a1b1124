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
    """Records that have the same properties: the number of each, and its cells.

    A number is unique within the file, and says on which line the record starts: ``line_of``.
    """

    names: Names
    numbers: list[int]
    cells: list[Sequence[object]]
    is_text: bool = False  # whether every cell is


class Batch(NamedTuple):
    """Some records of a file, and the numbers of those that are damaged, with what is wrong with them."""

    rows: Sequence[Rows]
    damaged: Sequence[tuple[int, str]]

    @property
    def size(self) -> int:
        """The number of records."""
        return sum(len(rows.numbers) for rows in self.rows) + len(self.damaged)


@dataclass
class Whole:
    """All there is of a kind: the keys that were seen, in files up to the last one, and whether all could be read."""

    last: Path
    seen: set[tuple[Any, ...]] = field(default_factory=set)
    is_complete: bool = True


@dataclass(kw_only=True)
class Part:
    """The records of one kind in one file, and how they fill a table.

    ``plan`` says what becomes of records with these properties, and raises ``LoadError`` where nothing can. With a
    ``header`` all records have these; else a record leaves columns as they are for which it has no property, and
    ``columns`` are those that any may fill. ``is_own`` is false of pairs that records of another kind make.
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


_SAME_LINE = 20  # bits by which the records of one line are told apart


def line_of(number: int) -> int:
    """Return the line on which the record with a number starts."""
    return number >> _SAME_LINE


def batches(
    header: Names, records: Iterable[tuple[int, Sequence[object], str | None]], *, is_text: bool = False
) -> Iterator[Batch]:
    """Yield the records of a table: of each, which has a line of its own, the line, the cells, and the damage.

    ``is_text`` says that all cells are.
    """
    records = iter(records)
    while some := list(islice(records, ROWS_AT_ONCE)):
        damaged = [(line << _SAME_LINE, damage) for line, _, damage in some if damage is not None]
        if damaged:
            some = [one for one in some if one[2] is None]
        yield Batch([Rows(header, [one[0] << _SAME_LINE for one in some], [one[1] for one in some], is_text)], damaged)


def batches_of_records(records: Iterable[tuple[int, Names, Sequence[object], str | None]]) -> Iterator[Batch]:
    """Yield records that have any properties: of each the line, their names, their cells, and the damage."""
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
