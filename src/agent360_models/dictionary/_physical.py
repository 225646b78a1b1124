"""The physical tables: models that share a table, such as an extension and its parent, count as one."""

import re
from dataclasses import replace

from agent360_models.dictionary.structure import Dictionary, Relation, Table

# Built-in types of PostgreSQL; another type with known values is an enum.
BUILT_IN = re.compile(
    r"(?:var)?char|text|citext|name|smallint|integer|bigint|numeric|real|double precision|boolean|uuid|date|time"
    r"|timestamp|timestamptz|interval|jsonb?|bytea|inet|cidr|macaddr|xml|bit|varbit|hstore|ltree|tsvector|money"
    r"|\w+(?:multi)?range"
)
# Words that PostgreSQL does not read as a name without quotes.
_RESERVED = """
all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate collation
column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from
full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime
localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning
right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user
using variadic verbose when where window with
"""


def physical(dictionary: Dictionary) -> list[Table]:
    """Return each table once, with the columns and foreign keys of all its models; the first model names it."""
    found: dict[tuple[str, str], Table] = {}
    for table in dictionary.tables.values():
        place = table.schema, table.name
        known = found.get(place)
        found[place] = table if known is None else _joined(known, table)
    return list(found.values())


def _joined(first: Table, second: Table) -> Table:
    names = {column.name for column in first.columns}
    return replace(
        first,
        meaning=first.meaning or second.meaning,
        columns=first.columns + tuple(column for column in second.columns if column.name not in names),
        points_at=first.points_at + tuple(own for own in second.points_at if not _is_known(own, first)),
    )


def _is_known(relation: Relation, table: Table) -> bool:
    """Tell whether a relation is redundant: it links a row to itself, or another model declares it too."""
    ends = {(other.target_table, other.pairs) for other in table.points_at}
    is_itself = relation.target == table.model and all(own == other for own, other in relation.pairs)
    return is_itself or (relation.target_table, relation.pairs) in ends


def full_name(table: Table) -> str:
    """Return the table name with its schema, if it has one: ``auth.users``."""
    return f"{table.schema}.{table.name}" if table.schema else table.name


def in_sql(*parts: str) -> str:
    """Return a name for SQL, with quotes where a part needs them; empty parts are left out."""
    return ".".join(map(_quoted, filter(None, parts)))


def _quoted(name: str) -> str:
    if re.fullmatch(r"[a-z_][a-z0-9_$]*", name) and name not in _RESERVED.split():
        return name
    return '"{}"'.format(name.replace('"', '""'))
