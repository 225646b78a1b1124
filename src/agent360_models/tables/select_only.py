"""A role that can only read, without secrets and personal data, for untrusted SQL."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from django.apps import apps

from agent360_models import absent, catalog, extensions, families
from agent360_models.names import split
from agent360_models.readonly._guard import PUBLIC
from agent360_models.secrets.columns import is_secret, personal_fields
from agent360_models.tables._sql import (
    block,
    for_each,
    labels_on,
    literal,
    named_schemas,
    quoted,
    refuse_reserved,
    way_in,
)

__all__ = ["select_only"]

_DURATION = re.compile(r"([1-9][0-9]{0,9}) ?(ms|s|min|h)")
_MILLISECONDS = {"ms": 1, "s": 1_000, "min": 60_000, "h": 3_600_000}
_LONGEST = 2**31 - 1  # milliseconds, PostgreSQL's maximum
_Tables: TypeAlias = Mapping[str, Sequence[Any]]  # by db_table, the fields

_EVERYBODY = """\
-- Privileges of PUBLIC, which this role has too. All other roles lose them: grant them to the roles that need them.
"""
_LEFT = """\
-- Left to you. Temporary tables, which upsert() and load create; if no other role needs them:
-- REVOKE TEMPORARY ON DATABASE ... FROM PUBLIC;
-- As a superuser, a limit on the disk space of a statement:
-- ALTER ROLE ... SET temp_file_limit = '1GB'"""


def select_only(role: str, *, using: str, labels: Iterable[str] | None = None, timeout: str = "10s") -> list[str]:
    """Return the statements that create a role which may only SELECT from tables of the alias ``using``.

    ``labels`` are families and app labels, by default all. Apps that are not installed or live on another alias are
    skipped. So are columns that a model names as personal or secret: a table with such columns is granted by column,
    other tables as a whole. ``timeout`` is the maximum time of each of the role's statements, in PostgreSQL's notation.

    A missing role is created, with LOGIN and without a password. All its grants on tables are revoked first, so the
    statements can be run again after a change of models or labels. Nothing is read from the database. Run them as the
    owner of the tables, in order and in one transaction. Only a superuser can revoke the functions from PUBLIC; any
    other owner gets a warning for each.

    Raises ``ValueError`` for an unknown family or label, for a role name that ``grants`` refuses, and for a time that
    is not a number with ``ms``, ``s``, ``min`` or ``h``.
    """
    refuse_reserved(role)
    duration = _duration(timeout)
    chosen = families.installed() if labels is None else families.labels(*labels)
    tables = _tables([label for label in labels_on(using) if label in chosen])
    if not tables:
        return []
    schemas = [split(table)[0] for table in tables]
    return [
        *_role(role, duration),
        *way_in(schemas, role, using),
        *_columns(tables, role),
        *_everybody(named_schemas(schemas, using)),
    ]


def _duration(text: str) -> str:
    found = _DURATION.fullmatch(text.strip())
    if found is None or int(found[1]) * _MILLISECONDS[found[2]] > _LONGEST:
        raise ValueError(f"{text!r} is not a time in PostgreSQL's notation, such as '10s', '500ms' or '2min'.")
    return "".join(found.groups())


def _tables(labels: Sequence[str]) -> dict[str, list[Any]]:
    """Return the fields of each table, including those of its extensions."""
    found: dict[str, list[Any]] = {}
    for label in labels:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if model._meta.proxy or absent.is_table_absent(model):
                continue
            fields = found.setdefault(model._meta.db_table, [])
            for each in (model, *extensions.extensions_of(model)):
                fields += [field for field in each._meta.local_concrete_fields if field not in fields]
    return found


def _role(role: str, timeout: str) -> Iterator[str]:
    """Yield the statements that create the role, set its defaults, and revoke its grants."""
    name = quoted(role)
    yield block(
        f"BEGIN\n    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal(role)}) THEN\n"
        f"        CREATE ROLE {name} LOGIN;\n    END IF;\nEND"
    )
    yield f"ALTER ROLE {name} SET default_transaction_read_only = on"
    for setting in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        yield f"ALTER ROLE {name} SET {setting} = {literal(timeout)}"
    yield for_each(catalog.granted_relations_sql(literal(role)), "REVOKE ALL ON TABLE %s FROM %I", role)


def _columns(tables: _Tables, role: str) -> Iterator[str]:
    """Yield the allow-list: one statement for all whole tables, and one for each table with columns to leave out."""
    whole = [table for table, fields in tables.items() if not any(map(_is_kept, fields))]
    if whole:
        names = ", ".join(quoted(*split(table)) for table in whole)
        yield f"GRANT SELECT ON TABLE {names} TO {quoted(role)}"
    for table, fields in tables.items():
        kept = {field.column for field in fields if _is_kept(field)}
        columns = dict.fromkeys(quoted(field.column) for field in fields if field.column not in kept)
        if kept and columns:
            yield f"GRANT SELECT ({', '.join(columns)}) ON TABLE {quoted(*split(table))} TO {quoted(role)}"


def _is_kept(field: Any) -> bool:
    """Tell whether a column is personal or secret."""
    return field.name in personal_fields(field.model) or is_secret(field.model, field)


def _everybody(schemas: Sequence[str]) -> Iterator[str]:
    """Yield the statements that revoke from PUBLIC what a read-only role must not have."""
    names = ", ".join(map(quoted, dict.fromkeys([*schemas, *PUBLIC])))
    yield f"{_EVERYBODY}REVOKE CREATE ON SCHEMA {names} FROM PUBLIC"
    yield block(f"""
DECLARE
    called text;
BEGIN
    FOR called IN {catalog.lasting_functions_sql(literal)}
    LOOP
        IF (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
            EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', called);
        ELSE
            RAISE WARNING 'Everybody may call %, which only a superuser can revoke.', called;
        END IF;
    END LOOP;
END
""")
    yield _LEFT
