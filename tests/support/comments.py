"""Comments read back from a database."""

from django.db import connections

from agent360_models.dictionary.structure import Table


def stored(table: Table, *, using: str) -> dict[str, str | None]:
    """Return the comment of a table, under its name, and of its columns."""
    name = f'"{table.schema}"."{table.name}"' if table.schema else f'"{table.name}"'
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT obj_description(%s::regclass, 'pg_class')", [name])
        found: dict[str, str | None] = {table.name: cursor.fetchone()[0]}
        cursor.execute(
            "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = %s::regclass", [name]
        )
        names = {column.name for column in table.columns}
        return found | {column: text for column, text in cursor.fetchall() if column in names}


def expected(table: Table) -> dict[str, str | None]:
    """Return what the dictionary says of them."""
    entries = [(table.name, table.label, table.meaning), *((c.name, c.label, c.meaning) for c in table.columns)]
    return {name: f"{label}. {meaning}" if meaning else None for name, label, meaning in entries}
