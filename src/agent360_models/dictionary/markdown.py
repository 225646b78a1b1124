"""The dictionary as Markdown: a section for each app, and a table for each model."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from agent360_models.dictionary._physical import full_name
from agent360_models.dictionary.structure import App, Column, Dictionary
from agent360_models.validators import printable

__all__ = ["code", "render", "row"]

_HEAD = "| Column | Type | NULL | Label | Meaning |\n|---|---|---|---|---|"
_CODE_OR_SIGN = re.compile(
    r"(?<!`)(`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)\1(?!`)|[<\[*\\`~#]|(?<![=-])[=-](?=[=-]*[ \t]*$)",
    re.DOTALL | re.MULTILINE,
)


def render(dictionary: Dictionary) -> str:
    """Return the apps with their models; a foreign key links to the section of its target, if it is included."""
    known = _anchors(dictionary)
    return "\n".join(line for app in dictionary.apps if app.tables for line in _app(app, known))


def _anchors(dictionary: Dictionary) -> dict[str, str]:
    """Return the anchors that most viewers generate for the headings of the models; a repeated one gets a number."""
    found, times = {}, Counter[str]()
    for app in filter(lambda app: app.tables, dictionary.apps):
        for heading in (app.name, *(table.model for table in app.tables)):
            anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
            found[heading] = f"{anchor}-{times[anchor]}" if times[anchor] else anchor
            times[anchor] += 1
    return found


def _app(app: App, known: Mapping[str, str]) -> Iterator[str]:
    yield f"# {_line(app.name)}\n"
    if app.meaning:
        yield f"{_text(app.meaning)}\n"
    for table in app.tables:
        yield f"## {_text(table.model)}\n"
        if table.meaning:
            yield f"{_text(table.meaning)}\n"
        kind = "made by migrations" if table.managed else "not made by migrations"
        yield f"{_line(table.label)}: table {code(full_name(table))}, {kind}.\n"
        yield _HEAD
        yield from (_row(column, known) for column in table.columns)
        yield ""
        if table.pointed_at_by:
            models = dict.fromkeys(relation.model for relation in table.pointed_at_by)
            yield f"Pointed at by {', '.join(_link(model, known) for model in models)}.\n"


def _row(column: Column, known: Mapping[str, str]) -> str:
    cells = (
        code(column.name),
        code(column.type),
        "yes" if column.null else "",
        _text(column.label),
        " ".join(_notes(column, known)),
    )
    return row(*cells)


def _notes(column: Column, known: Mapping[str, str]) -> Iterator[str]:
    if column.key:
        yield "Primary key."
    if column.points_at:
        yield f"To {_link(column.points_at, known)}."
    if column.meaning:
        yield _text(column.meaning)
    if column.values:
        yield f"One of {', '.join(f'{code(value)} ({_text(label)})' for value, label in column.values)}."
    if column.sources:
        yield f"From {', '.join(map(code, column.sources))}."
    if column.secret:
        yield "Secret."
    if column.personal:
        yield "Personal."


def _link(model: str, known: Mapping[str, str]) -> str:
    """Return a link to the section of a model, if it has one."""
    return f"[{_text(model)}](#{known[model]})" if model in known else code(model)


def row(*cells: str) -> str:
    """Return the row of a table; a cell takes one line."""
    return "| " + " | ".join(re.sub(r"\s*\n\s*", " ", cell.replace("|", "\\|")) for cell in cells) + " |"


def code(text: str) -> str:
    """Return a text as code on one line, between more backticks than it contains."""
    text = printable(text)
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    padding = " " if text[:1] in ("`", "") or text[-1:] == "`" else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def _line(text: str) -> str:
    return _text(" ".join(text.split()))


def _text(text: str) -> str:
    """Return a text with Markdown tags, links, fences and headings escaped.

    Code stays, on one line, where nothing can end it.
    """
    return _CODE_OR_SIGN.sub(lambda found: " ".join(found[0].split()) if found[1] else f"\\{found[0]}", text)
