"""Tables of a test made into partitioned ones, each key of which holds the column that they are partitioned by."""

import re

from django.db import connections


def partition(table: str, by: str, bounds: str, *, using: str) -> None:
    """Have an empty table consist of two partitions, on either side of ``bounds`` of its column ``by``.

    Its keys get the column, its indexes stay; foreign keys are gone, since those to a part of a key cannot be.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT pg_get_indexdef(indexrelid), indisunique, indisprimary FROM pg_index WHERE indrelid = %s::regclass",
            [table],
        )
        indexes = cursor.fetchall()
        whole = f"{table.rpartition('.')[2]}_whole"
        cursor.execute(f"ALTER TABLE {table} RENAME TO {whole}")
        place = ".".join([*table.split(".")[:-1], whole])
        cursor.execute(
            f"CREATE TABLE {table} (LIKE {place} INCLUDING ALL EXCLUDING INDEXES) PARTITION BY RANGE ({by});"
            f"CREATE TABLE {table}_old PARTITION OF {table} FOR VALUES FROM (MINVALUE) TO ({bounds});"
            f"CREATE TABLE {table}_new PARTITION OF {table} FOR VALUES FROM ({bounds}) TO (MAXVALUE);"
            f"DROP TABLE {place} CASCADE"
        )
        for definition, is_unique, is_primary in indexes:
            sql = re.sub(r" ON \S+ ", f" ON {table} ", definition)
            if is_unique and f"({by})" not in sql:
                sql = re.sub(r"\)$", f", {by})", sql)
            if is_primary:
                sql = f"ALTER TABLE {table} ADD PRIMARY KEY {sql[sql.rindex('(') :]}"
            cursor.execute(sql)
