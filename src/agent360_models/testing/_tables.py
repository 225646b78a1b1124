"""Tables that Django overlooks in a test run: unmanaged ones, and those in a PostgreSQL schema.

``TransactionTestCase`` would leave their rows for the next test, and a reused database without migrations would get
each schema-qualified table twice.
"""

from collections.abc import Iterable
from typing import Any

import django.db.backends.postgresql.base  # noqa: F401  # the next two cannot be imported before it
from django.apps import apps
from django.db.backends.postgresql.introspection import DatabaseIntrospection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models import Model

from agent360_models import catalog, readonly
from agent360_models.names import split

_table_names = DatabaseIntrospection.table_names
_sql_flush = DatabaseOperations.sql_flush
_execute_sql_flush = DatabaseOperations.execute_sql_flush


def patch_django() -> None:
    """Make ``migrate`` see, and ``flush`` empty, the tables of all models in this process, until ``unpatch_django``.

    The patch applies to Django's classes, not to connections, so it covers every alias and thread.
    """
    DatabaseIntrospection.table_names = _names_with_schemas  # type: ignore[assignment, method-assign]
    DatabaseOperations.sql_flush = _flush_unmanaged_too  # type: ignore[assignment, method-assign]
    DatabaseOperations.execute_sql_flush = _flush_read_only_too  # type: ignore[assignment, method-assign]


def unpatch_django() -> None:
    """Restore the methods of Django's classes, so that a flush after the run spares unmanaged tables."""
    DatabaseIntrospection.table_names = _table_names  # type: ignore[method-assign]
    DatabaseOperations.sql_flush = _sql_flush  # type: ignore[method-assign]
    DatabaseOperations.execute_sql_flush = _execute_sql_flush  # type: ignore[method-assign]


def _names_with_schemas(self: DatabaseIntrospection, cursor: Any = None, include_views: bool = False) -> list[str]:  # noqa: FBT001, FBT002
    """Return the tables on the search path, plus the tables of models that name their schema."""
    in_schemas = [model._meta.db_table for model in _models() if split(model._meta.db_table)[0]]
    kinds = "rpvmf" if include_views else "rpf"
    existing = catalog.existing_tables(in_schemas, using=self.connection.alias, kinds=kinds) if in_schemas else []
    return [*_table_names(self, cursor, include_views), *existing]


def _flush_unmanaged_too(self: DatabaseOperations, style: Any, tables: Iterable[str], **options: Any) -> list[str]:
    unmanaged = [model._meta.db_table for model in _models() if not model._meta.managed]
    existing = catalog.existing_tables(unmanaged, using=self.connection.alias, kinds="rp")
    return _sql_flush(self, style, sorted({*tables, *existing}), **options)


def _flush_read_only_too(self: DatabaseOperations, sql_list: Any) -> None:
    with readonly.allow_writes():
        _execute_sql_flush(self, sql_list)


def _models() -> list[type[Model]]:
    return apps.get_models(include_auto_created=True)
