"""CSV files, read record by record, so that their size does not matter.

No error repeats what a file holds, since that may be contact data.
"""

import csv
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from agent360_models.exceptions import LoadError
from agent360_models.loading.files import open_text
from agent360_models.loading.records import Record

__all__ = ["CsvFile", "open_csv"]

# The csv module stops at 131,072 characters, which real texts have. A quotation mark that is never closed makes
# the rest of the file one cell, and the limit bounds the memory that takes.
_LONGEST_CELL = 16 * 1024 * 1024


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
    with open_text(path) as file:
        try:
            start = list(_until_header(file))
            unquoted = re.sub('"[^"]*"', "", start[-1]) if start else ""
            delimiter = max(",;\t", key=unquoted.count)
            reader = csv.reader(chain(start, file), delimiter=delimiter, strict=True)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except csv.Error:
                    yield line, [], "quotation marks that do not match, or a cell too long to be one"
                except StopIteration:
                    return
                else:
                    if cells:
                        yield line, cells, None
        except UnicodeError:
            # the error holds the bytes it stumbled over
            raise LoadError(f"{path} is not valid UTF-16; save it as CSV in UTF-8.") from None


def _until_header(file: Iterable[str]) -> Iterator[str]:
    for line in file:
        yield line
        if line.strip("\r\n"):
            return
