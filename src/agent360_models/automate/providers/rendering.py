"""Filling in the templates of prompts: plain names here, Jinja2's syntax in ``sandbox``.

Who writes a template need not be trusted: all it can reach is the plain data that it is given, and how long it and
its text may be is limited. Values are never taken for templates.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder

from agent360_models.exceptions import MissingExtraError, PromptError

MAX_SOURCE = 100_000  # characters of one template
MAX_OUTPUT = 1_000_000  # characters of one rendered text, and of all values together

_NAME = r"[^\W\d]\w*"
_PLACE = re.compile(r"\{\{([^{}]*)\}\}")


class Rendered(NamedTuple):
    """What a version of a prompt asks, with the variables filled in."""

    system: str
    user: str


def render(
    engine: str, templates: Iterable[str], variables: Mapping[str, Any], *, required: Iterable[str] = ()
) -> list[str]:
    """Render templates with the same variables.

    Raises ``PromptError`` that names all missing variables, or says what is wrong with a template.
    """
    sources = [checked_source(template) for template in templates]
    values = plain(variables)
    # With Jinja2 a template may ask whether a name is there.
    needed = names_used(engine, sources) if engine == "names" else set()
    if missing := (needed | {*required}) - values.keys():
        raise PromptError(f"No value is given for {', '.join(sorted(missing))}.")
    if engine == "names":
        return [_filled_in(source, values) for source in sources]
    return [_sandbox().render(source, values, MAX_OUTPUT) for source in sources]


def names_used(engine: str, templates: Iterable[str]) -> set[str]:
    """Return the names that templates are to be given, some of which may be optional in Jinja2.

    Raises ``PromptError`` for a template that is wrong.
    """
    names_in = _names_in if engine == "names" else _sandbox().names_in
    return {name for template in templates for name in names_in(checked_source(template))}


def checked_source(source: str) -> str:
    """Return a template that is not too long."""
    if len(source) > MAX_SOURCE:
        raise PromptError(f"A template has {len(source)} characters, and {MAX_SOURCE} are the most.")
    return source


def plain(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables as plain data: objects, lists, texts, numbers, true, false and null, as in JSON.

    Dates, times, decimals, UUIDs and lazy translations become texts. Anything else is refused, so that no template
    reaches what an object of the project can do.
    """
    try:
        text = json.dumps(dict(variables), cls=DjangoJSONEncoder)
    except (TypeError, ValueError, RecursionError):
        raise PromptError(
            "The variables of a prompt are objects, lists, texts, numbers, dates and the like, as in JSON, in no"
            " circle. Pass the values that the prompt needs, and not the objects that have them."
        ) from None
    if len(text) > MAX_OUTPUT:
        raise PromptError(f"The variables of a prompt have {len(text)} characters, and {MAX_OUTPUT} are the most.")
    values: dict[str, Any] = json.loads(text)
    return values


def is_name(value: object) -> bool:
    """Tell whether a value can be the name of a variable."""
    return isinstance(value, str) and re.fullmatch(_NAME, value) is not None


def _names_in(source: str) -> set[str]:
    return {*_parts(source)[1::2]}


def _parts(source: str) -> list[str]:
    """Return texts and names by turns."""
    parts = _PLACE.split(source)
    for place in parts[::2]:
        if "{{" in place:
            raise PromptError("A template has {{ without a name and }} after it.")
    parts[1::2] = [part.strip() for part in parts[1::2]]
    if wrong := [part for part in parts[1::2] if not is_name(part)]:
        raise PromptError(
            f"{{{{ {wrong[0][:50]} }}}} is not the name of a variable. Only {{{{ name }}}} is known here; the engine"
            " jinja knows more."
        )
    return parts


def _filled_in(source: str, values: Mapping[str, Any]) -> str:
    parts = _parts(source)
    parts[1::2] = [_text(values[name]) for name in parts[1::2]]
    if sum(map(len, parts)) > MAX_OUTPUT:
        raise PromptError(f"The text of a prompt would have more than {MAX_OUTPUT} characters.")
    return "".join(parts)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _sandbox() -> Any:
    try:
        from agent360_models.automate.providers import sandbox
    except ImportError as error:
        raise MissingExtraError("Jinja2", "templates") from error
    return sandbox
