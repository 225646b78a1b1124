"""The file with the rejected rows of a load."""

import csv
import os
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from agent360_models.bulk._cells import safe_cell
from agent360_models.bulk._new_file import create_file
from agent360_models.exceptions import LoadError

__all__ = ["RejectsFile"]

_COLUMNS = ("file", "object", "line", "id", "column", "value", "reason")


class RejectsFile:
    """A CSV file with one line per rejected row; only its owner can read it, since it contains values.

    A cell that a spreadsheet would run as a formula gets a leading apostrophe, which makes it text.
    ``line`` is the line of the file on which the row starts; in JSON, the number of the record.
    ``path=None`` writes nothing: the values of rejected rows go nowhere else.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = Lock()

    def __enter__(self) -> Self:
        """Create the file, replacing an existing one.

        Raises ``LoadError`` if that fails.
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
                self._writer.writerow(map(safe_cell, cells))
