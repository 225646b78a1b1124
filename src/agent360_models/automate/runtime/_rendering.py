"""Rendering of prompt templates, by one of two engines: ``names``, and Jinja2 in ``_sandbox``.

Template authors are untrusted. A template reaches only the plain data passed to it, and the lengths of the template
and of its text are limited. Values are never parsed as templates.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder

from agent360_models.automate.exceptions import PromptError
from agent360_models.automate.runtime import _placeholders
from agent360_models.automate.runtime._services import of_extra

MAX_SOURCE = 100_000  # characters of one template
MAX_OUTPUT = 1_000_000  # of one rendered text, and of all values together


class Rendered(NamedTuple):
    """The rendered texts of a prompt version."""

    system: str
    user: str


def render(
    engine: str, templates: Iterable[str], variables: Mapping[str, Any], *, required: Iterable[str] = ()
) -> list[str]:
    """Render templates with the same variables.

    Raises ``PromptError`` with all missing variables, or with the fault of a template.
    """
    sources = [*map(_checked, templates)]
    values = _plain(variables)
    # A Jinja2 template may test whether a name is defined.
    needed = names_used(engine, sources) if engine == "names" else set()
    if missing := (needed | {*required}) - values.keys():
        raise PromptError(f"No value is given for {', '.join(sorted(missing))}.")
    return [_engine(engine).render(source, values, MAX_OUTPUT) for source in sources]


def names_used(engine: str, templates: Iterable[str]) -> set[str]:
    """Return the names that templates use; some may be optional in Jinja2.

    Raises ``PromptError`` for an invalid template.
    """
    return {name for template in templates for name in _engine(engine).names_in(_checked(template))}


def _engine(name: str) -> Any:
    if name == "names":
        return _placeholders
    if name != "jinja":
        raise PromptError(f"{name} is not a template engine. Use names or jinja.")
    return of_extra("templates", "agent360_models.automate.runtime._sandbox", package="Jinja2")


def _checked(source: str) -> str:
    if len(source) > MAX_SOURCE:
        raise PromptError(f"A template has {len(source)} characters; at most {MAX_SOURCE} are allowed.")
    return source


def _plain(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the variables as plain JSON data: objects, lists, texts, numbers, true, false and null.

    Dates, times, decimals, UUIDs and lazy translations become texts. Anything else is refused, so that a template
    cannot use the methods of a project's object.
    """
    try:
        text = json.dumps(dict(variables), cls=DjangoJSONEncoder)
    except (TypeError, ValueError, RecursionError):
        raise PromptError(
            "The variables of a prompt must be objects, lists, texts, numbers, dates and the like, as in JSON, without"
            " circular references. Pass the values that the prompt needs, not the objects that have them."
        ) from None
    if len(text) > MAX_OUTPUT:
        raise PromptError(f"The variables of a prompt have {len(text)} characters; at most {MAX_OUTPUT} are allowed.")
    values: dict[str, Any] = json.loads(text)
    return values
