"""Conversion of another platform's documents by rules in plain JSON; the README documents the format."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError

from agent360_models.automate._faults import IS_NO_PATH, is_path, unknown_keys
from agent360_models.automate.documents import MISSING, lookup
from agent360_models.fields.document import faults as document_faults
from agent360_models.fields.document import short_repr

MAX_RULES = 500
MAX_STEPS = 100_000  # applied rules, once per list item, plus copied values
CHARACTERS_A_STEP = 100
MAX_PROBLEMS = 50  # in one message
KEYS = ("from", "default", "cast", "each")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def faults(transform: Any, name: str = "") -> Iterator[str]:
    """Yield the faults of a transform; ``name`` is its place in an enclosing transform."""
    if not isinstance(transform, dict):
        yield f"{name or 'A transform'} has to be an object: paths in the target, and for each a rule."
        return
    if len(transform) > MAX_RULES:
        yield f"There are {len(transform):,} rules; at most {MAX_RULES} may be in a transform."
        return
    for target, rule in transform.items():
        place = f"{name}.{target}" if name else target
        if not is_path(target):
            yield f"{short_repr(place)} {IS_NO_PATH}"
        yield from _faults_of_rule(rule, f"The rule of {short_repr(place)}", place)
    # A path sorts directly before the ones that it contains, so few comparisons find it.
    for target, longer in pairwise(sorted(transform, key=lambda path: path.split("."))):
        if longer.startswith(f"{target}."):
            place = f"{name}.{target}" if name else target
            yield f"{short_repr(place)} cannot be a value, since it contains {short_repr(longer)}."


def _faults_of_rule(rule: Any, name: str, place: str) -> Iterator[str]:
    if isinstance(rule, str):
        rule = {"from": rule}
    if not isinstance(rule, dict) or ("from" in rule) is ("value" in rule):
        yield f'{name} has to be a path, {{"from": path, ...}} or {{"value": ...}}.'
        return
    known = KEYS if "from" in rule else ("value",)
    yield from unknown_keys(rule, known, name)
    if "from" in rule and rule["from"] != "" and not is_path(rule["from"]):
        yield f"{name}: {short_repr(rule['from'])} {IS_NO_PATH}"
    if "cast" in rule and (not isinstance(rule["cast"], str) or rule["cast"] not in CASTS):
        yield f"{name}: there is no cast {short_repr(rule['cast'])}. There are: {', '.join(CASTS)}."
    if "cast" in rule and "each" in rule:
        yield f"{name} has both cast and each."
    if "each" in rule:
        yield from faults(rule["each"], f"{place}.each")


def apply(transform: Mapping[str, Any], document: Any) -> dict[str, Any]:
    """Return the result of applying the rules of a valid transform to a document.

    Raises ``ValidationError`` that lists values that cannot be cast, by the paths of their rules. Also raised if the
    transform takes too much work, or its result is too large.
    """
    work = _Work()
    made = _apply(transform, deepcopy(document), work, "")
    if problems := work.problems or document_faults(made):
        raise ValidationError(problems)
    return made


class _Work:
    """The cost and problems of applying a transform. Nested lists multiply the rules."""

    def __init__(self) -> None:
        self.left = MAX_STEPS
        self.problems: list[str] = []

    def copied(self, value: Any) -> Any:
        """Return a copy of a value, and pay for its contents."""
        self.spend(_count(value))
        return deepcopy(value)

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise ValidationError("The transform takes too much work for this document: its lists are too long.")

    def note(self, problem: str) -> None:
        self.problems.append(problem)
        if len(self.problems) == MAX_PROBLEMS:
            raise ValidationError([*self.problems, "There may be more."])


def _count(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_count, inner))


def _apply(transform: Mapping[str, Any], document: Any, work: _Work, name: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for target, rule in transform.items():
        place = f"{name}.{target}" if name else target
        rule = {"from": rule} if isinstance(rule, str) else rule  # noqa: PLW2901
        work.spend(1 + (len(place) + len(rule.get("from", ""))) // CHARACTERS_A_STEP)
        try:
            value = _value(rule, document, work, place)
        except (ValueError, TypeError) as error:
            work.note(f"{place}: {error}")
            continue
        if value is not MISSING:
            *above, key = target.split(".")
            holder = made
            for each in above:
                holder = holder.setdefault(each, {})
            holder[key] = value
    return made


def _value(rule: Mapping[str, Any], document: Any, work: _Work, place: str) -> Any:
    if "value" in rule:
        return work.copied(rule["value"])
    found = lookup(document, rule["from"])
    if found is MISSING or found is None:
        return work.copied(rule["default"]) if "default" in rule else found
    if "each" in rule:
        if not isinstance(found, list):
            raise TypeError("there is no list to map")
        work.spend(len(found))
        return [_apply(rule["each"], item, work, f"{place}.{number}") for number, item in enumerate(found)]
    if "cast" not in rule:
        return found
    work.spend(len(found) // CHARACTERS_A_STEP if isinstance(found, str) else 0)
    return CASTS[rule["cast"]](found)


# Casts of values. Their errors never repeat the value.


def _string(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise TypeError("only text, a number, true or false can be cast to string")


def _integer(value: Any) -> int:
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise ValueError("it is not an integer")


def _number(value: Any) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return value
    if isinstance(value, str):
        try:
            number = float(value) if value.isascii() and "_" not in value else math.nan
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
    raise ValueError("it is not a number")


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    if word not in _WORDS:
        raise ValueError(f"it is not one of: {', '.join(_WORDS)}")
    return _WORDS[word]


CASTS: Mapping[str, Callable[[Any], Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}
