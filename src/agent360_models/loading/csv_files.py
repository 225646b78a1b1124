"""CSV files, read record by record, so their size does not matter.

Errors never quote a file's content, since that may be contact data.
"""

import csv
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import TextIO

from agent360_models.exceptions import LoadError
from agent360_models.loading import files
from agent360_models.loading.records import Record

__all__ = ["CsvFile", "open_csv"]

# The csv module's limit is 131,072 characters, which real texts exceed. An unclosed quotation mark turns the rest of
# the file into one cell; this limit bounds its memory.
_LONGEST_CELL = 16 * 1024 * 1024
_MOST_CELLS = 1_000_000  # per line
_BLOCK = 128 * 1024  # characters read at once; a line within a block is below the limits
_BROKEN = '"x"x\n'  # replaces a line beyond the limits: the csv module rejects it, even within quotation marks
_SAMPLE = 64 * 1024  # characters
_DAMAGE = "unbalanced quotation marks, or a cell that is too long"
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file and its header; it can be iterated repeatedly."""

    path: Path
    header: Sequence[str]

    def __iter__(self) -> Iterator[Record]:
        for row, (line, cells, damage) in enumerate(self.rows(), start=2):
            yield Record(row, line, cells, damage)

    def rows(self) -> Iterator[tuple[int, list[str], str | None]]:
        """Yield the line, cells and damage of each record."""
        width = len(self.header)
        with closing(_lines(self.path)) as lines:
            next(lines, None)
            for found in lines:
                if found[2] is None and len(found[1]) != width:
                    yield found[0], found[1], f"{len(found[1])} cells where the header has {width}"
                else:
                    yield found


def open_csv(path: Path) -> CsvFile:
    """Read the header of a CSV file; an empty file has an empty header.

    Encoding, delimiter and line endings are detected.

    Raises ``LoadError`` if the file is not readable as CSV, or has two columns with the same name.
    """
    with closing(_lines(path)) as lines:
        _, cells, damage = next(lines, (0, [], None))
    if damage or any("\0" in name for name in cells):
        raise LoadError(f"{path} has no readable header line. Save it as CSV in UTF-8.")
    header = [name.strip() for name in cells]
    places: dict[str, int] = {}
    for place, name in enumerate(header, start=1):
        if name and places.setdefault(name, place) != place:
            # by number, since the first line of a file without a header contains a record
            raise LoadError(
                f"{path} names columns {places[name]} and {place} alike in its header. Rename or remove one."
            )
    return CsvFile(path, header)


def _lines(path: Path) -> Generator[tuple[int, list[str], str | None], None, None]:
    """Yield the line, cells and damage of every non-blank line, the header first."""
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    with files.open_text(path) as file:
        try:
            too_long: list[str] = []
            lines = chain.from_iterable(_in_blocks(file, too_long))
            reader = csv.reader(lines, delimiter=_delimiter(path), strict=True)
            is_at_end = False
            while not is_at_end:
                line = reader.line_num + 1
                try:
                    for cells in reader:
                        if cells:
                            yield line, cells, None
                        line = reader.line_num + 1
                    is_at_end = True
                except csv.Error:
                    yield line, [], too_long.pop() if too_long else _DAMAGE
        except UnicodeError:
            # the error contains the undecodable bytes
            raise LoadError(f"{path} is not valid UTF-16. Save it as CSV in UTF-8.") from None


def _in_blocks(file: TextIO, too_long: list[str]) -> Iterator[Iterable[str]]:
    """Yield the lines of a file in blocks; a line beyond a limit is replaced, and the limit recorded.

    An endless line would fill the memory, and so would a line of nothing but cells.
    """
    rest = ""  # the beginning of a line, the only one that may be too long

    def checked(line: str) -> str:
        if len(line) > files.LONGEST_LINE:
            too_long.append(f"a line of more than {files.LONGEST_LINE:,} characters")
        elif len(line) > _MOST_CELLS and any(line.count(delimiter) >= _MOST_CELLS for delimiter in _DELIMITERS):
            too_long.append(f"a line of more than {_MOST_CELLS:,} cells")
        else:
            return line
        return _BROKEN

    while block := file.read(_BLOCK):
        text = rest + block
        end = max(text.rfind("\n"), text.rfind("\r", 0, -1)) + 1  # a \r at the very end may be half of a line ending
        if end:
            lines = StringIO(text[:end], newline="")
            if rest:
                yield [checked(lines.readline())]
            yield lines
        rest = text[end:]
        if len(rest) > files.LONGEST_LINE:
            yield [checked(rest)]
            rest = ""
            while (more := file.readline(_BLOCK)) and not more.endswith(("\n", "\r")):
                pass
    lines = StringIO(rest, newline="")
    yield [checked(line) for line in lines]


def _delimiter(path: Path) -> str:
    """Return the delimiter for which most of the first records have as many cells as the header.

    Raises ``LoadError`` if two delimiters fit, since the columns would be ambiguous.
    """
    with files.open_text(path) as file:
        sample = [*StringIO(file.read(_SAMPLE) + file.readline(files.LONGEST_LINE), newline="")]
    shapes = {delimiter: _shape(sample, delimiter) for delimiter in _DELIMITERS}
    best = max(shapes.values())
    likely = [delimiter for delimiter, shape in shapes.items() if shape == best]
    if len(likely) > 1 and best[1] > 1:
        names = " and ".join(_DELIMITERS[delimiter] for delimiter in likely)
        raise LoadError(f"{path} can be read with {names} as delimiter. Save it with another one.")
    return likely[0]


def _shape(sample: Sequence[str], delimiter: str) -> tuple[float, int]:
    """Return the share of records with as many cells as the header, and that number of cells."""
    rows: list[int] = []
    with suppress(csv.Error):
        rows.extend(len(cells) for cells in csv.reader(sample, delimiter=delimiter, strict=True) if cells)
    if len(rows) > 2 and sum(map(len, sample)) > _SAMPLE:  # noqa: PLR2004  # behind the header, and the last may be cut
        rows.pop()
    if not rows or rows[0] == 1:
        return 0, 1
    return sum(width == rows[0] for width in rows) / len(rows), rows[0]
