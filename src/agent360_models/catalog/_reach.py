"""Facts that decide how much of a table a list may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connections

from agent360_models.catalog._fetch import fetch


@dataclass(frozen=True, slots=True)
class TableReach:
    """The estimated rows of a table, and the columns that its indexes begin with.

    ``rows`` counts all partitions, and is 0 before the first ANALYZE. ``pages`` is 0 for anything but a plain table.
    An index of ``found_by`` finds the rows with a given value of the column. An index of ``sorted_by`` returns all rows
    in the order of the column.
    """

    rows: int
    pages: int
    found_by: frozenset[str]
    sorted_by: frozenset[str]


def reach_of_tables(tables: Iterable[str], *, most: int, using: str) -> dict[str, TableReach]:
    """Return the facts of tables, by their names in SQL; a table that does not exist has no rows and no indexes.

    A column of which more than ``most`` rows have one value is not sorted by its index: a second column decides the
    order among these, and all of them have to be read.
    """
    sql = """
        WITH wanted AS (
            SELECT t.name, c.oid, c.relname, n.nspname, coalesce((
                SELECT sum(p.reltuples)::bigint FROM pg_catalog.pg_partition_tree(c.oid) leaf
                JOIN pg_catalog.pg_class p ON p.oid = leaf.relid AND p.reltuples > 0 WHERE leaf.isleaf),
                greatest(c.reltuples, 0)::bigint) AS rows, CASE c.relkind WHEN 'r' THEN c.relpages ELSE 0 END AS pages
            FROM pg_catalog.unnest(%s::text[]) t (name)
            JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(t.name)
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        )
        SELECT w.name, w.rows, w.pages, a.attname,
            i.indpred IS NULL AND m.amname = 'btree' AND i.indoption[0] IN (0, 3)
                AND o.opcdefault AND i.indcollation[0] = a.attcollation
                AND coalesce((SELECT max(greatest(s.null_frac, s.most_common_freqs[1])) * w.rows <= %s
                    FROM pg_catalog.pg_stats s
                    WHERE (s.schemaname, s.tablename, s.attname) = (w.nspname, w.relname, a.attname)), true)
        FROM wanted w
        LEFT JOIN (
            pg_catalog.pg_index i
            JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            JOIN pg_catalog.pg_am m ON m.oid = c.relam AND m.amname IN ('btree', 'hash')
            JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[0]
            JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        ) ON i.indrelid = w.oid AND i.indisvalid AND (
            i.indpred IS NULL OR pg_catalog.pg_get_expr(i.indpred, i.indrelid)
                = '(' || pg_catalog.quote_ident(a.attname) || ' IS NOT NULL)')
    """  # an index sorts as ORDER BY does if its NULLs are last ascending and first descending: options 0 and 3
    names = list(tables)
    with connections[using].cursor() as cursor:
        found = fetch(cursor, sql, names, most)
    facts: dict[str, list[Any]] = {name: [row[1:] for row in found if row[0] == name] for name in names}
    return {
        name: TableReach(
            rows=rows[0][0] if rows else 0,
            pages=rows[0][1] if rows else 0,
            found_by=frozenset(column for _, _, column, _ in rows if column is not None),
            sorted_by=frozenset(column for _, _, column, is_sorted in rows if is_sorted),
        )
        for name, rows in facts.items()
    }
