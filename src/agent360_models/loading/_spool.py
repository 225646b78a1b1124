"""Records of a file that is read once and iterated repeatedly; kept on disk, whatever their number."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import Generic, TypeVar
from weakref import finalize

from agent360_models.exceptions import LoadError
from agent360_models.loading.files import reading

__all__ = ["Spool"]

_Record = TypeVar("_Record")

_AT_ONCE = 500  # records
_IN_MEMORY = 1024 * 1024  # bytes; fewer records need no file


class Spool(Generic[_Record]):
    """Records of a file, in an unnamed temporary file that is deleted after its last use.

    Nobody else can open the file, so the records read back are the records written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # closed by the next line
        finalize(self, self._file.close)
        self._lock = Lock()  # for the position in the file
        self._places: list[tuple[int, int]] = []
        self._last: list[_Record] = []

    def append(self, record: _Record) -> None:
        """Add a record.

        Raises ``LoadError`` if there is no disk space.
        """
        self._last.append(record)
        if len(self._last) < _AT_ONCE:
            return
        text = pickle.dumps(self._last, pickle.HIGHEST_PROTOCOL)
        self._last = []
        try:
            self._places.append((self._file.tell(), len(text)))
            self._file.write(text)
        except OSError as error:
            raise LoadError(f"{self.path} needs space in the folder for temporary files: {error.strerror}.") from error

    def __iter__(self) -> Iterator[_Record]:
        """Yield the records."""
        with reading(self.path) as tell:
            for number, (place, size) in enumerate(self._places):
                with self._lock:
                    self._file.seek(place)
                    text = self._file.read(size)
                tell(number / len(self._places))
                yield from pickle.loads(text)  # noqa: S301  # written by us
            yield from self._last
