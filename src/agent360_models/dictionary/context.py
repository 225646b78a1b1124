"""The dictionary as terse text for a language model that writes SQL."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from agent360_models.dictionary._physical import full_name, in_sql, physical
from agent360_models.dictionary.assistant import Knowledge
from agent360_models.dictionary.structure import Column, Dictionary, Relation, Table
from agent360_models.dictionary.words import adds, prefix_of

__all__ = ["render", "tokens"]

_HEAD = """\
Tables of a PostgreSQL database. A block is a table: its name and what a row is, then its columns, each with its type.
? may be NULL. key is in the primary key. -> is a foreign key. = are the known values. Some text columns have a limit.
"""
_COMMON = "In several tables, which name them at the end of their block; * is the prefix of the table's columns:"
_OFTEN = 3  # tables with the same text from which on it is written once
_SHORT = (
    (r"(?:var)?char(?:\(\d+\))?|citext", "text"),
    (r"numeric\([\d,]+\)", "numeric"),
    (r"boolean", "bool"),
    (r"integer|smallint|bigint", "int"),
    (r"double precision|real", "float"),
)


def tokens(text: str) -> int:
    """Estimate the number of tokens of a text: a quarter of its characters."""
    return (len(text) + 3) // 4


def render(dictionary: Dictionary, knowledge: Knowledge | None = None) -> str:
    """Return the tables sorted by name, then the rules and examples, if there are any.

    The same dictionary gives the same text. Texts that columns of several tables share are written once.
    """
    tables = sorted(physical(dictionary), key=full_name)
    common = _common(tables)
    parts = [_HEAD]
    if common:
        parts.append("\n".join([_COMMON, *(f"{stem} {rest}" for stem, rest in sorted(common)), ""]))
    parts += [_block(table, common) for table in tables]
    if knowledge is not None:
        parts += _told(knowledge)
    return "\n".join(parts)


def _common(tables: Iterable[Table]) -> set[tuple[str, str]]:
    """Return the column texts that several tables share: the column name without prefix, and the text."""
    said = Counter(
        (_stem(table, column), _rest(table, column)) for table in tables for column in table.columns if column.meaning
    )
    often = sorted((-times, entry) for entry, times in said.items() if times >= _OFTEN)
    # For a name with several texts only the most frequent one.
    return set({stem: rest for _, (stem, rest) in reversed(often)}.items())


def _stem(table: Table, column: Column) -> str:
    prefix = prefix_of(table)
    return f"*{column.name.removeprefix(prefix.rstrip('_'))}" if prefix else in_sql(column.name)


def _block(table: Table, common: set[tuple[str, str]]) -> str:
    name = in_sql(table.schema, table.name)
    title = " ".join(table.meaning.partition("\n\n")[0].split())
    lines = [f"{name}: {title}" if title else name]
    shared = []
    for column in table.columns:
        rest = _rest(table, column)
        if (_stem(table, column), rest) in common:
            shared.append(in_sql(column.name))
        else:
            lines.append(f"{in_sql(column.name)} {rest}")
    if shared:
        lines.append(", ".join(shared))
    for relation in table.points_at:
        if len(relation.pairs) > 1:
            own, others = (", ".join(map(in_sql, names)) for names in zip(*relation.pairs, strict=True))
            lines.append(f"({own}) -> {_target(relation)}({others})")
    return "\n".join([*lines, ""])


def _target(relation: Relation) -> str:
    return in_sql(*relation.target_table.split(".", 1))


def _rest(table: Table, column: Column) -> str:
    """Return the text after the name of a column."""
    facts = [f"{_type(column.type)}{'?' if column.null else ''}", *(["key"] if column.key else [])]
    facts += [
        f"-> {_target(relation)}.{in_sql(relation.pairs[0][1])}"
        for relation in table.points_at
        if len(relation.pairs) == 1 and relation.column == column.name
    ]
    if column.values:
        facts.append("= " + ", ".join(_value(value, label) for value, label in column.values))
    facts += [mark for mark, has in (("secret", column.secret), ("personal", column.personal)) if has]
    said = [column.label] if adds(column.label, column.name) else []
    if adds(column.meaning, column.name, *said, *(text for value in column.values for text in value)):
        said.append(column.meaning.removesuffix("."))
    return " ".join(facts) + (f": {'. '.join(said)}" if said else "")


def _type(text: str) -> str:
    for long, short in _SHORT:
        text = re.sub(rf"^(?:{long})(?=\[|$)", short, text)
    return text


def _value(value: str, label: str) -> str:
    name = value if re.fullmatch(r"[\w.-]+", value) else "'{}'".format(value.replace("'", "''"))
    return f"{name} ({label})" if adds(label, value) else name


def _told(knowledge: Knowledge) -> Iterator[str]:
    """Yield the rules and the examples as separate blocks."""
    if knowledge.rules:
        yield "\n".join(["Rules of the business:", *(_indented("- ", rule) for rule in knowledge.rules), ""])
    for example in knowledge.examples:
        lines = [f"Question: {' '.join(example.question.split())}", example.sql.strip()]
        if example.explanation:
            lines.append(f"Explanation: {' '.join(example.explanation.split())}")
        yield "\n".join([*lines, ""])


def _indented(mark: str, text: str) -> str:
    return mark + f"\n{' ' * len(mark)}".join(filter(None, map(str.strip, text.splitlines())))
