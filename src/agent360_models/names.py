"""Names of tables in PostgreSQL schemas."""

from typing import Any

from django.apps import apps
from django.db.backends.utils import split_identifier

__all__ = ["called", "qualified", "quoted", "split"]


def called(table: str) -> Any:
    """Return the options of the first installed model of a table, which say what people call it; ``None`` without."""
    return next((model._meta for model in apps.get_models() if model._meta.db_table == table), None)


def qualified(schema: str, table: str) -> str:
    """Return a ``db_table`` for a table in a PostgreSQL schema: ``qualified("a", "b") == '"a"."b"'``.

    Django passes a fully quoted name through unchanged, so queries, joins and bulk writes work without a
    ``search_path``. Django's introspection does not see such tables; ``agent360_models.drift`` does.

    Raises ``ValueError`` for an empty part, a double quote, or a part over PostgreSQL's 63 bytes.
    """
    for part in (schema, table):
        if not part or '"' in part or len(part.encode()) > 63:  # noqa: PLR2004  # NAMEDATALEN - 1
            raise ValueError(f"{part!r} cannot be a PostgreSQL name: 1 to 63 bytes and no double quote.")
    return f'"{schema}"."{table}"'


def quoted(schema: str | None, name: str) -> str:
    """Return the quoted name of a type or table; without a schema, the ``search_path`` applies.

    Raises ``ValueError`` as ``qualified()`` does.
    """
    return qualified(schema, name) if schema else qualified("public", name).removeprefix('"public".')


def split(db_table: str) -> tuple[str | None, str]:
    """Return the schema and table of a ``db_table``; the schema is ``None`` where the ``search_path`` applies.

    Reads fully quoted names, and the half-quoted names that Django makes for many-to-many tables.
    """
    schema, table = split_identifier(db_table)
    return (schema.strip('"') or None), table.strip('"')
