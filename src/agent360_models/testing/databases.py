"""Test databases with the tables of unmanaged apps, for the pytest plugin and the test runner.

Both only call ``prepare()``. From then on, each test database gets reference DDL before its first migration. This
covers every installed unmanaged app with a ``schema.sql``, ours or the project's, on the alias that the routers name.
Real databases are never touched.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.apps import AppConfig, apps
from django.db import DEFAULT_DB_ALIAS, connections, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import post_migrate, pre_migrate

from agent360_models import absent, catalog, conf, families
from agent360_models.exceptions import ReferenceTablesError
from agent360_models.names import split
from agent360_models.routing import is_on
from agent360_models.tables import reference
from agent360_models.testing import _made, _tables, postgres

__all__ = ["prepare"]

# The apps whose tables were loaded into a test database, and the checksums of their DDL.
_RECORD = "agent360_models_reference_ddl"
# Options of an alias that name a server, a database or a user, some of them before the alias's HOST and NAME.
_PLACE = frozenset(
    ["conninfo", "dbname", "host", "hostaddr", "passfile", "password", "port", "service", "servicefile", "user"]
)


def prepare() -> None:
    """Prepare for test databases; call it before the first is created. Repeated calls change nothing."""
    _tables.patch_django()
    _disconnect()
    if conf.test_server():
        _made.patch_django()
        _use_server(postgres.database_url())
    _free_our_aliases()
    real = frozenset(entry["NAME"] for entry in connections.settings.values())
    for sent, receive in ((pre_migrate, _before_migrate), (post_migrate, _after_migrate)):
        sent.connect(partial(receive, real_names=real), weak=False, dispatch_uid="agent360_models.testing.databases")


def _disconnect() -> None:
    """Close the connections that the project opened while it started: a pool would go on leading to a real database."""
    for connection in connections.all():
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            connection.close()
            if connection.settings_dict["OPTIONS"].get("pool"):
                connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's


def _after_migrate(sender: AppConfig, using: str, *, real_names: frozenset[str], **_kwargs: Any) -> None:
    """Handle ``post_migrate``, which Django sends once per app with models: drop what ``ABSENT`` lists."""
    connection = connections[using]
    if connection.vendor == "postgresql" and _is_test_database(connection, real_names) and is_on(using, sender.label):
        reference.drop_absent([sender.label], using=using)


def _use_server(url: str) -> None:
    """Point every PostgreSQL alias at one server; databases keep their names."""
    server = postgres.database_settings(url)
    for alias, entry in connections.settings.items():
        if connections[alias].vendor != "postgresql":
            continue
        options = _without_place(entry["OPTIONS"])
        if isinstance(pool := options.get("pool"), Mapping):
            options["pool"] = _without_place(pool)
        entry.update({key: server[key] for key in ("USER", "PASSWORD", "HOST", "PORT")})
        # An empty hostaddr stands for none, where the environment or a service may name one.
        entry.update(NAME=entry["NAME"] or alias, OPTIONS={**options, "hostaddr": "", **server["OPTIONS"]})


def _without_place(options: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key not in _PLACE}


def _free_our_aliases() -> None:
    """Allow tests to use our aliases without ``default``, and make replicas mirror their primary.

    The project's own ``DEPENDENCIES`` and ``MIRROR`` are kept.
    """
    ours = {conf.alias_for(label) for label in families.every_label()} - {DEFAULT_DB_ALIAS}
    for alias, entry in connections.settings.items():
        if alias in ours:
            entry["TEST"].setdefault("DEPENDENCIES", [])
        for replica in conf.replicas_for(alias):
            if replica in connections.settings:
                test = connections.settings[replica]["TEST"]
                test["MIRROR"] = test["MIRROR"] or alias


def _before_migrate(sender: AppConfig, using: str, *, real_names: frozenset[str], **_kwargs: Any) -> None:
    """Handle ``pre_migrate``, which Django sends once per app with models, before any operation."""
    first = next(config for config in apps.get_app_configs() if config.models_module)
    connection = connections[using]
    if sender is first and connection.vendor == "postgresql" and _is_test_database(connection, real_names):
        with transaction.atomic(using=using):
            _create_schemas(using)
            _load(_unmanaged_apps(using), connection)


def _is_test_database(connection: BaseDatabaseWrapper, real_names: frozenset[str]) -> bool:
    name = connection.settings_dict["NAME"]
    given = connection.settings_dict["TEST"]["NAME"]
    return name not in real_names and (name == given or name.startswith(TEST_DATABASE_PREFIX))


def _create_schemas(using: str) -> None:
    """Create the schemas of tables that Django makes without migrations, which would normally create the schemas."""
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    with connections[using].cursor() as cursor:
        for label in sorted(loader.unmigrated_apps):
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                schema, _table = split(model._meta.db_table)
                if schema and model._meta.managed and router.allow_migrate_model(using, model):
                    cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')


def _unmanaged_apps(using: str) -> list[str]:
    """Return the apps with a ``schema.sql`` that the routers put on an alias, and our apps that they require."""
    chosen = [config.label for config in apps.get_app_configs() if _is_unmanaged(config) and is_on(using, config.label)]
    needed = families.with_dependencies(*filter(families.has, chosen))
    ours = [label for label in needed if families.is_installed(label) and _is_unmanaged(apps.get_app_config(label))]
    return [*ours, *(label for label in chosen if not families.has(label))]


def _is_unmanaged(config: AppConfig) -> bool:
    models = list(config.get_models())
    return bool(models) and not any(model._meta.managed for model in models) and bool(reference.ddl(config.name))


def _load(labels: Iterable[str], connection: BaseDatabaseWrapper) -> None:
    """Load the DDL of apps that are missing in the database, such as one reused from an earlier run.

    Nothing is ever dropped, since the project's own tables may have foreign keys to ours.

    Raises ``ReferenceTablesError`` if the existing tables were made from different DDL.
    """
    checksums = {label: _checksum(label) for label in labels}
    recorded = _recorded(connection)
    missing = []
    for label, checksum in checksums.items():
        tables = reference.tables_of([label])
        existing = catalog.existing_tables(tables, using=connection.alias)
        if recorded.get(label, checksum) != checksum or 0 < len(existing) < len(tables):
            raise ReferenceTablesError(
                f"The test database {connection.settings_dict['NAME']!r} of alias {connection.alias!r} was made"
                f" from another schema.sql of {label}. Recreate it: run pytest once with --create-db, or"
                " manage.py test once without --keepdb."
            )
        if not existing and label not in recorded:  # extensions have no own table
            missing.append(label)
    if missing:
        reference.install(missing, using=connection.alias)
        _record({label: checksums[label] for label in missing}, connection)


def _checksum(label: str) -> str:
    package = reference.family_module(label)
    family = reference.ddl(package) if package else ""
    config = apps.get_app_config(label)
    lacking = "".join(
        f"{model._meta.label}{sorted(found)}" for model in config.get_models() if (found := absent.named(model))
    )
    return hashlib.sha256((family + reference.ddl(config.name) + lacking).encode()).hexdigest()


def _recorded(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {_RECORD} (app text PRIMARY KEY, checksum text NOT NULL)")
        cursor.execute(f"SELECT app, checksum FROM {_RECORD}")
        return dict(cursor.fetchall())


def _record(checksums: Mapping[str, str], connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {_RECORD} VALUES (%s, %s)", list(checksums.items()))
