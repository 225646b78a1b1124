"""JSON files, read item by item, so that their size does not matter.

No error repeats what a file holds, since that may be contact data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn, TextIO

from agent360_models.exceptions import LoadError
from agent360_models.loading.files import LONGEST_LINE, bounded_lines, open_text

__all__ = ["LINES", "Keys", "decimal_or_float", "parse_json", "read_items", "read_json", "read_json_lines"]

Keys = tuple[str, ...]  # that lead to a list in nested objects

LINES = (".jsonl", ".ndjson")  # the endings of files of JSON lines

_LONGEST_RECORD = 16 * 1024 * 1024  # characters
_BLOCK = 1024 * 1024  # characters that are read at once
_CUT = 16  # characters before the end of a block, behind which an error may be that of a text that goes on
_OF_NUMBER = 3  # characters at the end of a block that may be the beginning of a number's fraction or exponent
_blanks = re.compile(r"[ \t\n\r]*").match


def read_items(
    path: Path, lists_of: Callable[[Mapping[str, Any]], Sequence[Keys]], *, sure: Keys = ()
) -> Iterator[tuple[Keys | None, Any]]:
    """Yield what a JSON file holds, item by item: those of a list, or of the lists in an object.

    Each comes with the keys that lead to its list, which are none where the file is a list. ``lists_of`` is called
    with the object that a file is, whose lists may be empty there, and returns the keys of the lists to go through;
    where there is none the whole object is the item, and like any other value has ``None`` for keys. Where there is
    a list with the keys ``sure``, ``lists_of`` returns these alone.

    Raises ``LoadError`` if there is no JSON to read, or an item is longer than any should be.
    """
    with open_text(path) as file:
        text = _Text(path, file)
        if text.peek() == "[":
            yield from (((), item) for item in text.items())
        elif text.peek() == "{" and text.is_large():
            yield from _items_of_large(path, text, lists_of, sure)
            return
        else:
            whole = text.value()
            keys_of_lists = lists_of(whole) if isinstance(whole, dict) else ()
            for keys in keys_of_lists:
                found = whole
                for key in keys:
                    found = found[key]
                yield from ((keys, item) for item in found)
            if not keys_of_lists:
                yield None, whole
        text.end()


def _items_of_large(
    path: Path, text: _Text, lists_of: Callable[[Mapping[str, Any]], Sequence[Keys]], sure: Keys
) -> Iterator[tuple[Keys | None, Any]]:
    """Go through an object, and unless the list that is sure to be meant is in it once more.

    Which of its lists are meant otherwise may be said behind them.
    """
    if not sure:
        text.decoder = _light_decoder
    outline: dict[str, Any] = {}
    is_there = False
    for keys, item, is_of_list in text.members():
        if keys == sure and (is_of_list or item == []):
            is_there = True
            if is_of_list:
                yield keys, item
            continue
        inner = outline
        for key in keys[:-1]:
            if not isinstance(inner.get(key), dict):
                inner[key] = {}
            inner = inner[key]
        inner[keys[-1]] = [] if is_of_list else item
    text.end()
    if is_there:
        return
    meant = {*lists_of(outline)}
    with open_text(path) as file:
        again = _Text(path, file)
        if not meant:
            yield None, again.value()
        else:
            yield from ((keys, item) for keys, item, is_item in again.members() if is_item and keys in meant)


class _Text:
    """The text of a JSON file, of which a part is in memory."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self.path = path
        self.file = file
        self.text = ""
        self.at = 0
        self.line = self.column = 1  # of the first character in memory
        self.is_whole = False
        self.decoder = _decoder

    def more(self) -> bool:
        """Read on; return whether there was anything."""
        gone = self.text[: self.at]
        lines = gone.count("\n")
        self.column = len(gone) - gone.rfind("\n") if lines else self.column + len(gone)
        self.line += lines
        rest = self.text[self.at :]
        if len(rest) > _LONGEST_RECORD:
            raise LoadError(
                f"{self.path} has a record of more than {_LONGEST_RECORD:,} characters at line {self.line}, the most"
                " of one in JSON; export it as CSV."
            )
        try:
            block = self.file.read(max(_BLOCK, len(rest)))
        except UnicodeError:
            raise self._broken() from None
        self.text, self.at = rest + block, 0
        self.is_whole = not block
        return bool(block)

    def _broken(self) -> LoadError:
        return LoadError(f"{self.path} is not valid JSON: bad UTF-16, NaN, or nested too deep; export it again.")

    def _wrong(self, at: int) -> LoadError:
        """Return the error for what is wrong at a place in memory."""
        lines = self.text.count("\n", 0, at)
        column = at - self.text.rfind("\n", 0, at) if lines else self.column + at
        # the error of json holds the text
        place = f"line {self.line + lines}, column {column}"
        return LoadError(f"{self.path} is not valid JSON at {place}; export it again.")

    def peek(self) -> str:
        """Return the next character that is not blank; an empty text at the end."""
        while True:
            match = _blanks(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, expected: str) -> str:
        """Return the next character, which has to be one of these."""
        found = self.peek()
        if not found or found not in expected:
            raise self._wrong(self.at)
        self.at += 1
        return found

    def end(self) -> None:
        """Raise ``LoadError`` where anything follows."""
        if self.peek():
            raise self._wrong(self.at)

    def is_large(self) -> bool:
        """Tell whether the value that follows is not in memory as a whole."""
        while len(self.text) - self.at < _BLOCK:
            if not self.more():
                return False
        return True

    def value(self) -> Any:
        """Return the next value."""
        self.peek()
        while True:
            try:
                value, end = self.decoder.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                may_go_on = error.pos > len(self.text) - _CUT or error.msg.startswith("Unterminated string")
                if self.is_whole or not may_go_on:
                    raise self._wrong(error.pos) from None
                self.more()
                continue
            except (ValueError, RecursionError):
                raise self._broken() from None
            if end + _OF_NUMBER > len(self.text) and not self.is_whole:
                self.more()
                continue
            self.at = end
            return value

    def items(self) -> Iterator[Any]:
        """Yield the items of the list that follows."""
        self.take("[")
        if self.peek() == "]":
            self.at += 1
            return
        while True:
            yield self.value()
            if self.take(",]") == "]":
                return

    def members(self, above: Keys = ()) -> Iterator[tuple[Keys, Any, bool]]:
        """Yield the values in the object that follows, and in those within it, with their keys; a list item by item.

        The last of the three tells whether it is the item of a list. An empty list is a value.
        """
        self.take("{")
        if self.peek() == "}":
            self.at += 1
            return
        while True:
            if self.peek() != '"':
                raise self._wrong(self.at)
            keys = (*above, str(self.value()))
            self.take(":")
            kind = self.peek()
            if kind == "[":
                is_empty = True
                for item in self.items():
                    is_empty = False
                    yield keys, item, True
                if is_empty:
                    yield keys, [], False
            elif kind == "{":
                yield from self.members(keys)
            else:
                yield keys, self.value(), False
            if self.take(",}") == "}":
                return


def read_json(path: Path) -> Any:
    """Return the content of a short JSON file, as ``parse_json`` does.

    Raises ``LoadError`` if there is none to read.
    """
    with open_text(path) as file:
        text = _Text(path, file)
        value = text.value()
        text.end()
        return value


def read_json_lines(path: Path) -> Iterator[tuple[int, Any, str | None]]:
    """Yield the content of each line that is not blank, with its number, and what is wrong with it instead.

    Raises ``LoadError`` if the file cannot be read as text.
    """
    with open_text(path) as file:
        try:
            for number, line in enumerate(bounded_lines(file), start=1):
                if line is None:
                    yield number, None, f"a line of more than {LONGEST_LINE:,} characters"
                elif line.strip():
                    try:
                        yield number, parse_json(line), None
                    except (ValueError, RecursionError):
                        yield number, None, "not a JSON object"
        except UnicodeError:
            # the error holds the bytes it stumbled over
            raise LoadError(f"{path} is not valid UTF-16; save it in UTF-8.") from None


def parse_json(text: str) -> Any:
    """Return the content of JSON, numbers with a fraction as ``Decimal``.

    A number that is too long for an ``int`` is a ``Decimal`` too, and one beyond that a ``float``, which is infinite:
    its cell is rejected, and not the whole file.

    Raises ``ValueError`` if it is not JSON, and ``RecursionError`` if it is nested too deep.
    """
    return _decoder.decode(text)


def decimal_or_float(text: str) -> Decimal | float:
    """Return a number as JSON spells it; one whose exponent is beyond ``Decimal`` as a ``float``."""
    if len(text) <= _SHORT:
        return _short_decimal(text)
    try:
        return Decimal(text)
    except InvalidOperation:
        return float(text)


# Files hold the same numbers again and again, and what is the same object takes less room and time in a spool.
_SHORT = 16  # characters, which no exponent beyond Decimal fits into
_short_decimal = lru_cache(maxsize=10_000)(Decimal)


def _int_or_decimal(text: str) -> int | Decimal:
    try:
        return int(text)
    except ValueError:  # Python limits the digits of an int
        return Decimal(text)


def _refuse(_constant: str) -> NoReturn:
    raise ValueError


_decoder = json.JSONDecoder(parse_float=decimal_or_float, parse_int=_int_or_decimal, parse_constant=_refuse)
# Where nobody looks at the numbers: without a call for each one, and none is too long.
_light_decoder = json.JSONDecoder(parse_int=float, parse_constant=_refuse)
