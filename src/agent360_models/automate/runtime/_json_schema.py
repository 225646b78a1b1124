"""Validation of values against untrusted JSON Schemas; needs the extra ``mcp``.

A schema can demand unlimited work: references fan out, patterns backtrack exponentially, and ``uniqueItems`` compares
all items. So the work of each keyword is counted, patterns run in RE2, and nothing is fetched.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

import re2
from jsonschema import Draft202012Validator, ValidationError, validators
from referencing import Registry
from referencing.exceptions import Unresolvable

from agent360_models.automate.exceptions import ToolInputError
from agent360_models.automate.runtime._budget import Clock

MAX_SCHEMA = 30_000  # characters of JSON
MAX_INPUT = 200_000
MAX_STEPS = 200_000
MAX_PROBLEMS = 5  # per error message
_SEARCHED_A_STEP = 250  # letters, times the steps of a pattern: RE2's worst case
_TOO_MUCH = "The schema of the tool takes too much work for this input."
REFUSED = ("patternProperties", "unevaluatedItems", "unevaluatedProperties")
_REFUSED = f"The schema of the tool uses one of {', '.join(REFUSED)}, which are not supported here."


def checked_input(schema: Any, value: Any) -> dict[str, Any]:
    """Return the input of a tool as plain JSON, if it matches the schema.

    Raises ``ToolInputError``, which never repeats a value.
    """
    if not isinstance(value, Mapping):
        raise ToolInputError("The input of a tool is an object: a dictionary.")
    text = _as_json(dict(value), MAX_INPUT, "The input")
    plain: dict[str, Any] = json.loads(text)
    schema_text = _as_json(schema, MAX_SCHEMA, "The schema of the tool")
    try:
        checker, clock = _class_for(schema), Clock(0.5)
        _check_schema(checker, schema, clock)
        counted = _counted(checker, len(schema_text), clock)
        found = list(islice(counted(schema, registry=Registry()).iter_errors(plain), MAX_PROBLEMS))
    except Unresolvable as error:
        raise ToolInputError(
            f"The schema of the tool refers to {str(error.ref)[:200]}, which it does not contain. Nothing is fetched."
        ) from None
    except RecursionError:
        raise ToolInputError("The schema of the tool, or the input, is nested too deeply.") from None
    except ToolInputError:
        raise
    except Exception as error:  # noqa: BLE001  # older drafts let much pass that jsonschema then stumbles over
        raise ToolInputError(f"The schema of the tool cannot be applied: {type(error).__name__}.") from None
    if found:
        raise ToolInputError("The input does not fit the schema of the tool. " + " ".join(map(_in_words, found)))
    return plain


def _as_json(value: Any, most: int, what: str) -> str:
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        text.encode()
    except (TypeError, ValueError, RecursionError):
        raise ToolInputError(f"{what} is not JSON, or nested too deeply.") from None
    if len(text) > most:
        raise ToolInputError(f"{what} has {len(text)} characters, and at most {most} are allowed.")
    return text


def _class_for(schema: Any) -> Any:
    if not isinstance(schema, dict) or not isinstance(schema.get("$schema", ""), str):
        raise ToolInputError("The schema of the tool is not an object, or its $schema is not a text.")
    return validators.validator_for(schema, default=Draft202012Validator)


def _check_schema(checker: Any, schema: Any, clock: Clock) -> None:
    """Refuse an invalid schema. The library's own check compiles patterns and compares items."""
    checker_of_schemas = validators.validator_for(checker.META_SCHEMA, default=checker)

    def timed(function: Any) -> Any:
        def check(*arguments: Any) -> Iterator[ValidationError]:
            if clock.is_over():
                raise ToolInputError(_TOO_MUCH)
            yield from function(*arguments) or ()

        return check

    keywords = {**checker_of_schemas.VALIDATORS, "pattern": _pattern, "uniqueItems": _unique_items}
    timing = _extended(checker_of_schemas, {keyword: timed(function) for keyword, function in keywords.items()})
    error = next(timing(checker.META_SCHEMA).iter_errors(schema), None)
    if error is not None:
        where = "/".join(map(str, error.absolute_path)) or "its root"
        raise ToolInputError(f"The schema of the tool is not valid, at {where[:200]}.")


def _in_words(error: ValidationError) -> str:
    """Describe a fault and its place by names and by the schema, without the value."""
    where = "/".join(map(str, error.absolute_path)) or "input"
    if error.validator in ("additionalProperties", "required"):
        return f"{where[:100]}: {error.message[:100]}."
    return f"{where[:100]}: {error.validator} is {json.dumps(error.validator_value)[:100]}."


def _counted(checker: Any, schema_size: int, clock: Clock) -> Any:
    """Return a class that stops after ``MAX_STEPS``, or when the time is over."""
    left = MAX_STEPS
    sizes: dict[int, int] = {}  # of values compared as a whole, by id: the schema outlives this dictionary

    def counting(keyword: str, function: Any) -> Any:
        def check(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
            nonlocal left
            if isinstance(schema, dict) and not schema.keys().isdisjoint(REFUSED):  # other keywords search by them
                raise ToolInputError(_REFUSED)
            steps = 5 + _size(value) + _size(instance)
            if keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
                # Unlike a path, an anchor name is searched for in the whole schema.
                steps += 50 if value == "#" or str(value).startswith("#/") else 50 + schema_size // 3
            if keyword == "uniqueItems" and isinstance(instance, list):
                steps += len(instance) * len(json.dumps(instance)) // 10
            if keyword in ("enum", "const") and isinstance(value, list | dict):
                steps += sizes.get(id(value)) or sizes.setdefault(id(value), len(json.dumps(value)) // 4)
            if keyword == "pattern" and isinstance(instance, str) and isinstance(value, str):
                steps += len(instance) * _compiled(value).programsize // _SEARCHED_A_STEP
            left -= steps
            if left < 0 or clock.is_over(at_once=keyword == "pattern"):  # compiling it took time too
                raise ToolInputError(_TOO_MUCH)
            yield from function(validator, value, instance, schema) or ()

        return check

    keywords = {**checker.VALIDATORS, "pattern": _pattern, "uniqueItems": _unique_items}
    return _extended(checker, {keyword: counting(keyword, function) for keyword, function in keywords.items()})


def _extended(checker: Any, keywords: Mapping[str, Any]) -> Any:
    """Return a class with replaced keyword functions, which validates every part of a schema.

    The library would pick its own class for a part with a ``$schema``, and count nothing there.
    """
    extend: Any = validators.extend  # untyped
    extended = extend(checker, keywords)
    fields = [field for field in extended.__attrs_attrs__ if field.init]

    def evolve(self: Any, **changes: Any) -> Any:
        schema = changes.setdefault("schema", self.schema)
        if (
            isinstance(schema, dict)
            and "$schema" in schema
            and validators.validator_for(schema, checker) is not checker
        ):
            raise ToolInputError("The schema of the tool names more than one draft.")
        return extended(**{**{field.alias: getattr(self, field.name) for field in fields}, **changes})

    extended.evolve = evolve
    return extended


def _size(value: Any) -> int:
    return len(value) if isinstance(value, list | dict) else len(value) // 16 if isinstance(value, str) else 0


def _pattern(validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "string") and not _compiled(pattern).search(instance):
        yield ValidationError("does not match")


def _unique_items(_validator: Any, wanted: Any, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """Find duplicates without comparing each pair of items, as the library does."""
    if wanted is True and isinstance(instance, list):
        spelled = [json.dumps(_canonical(item), sort_keys=True) for item in instance]
        if len({*spelled}) < len(spelled):
            yield ValidationError("has items twice")


def _canonical(value: Any) -> Any:
    """Return a value in which equal numbers have one spelling, as 1.0 and 1."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    return [*map(_canonical, value)] if isinstance(value, list) else value


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error:
        raise ToolInputError(
            f"The schema of the tool has the pattern {pattern[:100]!r}, which RE2 does not support. Leave out"
            " lookarounds, backreferences and whatever else cannot be matched in linear time."
        ) from None
