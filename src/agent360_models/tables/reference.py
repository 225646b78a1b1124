"""The reference DDL: each unmanaged app's ``schema.sql``, and its installation in an empty database.

An app may also have a ``seed.sql`` with initial rows.

It is for test and development databases, never for production.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module, resources

import psycopg
from django.apps import apps
from django.db import ProgrammingError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from agent360_models import absent, catalog, families, readonly
from agent360_models.exceptions import InstallRefusedError
from agent360_models.extensions import is_extension
from agent360_models.names import quoted, split
from agent360_models.routing import home_of_app
from agent360_models.tables import _dump

__all__ = [
    "ddl",
    "drop_absent",
    "family_module",
    "has_ddl",
    "install",
    "installable",
    "naive_columns",
    "seed",
    "tables_of",
]

# The functions that reference DDL creates, and a LIKE pattern for their comments.
_FUNCTIONS = re.compile(r"^CREATE FUNCTION (\w+)\(", re.MULTILINE | re.IGNORECASE)
_OUR_COMMENT = "agent360-models:%"
# The ENUM types that reference DDL creates, with their labels.
_ENUMS = re.compile(r"^CREATE TYPE (\S+) AS ENUM \(([^;]*)\);", re.MULTILINE | re.IGNORECASE)
# A table that it creates, with each column on its own line, and a column without time zone.
_TABLE = re.compile(r"^CREATE TABLE (?:IF NOT EXISTS )?(\S+) \($(.*?)^\)", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_NAIVE = re.compile(r"^\s+(\S+)\s+timestamp\b(?!(?:\s*\(\d\))?\s+with\s)", re.MULTILINE | re.IGNORECASE)


def ddl(module: str) -> str:
    """Return the text of ``schema.sql`` in a family's or an app's package; empty if the file is missing."""
    return _text(module, "schema.sql")


def seed(module: str) -> str:
    """Return the text of ``seed.sql`` in an app's package, with initial rows; empty if the file is missing."""
    return _text(module, "seed.sql")


def _text(module: str, name: str) -> str:
    spec = import_module(module).__spec__
    if spec is None or spec.submodule_search_locations is None:
        return ""  # an app that is a single module, or has no spec, has no files
    file = resources.files(module) / name
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def family_module(label: str) -> str | None:
    """Return the package of the family that a library app belongs to; ``None`` for an app of the project."""
    return families.APPS[label].module.rpartition(".")[0] if label in families.APPS else None


def installable(using: str | None = None) -> list[str]:
    """Return the installed family apps with unmanaged tables and a ``schema.sql``, in dependency order.

    With ``using``, only apps that live on that alias are included.
    """
    theirs = [label for label in families.installed() if not families.owns_tables(label)]
    return [label for label in theirs if has_ddl(label) and using in (None, home_of_app(label))]


def has_ddl(label: str) -> bool:
    """Tell whether an installed app has a ``schema.sql``."""
    return bool(ddl(apps.get_app_config(label).name))


def tables_of(labels: Iterable[str]) -> list[str]:
    """Return the ``db_table`` of every model of the apps, except absent tables and extensions."""
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return [model._meta.db_table for model in models if not (absent.is_table_absent(model) or is_extension(model))]


def naive_columns(module: str) -> dict[str, set[str]]:
    """Return the columns without time zone of each table in ``schema.sql``, by unquoted table name.

    A ``MomentField`` works on both kinds of column, so the model does not tell them apart.
    """
    return _naive(ddl(module))


@cache
def _naive(text: str) -> dict[str, set[str]]:
    return {
        table.replace('"', ""): {name.replace('"', "") for name in _NAIVE.findall(columns)}
        for table, columns in _TABLE.findall(text)
    }


def drop_absent(labels: Iterable[str], *, using: str) -> None:
    """Drop the tables and columns named in the setting ``ABSENT`` from newly created tables."""
    models = [model for label in labels for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    with readonly.allow_writes(), connections[using].cursor() as cursor:
        for model in models:
            table = quoted(*split(model._meta.db_table))
            if absent.is_table_absent(model):
                cursor.execute(f"DROP TABLE IF EXISTS {table} CASCADE")
            for column in absent.absent_columns(model):
                cursor.execute(f"ALTER TABLE IF EXISTS {table} DROP COLUMN IF EXISTS {quoted(None, column)} CASCADE")


def install(labels: Sequence[str], *, using: str, with_seed: bool = False) -> list[str]:
    """Install the reference DDL of the apps on ``using`` in one transaction; return the created tables.

    Family apps come first, in dependency order; other apps with a ``schema.sql`` follow in the given order. Tables and
    columns named in the setting ``ABSENT`` are dropped again, since the project's database lacks them.
    ``with_seed`` also writes the rows of each app's ``seed.sql``, even to read-only tables, since the tables are new.

    Raises ``InstallRefusedError``, and changes nothing, if a table already exists, if a table that they reference is
    missing, or if the server is not PostgreSQL.
    """
    connection = connections[using]
    if connection.vendor != "postgresql":
        raise InstallRefusedError(f"Alias {using!r} is not PostgreSQL. The reference DDL works only on PostgreSQL.")
    ours = families.in_order(labels)
    ordered = [*ours, *(label for label in labels if label not in ours)]
    without = [label for label in ours if not has_ddl(label)]
    if without:
        raise InstallRefusedError(
            f"{', '.join(without)}: there is no schema.sql next to the models, so no tables can be created. Write"
            " one with `pg_dump --schema-only` of the database that has the tables."
        )
    tables = tables_of(ordered)
    existing = catalog.existing_tables(tables, using=using)
    if existing:
        raise InstallRefusedError(
            f"Alias {using!r} has {len(existing)} of the tables already: {', '.join(existing)}."
            " Nothing was changed. The reference DDL is for an empty development database."
        )
    with transaction.atomic(using=using):
        for package in filter(None, dict.fromkeys(map(family_module, ordered))):
            _install_family(connection, package)
        for label in ordered:
            _install_app(connection, label)
        drop_absent(ordered, using=using)
        if with_seed:
            with readonly.allow_writes(), connection.cursor() as cursor:
                for text in filter(None, (seed(apps.get_app_config(label).name) for label in ordered)):
                    cursor.execute(text)
    return tables


def _install_family(connection: BaseDatabaseWrapper, module: str) -> None:
    """Create the shared objects of the family, unless an earlier install of another app did."""
    text = ddl(module)
    if not text:
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(text)
    except ProgrammingError as error:
        if isinstance(error.__cause__, psycopg.errors.DuplicateFunction):
            functions = [name.lower() for name in _FUNCTIONS.findall(text)]
            if not _has_our_functions(functions, connection):
                raise
        elif isinstance(error.__cause__, psycopg.errors.DuplicateObject):
            _require_our_enums(text, connection)
        else:
            raise


def _has_our_functions(names: list[str], connection: BaseDatabaseWrapper) -> bool:
    are_ours = catalog.functions(names, comment=_OUR_COMMENT, using=connection.alias)
    foreign = next((name for name in names if are_ours.get(name) is False), None)
    if foreign is not None:
        raise InstallRefusedError(
            f"Alias {connection.alias!r} has a function {foreign}() that is not ours, and other tables may need it."
            " Nothing was changed. Use an empty development database."
        ) from None
    return bool(names) and are_ours.keys() == set(names)


def _require_our_enums(text: str, connection: BaseDatabaseWrapper) -> None:
    lacking = {}
    for name, wanted in _ENUMS.findall(text):
        live = catalog.labels_of(name, connection)
        if missing := set(re.findall(r"'([^']*)'", wanted)) - set(live):
            lacking[name] = (not live, missing)
    if lacking:
        name = min(lacking, key=lambda each: lacking[each][0])  # an existing type before a missing one
        raise InstallRefusedError(
            f"Alias {connection.alias!r} has ENUM types that are not ours: {name} lacks"
            f" {', '.join(sorted(lacking[name][1]))}. Nothing was changed. Use an empty development database."
        ) from None


def _install_app(connection: BaseDatabaseWrapper, label: str) -> None:
    try:
        with connection.cursor() as cursor:
            _dump.run(cursor, ddl(apps.get_app_config(label).name))
    except ProgrammingError as error:
        if not families.requires(label) or not isinstance(error.__cause__, psycopg.errors.UndefinedTable):
            error.add_note(f"This happened in schema.sql of {label}, on alias {connection.alias!r}.")
            raise
        raise InstallRefusedError(
            f"{label} refers to tables that alias {connection.alias!r} does not have. Nothing was changed."
            f" Install {' and '.join(families.requires(label))} together with it, or before it."
        ) from error
