"""Filters and config of a trigger: the events that it matches, and the values it takes from them.

Both are plain JSON, documented in the README.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder

from agent360_models.automate._faults import IS_NO_PATH, is_path
from agent360_models.automate.documents import MISSING, lookup
from agent360_models.fields.document import faults, short_repr

MAX_FILTERS = 100
MAX_ALLOWED = 1_000  # values of one filter


def faults_of_filters(filters: Any) -> Iterator[str]:
    if not isinstance(filters, dict):
        yield "Filters are an object: a dotted path, and the value or the list of values that it may have."
        return
    if len(filters) > MAX_FILTERS:
        yield f"There are {len(filters):,} filters; at most {MAX_FILTERS} may be in a trigger."
    for path, allowed in filters.items():
        values = allowed if isinstance(allowed, list) else [allowed]
        yield from _faults_of_path(path, "filters")
        if not values:
            yield f"No value is allowed at {short_repr(path)}, so nothing would match."
        if len(values) > MAX_ALLOWED:
            yield f"{len(values):,} values are allowed at {short_repr(path)}; at most {MAX_ALLOWED:,} may be."
        if any(isinstance(value, dict | list) for value in values):
            yield f"What is allowed at {short_repr(path)} has to be text, numbers, true, false or null."


def faults_of_config(config: Any) -> Iterator[str]:
    """Yield the faults of ``payload`` in the config of a trigger; the other keys belong to the project."""
    if not isinstance(config, dict):
        yield "The config is an object."
        return
    payload = config.get("payload", {})
    if not isinstance(payload, dict):
        yield "payload is an object: names, and for each the dotted path of what it is in the event."
        return
    for name, path in payload.items():
        if not name:
            yield "A name in payload is empty."
        yield from _faults_of_path(path, f"payload, {short_repr(name)}")


def _faults_of_path(path: Any, where: str) -> Iterator[str]:
    if not is_path(path):
        yield f"{short_repr(path)} in {where} {IS_NO_PATH}"


def match(filters: Mapping[str, Any], payload: Any) -> bool:
    """Tell whether a payload has an allowed value at every path."""
    return all(
        _is_allowed(lookup(payload, path), {*map(_comparable, allowed if isinstance(allowed, list) else [allowed])})
        for path, allowed in filters.items()
    )


def _is_allowed(found: Any, allowed: set[tuple[bool, Any]]) -> bool:
    """Tell whether a value, or any item of a list, is allowed."""
    values = found if isinstance(found, list) else [found]
    return any(_comparable(each) in allowed for each in values if not isinstance(each, dict | list))


def _comparable(value: Any) -> tuple[bool, Any]:
    """Return a form that compares as in JSON: 1 equals 1.0, but neither "1" nor true."""
    return isinstance(value, bool), value


def extract(config: Mapping[str, Any], payload: Any) -> Any:
    """Return the values that the config names in a payload, ``None`` for missing ones; all of it without names.

    Raises ``ValidationError`` if the result would be too large, as when many names refer to one large value.
    """
    names = config.get("payload")
    if not names:
        return deepcopy(payload)
    found = {name: None if (value := lookup(payload, path)) is MISSING else value for name, path in names.items()}
    if problems := faults(found, DjangoJSONEncoder):
        raise ValidationError(problems)
    return {name: deepcopy(value) for name, value in found.items()}
