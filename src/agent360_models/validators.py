"""Validators of what PostgreSQL can store: its own error would come late, and quote the text."""

import json
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder

__all__ = [
    "MAX_ERROR",
    "error_text",
    "is_storable",
    "printable",
    "storable_json",
    "storable_text",
    "validate_json",
    "validate_text",
]

MAX_ERROR = 1000  # characters of an error that are stored
# Ends a line, moves the cursor, turns the direction of writing, or cannot be encoded.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Tell whether PostgreSQL can store a text: one without a NUL, and without half of a surrogate pair."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def storable_text(text: str) -> str:
    """Return a text with NUL characters and halves of surrogate pairs spelled out: PostgreSQL stores neither."""
    return text.replace("\0", r"\x00").encode(errors="backslashreplace").decode()


def printable(text: str) -> str:
    """Return a text as one line that does nothing to a terminal: what would is spelled out."""
    return _UNPRINTABLE.sub(lambda found: repr(found[0])[1:-1], text)


def storable_json(document: Any) -> Any:
    """Return a copy of a JSON document whose texts and keys are ``storable_text``."""
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
        raise ValidationError("A text with a NUL character cannot be stored. Leave it out.", code="nul")
    if not is_storable(value):
        raise ValidationError("A text with half of a surrogate pair cannot be stored. Leave it out.", code="surrogate")


def validate_json(value: Any) -> None:
    """Reject values that PostgreSQL cannot store as JSON: other objects, ``NaN``, infinity, unstorable texts.

    Raises ``ValidationError`` with the code ``json``, ``nul`` or ``surrogate``.
    """
    try:
        text = json.dumps(value, cls=DjangoJSONEncoder, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValidationError(f"It cannot be written as JSON: {type(error).__name__}.", code="json") from error
    # JSON writes a backslash as two, so of an odd number the last one belongs to what follows.
    if "\\u0000" in text.replace("\\\\", ""):
        raise ValidationError("A text in it has a NUL character, which cannot be stored. Leave it out.", code="nul")
    validate_text(text)


def error_text(error: BaseException) -> str:
    """Return the kind of an error and the beginning of what it says, as a column can hold it."""
    kind = type(error).__name__
    try:
        said = str(error)
    except Exception:  # noqa: BLE001 - an error of others may fail to say what it is
        said = ""
    text = f"{kind}: {said}" if said else kind
    return storable_text(text[:MAX_ERROR])[:MAX_ERROR]
