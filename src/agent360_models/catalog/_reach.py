"""Facts that decide how much of a table a list may read."""

from dataclasses import dataclass
from typing import Any

from django.db import connections

from agent360_models.catalog._fetch import fetch


@dataclass(frozen=True, slots=True)
class TableReach:
    """The estimated rows of a table, and the columns that its indexes begin with.

    ``rows`` counts all partitions, and is 0 before the first ANALYZE. An index of ``found_by`` finds the rows with any
    value of the column, or with a range of values. One of ``sorted_by`` also returns them in order.
    """

    rows: int
    found_by: frozenset[str]
    sorted_by: frozenset[str]


def reach_of_table(table: str, *, most: int, using: str) -> TableReach:
    """Return the facts of a table or view; ``table`` is its name in SQL.

    A column of which more than ``most`` rows have one value is not sorted by its index: a second column decides the
    order among these, and all of them have to be read.
    """
    sql = """
        WITH wanted AS (
            SELECT c.oid, c.relname, n.nspname, coalesce((
                SELECT sum(p.reltuples)::bigint FROM pg_catalog.pg_partition_tree(c.oid) leaf
                JOIN pg_catalog.pg_class p ON p.oid = leaf.relid AND p.reltuples > 0 WHERE leaf.isleaf),
                greatest(c.reltuples, 0)::bigint) AS rows
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = pg_catalog.to_regclass(%s)
        )
        SELECT w.rows, a.attname,
            i.indoption[0] IN (0, 3) AND o.opcdefault AND i.indcollation[0] = a.attcollation
                AND coalesce((SELECT max(greatest(s.null_frac, s.most_common_freqs[1])) * w.rows <= %s
                    FROM pg_catalog.pg_stats s
                    WHERE (s.schemaname, s.tablename, s.attname) = (w.nspname, w.relname, a.attname)), true)
        FROM wanted w
        LEFT JOIN (
            pg_catalog.pg_index i
            JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            JOIN pg_catalog.pg_am m ON m.oid = c.relam AND m.amname = 'btree'
            JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[0]
            JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        ) ON i.indrelid = w.oid AND i.indisvalid AND i.indpred IS NULL
    """  # an index sorts as ORDER BY does if its NULLs are last ascending and first descending: options 0 and 3
    with connections[using].cursor() as cursor:
        found: list[tuple[Any, ...]] = fetch(cursor, sql, table, most)
    return TableReach(
        rows=found[0][0] if found else 0,
        found_by=frozenset(column for _, column, _ in found if column is not None),
        sorted_by=frozenset(column for _, column, is_sorted in found if is_sorted),
    )
