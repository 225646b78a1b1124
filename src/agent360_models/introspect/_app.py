"""An app written from a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent360_models import catalog
from agent360_models.introspect import _naming, _writing
from agent360_models.introspect._models import Models
from agent360_models.introspect._schema_sql import schema_sql


@dataclass(frozen=True, slots=True)
class App:
    """An app: its label, the text of each file by path, and the relations that it has no model of."""

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
    """Return an app with models of the tables of a database, or of some schemas or tables of it.

    Nothing is written. The number of queries does not depend on that of the tables.

    Args:
        using: the alias of the database.
        schemas: the schemas; all but the system's by default.
        tables: the tables, written ``table`` or ``schema.table``; all by default.
        label: the label of the app.
        zone: the zone whose local time a ``timestamp`` without time zone holds.

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
    """Return the label for an app of such a name."""
    return _naming.module_name(name)
