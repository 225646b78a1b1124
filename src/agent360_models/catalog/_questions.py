"""Single questions, one query each, and conditions for SQL that runs on the server."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from agent360_models.catalog._fetch import fetch
from agent360_models.names import split


def existing_tables(tables: Iterable[str], *, using: str, kinds: str = "rpvmf") -> list[str]:
    """Return the given ``db_table`` names that exist; without a schema, the search path is searched.

    ``kinds`` are letters of ``pg_class.relkind``; by default views count too.
    """
    wanted = {split(table): table for table in tables}
    rows = _fetch(
        using,
        "SELECT n.nspname, c.relname, n.nspname = ANY (current_schemas(false))"
        " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relname = ANY (%s) AND c.relkind = ANY (%s)",
        [table for _schema, table in wanted],
        list(kinds),
    )
    names = {(schema, name) for schema, name, _ in rows} | {(None, name) for _, name, on_path in rows if on_path}
    return [table for key, table in wanted.items() if key in names]


def sizes_of_tables(tables: Iterable[str], *, using: str) -> dict[str, tuple[int, int | None]]:
    """Return, for each given ``db_table`` name that exists, its bytes with indexes, and its estimated row count.

    The estimate is ``None`` before the first ANALYZE. A table without a schema is looked up on the search path.
    """
    wanted = list(dict.fromkeys(tables))
    names = [split(table) for table in wanted]
    rows = _fetch(
        using,
        """
        SELECT w.place, pg_catalog.pg_total_relation_size(c.oid), nullif(c.reltuples, -1)::bigint
        FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY w (schema_name, table_name, place)
        JOIN pg_catalog.pg_class c ON c.relname = w.table_name AND c.relkind IN ('r', 'p')
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE CASE WHEN w.schema_name IS NULL THEN pg_catalog.pg_table_is_visible(c.oid)
            ELSE n.nspname = w.schema_name END
        """,
        [schema for schema, _name in names],
        [name for _schema, name in names],
    )
    return {wanted[place - 1]: (size, estimate) for place, size, estimate in rows}


def comment_sql(name: str, text: str) -> str:
    """Return a query for the statement that comments a table or any kind of view.

    ``name`` and ``text`` are SQL for its name and the comment. The statement is NULL if the table does not exist.
    """
    return f"""
        SELECT pg_catalog.format(
            'COMMENT ON %s %s IS %L',
            CASE relkind
                WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE'
            END,
            oid::pg_catalog.regclass,
            {text}
        )
        FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass({name})
    """


def parts_sql(tables: str) -> str:
    """Return the recursive query ``part (oid)`` for tables with their partitions and the tables that inherit from them.

    ``tables`` is SQL for an array of table names.
    """
    return f"""part (oid) AS (
            SELECT pg_catalog.to_regclass(wanted.name)::oid FROM pg_catalog.unnest({tables}) AS wanted (name)
            UNION
            SELECT inhrelid FROM part JOIN pg_catalog.pg_inherits ON inhparent = part.oid
        )"""


def sequences_sql(tables: str) -> str:
    """Return a query for the sequences of tables and their partitions, as quoted SQL names.

    These are sequences owned by a column, and sequences that a default uses and no other table owns. ``tables`` is SQL
    for an array of table names.
    """
    return f"""
        WITH RECURSIVE {parts_sql(tables)}
        SELECT DISTINCT s.oid::pg_catalog.regclass::text
        FROM part
        JOIN pg_catalog.pg_class t ON t.oid = part.oid
        JOIN pg_catalog.pg_class s ON s.relkind = 'S'
        WHERE EXISTS (
                SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.objid = s.oid AND d.refobjid = t.oid AND d.deptype IN ('a', 'i')
            )
            OR EXISTS (
                SELECT FROM pg_catalog.pg_attrdef a
                JOIN pg_catalog.pg_depend d
                    ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = a.oid
                WHERE a.adrelid = t.oid AND d.refobjid = s.oid
            )
            AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.objid = s.oid AND d.deptype IN ('a', 'i')
            )
    """


def comment_of_database(name: str, cursor: Any) -> str | None:
    """Return the comment on a database, empty if it has none; ``None`` if the database does not exist."""
    cursor.execute(
        "SELECT coalesce(pg_catalog.shobj_description(oid, 'pg_database'), '') FROM pg_catalog.pg_database"
        " WHERE datname = %s",
        [name],
    )
    row = cursor.fetchone()
    return None if row is None else str(row[0])


def has_text_search_configuration(name: str, *, using: str) -> bool:
    """Tell whether a text search configuration exists; the name may include a schema."""
    sql = """
        SELECT 1
        FROM pg_catalog.parse_ident(%s) AS ident (parts)
        JOIN pg_catalog.pg_ts_config c ON c.cfgname = parts[pg_catalog.cardinality(parts)]
        JOIN pg_catalog.pg_namespace n ON n.oid = c.cfgnamespace
        WHERE CASE pg_catalog.cardinality(parts)
            WHEN 1 THEN pg_catalog.pg_ts_config_is_visible(c.oid) ELSE n.nspname = parts[1] END
    """
    return bool(_fetch(using, sql, name))


def functions(names: Iterable[str], *, comment: str, using: str) -> dict[str, bool]:
    """Return the given functions in the current schema, and for each whether its comment is LIKE ``comment``."""
    return dict(
        _fetch(
            using,
            "SELECT p.proname, bool_or(coalesce(pg_catalog.obj_description(p.oid, 'pg_proc') LIKE %s, false))"
            " FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
            " WHERE p.proname = ANY (%s) AND n.nspname = current_schema() GROUP BY p.proname",
            comment,
            list(names),
        )
    )


def labels_of(type_sql: str, connection: Any) -> list[str]:
    """Return the labels of an ENUM type in order; empty if it does not exist. ``type_sql`` is its name in SQL.

    The query bypasses Django's cursor wrappers, so it does not count among a project's queries.
    """
    # Not to_regtype(): it fails if the role may not use the schema.
    sql = """
        SELECT e.enumlabel
        FROM pg_catalog.parse_ident(%s) AS ident (parts)
        JOIN pg_catalog.pg_type t ON t.typname = parts[pg_catalog.cardinality(parts)]
        JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid
        WHERE CASE pg_catalog.cardinality(parts)
            WHEN 1 THEN pg_catalog.pg_type_is_visible(t.oid) ELSE n.nspname = parts[1] END
        ORDER BY e.enumsortorder
    """
    with connection.wrap_database_errors, connection.cursor() as wrapper:
        wrapper.cursor.execute(sql, (type_sql,))
        return [label for (label,) in wrapper.cursor.fetchall()]


def columns_of_index(schema: str, name: str, *, using: str) -> set[str]:
    """Return the columns of an index."""
    rows = _fetch(
        using,
        "SELECT a.attname FROM pg_catalog.pg_index i"
        " JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::smallint[])"
        " WHERE n.nspname = %s AND c.relname = %s",
        schema,
        name,
    )
    return {column for (column,) in rows}


def is_indexed(schema: str, table: str, column: str, *, using: str) -> bool:
    """Tell whether a valid index starts with a column."""
    sql = (
        "SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE n.nspname = %s AND c.relname = %s AND a.attname = %s AND i.indisvalid"
    )
    return bool(_fetch(using, sql, schema, table, column))


def may_be_null(table: str, column: str, *, using: str) -> bool:
    """Tell whether a column lacks NOT NULL, like all columns of a view; ``table`` is its name in SQL."""
    sql = (
        "SELECT FROM pg_catalog.pg_attribute"
        " WHERE attrelid = %s::pg_catalog.regclass AND attname = %s AND NOT attnotnull"
    )
    return bool(_fetch(using, sql, table, column))


def columns_to_write(table: str, *, using: str) -> list[tuple[Any, ...]]:
    """Return facts about each column: its name, then the fields of ``LiveColumn`` in ``bulk``.

    ``table`` is its name in SQL. For arrays and domains, however nested, the facts are those of the base type.

    Raises ``django.db.ProgrammingError`` if the table does not exist.
    """
    return _fetch(
        using,
        """
        WITH RECURSIVE attribute AS (
            SELECT * FROM pg_catalog.pg_attribute
            WHERE attrelid = %s::pg_catalog.regclass AND attnum > 0 AND NOT attisdropped
        ), step (attnum, oid, typmod, depth, is_array) AS (
            SELECT attnum, atttypid, atttypmod, 0, false FROM attribute
            UNION ALL
            SELECT s.attnum, CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.typelem END,
                CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE s.typmod END, depth + 1, is_array OR t.typtype <> 'd'
            FROM step s JOIN pg_catalog.pg_type t ON t.oid = s.oid
            WHERE t.typtype = 'd' OR t.typcategory = 'A' AND t.typelem <> 0
        ), base AS (
            SELECT DISTINCT ON (attnum) * FROM step WHERE NOT is_array ORDER BY attnum, depth DESC
        ), leaf AS (
            SELECT DISTINCT ON (attnum) * FROM step ORDER BY attnum, depth DESC
        )
        SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
            CASE WHEN base.depth > 0 THEN pg_catalog.format_type(base.oid, base.typmod) END,
            a.atthasdef OR a.attidentity <> '', a.attidentity = 'a', t.typname, coalesce(c.collisdeterministic, true),
            t.typtype IN ('e', 'r', 'm') OR t.typname = 'varchar' OR EXISTS (
                SELECT FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod
                WHERE o.opcintype = t.oid AND o.opcdefault AND m.amname IN ('btree', 'hash')),
            t.typtype = 'e' AND NOT leaf.is_array
        FROM attribute a
        JOIN base USING (attnum)
        JOIN leaf USING (attnum)
        JOIN pg_catalog.pg_type t ON t.oid = leaf.oid
        LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
        """,
        table,
    )


@dataclass(frozen=True, slots=True)
class UniqueIndex:
    """A valid unique index. ``condition`` is the condition of a partial index; ``columns`` leaves out expressions."""

    name: str
    columns: Sequence[str]
    condition: str | None
    has_expressions: bool
    is_deferrable: bool


@dataclass(frozen=True, slots=True)
class TableToWrite:
    """The facts that decide how a relation is written; ``kind`` is ``pg_class.relkind``.

    ``is_updatable`` tells whether PostgreSQL itself inserts and updates through it, as through simple views.
    ``is_plain`` tells whether it is a table without policies and statement triggers.
    """

    kind: str
    is_updatable: bool
    is_plain: bool
    unique_indexes: Sequence[UniqueIndex]


def table_to_write(table: str, *, using: str) -> TableToWrite:
    """Return how a table can be written; ``table`` is its name in SQL.

    Raises ``django.db.ProgrammingError`` if the table does not exist.
    """
    rows = _fetch(
        using,
        """
        SELECT c.relkind::text, pg_catalog.pg_relation_is_updatable(c.oid, false) & 12 = 12,
            c.relkind = 'r' AND NOT c.relrowsecurity AND NOT EXISTS (
                SELECT FROM pg_catalog.pg_trigger t
                WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgtype & 1 = 0),
            r.relname,
            ARRAY(SELECT a.attname FROM unnest(i.indkey::smallint[]) WITH ORDINALITY k (number, place)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
                WHERE k.place <= i.indnkeyatts ORDER BY k.place),
            pg_catalog.pg_get_expr(i.indpred, i.indrelid), i.indexprs IS NOT NULL, NOT i.indimmediate
        FROM pg_catalog.pg_class c
        LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisunique AND i.indisvalid
        LEFT JOIN pg_catalog.pg_class r ON r.oid = i.indexrelid
        WHERE c.oid = %s::pg_catalog.regclass
        ORDER BY r.relname
        """,
        table,
    )
    kind, is_updatable, is_plain = rows[0][:3]
    return TableToWrite(kind, is_updatable, is_plain, [UniqueIndex(*row[3:]) for row in rows if row[3] is not None])


@dataclass(frozen=True, slots=True)
class RowConstraint:
    """A constraint or unique index that rows may violate; ``kind`` is that of ``Constraint``.

    ``columns`` is empty if it covers more than columns. ``parent`` is the table of a foreign key, as its name in SQL,
    and ``expression`` the condition of a check. ``parent_is_visible`` tells whether the role sees all rows of the
    parent.
    """

    name: str
    kind: str
    columns: Sequence[str]
    parent: str | None
    parent_columns: Sequence[str]
    expression: str | None
    is_deferred: bool
    parent_is_visible: bool


def constraints_of_rows(table: str, *, using: str) -> list[RowConstraint]:
    """Return the constraints that rows of a table may violate; ``table`` is its name in SQL.

    Raises ``django.db.ProgrammingError`` if the table does not exist.
    """
    rows = _fetch(
        using,
        """
        SELECT c.conname, c.contype::text,
            ARRAY(SELECT a.attname FROM unnest(c.conkey) WITH ORDINALITY k (number, place)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number ORDER BY k.place),
            CASE WHEN c.confrelid <> 0 THEN c.confrelid::pg_catalog.regclass::text END,
            ARRAY(SELECT a.attname FROM unnest(c.confkey) WITH ORDINALITY k (number, place)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number ORDER BY k.place),
            pg_catalog.pg_get_expr(c.conbin, c.conrelid), c.condeferred,
            CASE WHEN c.confrelid <> 0 THEN pg_catalog.has_table_privilege(c.confrelid, 'SELECT')
                AND NOT pg_catalog.row_security_active(c.confrelid) ELSE false END
        FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = %s::pg_catalog.regclass AND c.contype IN ('f', 'c', 'x')
        UNION ALL
        SELECT r.relname, 'u',
            CASE WHEN i.indpred IS NULL AND i.indexprs IS NULL AND NOT i.indnullsnotdistinct THEN
                ARRAY(SELECT a.attname FROM unnest(i.indkey::smallint[]) WITH ORDINALITY k (number, place)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
                    WHERE k.place <= i.indnkeyatts ORDER BY k.place)
            ELSE '{}' END, NULL, '{}', NULL, false, false
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class r ON r.oid = i.indexrelid
        WHERE i.indrelid = %s::pg_catalog.regclass AND i.indisunique
        """,
        table,
        table,
    )
    return [RowConstraint(*row) for row in rows]


def _fetch(using: str, sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        return fetch(cursor, sql, *params)


# Conditions; ``name`` is an SQL literal


def schema_exists_sql(name: str) -> str:
    """Return the condition that a schema exists."""
    return f"EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = {name})"


def schema_is_empty_sql(name: str) -> str:
    """Return the condition that a schema exists and is empty."""
    return (
        f"EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = {name} AND NOT EXISTS ("
        "SELECT FROM pg_catalog.pg_depend"
        " WHERE refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND refobjid = n.oid))"
    )
