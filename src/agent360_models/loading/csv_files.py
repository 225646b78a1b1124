"""CSV files, read record by record, so that their size does not matter.

No error repeats what a file holds, since that may be contact data.
"""

import csv
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TextIO

from agent360_models.exceptions import LoadError
from agent360_models.loading import files
from agent360_models.loading.records import Record

__all__ = ["CsvFile", "open_csv"]

# The csv module stops at 131,072 characters, which real texts have. A quotation mark that is never closed makes
# the rest of the file one cell, and the limit bounds the memory that takes.
_LONGEST_CELL = 16 * 1024 * 1024
_MOST_CELLS = 1_000_000  # of a line
_BROKEN = '"x"x\n'  # stands for a line beyond the limits: the csv module refuses it, within quotation marks too
_SAMPLE = 64 * 1024  # characters
_DAMAGE = "quotation marks that do not match, or a cell too long to be one"
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file and its header; iterate over its records, as often as needed."""

    path: Path
    header: Sequence[str]

    def __iter__(self) -> Iterator[Record]:
        width = len(self.header)
        with closing(_lines(self.path)) as lines:
            next(lines, None)
            for row, (line, cells, damage) in enumerate(lines, start=2):
                if damage is None and len(cells) != width:
                    damage = f"{len(cells)} cells where the header has {width}"  # noqa: PLW2901
                yield Record(row, line, cells, damage)


def open_csv(path: Path) -> CsvFile:
    """Read the header of a CSV file; an empty file has an empty one.

    Encoding, delimiter and line ends are told from the file.

    Raises ``LoadError`` if the file cannot be read as such, or names two columns alike.
    """
    with closing(_lines(path)) as lines:
        _, cells, damage = next(lines, (0, [], None))
    if damage or any("\0" in name for name in cells):
        raise LoadError(f"{path} has no readable header line; save it as CSV in UTF-8.")
    header = [name.strip() for name in cells]
    places: dict[str, int] = {}
    for place, name in enumerate(header, start=1):
        if name and places.setdefault(name, place) != place:
            # by number: where a file lacks its header, the first line holds a record
            raise LoadError(
                f"{path} names columns {places[name]} and {place} alike in its header; rename or remove one."
            )
    return CsvFile(path, header)


def _lines(path: Path) -> Generator[tuple[int, list[str], str | None], None, None]:
    """Yield the line, the cells and the damage of all that is not blank, the header first."""
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    with files.open_text(path) as file:
        try:
            too_long: dict[int, str] = {}
            bounded = _bounded(file, too_long)
            sample = list(_sample(bounded))
            reader = csv.reader(chain(sample, bounded), delimiter=_delimiter(path, sample), strict=True)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except csv.Error:
                    yield (
                        line,
                        [],
                        too_long.get(reader.line_num, _DAMAGE),
                    )
                except StopIteration:
                    return
                else:
                    if cells:
                        yield line, cells, None
        except UnicodeError:
            # the error holds the bytes it stumbled over
            raise LoadError(f"{path} is not valid UTF-16; save it as CSV in UTF-8.") from None


def _bounded(file: TextIO, too_long: dict[int, str]) -> Iterator[str]:
    """Yield the lines of a file; those beyond the limits are told by their number, and something else comes for them.

    A line without an end would fill the memory, and so would one that is nothing but cells.
    """
    for number, line in enumerate(files.bounded_lines(file), start=1):
        if line is None:
            too_long[number] = f"a line of more than {files.LONGEST_LINE:,} characters"
        elif len(line) > _MOST_CELLS and any(line.count(delimiter) >= _MOST_CELLS for delimiter in _DELIMITERS):
            too_long[number] = f"a line of more than {_MOST_CELLS:,} cells"
        else:
            yield line
            continue
        yield _BROKEN


def _sample(file: Iterable[str]) -> Iterator[str]:
    """Yield the lines from which the delimiter is told."""
    size = 0
    for line in file:
        yield line
        size += len(line)
        if size > _SAMPLE:
            return


def _delimiter(path: Path, sample: Sequence[str]) -> str:
    """Return the delimiter by which most records have as many cells as the header.

    Raises ``LoadError`` where two would do, since nobody can tell then what the columns are.
    """
    shapes = {delimiter: _shape(sample, delimiter) for delimiter in _DELIMITERS}
    best = max(shapes.values())
    likely = [delimiter for delimiter, shape in shapes.items() if shape == best]
    if len(likely) > 1 and best[1] > 1:
        names = " and ".join(_DELIMITERS[delimiter] for delimiter in likely)
        raise LoadError(f"{path} can be read with {names} between its columns alike; save it with another one.")
    return likely[0]


def _shape(sample: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Return the part of the records that have as many cells as the header, and how many those are."""
    rows: list[int] = []
    with suppress(csv.Error):
        rows.extend(len(cells) for cells in csv.reader(sample, delimiter=delimiter, strict=True) if cells)
    if len(rows) > 2 and sum(map(len, sample)) > _SAMPLE:  # noqa: PLR2004  # behind the header, and the last may be cut
        rows.pop()
    if not rows or rows[0] == 1:
        return 0, 1
    return sum(width == rows[0] for width in rows) / len(rows), rows[0]
