"""JSON files, read whole.

No error repeats what a file holds, since that may be contact data.
"""

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from agent360_models.exceptions import LoadError
from agent360_models.loading.files import open_text

__all__ = ["decimal_or_float", "parse_json", "read_json"]

_LONGEST = 256 * 1024 * 1024  # characters; a file is read whole, and takes some ten times as much memory


def read_json(path: Path) -> Any:
    """Return the content of a JSON file, as ``parse_json`` does.

    Raises ``LoadError`` if there is none to read.
    """
    try:
        with open_text(path) as file:
            text = file.read(_LONGEST + 1)
        if len(text) > _LONGEST:
            raise LoadError(f"{path} has more than {_LONGEST:,} characters, the most of a JSON file; export it as CSV.")
        return parse_json(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        # the error holds the whole file
        raise LoadError(f"{path} is not valid JSON at {place}; export it again.") from None
    except (ValueError, RecursionError):
        reason = "bad UTF-16, NaN, or nested too deep"
        raise LoadError(f"{path} is not valid JSON: {reason}; export it again.") from None


def parse_json(text: str) -> Any:
    """Return the content of JSON, numbers with a fraction as ``Decimal``.

    A number that is too long for an ``int`` is a ``Decimal`` too, and one beyond that a ``float``, which is infinite:
    its cell is rejected, and not the whole file.

    Raises ``ValueError`` if it is not JSON, and ``RecursionError`` if it is nested too deep.
    """

    def refuse(_: str) -> NoReturn:
        raise ValueError

    return json.loads(text, parse_float=decimal_or_float, parse_int=_int_or_decimal, parse_constant=refuse)


def decimal_or_float(text: str) -> Decimal | float:
    """Return a number as JSON spells it; one whose exponent is beyond ``Decimal`` as a ``float``."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return float(text)


def _int_or_decimal(text: str) -> int | Decimal:
    try:
        return int(text)
    except ValueError:  # Python limits the digits of an int
        return Decimal(text)
