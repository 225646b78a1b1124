"""Whole schemas, with the facts that only the generation of models needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db import connections, transaction

from agent360_models.catalog._fetch import fetch
from agent360_models.catalog._tables import Catalog, Table, read


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation and its comment. ``is_visible`` tells whether the search path finds it by its bare name."""

    table: Table
    comment: str
    is_visible: bool


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """Facts about a column: its comment, the dimensions of its array, and the type of the elements.

    ``sequence`` is the sequence that fills it, as its name in SQL; ``expression`` is that of a generated column.
    ``sorts`` tells whether its values have an order.
    """

    comment: str
    dimensions: int
    element: str
    sequence: str | None
    expression: str | None
    sorts: bool


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """Facts about an index: its method, and for each key its SQL, operator class and direction.

    ``opclasses`` is empty if all are the types' defaults. ``directions`` are those of ``pg_index.indoption``: 1 for
    DESC, and 2 for NULLS FIRST. ``included`` lists the INCLUDE columns. ``constraint`` is the kind of the constraint
    that the index belongs to, or empty.
    """

    method: str
    keys: Sequence[str]
    opclasses: Sequence[str]
    directions: Sequence[int]
    included: Sequence[str]
    constraint: str
    is_deferred: bool


@dataclass(frozen=True, slots=True)
class ConstraintFacts:
    """Facts about a constraint: the SQL of a check, and the operators of an exclusion."""

    expression: str | None
    operators: Sequence[str]


@dataclass(frozen=True, slots=True)
class Schemas:
    """Relations with their columns, indexes and constraints; facts are keyed by the relation's ``oid`` and a name.

    ``settings`` lists the settings that the policies of a relation read, by its ``oid``.

    All names in SQL are schema-qualified.
    """

    catalog: Catalog
    relations: Sequence[Relation]
    columns: dict[tuple[int, str], ColumnFacts]
    indexes: dict[tuple[int, str], IndexFacts]
    constraints: dict[tuple[int, str], ConstraintFacts]
    settings: dict[int, Sequence[str]]
    path: Sequence[str]


def read_schemas(schemas: Sequence[str], tables: Sequence[tuple[str | None, str]], *, using: str) -> Schemas:
    """Read all relations of some schemas, of all except the system's, or only the named ones.

    Partitions and objects of extensions are left out. This takes fourteen queries, and one setting that ends with its
    transaction, for any number of relations.

    Raises ``django.db.OperationalError`` if the server cannot be reached.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        rows = partial(fetch, cursor)
        wanted = [[schema for schema, _ in tables], [name for _, name in tables]]
        found = rows(_RELATIONS, not schemas, list(schemas), not tables, *wanted)
        path, setting = rows(
            "SELECT pg_catalog.current_schemas(false)::text[], pg_catalog.current_setting('search_path')"
        )[0]
        cursor.execute("SELECT pg_catalog.set_config('search_path', '', true)")
        catalog = read({row[2] for row in found}, using=using, definitions=True)
        by_oid = {table.oid: table for table in catalog.tables}
        oids = [row[0] for row in found]
        columns = {tuple(row[:2]): ColumnFacts(*row[2:]) for row in rows(_COLUMN_FACTS, oids)}
        indexes = {tuple(row[:2]): IndexFacts(*row[2:]) for row in rows(_INDEX_FACTS, oids)}
        constraints = {tuple(row[:2]): ConstraintFacts(*row[2:]) for row in rows(_CONSTRAINT_FACTS, oids)}
        settings = dict(rows(_SETTINGS, oids))
        cursor.execute("SELECT pg_catalog.set_config('search_path', %s, true)", [setting])
    relations = [Relation(by_oid[oid], comment, visible) for oid, _schema, _name, comment, visible in found]
    return Schemas(catalog, relations, columns, indexes, constraints, settings, path)


_SETTINGS = """
SELECT p.polrelid::bigint, pg_catalog.array_agg(DISTINCT found[1] ORDER BY found[1])
FROM pg_catalog.pg_policy p
CROSS JOIN LATERAL pg_catalog.regexp_matches(
    pg_catalog.concat(
        pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
    ),
    $$current_setting\\('([^']+)'$$, 'g') AS found
WHERE p.polrelid = ANY (%s)
GROUP BY p.polrelid
"""

_RELATIONS = """
SELECT c.oid::bigint, n.nspname, c.relname, coalesce(pg_catalog.obj_description(c.oid, 'pg_class'), ''),
    pg_catalog.pg_table_is_visible(c.oid)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
    AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND (%s OR n.nspname = ANY (%s::text[]))
    AND (%s OR EXISTS (SELECT FROM unnest(%s::text[], %s::text[]) AS wanted (schema, name)
        WHERE wanted.name = c.relname AND coalesce(wanted.schema, n.nspname) = n.nspname))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
"""

_COLUMN_FACTS = """
SELECT a.attrelid::bigint, a.attname, coalesce(pg_catalog.col_description(a.attrelid, a.attnum), ''),
    a.attndims::integer, pg_catalog.format_type(b.typelem, coalesce(d.typmod, a.atttypmod)),
    CASE WHEN c.relkind IN ('r', 'p') THEN pg_catalog.pg_get_serial_sequence(a.attrelid::pg_catalog.regclass::text,
        a.attname) END,
    CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(f.adbin, f.adrelid) END,
    EXISTS (SELECT FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod
        WHERE o.opcdefault AND m.amname = 'btree' AND (o.opcintype = b.oid
            OR b.typtype = 'e' OR b.typname = 'varchar' OR b.typelem <> 0 AND b.typcategory = 'A'))
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN LATERAL (
    WITH RECURSIVE base (oid, typmod, depth) AS (
        SELECT t.typbasetype, t.typtypmod, 0
        UNION ALL
        SELECT n.typbasetype, n.typtypmod, depth + 1
        FROM base JOIN pg_catalog.pg_type n ON n.oid = base.oid AND n.typtype = 'd')
    SELECT oid, typmod FROM base ORDER BY depth DESC LIMIT 1) d ON t.typtype = 'd'
JOIN pg_catalog.pg_type b ON b.oid = coalesce(d.oid, t.oid)
LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
WHERE a.attrelid = ANY (%s::bigint[]) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
"""

_INDEX_FACTS = """
SELECT i.indrelid::bigint, c.relname, m.amname,
    ARRAY(SELECT pg_catalog.pg_get_indexdef(i.indexrelid, k, false)
        FROM generate_series(1, i.indnkeyatts) k ORDER BY k),
    CASE WHEN EXISTS (SELECT FROM unnest(i.indclass::oid[]) AS used (oid)
            JOIN pg_catalog.pg_opclass o USING (oid) WHERE NOT o.opcdefault)
        THEN ARRAY(SELECT o.opcname FROM unnest(i.indclass::oid[]) WITH ORDINALITY AS used (oid, place)
            JOIN pg_catalog.pg_opclass o USING (oid) ORDER BY place)
        ELSE '{}' END,
    ARRAY(SELECT option::integer FROM unnest(i.indoption::smallint[]) WITH ORDINALITY AS o (option, place)
        WHERE place <= i.indnkeyatts ORDER BY place),
    ARRAY(SELECT a.attname FROM unnest(i.indkey::smallint[]) WITH ORDINALITY k (attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        WHERE place > i.indnkeyatts ORDER BY place),
    coalesce(k.contype::text, ''), coalesce(k.condeferred, false)
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
WHERE i.indrelid = ANY (%s::bigint[])
"""

_CONSTRAINT_FACTS = """
SELECT c.conrelid::bigint, c.conname, pg_catalog.pg_get_expr(c.conbin, c.conrelid),
    ARRAY(SELECT o.oprname FROM unnest(c.conexclop) WITH ORDINALITY AS used (oid, place)
        JOIN pg_catalog.pg_operator o USING (oid) ORDER BY place)
FROM pg_catalog.pg_constraint c
WHERE c.conrelid = ANY (%s::bigint[]) AND c.contype IN ('c', 'x')
"""
