"""Foreign texts that PostgreSQL, a file or a terminal cannot take unchanged."""

from typing import Any

import pytest

TEXTS = {
    "file name": "caf\udce9.csv",  # os.fsdecode(b"caf\xe9.csv")
    "half a character": "Ada \ud83d",
    "nul": "a\0b",
    "terminal": "\x1b[2J\x1b]0;title\x07\r\u202e",
    "control": "".join(map(chr, [*range(1, 32), *range(127, 160)])) + "\u2028",
    "long": "x" * 10_000_000,
    "long and not storable": "\udce9\0" * 5_000_000,
    "empty": "",
}

every_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


class SilentError(Exception):
    """An error that fails to say what it is."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


def is_told(stored: str | None, most: int = 1000) -> bool:
    """Tell whether a column holds something that can be stored and read."""
    return bool(stored) and len(str(stored)) <= most and "\0" not in str(stored) and str(stored).encode() is not None


def raises(error: BaseException) -> Any:
    """Return a function that raises an error, whatever it is given."""

    def function(*_args: Any, **_kwargs: Any) -> Any:
        raise error

    return function
