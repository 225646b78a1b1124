"""Filling in the templates of prompts, by one of two engines: ``names``, and Jinja2 in ``_sandbox``.

A template's author need not be trusted. It reaches nothing but the plain data that it is given, and its length and
that of its text are limited. Values are never taken for templates.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder

from agent360_models.automate.exceptions import PromptError
from agent360_models.automate.runtime import _placeholders
from agent360_models.automate.runtime._services import of_extra

MAX_SOURCE = 100_000  # characters of one template
MAX_OUTPUT = 1_000_000  # characters of one rendered text, and of all values together


class Rendered(NamedTuple):
    """The texts of a version of a prompt, with the variables filled in."""

    system: str
    user: str


def render(
    engine: str, templates: Iterable[str], variables: Mapping[str, Any], *, required: Iterable[str] = ()
) -> list[str]:
    """Render templates with the same variables.

    Raises ``PromptError`` that names all missing variables, or says what is wrong with a template.
    """
    sources = [*map(_checked, templates)]
    values = _plain(variables)
    # With Jinja2 a template may ask whether a name is there.
    needed = names_used(engine, sources) if engine == "names" else set()
    if missing := (needed | {*required}) - values.keys():
        raise PromptError(f"No value is given for {', '.join(sorted(missing))}.")
    return [_engine(engine).render(source, values, MAX_OUTPUT) for source in sources]


def names_used(engine: str, templates: Iterable[str]) -> set[str]:
    """Return the names that templates are to be given, some of which may be optional in Jinja2.

    Raises ``PromptError`` for a template that is wrong.
    """
    return {name for template in templates for name in _engine(engine).names_in(_checked(template))}


def _engine(name: str) -> Any:
    if name == "names":
        return _placeholders
    if name != "jinja":
        raise PromptError(f"{name} is no engine for templates; names and jinja are.")
    return of_extra("templates", "agent360_models.automate.runtime._sandbox", package="Jinja2")


def _checked(source: str) -> str:
    if len(source) > MAX_SOURCE:
        raise PromptError(f"A template has {len(source)} characters, and {MAX_SOURCE} are the most.")
    return source


def _plain(variables: Mapping[str, Any]) -> dict[str, Any]:
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
