"""Files of a load: found in folders, and opened as text."""

from collections.abc import Collection
from pathlib import Path
from typing import TextIO

from agent360_models.exceptions import LoadError

__all__ = ["find_files", "is_within", "open_text"]


def find_files(path: Path, suffixes: Collection[str]) -> list[Path]:
    """Return the files that ``path`` means.

    A file means itself, a folder the files with one of the ``suffixes`` directly in it, ordered by name.

    Raises ``LoadError`` if ``path`` does not exist, a folder holds no such file, or a link in it leads out of it.
    """
    if path.is_dir():
        files = sorted(
            file
            for file in path.iterdir()
            if file.suffix.lower() in suffixes and file.is_file() and not file.name.startswith(".")
        )
        for file in files:
            if not is_within(path, file):
                raise LoadError(f"{file} is a link that leads out of its folder; name the file that is meant.")
        if not files:
            raise LoadError(f"{path} holds no {' or '.join(suffixes)} file; name the folder that holds the export.")
        return files
    if not path.exists():
        raise LoadError(f"{path} does not exist; name a file, or a folder of {' and '.join(suffixes)} files.")
    return [path]


def is_within(folder: Path, file: Path) -> bool:
    """Tell whether a file is really below a folder, wherever links lead."""
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a loop of links, or a character 0
        return False


def open_text(path: Path) -> TextIO:
    """Open a text file; UTF-8 unless it says UTF-16, and bytes that are neither become lone surrogates.

    Raises ``LoadError`` if it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            is_utf16 = file.read(2) in {b"\xff\xfe", b"\xfe\xff"}
        return path.open(
            encoding="utf-16" if is_utf16 else "utf-8-sig",
            errors="surrogatepass" if is_utf16 else "surrogateescape",
            newline="",  # csv tells the end of a record from a new line in a cell
        )
    except OSError as error:
        raise LoadError(f"{path} cannot be read: {error.strerror}.") from error
