"""The dictionary as a Mermaid ``erDiagram``, which many Markdown viewers draw."""

import re

from agent360_models.dictionary._physical import full_name, physical
from agent360_models.dictionary.structure import Column, Dictionary, Relation, Table

__all__ = ["render"]

_KEYWORDS = ("PK", "FK", "UK")


def render(dictionary: Dictionary) -> str:
    """Return the tables with their columns, and a line for each foreign key.

    Mermaid accepts only words as types and column names: other characters become underscores. A table outside the
    dictionary is drawn empty.
    """
    lines = ["erDiagram"]
    tables = physical(dictionary)
    for table in tables:
        lines += [
            f"    {_quoted(full_name(table))} {{",
            *(f"        {_attribute(table, c)}" for c in table.columns),
            "    }",
        ]
    for table in tables:
        lines += [f"    {_relation(table, relation)}" for relation in table.points_at]
    return "\n".join([*lines, ""])


def _attribute(table: Table, column: Column) -> str:
    points = {name for relation in table.points_at for name, _ in relation.pairs}
    keys = ", ".join(key for key, has in (("PK", column.key), ("FK", column.name in points)) if has)
    return " ".join(filter(None, (_word(column.type), _word(column.name), keys, _quoted(column.label))))


def _relation(table: Table, relation: Relation) -> str:
    may_be_null = any(column.null for column in table.columns if column.name in dict(relation.pairs))
    left = "|o" if may_be_null else "||"
    right = "o|" if relation.unique else "o{"
    columns = ", ".join(column for column, _ in relation.pairs)
    ends = _quoted(relation.target_table), _quoted(full_name(table))
    return f"{ends[0]} {left}--{right} {ends[1]} : {_quoted(columns)}"


def _quoted(text: str) -> str:
    """Return a quoted text; characters that Mermaid does not accept become underscores."""
    return '"{}"'.format(re.sub(r'["%\\\r\n]', "_", text))


def _word(text: str) -> str:
    word = re.sub(r"[^A-Za-z0-9_\-\[\]()\u00C0-\uFFFF]", "_", text.replace('"', ""))
    if not re.match(r"[A-Za-z_\u00C0-\uFFFF]", word) or word.upper() in _KEYWORDS:
        return f"_{word}"
    return word
