"""Validators for what PostgreSQL can store. PostgreSQL's own error would come late, and quote the text."""

import json
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder

__all__ = [
    "MAX_ERROR",
    "is_storable",
    "printable",
    "printable_lines",
    "storable_json",
    "storable_text",
    "validate_json",
    "validate_text",
]

MAX_ERROR = 1000  # characters of an error that are stored
# Characters that end a line, move the cursor, reverse the writing direction, or cannot be encoded.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Tell whether PostgreSQL can store a text: it has no NUL and no half of a surrogate pair."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def storable_text(text: str) -> str:
    """Return a text with NUL characters and halves of surrogate pairs escaped: PostgreSQL stores neither."""
    return text.replace("\0", r"\x00").encode(errors="backslashreplace").decode()


def printable(text: str) -> str:
    """Return a text as one line that is safe to print: control characters are escaped."""
    return _UNPRINTABLE.sub(lambda found: repr(found[0])[1:-1], text)


def printable_lines(text: str) -> str:
    """Return a text of several lines, each of them safe to print."""
    return "\n".join(map(printable, text.expandtabs().replace("\r\n", "\n").split("\n")))


def storable_json(document: Any) -> Any:
    """Return a copy of a JSON document with ``storable_text`` applied to texts and keys."""
    match document:
        case str():
            return storable_text(document)
        case dict():
            return {storable_text(str(key)): storable_json(value) for key, value in document.items()}
        case list() | tuple():
            return [storable_json(value) for value in document]
    return document


def validate_text(value: str) -> None:
    """Reject a text that PostgreSQL cannot store. Raises ``ValidationError`` with the code ``nul`` or ``surrogate``."""
    if "\0" in value:
        raise ValidationError("A text with a NUL character cannot be stored. Remove the character.", code="nul")
    if not is_storable(value):
        raise ValidationError("A text with half of a surrogate pair cannot be stored. Remove it.", code="surrogate")


def validate_json(value: Any) -> None:
    """Reject values that PostgreSQL cannot store as JSON: non-JSON objects, ``NaN``, infinity, unstorable texts.

    Raises ``ValidationError`` with the code ``json``, ``nul`` or ``surrogate``.
    """
    try:
        text = json.dumps(value, cls=DjangoJSONEncoder, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValidationError(f"The value cannot be written as JSON: {type(error).__name__}.", code="json") from error
    # JSON doubles a backslash, so the last one of an odd number belongs to the escape that follows.
    if "\\u0000" in text.replace("\\\\", ""):
        raise ValidationError("A text in the value has a NUL character, which cannot be stored. Remove it.", code="nul")
    validate_text(text)
