"""Graph templates with placeholders: ``{{ name }}`` in the config of a node, or in the value of an input.

Inserted values are not searched for further placeholders, and keep their type where the placeholder stands alone. Ids,
types, edges and references cannot have placeholders, so a variable cannot change the structure.
"""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from django.core.exceptions import ValidationError

from agent360_models.automate._faults import unknown_keys
from agent360_models.fields.document import MAX_CHARACTERS, faults, short_repr

NAME = re.compile(r"[^\W\d]\w{0,99}")
PLACE = re.compile(r"\{\{\s*([^\W\d]\w{0,99})\s*\}\}")
KEYS = ("description", "default")


def faults_of_variables(variables: Any) -> Iterator[str]:
    if not isinstance(variables, dict):
        yield "Variables must be an object: names, each with an object of description and default."
        return
    for name, declared in variables.items():
        if not NAME.fullmatch(name):
            yield f"{short_repr(name)} is not a valid variable name: a letter, then letters, digits and _."
        if not isinstance(declared, dict):
            yield (
                f"The variable {short_repr(name)} has to be an object with description and default, which may be empty."
            )
        else:
            yield from unknown_keys(declared, KEYS, f"The variable {short_repr(name)}")


def unknown_names(graph: Mapping[str, Any], variables: Mapping[str, Any]) -> list[str]:
    """Return the undeclared names in the placeholders of a valid graph, in order."""
    return sorted(set(_names(graph)) - set(variables))


def fill(graph: Mapping[str, Any], variables: Mapping[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return a valid graph with its placeholders filled in.

    Raises ``ValidationError`` for values that are missing, unknown or not JSON, and for a list or an object inside a
    text.
    """
    missing = sorted(name for name, declared in variables.items() if "default" not in declared and name not in values)
    unknown = sorted(map(short_repr, values.keys() - variables.keys()))
    problems = [f"The variables {', '.join(missing)} are missing."] if missing else []
    problems += [f"Unknown variables: {', '.join(unknown)}."] if unknown else []
    if problems := problems or faults(values):
        raise ValidationError(problems)
    chosen = {name: values.get(name, declared.get("default")) for name, declared in variables.items()}
    sizes = {name: len(json.dumps(value)) for name, value in chosen.items()}
    if sum(sizes[name] for name in _names(graph)) > MAX_CHARACTERS:
        raise ValidationError(f"The filled-in graph is too large: at most {MAX_CHARACTERS:,} characters may be added.")
    filled = deepcopy(dict(graph))
    for node in filled["nodes"]:
        if "config" in node:
            node["config"] = _fill(node["config"], chosen)
        for source in node.get("inputs", {}).values():
            if "value" in source:
                source["value"] = _fill(source["value"], chosen)
    return filled


def _names(graph: Mapping[str, Any]) -> Iterator[str]:
    """Yield the name of each placeholder in a valid graph, once per occurrence."""
    for place in _places(graph):
        for text in _texts(place):
            yield from PLACE.findall(text)


def _places(graph: Mapping[str, Any]) -> Iterator[Any]:
    for node in graph["nodes"]:
        yield node.get("config", {})
        yield from (source["value"] for source in node.get("inputs", {}).values() if "value" in source)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _fill(value: Any, chosen: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _fill(each, chosen) for key, each in value.items()}
    if isinstance(value, list):
        return [_fill(each, chosen) for each in value]
    if not isinstance(value, str):
        return value
    if alone := PLACE.fullmatch(value):
        return deepcopy(chosen[alone[1]])
    return PLACE.sub(lambda place: _as_text(place[1], chosen[place[1]]), value)


def _as_text(name: str, value: Any) -> str:
    if isinstance(value, dict | list):
        raise ValidationError(f"The variable {name} is used within a text, so it has to be text or a number.")
    return value if isinstance(value, str) else json.dumps(value)
