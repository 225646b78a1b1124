"""The dictionary as DBML, the language of dbdiagram.io and dbdocs."""

import re
from collections.abc import Iterable, Iterator, Mapping

from agent360_models.dictionary._physical import BUILT_IN, physical
from agent360_models.dictionary.structure import Column, Dictionary, Relation, Table

__all__ = ["render"]

_ARRAY = re.compile(r"(?:\[\d*\])+$")


def render(dictionary: Dictionary) -> str:
    """Return enums, tables with notes, and references; a reference to a table outside the dictionary is a note."""
    known = dictionary.tables
    tables = [table for table in physical(dictionary) if table.columns]
    references = [_reference(table, relation, known) for table in tables for relation in table.points_at]
    return "\n".join(
        [*_enums(tables), *(_table(table, known) for table in tables), *dict.fromkeys(filter(None, references))]
    )


def _enums(tables: Iterable[Table]) -> Iterator[str]:
    found: dict[str, dict[str, str]] = {}
    for table in tables:
        for column in table.columns:
            if name := _enum(column):
                values = found.setdefault(name, {})
                values.update((value, label) for value, label in column.values if value and value not in values)
    for name, values in found.items():
        lines = (f"  {_quoted(value)} [note: {_text(label)}]" for value, label in values.items())
        yield "\n".join([f"Enum {_type(name)} {{", *lines, "}", ""])


def _enum(column: Column) -> str | None:
    """Return the ENUM type of a column or of its array elements, or ``None``."""
    name = _ARRAY.sub("", column.type)
    is_enum = column.values and not BUILT_IN.fullmatch(re.sub(r"\([\d,]*\)$", "", name))
    return name if is_enum else None


def _table(table: Table, known: Mapping[str, Table]) -> str:
    keys = [column.name for column in table.columns if column.key]
    lines = [f"  {_column(table, column, known, is_key=keys == [column.name])}" for column in table.columns]
    if len(keys) > 1:
        lines += ["  indexes {", f"    ({', '.join(map(_quoted, keys))}) [pk]", "  }"]
    if note := " ".join(filter(None, (f"{table.label}.", table.meaning))):
        lines.append(f"  Note: {_text(note)}")
    return "\n".join([f"Table {_names(table.schema, table.name)} {{", *lines, "}", ""])


def _column(table: Table, column: Column, known: Mapping[str, Table], *, is_key: bool) -> str:
    settings = ["pk"] if is_key else []
    settings += [] if column.null else ["not null"]
    settings.append(f"note: {_text(_note(table, column, known))}")
    type_ = _type(column.type) if _enum(column) == column.type else _quoted(column.type)
    return f"{_quoted(column.name)} {type_} [{', '.join(settings)}]"


def _note(table: Table, column: Column, known: Mapping[str, Table]) -> str:
    parts = [f"{column.label}.", column.meaning]
    if column.values and not _enum(column):
        parts.append("One of: " + ", ".join(f"{value} ({label})" for value, label in column.values) + ".")
    parts += [
        f"Points at {relation.target_table}({', '.join(other for _, other in relation.pairs)})."
        for relation in table.points_at
        if relation.column == column.name and relation.target not in known
    ]
    return " ".join(filter(None, parts))


def _reference(table: Table, relation: Relation, known: Mapping[str, Table]) -> str:
    """Return a reference between tables; empty if the target is unknown or a column would reference itself."""
    target = known.get(relation.target)
    if target is None:
        return ""
    own, others = zip(*relation.pairs, strict=True)
    ends = _end(table, own), _end(target, others)
    return f"Ref: {ends[0]} {'-' if relation.unique else '>'} {ends[1]}\n" if ends[0] != ends[1] else ""


def _end(table: Table, columns: tuple[str, ...]) -> str:
    names = ", ".join(map(_quoted, columns))
    return f"{_names(table.schema, table.name)}.{names if len(columns) == 1 else f'({names})'}"


def _type(name: str) -> str:
    """Return the name of an ENUM type in DBML's quotes."""
    parts = re.findall(r'"((?:[^"]|"")+)"|([^".]+)', name)
    return _names(*(quoted.replace('""', '"') or bare for quoted, bare in parts))


def _names(*parts: str) -> str:
    return ".".join(map(_quoted, filter(None, parts)))


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _text(text: str) -> str:
    """Return a quoted text; a text of several lines gets three quotes."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'''{escaped}'''" if "\n" in text else f"'{escaped}'"
