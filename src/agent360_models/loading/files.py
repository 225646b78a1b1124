"""Files of a load: found in folders and archives, unpacked while read, and opened as text."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, TextIO, cast

from agent360_models.exceptions import LoadError

__all__ = [
    "LONGEST_LINE",
    "bounded_lines",
    "container_of",
    "find_files",
    "is_within",
    "open_text",
    "reading",
    "share_read",
    "stem_of",
    "suffix_of",
    "why_unreadable",
]

LONGEST_LINE = 20 * 1024 * 1024  # characters

_ENCRYPTED = 1  # the bit of a ZIP archive
_MOST_MEMBERS = 1_000  # per archive
_MOST_UNPACKED = 64 * 1024**3  # bytes per file


def find_files(path: Path, suffixes: Collection[str]) -> list[Path]:
    """Return the files at ``path``.

    A file yields itself. A folder yields the files with one of the ``suffixes`` directly in it, ordered by name. Each
    may be compressed by gzip, with ``.gz`` after the suffix. A ZIP archive yields its files, as
    ``export.zip/Account.csv``.

    Raises ``LoadError`` if ``path`` does not exist, contains no such file, or contains a link or name that leads out.
    """
    if path.is_dir():
        files = sorted(
            file
            for file in path.iterdir()
            if suffix_of(file) in {*suffixes, ".zip"} and file.is_file() and not file.name.startswith(".")
        )
        for file in files:
            if not is_within(path, file):
                raise LoadError(f"{file} is a link that leads out of its folder. Name the target file directly.")
        if not files:
            raise LoadError(f"{path} holds no {' or '.join(suffixes)} file. Name the folder that holds the export.")
        return [one for file in files for one in _unpacked(file, suffixes)]
    if not path.exists():
        raise LoadError(f"{path} does not exist. Name a file, or a folder of {' and '.join(suffixes)} files.")
    return _unpacked(path, suffixes)


def suffix_of(path: Path) -> str:
    """Return the suffix of a file name, in lower case, without a compression suffix."""
    name = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return name.suffix.lower()


def stem_of(path: Path) -> str:
    """Return a file name without its suffixes."""
    return path.with_suffix("").stem if path.suffix.lower() == ".gz" else path.stem


def is_within(folder: Path, file: Path) -> bool:
    """Tell whether a file is really below a folder, with links resolved."""
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a loop of links, or a NUL character
        return False


def container_of(path: Path) -> Path:
    """Return the archive that contains a file, or the file itself."""
    return next((one for one in path.parents if one.suffix.lower() == ".zip" and one.is_file()), path)


def _unpacked(path: Path, suffixes: Collection[str]) -> list[Path]:
    """Return the file, or the files in it if it is an archive."""
    if path.suffix.lower() != ".zip":
        return [path]
    try:
        with zipfile.ZipFile(path) as archive:
            names = [one.filename for one in archive.infolist() if not one.is_dir()]
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise LoadError(f"{path} cannot be read as a ZIP archive. Pack it again.") from error
    if len(names) > _MOST_MEMBERS:
        raise LoadError(f"{path} holds {len(names):,} files; at most {_MOST_MEMBERS:,} are allowed. Unpack it.")
    found = [name for name in sorted(names) if suffix_of(Path(name)) in suffixes and not _is_hidden(name)]
    for name in found:  # an absolute path would name another file
        if ".." in Path(name).parts or not (path / name).is_relative_to(path):
            raise LoadError(f"{path} holds the file {name[:100]!r} outside of its own folders. Pack it again.")
    if len({path / name for name in found}) < len(found):  # the last one would be read instead of the first
        raise LoadError(f"{path} holds several files of one name. Pack it again.")
    if not found:
        raise LoadError(f"{path} holds no {' or '.join(suffixes)} file. Name the archive that holds the export.")
    return [path / name for name in found]


def _is_hidden(name: str) -> bool:
    parts = Path(name).parts
    return "__MACOSX" in parts or parts[-1].startswith(".")


def open_text(path: Path) -> TextIO:
    """Open a text file as UTF-8, or UTF-16 with a byte order mark; undecodable bytes become lone surrogates.

    Raises ``LoadError`` if it cannot be opened.
    """
    file = io.BufferedReader(_Unpacking(path), 256 * 1024)
    is_utf16 = file.peek(2)[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return io.TextIOWrapper(
        file,
        encoding="utf-16" if is_utf16 else "utf-8-sig",
        errors="surrogatepass" if is_utf16 else "surrogateescape",
        newline="",  # the csv module distinguishes record ends from line breaks in cells
    )


_shares: dict[Path, float] = {}  # of the files being read


def share_read(path: Path) -> float | None:
    """Return the share of a file read so far; ``None`` for a file that is not open."""
    return _shares.get(path)


@contextmanager
def reading(path: Path) -> Iterator[Callable[[float], None]]:
    """Yield a function that records the share of a file read so far."""
    try:
        yield partial(_shares.__setitem__, path)
    finally:
        _shares.pop(path, None)


class _Unpacking(io.RawIOBase):
    """The bytes of a file, decompressed while read.

    Raises ``LoadError`` if they cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.unpacked = 0
        try:
            self.packed, self.file, self.size = _open(path)
        except (OSError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            reason = getattr(error, "strerror", None) or "its compression is not supported"
            raise LoadError(f"{path} cannot be read: {reason}.") from error

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read bytes into a buffer."""
        try:
            some = self.file.read(len(buffer))
        except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile):
            raise LoadError(f"{self.path} is compressed and damaged. Pack it again.") from None
        except OSError as error:
            raise LoadError(f"{self.path} cannot be read: {error.strerror}.") from error
        self.unpacked += len(some)
        if self.unpacked > _MOST_UNPACKED:
            raise LoadError(f"{self.path} unpacks to more than {_MOST_UNPACKED:,} bytes, the limit for one file.")
        _shares[self.path] = min(self.packed.tell() / self.size, 1) if self.size else 1
        buffer[: len(some)] = some
        return len(some)

    def close(self) -> None:
        """Close the file, which may never have been opened."""
        if hasattr(self, "file"):
            self.file.close()
            self.packed.close()
            _shares.pop(self.path, None)
        super().close()


def _open(path: Path) -> tuple[IO[bytes], IO[bytes], int]:
    """Return the compressed file, its decompressor, and its compressed size."""
    archive = container_of(path)
    if archive is path:
        packed: IO[bytes] = path.open("rb")
        size = path.stat().st_size
    else:
        with zipfile.ZipFile(archive) as opened:
            member = opened.getinfo(path.relative_to(archive).as_posix())
            if reason := why_unreadable(member):
                raise LoadError(f"{path} cannot be read: {reason}.")
            packed, size = opened.open(member), member.file_size
    is_gzip = path.suffix.lower() == ".gz"
    return packed, cast("IO[bytes]", gzip.GzipFile(fileobj=packed)) if is_gzip else packed, size


def why_unreadable(member: zipfile.ZipInfo) -> str | None:
    """Return why a file of an archive is not unpacked, or ``None``.

    Python unpacks rare compressions without a limit: a kilobyte may become gigabytes of memory.
    """
    if member.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "its compression is not supported"
    return None


def bounded_lines(file: TextIO) -> Iterator[str | None]:
    """Yield the lines of a file; ``None`` for a line beyond the limit, which would fill the memory."""
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE:
            yield line
            continue
        while line and not line.endswith(("\n", "\r")):
            line = file.readline(LONGEST_LINE)
        yield None
