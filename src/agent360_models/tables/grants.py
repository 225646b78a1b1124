"""Grants for a role, by which the server itself enforces ``READ_ONLY``: the guard that nothing gets past."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from django.apps import apps
from django.db import connections
from django.db.models import AutoField, Model
from psycopg.sql import Identifier, Literal

from agent360_models import absent, catalog, conf, families
from agent360_models.names import split
from agent360_models.readonly._guard import PUBLIC, search_path
from agent360_models.routing import home_of_app

__all__ = ["grants", "writable_read_only_tables"]

_NAME_BYTES = 63  # of a name; PostgreSQL cuts what is longer, and a notice alone says so
_RESERVED = frozenset({"public", "none", "current_user", "current_role", "session_user", "user"})
_Tables: TypeAlias = Mapping[str, type[Model]]  # by db_table


def grants(role: str, *, using: str, labels: Iterable[str] | None = None) -> list[str]:
    """Return the statements that give ``role`` what ``AGENT360_MODELS`` says on the alias ``using``.

    Read-only apps get SELECT and lose everything else, their sequences too; the others get SELECT, INSERT, UPDATE,
    DELETE and the sequences of their keys. ``labels`` are families and app labels, all by default; an app that is not
    installed or lives on another alias is left out. Nothing is read from the database.

    The role and the tables must exist. Run the statements as the owner of the tables, in order and in one
    transaction. They take nothing away that the role has as owner or superuser, through another role or
    through PUBLIC: ``writable_read_only_tables`` tells. On a table that it may only read the role cannot
    SELECT ... FOR UPDATE.

    Raises ``ValueError`` for a name that is neither a family nor a label, and for one that means no role of a
    project: ``PUBLIC``, ``CURRENT_USER`` and their kind, and names that PostgreSQL reserves.
    """
    _refuse_reserved(role)
    chosen = families.installed() if labels is None else families.labels(*labels)
    tables = {label: _tables(label) for label in _labels_on(using) if label in chosen}
    return [*_access(tables, role, using), *_privileges(tables, role)] if any(tables.values()) else []


def writable_read_only_tables(using: str) -> list[str]:
    """Return the read-only tables that the alias's role could write all the same, as ``schema.table``.

    One query. Tables that do not exist are left out, and so are those that the role cannot reach.
    """
    tables = [table for label in _labels_on(using) if conf.is_read_only(label) for table in _tables(label)]
    return catalog.writable_tables(tables, using=using) if tables else []


def _labels_on(using: str) -> list[str]:
    """Return the installed apps of families that live on the alias, in dependency order."""
    return [label for label in families.installed() if home_of_app(label) == using]


def _tables(label: str) -> _Tables:
    """Return the app's models by ``db_table``, those of many-to-many fields included."""
    models = apps.get_app_config(label).get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if not (model._meta.proxy or absent.is_table_absent(model))}


def _quoted(*parts: str | None) -> str:
    return Identifier(*filter(None, parts)).as_string(None)


def _literal(value: str) -> str:
    return Literal(value).as_string(None)


def _access(tables: Mapping[str, _Tables], role: str, using: str) -> Iterator[str]:
    """Yield what lets the role in, behind the search path by which the alias finds its tables."""
    connection = connections[using]
    path = search_path(connection)
    if path != PUBLIC:
        yield f"SET search_path TO {', '.join(map(_quoted, path))}"
    yield f"GRANT CONNECT ON DATABASE {_quoted(connection.settings_dict['NAME'])} TO {_quoted(role)}"
    own = [split(table)[0] for of_app in tables.values() for table in of_app]
    for schema in dict.fromkeys(schema for named in own for schema in ([named] if named else path)):
        yield f"GRANT USAGE ON SCHEMA {_quoted(schema)} TO {_quoted(role)}"


def _privileges(tables: Mapping[str, _Tables], role: str) -> Iterator[str]:
    """Yield what the role may do with the tables, app by app."""
    for label, of_app in tables.items():
        names = ", ".join(_quoted(*split(table)) for table in of_app)
        if names and conf.is_read_only(label):
            yield f"REVOKE ALL ON TABLE {names} FROM {_quoted(role)}"
            yield f"GRANT SELECT ON TABLE {names} TO {_quoted(role)}"
            named = ", ".join(_literal(_quoted(*split(table))) for table in of_app)
            yield _for_each(catalog.sequences_sql(f"ARRAY[{named}]"), "REVOKE ALL ON SEQUENCE %s FROM %I", role)
        elif names:
            yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {names} TO {_quoted(role)}"
            yield from _sequences(of_app, role)


def _sequences(tables: _Tables, role: str) -> Iterator[str]:
    """Yield the statement that lets the role draw keys, if there are any to draw.

    Asks the server where it is run: a sequence's name is cut to 63 bytes and stays when the table is renamed,
    and ALL SEQUENCES would open those of other apps. A column without a sequence is passed over.
    """
    columns = ", ".join(
        f"({_literal(_quoted(*split(table)))}, {_literal(field.column)})"
        for table, model in tables.items()
        for field in model._meta.local_concrete_fields
        if isinstance(field, AutoField) and field.column
    )
    if columns:
        query = f"""
        SELECT pg_get_serial_sequence(c.table_name, c.column_name)
        FROM (VALUES {columns}) AS c (table_name, column_name)
        """
        yield _for_each(query, "GRANT USAGE ON SEQUENCE %s TO %I", role)


def _for_each(query: str, statement: str, role: str) -> str:
    """Return the statement that runs another one for each sequence that a query finds."""
    body = f"""
DECLARE
    sequence text;
BEGIN
    FOR sequence IN {query}
    LOOP
        IF sequence IS NOT NULL THEN
            EXECUTE format({_literal(statement)}, sequence, {_literal(role)});
        END IF;
    END LOOP;
END
"""
    tag = "$grants$"
    while tag in body:
        tag = f"{tag[:-1]}_$"
    return f"DO {tag}{body}{tag}"


def _refuse_reserved(role: str) -> None:
    """Refuse what PostgreSQL reads as more than a name even in quotes, what it cuts, and roles of its own."""
    folded = role.strip().lower()
    if (
        folded in _RESERVED
        or folded.startswith("pg_")
        or not folded
        or "\0" in role
        or len(role.encode()) > _NAME_BYTES
    ):
        raise ValueError(
            f"{role!r} is not a role of a project: PostgreSQL reserves the name, cuts it to {_NAME_BYTES} bytes, or"
            " reads it as everybody or as whoever runs the statement. Name the role that the project connects as."
        )
