"""An app generated from a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent360_models import catalog
from agent360_models.introspect import _naming, _writing
from agent360_models.introspect._models import Models
from agent360_models.introspect._schema_sql import schema_sql


@dataclass(frozen=True, slots=True)
class App:
    """An app: its label, the text of each file by path, and the relations left out."""

    label: str
    files: Mapping[str, str]
    models: int
    left_out: Sequence[str]


def introspect(
    *,
    using: str,
    schemas: Sequence[str] = (),
    tables: Sequence[str] = (),
    label: str,
    zone: str = "UTC",
) -> App:
    """Return an app with models for the tables of a database, or of some of its schemas or tables.

    No file is written. The number of queries does not depend on the number of tables.

    Args:
        using: the alias of the database.
        schemas: the schemas; by default, all except the system's.
        tables: the tables, as ``table`` or ``schema.table``; by default, all.
        label: the label of the app.
        zone: the zone of the local times in columns of type ``timestamp`` without time zone.

    Raises:
        django.db.OperationalError: the server cannot be reached.

    """
    named = [_split(table) for table in tables]
    found = Models(catalog.read_schemas(schemas, named, using=using), zone=zone)
    oids = [one.table.oid for one in found.models.values()]
    files = {
        "__init__.py": _writing.package(label, using),
        "apps.py": _writing.apps(label),
        "models.py": _writing.models(found, database=using),
        "admin.py": _writing.admin(found, label),
        "schema.sql": schema_sql(label, catalog.definitions(oids, using=using)),
        "README.md": _writing.readme(found, label, using),
        "migrations/__init__.py": "",
        "migrations/0001_initial.py": _writing.migration(found, label),
    }
    return App(label, files, len(found.models), found.left_out)


def _split(table: str) -> tuple[str | None, str]:
    schema, dot, name = table.partition(".")
    return (schema, name) if dot else (None, schema)


def label_of(name: str) -> str:
    """Return the app label for a name."""
    return _naming.module_name(name)
