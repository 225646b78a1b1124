"""What PostgreSQL cannot store, refused or left out before it is sent: its error would quote the text."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder

MAX_ERROR = 1000  # characters of an error that are stored


def validate_text(value: str) -> None:
    """Refuse text with a NUL, or with half of a surrogate pair."""
    if "\0" in value:
        raise ValidationError("A text with a NUL character cannot be stored. Leave it out.", code="nul")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValidationError(
            "A text with half of a surrogate pair cannot be stored. Leave it out.", code="surrogate"
        ) from error


def validate_json(value: Any) -> None:
    """Refuse what is no JSON to PostgreSQL: other objects, ``NaN``, infinity, and texts that it cannot store."""
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
    kind, said = type(error).__name__, str(error)
    text = f"{kind}: {said}" if said else kind
    return text[:MAX_ERROR].replace("\0", "?").encode(errors="replace").decode()
