"""JSON documents from people and other programs, within the limits of PostgreSQL and Python."""

import json
import math
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import JSONField, Model

from agent360_models.fields._forms import JSONFormField
from agent360_models.fields.kept import PlainInMigrations
from agent360_models.typed import override
from agent360_models.validators import is_storable

__all__ = ["MAX_BITS", "MAX_CHARACTERS", "MAX_DEPTH", "MAX_VALUES", "DocumentField", "faults", "short_repr"]

MAX_DEPTH = 32  # nested levels of lists and objects
MAX_VALUES = 50_000  # in all lists and objects together
MAX_CHARACTERS = 1_000_000  # in all texts and keys together
MAX_BITS = 256  # of an integer
_SHORT = 60  # characters of quoted text in a message


class _DocumentFormField(JSONFormField):
    """Leaves validation to the model field, which names the place of each fault."""

    default_validators = []


class DocumentField(PlainInMigrations, JSONField):
    """A ``JSONField`` that rejects documents which PostgreSQL or Python could not handle."""

    def validate(self, value: Any, model_instance: Model | None) -> None:
        """Raise ``ValidationError`` for a document with faults."""
        if found := faults(value, self.encoder):
            raise ValidationError(found)
        super().validate(value, model_instance)

    @override
    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{**kwargs, "form_class": _DocumentFormField})


def faults(document: Any, encoder: type[json.JSONEncoder] | None = None) -> list[str]:
    """Return the faults that prevent storing a document as JSON and reading it back; an empty list if there are none.

    The faults name places and types, never values. Everything that ``encoder`` turns into JSON counts as JSON.
    """
    found: list[str] = []
    waiting: list[tuple[Any, str, int]] = [(document, "", 0)]
    values = characters = 0
    while waiting and len(found) < 10:  # noqa: PLR2004  # enough to see the cause
        value, place, depth = waiting.pop()
        values += 1
        if isinstance(value, str):
            characters += len(value)
        elif isinstance(value, dict):
            characters += sum(len(key) for key in value if isinstance(key, str))
        if values + len(waiting) > MAX_VALUES or characters > MAX_CHARACTERS:
            return [
                *found,
                f"It is too big: at most {MAX_VALUES:,} values and {MAX_CHARACTERS:,} characters are allowed.",
            ]
        if depth > MAX_DEPTH:
            found.append(f"It is nested too deeply: at most {MAX_DEPTH} levels are allowed.")
            break
        found.extend(f"{fault}, at {place or 'the top'}." for fault in _faults_of_one(value, encoder))
        if isinstance(value, dict):
            waiting += [(each, f"{place}[{short_repr(key)}]", depth + 1) for key, each in value.items()]
        elif isinstance(value, list | tuple):
            waiting += [(each, f"{place}[{number}]", depth + 1) for number, each in enumerate(value)]
    return found


def _faults_of_one(value: Any, encoder: type[json.JSONEncoder] | None) -> Iterator[str]:
    """Yield the faults of one value, without the values inside it."""
    if isinstance(value, dict):
        yield from (f"The key {short_repr(key)} is not text" for key in value if not isinstance(key, str))
        if any(not is_storable(key) for key in value if isinstance(key, str)):
            yield "A key has a character that PostgreSQL does not store"
    elif isinstance(value, str) and not is_storable(value):
        yield "A text has a character that PostgreSQL does not store"
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{value} is not a number in JSON"
    elif isinstance(value, int) and value.bit_length() > MAX_BITS:
        yield f"An integer has more than {MAX_BITS} bits"
    elif not isinstance(value, str | int | float | list | tuple | None):
        try:
            (encoder or json.JSONEncoder)().default(value)
        except TypeError:
            yield f"A {type(value).__name__} is not JSON"


def short_repr(value: object) -> str:
    """Return a key or a name for a message: its ``repr()``, shortened; for other objects the type."""
    text = repr(value) if isinstance(value, str | int | float | None) else f"of type {type(value).__name__}"
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 3]}..."
