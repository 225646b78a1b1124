"""JSON files, read item by item, so their size does not matter.

Errors never quote a file's content, since that may be contact data.
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

Keys = tuple[str, ...]  # the path to a list in nested objects

LINES = (".jsonl", ".ndjson")  # the suffixes of JSON lines files

_LONGEST_RECORD = 16 * 1024 * 1024  # characters
_MOST_KEYS = 100_000  # of a large object, without the keys in its lists' items
_DEEPEST = 100  # levels of a large object: each item passes through all of them
_BLOCK = 1024 * 1024  # characters read at once
_CUT = 16  # characters before the end of a block, within which an error may be a text that continues
_OF_NUMBER = 3  # characters at the end of a block that may begin a number's fraction or exponent
_blanks = re.compile(r"[ \t\n\r]*").match


def read_items(
    path: Path, lists_of: Callable[[Mapping[str, Any]], Sequence[Keys]], *, sure: Keys = ()
) -> Iterator[tuple[Keys | None, Any]]:
    """Yield the content of a JSON file item by item: the items of a list, or of the lists in an object.

    Each item comes with the keys that lead to its list; they are empty if the file is a list. If the file is an
    object, ``lists_of`` is called with it (its lists may be empty there), and returns the keys of the lists to yield.
    If it returns none, the whole object is the item, with ``None`` for keys, as for any other value. If the object has
    a list under the keys ``sure``, ``lists_of`` must return these alone.

    Raises ``LoadError`` if the file is not JSON, or an item exceeds the limit.
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
    """Go through an object once if it has the list ``sure``, otherwise twice.

    The keys that decide which other lists to yield may follow them.
    """
    if not sure:
        text.decoder = _light_decoder
    outline: dict[str, Any] = {}
    left = _MOST_KEYS
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
        left -= keys[-1] not in inner
        if left < 0:
            raise LoadError(f"{path} has an object with more than {_MOST_KEYS:,} keys, the limit. Export it as CSV.")
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
    """The text of a JSON file, partly in memory."""

    def __init__(self, path: Path, file: TextIO) -> None:
        self.path = path
        self.file = file
        self.text = ""
        self.at = 0
        self.line = self.column = 1  # of the first character in memory
        self.is_whole = False
        self.decoder = _decoder

    def more(self) -> bool:
        """Read on; return whether anything was read."""
        gone = self.text[: self.at]
        lines = gone.count("\n")
        self.column = len(gone) - gone.rfind("\n") if lines else self.column + len(gone)
        self.line += lines
        rest = self.text[self.at :]
        if len(rest) > _LONGEST_RECORD:
            raise LoadError(
                f"{self.path} has a record of more than {_LONGEST_RECORD:,} characters at line {self.line}, the limit"
                " for JSON. Export it as CSV."
            )
        try:
            block = self.file.read(max(_BLOCK, len(rest)))
        except UnicodeError:
            raise self._broken() from None
        self.text, self.at = rest + block, 0
        self.is_whole = not block
        return bool(block)

    def _broken(self) -> LoadError:
        return LoadError(f"{self.path} is not valid JSON: bad UTF-16, NaN, or nested too deep. Export it again.")

    def _wrong(self, at: int) -> LoadError:
        """Return the error for a position in memory."""
        lines = self.text.count("\n", 0, at)
        column = at - self.text.rfind("\n", 0, at) if lines else self.column + at
        # json's own error contains the text
        place = f"line {self.line + lines}, column {column}"
        return LoadError(f"{self.path} is not valid JSON at {place}. Export it again.")

    def peek(self) -> str:
        """Return the next non-blank character; an empty text at the end."""
        while True:
            match = _blanks(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, expected: str) -> str:
        """Return the next character, which must be one of the expected ones."""
        found = self.peek()
        if not found or found not in expected:
            raise self._wrong(self.at)
        self.at += 1
        return found

    def end(self) -> None:
        """Raise ``LoadError`` if anything follows."""
        if self.peek():
            raise self._wrong(self.at)

    def is_large(self) -> bool:
        """Tell whether the next value is only partly in memory."""
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
        """Yield the items of the next list."""
        self.take("[")
        if self.peek() == "]":
            self.at += 1
            return
        while True:
            yield self.value()
            if self.take(",]") == "]":
                return

    def members(self, above: Keys = ()) -> Iterator[tuple[Keys, Any, bool]]:
        """Yield the values in the next object and its nested objects, with their keys; lists are yielded item by item.

        The last element tells whether the value is an item of a list. An empty list is a value.
        """
        self.take("{")
        if self.peek() == "}":
            self.at += 1
            return
        while True:
            if self.peek() != '"':
                raise self._wrong(self.at)
            keys = (*above, str(self.value()))
            if len(keys) > _DEEPEST:
                raise self._broken()
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

    Raises ``LoadError`` if the file cannot be read or is not JSON.
    """
    with open_text(path) as file:
        text = _Text(path, file)
        value = text.value()
        text.end()
        return value


def read_json_lines(path: Path) -> Iterator[tuple[int, Any, str | None]]:
    """Yield the number of each non-blank line with its content, or with its damage.

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
            # the error contains the undecodable bytes
            raise LoadError(f"{path} is not valid UTF-16. Save it in UTF-8.") from None


def parse_json(text: str) -> Any:
    """Return the content of JSON, with fractions as ``Decimal``.

    A number too long for an ``int`` becomes a ``Decimal``, and one beyond that an infinite ``float``. So its cell is
    rejected, and not the whole file.

    Raises ``ValueError`` if the text is not JSON, and ``RecursionError`` if it is nested too deep.
    """
    return _decoder.decode(text)


def decimal_or_float(text: str) -> Decimal | float:
    """Return a JSON number as ``Decimal``, or as ``float`` if its exponent exceeds the limit of ``Decimal``."""
    if len(text) <= _SHORT:
        return _short_decimal(text)
    try:
        return Decimal(text)
    except InvalidOperation:
        return float(text)


# Files repeat numbers, and sharing one object saves memory and time in a spool.
_SHORT = 16  # characters, too few for an exponent beyond Decimal
_short_decimal = lru_cache(maxsize=10_000)(Decimal)


def _int_or_decimal(text: str) -> int | Decimal:
    try:
        return int(text)
    except ValueError:  # Python limits the digits of an int
        return Decimal(text)


def _refuse(_constant: str) -> NoReturn:
    raise ValueError


_decoder = json.JSONDecoder(parse_float=decimal_or_float, parse_int=_int_or_decimal, parse_constant=_refuse)
# For data whose numbers are not used: without a call per number, and without a limit.
_light_decoder = json.JSONDecoder(parse_int=float, parse_constant=_refuse)
