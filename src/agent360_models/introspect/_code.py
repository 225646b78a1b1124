"""Python code from a tree of calls and values, in the layout of ``ruff format``."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH = 120
_STEP = 4
# The module of each name that the code may use, in the form of import statements.
MODULES = {
    **dict.fromkeys(
        ("AnyTypeField", "MomentField", "NumericField", "PgEnumField", "RealField"), "agent360_models.fields"
    ),
    **dict.fromkeys(
        ("BrinIndex", "GinIndex", "GistIndex", "HashIndex", "Index", "SpGistIndex"), "agent360_models.indexes"
    ),
    "SQL": "agent360_models.expressions",
    "qualified": "agent360_models.names",
    "ReadOnlyModel": "agent360_models.readonly.models",
    "ExclusionConstraint": "django.contrib.postgres.constraints",
    "SearchVectorField": "django.contrib.postgres.search",
    "RandomUUID": "django.contrib.postgres.functions",
    "Now": "django.db.models.functions",
    **dict.fromkeys(
        (
            *("ArrayField", "BigIntegerRangeField", "DateRangeField", "DateTimeRangeField"),
            *("DecimalRangeField", "IntegerRangeField"),
        ),
        "django.contrib.postgres.fields",
    ),
}


class Code(str):
    """Code that is written verbatim."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A call: ``name(*args, **options)``."""

    name: str
    args: Sequence[Any] = ()
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """A pair in a tuple, dict or call, or a statement: the text before a value, and the value."""

    before: str
    value: Any


def layout(value: Any, indent: int = 0, before: str = "", after: str = "") -> str:
    """Return the code of a value, indented by ``indent``, with ``before`` and ``after`` around it."""
    if isinstance(value, Item):
        return layout(value.value, indent, before + value.before, after)
    flat = f"{before}{_flat(value)}{after}"
    opening, closing, items = _parts(value)
    if not items or indent + _width(flat) <= WIDTH:
        return flat
    pad, inner = " " * indent, " " * (indent + _STEP)
    joined = ", ".join(map(_flat, items))
    if isinstance(value, Call) and len(inner) + _width(joined) <= WIDTH:
        return f"{before}{opening}\n{inner}{joined}\n{pad}{closing}{after}"
    lines = "".join(f"{inner}{layout(item, indent + _STEP, after=',')}\n" for item in items)
    return f"{before}{opening}\n{lines}{pad}{closing}{after}"


def _parts(value: Any) -> tuple[str, str, Sequence[Any]]:
    """Return the opening and closing text of a value, and its items; a plain value has none."""
    if isinstance(value, Call):
        return f"{value.name}(", ")", [*value.args, *(Item(f"{name}=", each) for name, each in value.options.items())]
    if isinstance(value, list):
        return "[", "]", value
    if isinstance(value, tuple):
        return "(", ")", value
    if isinstance(value, dict):
        return "{", "}", [Item(f"{literal(key)}: ", each) for key, each in value.items()]
    return "", "", ()


def _flat(value: Any) -> str:
    if isinstance(value, Item):
        return value.before + _flat(value.value)
    opening, closing, items = _parts(value)
    if not opening:
        return literal(value)
    inner = ", ".join(map(_flat, items))
    return f"{opening}{inner}{',' if isinstance(value, tuple) and len(items) == 1 else ''}{closing}"


def literal(value: Any) -> str:
    """Return the literal of a plain value; texts get double quotes unless single quotes need less escaping."""
    if isinstance(value, Code):
        return str(value)
    if not isinstance(value, str):
        return repr(value)
    quote = "'" if value.count('"') > value.count("'") else '"'
    return quote + "".join(_escaped(letter, quote) for letter in value) + quote


def _escaped(letter: str, quote: str) -> str:
    if letter in (quote, "\\"):
        return f"\\{letter}"
    return letter if letter.isprintable() else repr(letter)[1:-1]


def docstring(text: str, indent: int) -> list[str]:
    lines = ["".join(_escaped(letter, "") for letter in " ".join(line.split())) for line in text.strip().splitlines()]
    *before, last = lines or [""]
    quotes = len(last) - len(last.rstrip('"'))
    lines = [*before, last.rstrip('"') + '\\"' * quotes]
    lines = [line.replace('"""', '\\"\\"\\"') for line in lines]
    if lines[0].startswith('"'):
        lines[0] = "\\" + lines[0]
    pad = " " * indent
    if len(lines) == 1:
        return [f'{pad}"""{lines[0]}"""']
    return [f'{pad}"""{lines[0]}', *(f"{pad}{line}" if line else "" for line in lines[1:]), f'{pad}"""']


def _width(text: str) -> int:
    """Return the width of a text in terminal columns."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text
    )
