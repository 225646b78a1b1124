"""The dictionary as ``COMMENT ON`` statements, so that every database tool shows the texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent360_models import catalog
from agent360_models.dictionary._physical import physical
from agent360_models.dictionary.structure import Dictionary

__all__ = ["render", "statements"]


def render(dictionary: Dictionary, search_path: Sequence[str] = ()) -> str:
    """Return a psql script for the owner of the tables; empty if nothing has a text.

    ``search_path`` lists the schemas of tables without a schema name, if they differ from the owner's session.
    """
    found = [*statements(dictionary)]
    if not found:
        return ""
    path = [f"SET search_path TO {', '.join(map(_name, search_path))}"] if search_path else []
    return "".join(f"{statement};\n" for statement in ("SET client_encoding TO 'UTF8'", *path, *found))


def statements(dictionary: Dictionary) -> Iterator[str]:
    """Yield a statement with the label and the meaning for each table and each column that has a text.

    The statements are idempotent. A comment on a table or column without a text stays unchanged.
    """
    for table in physical(dictionary):
        name = _name(*filter(None, (table.schema, table.name)))
        if table.meaning:
            text = _literal(_comment(table.label, table.meaning))
            yield _on_view(name, text) if table.view else f"COMMENT ON TABLE {name} IS {text}"
        for column in table.columns:
            if column.meaning:
                text = _literal(_comment(column.label, column.meaning))
                yield f"COMMENT ON COLUMN {name}.{_name(column.name)} IS {text}"


def _comment(label: str, meaning: str) -> str:
    if meaning.startswith(f"{label}."):  # the text came from such a comment
        return meaning
    return f"{label} {meaning}" if label.endswith((".", "?", "!", ":")) else f"{label}. {meaning}"


def _on_view(name: str, text: str) -> str:
    """Return the statement for a view, a table without a key, or a foreign table, whose kind only the server knows."""
    body = f"BEGIN EXECUTE ({catalog.comment_sql(_literal(name), text).strip()}); END"
    tag = "$comment$"
    while tag in body:
        tag = f"{tag[:-1]}_$"
    return f"DO {tag}{body}{tag}"


def _name(*parts: str) -> str:
    return ".".join('"{}"'.format(part.replace('"', '""')) for part in parts)


def _literal(text: str) -> str:
    r"""Return a text as a one-line literal that PostgreSQL reads alike under any setting."""
    quoted = text.replace("'", "''")
    if not set(quoted) & set("\\\n\r\t"):
        return f"'{quoted}'"
    for raw, spelled in (("\\", r"\\"), ("\n", r"\n"), ("\r", r"\r"), ("\t", r"\t")):
        quoted = quoted.replace(raw, spelled)
    return f"E'{quoted}'"
