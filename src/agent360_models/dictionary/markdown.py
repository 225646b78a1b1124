"""The dictionary as Markdown: a section for each app, and a table for each model."""

import re
from collections.abc import Iterable, Iterator

from agent360_models.dictionary._physical import full_name
from agent360_models.dictionary.structure import App, Column, Dictionary

__all__ = ["render"]

_HEAD = "| Column | Type | NULL | Label | Meaning |\n|---|---|---|---|---|"


def render(dictionary: Dictionary) -> str:
    """Return the apps with their models; a foreign key links to the section of its target, if it is included."""
    known = dictionary.tables
    return "\n".join(line for app in dictionary.apps if app.tables for line in _app(app, known))


def _app(app: App, known: Iterable[str]) -> Iterator[str]:
    yield f"# {_text(app.name)}\n"
    if app.meaning:
        yield f"{_text(app.meaning)}\n"
    for table in app.tables:
        yield f"## {_text(table.model)}\n"
        if table.meaning:
            yield f"{_text(table.meaning)}\n"
        kind = "made by migrations" if table.managed else "not made by migrations"
        yield f"{_text(table.label)}: table {_code(full_name(table))}, {kind}.\n"
        yield _HEAD
        yield from (_row(column, known) for column in table.columns)
        yield ""
        if table.pointed_at_by:
            models = dict.fromkeys(relation.model for relation in table.pointed_at_by)
            yield f"Pointed at by {', '.join(_link(model, known) for model in models)}.\n"


def _row(column: Column, known: Iterable[str]) -> str:
    cells = (
        _code(column.name),
        _code(column.type),
        "yes" if column.null else "",
        _text(column.label),
        " ".join(_notes(column, known)),
    )
    return "| " + " | ".join(re.sub(r"\s*\n\s*", " ", cell.replace("|", "\\|")) for cell in cells) + " |"


def _notes(column: Column, known: Iterable[str]) -> Iterator[str]:
    if column.key:
        yield "Primary key."
    if column.points_at:
        yield f"To {_link(column.points_at, known)}."
    if column.meaning:
        yield _text(column.meaning)
    if column.values:
        yield f"One of {', '.join(f'{_code(value)} ({_text(label)})' for value, label in column.values)}."
    if column.sources:
        yield f"From {', '.join(map(_code, column.sources))}."
    if column.secret:
        yield "Secret."
    if column.personal:
        yield "Personal."


def _link(model: str, known: Iterable[str]) -> str:
    """Return a link to the section of a model, with the anchor that most viewers generate for its heading."""
    anchor = model.lower().replace(".", "")
    return f"[{_text(model)}](#{anchor})" if model in known else _code(model)


def _code(text: str) -> str:
    """Return a text as code, between more backticks than it contains."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    padding = " " if text[:1] in ("`", "") or text[-1:] == "`" else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def _text(text: str) -> str:
    """Return a text with Markdown tags and links escaped; code stays."""
    parts = re.split(r"(`+[^`]+`+)", text)
    return "".join(part if place % 2 else re.sub(r"([<\[*\\])", r"\\\1", part) for place, part in enumerate(parts))
