"""Templates that support ``{{ name }}`` and nothing else."""

import json
import re
from collections.abc import Mapping
from typing import Any

from agent360_models.automate.exceptions import PromptError

_PLACE = re.compile(r"\{\{([^{}]*)\}\}")


def render(source: str, values: Mapping[str, Any], max_output: int) -> str:
    """Render one template; a value that is not a text is written as JSON."""
    parts = _parts(source)
    texts = {name: _as_text(values[name]) for name in {*parts[1::2]}}  # once per name, however often it is used
    parts[1::2] = [texts[name] for name in parts[1::2]]
    if sum(map(len, parts)) > max_output:
        raise PromptError(f"The text of a prompt would have more than {max_output} characters.")
    return "".join(parts)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def names_in(source: str) -> set[str]:
    return {*_parts(source)[1::2]}


def is_name(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[^\W\d]\w*", value) is not None


def _parts(source: str) -> list[str]:
    parts = _PLACE.split(source)
    if any("{{" in text for text in parts[::2]):
        raise PromptError("A template has {{ without a name and }} after it.")
    parts[1::2] = [name.strip() for name in parts[1::2]]
    for name in parts[1::2]:
        if not is_name(name):
            raise PromptError(
                f"{{{{ {name[:50]} }}}} is not the name of a variable. This engine supports only {{{{ name }}}}."
                " The engine jinja supports more."
            )
    return parts
