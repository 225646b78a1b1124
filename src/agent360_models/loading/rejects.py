"""The file in which rows that could not be loaded are explained."""

import csv
import os
import re
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from agent360_models.bulk._new_file import create_file
from agent360_models.exceptions import LoadError

__all__ = ["RejectsFile"]

_COLUMNS = ("file", "object", "line", "id", "column", "value", "reason")


class RejectsFile:
    """A CSV file with one line per rejected row, readable by its owner alone since it holds their values.

    A cell that a spreadsheet would run as a formula has an apostrophe in front, by which it is text there.
    ``line`` is the line of the file on which the row starts; in JSON the number of the record.
    ``path=None`` writes nothing: the values of rejected rows go nowhere else.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = Lock()

    def __enter__(self) -> Self:
        """Create the file, in the place of one that may be there.

        Raises ``LoadError`` where that is not possible.
        """
        if self.path is not None:
            try:
                descriptor = create_file(self.path)
            except OSError as error:
                raise LoadError(f"{self.path} cannot be written: {error.strerror}. Nothing was loaded.") from error
            self._file = os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(_COLUMNS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self.path is not None:
            self._file.close()

    def write(self, *cells: object) -> None:
        """Write one line, with a cell for each of ``_COLUMNS``."""
        if self.path is not None:
            with self._lock:
                self._writer.writerow(map(_writable, cells))


# What a spreadsheet takes for a formula, whatever blanks are before it; a number with a sign is none.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# The same within a cell, where a spreadsheet that separates by semicolons or tabs begins another one.
_WITHIN = re.compile(r"([;\t\r\n][^\S;\t\r\n]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_NUMBER = re.compile(r"[+-]?[0-9.,]+")


def _writable(cell: object) -> object:
    """Return a cell that a spreadsheet does not run, and in which half of a surrogate pair is spelled out.

    Bytes that were not UTF-8 stay what they were.
    """
    if isinstance(cell, str):
        if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
            cell = f"'{cell}"
        cell = _WITHIN.sub(r"\1'", cell)
        if not cell.isascii():
            try:
                cell.encode(errors="surrogateescape")
            except UnicodeEncodeError:
                return cell.encode(errors="backslashreplace").decode()
    return cell
