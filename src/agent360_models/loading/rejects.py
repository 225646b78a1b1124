"""The file in which rows that could not be loaded are explained."""

import csv
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from agent360_models.exceptions import LoadError

__all__ = ["RejectsFile"]

_COLUMNS = ("file", "object", "line", "id", "column", "value", "reason")


class RejectsFile:
    """A CSV file with one line per rejected row, readable by its owner alone since it holds their values.

    ``line`` is the line of the file on which the row starts; in JSON the number of the record.
    ``path=None`` writes nothing: the values of rejected rows go nowhere else.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def __enter__(self) -> Self:
        """Create the file, or empty it.

        Raises ``LoadError`` where that is not possible.
        """
        if self.path is not None:
            try:
                descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                os.fchmod(descriptor, 0o600)
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
            self._writer.writerow(map(_writable, cells))


def _writable(cell: object) -> object:
    """Return a cell in which half of a surrogate pair is spelled out; bytes that were not UTF-8 stay what they were."""
    if isinstance(cell, str) and not cell.isascii():
        try:
            cell.encode(errors="surrogateescape")
        except UnicodeEncodeError:
            return cell.encode(errors="backslashreplace").decode()
    return cell
