"""Migration operations for PostgreSQL schemas and ENUM types."""

from collections.abc import Sequence
from typing import Any

from django.db import router
from django.db.migrations.operations.base import Operation, OperationCategory

from agent360_models import catalog
from agent360_models.names import quoted
from agent360_models.typed import override

__all__ = ["CreateEnum", "CreateSchema"]


class _Creation(Operation):
    reversible = True
    reduces_to_sql = True
    category = OperationCategory.ADDITION

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: fields name their type, and tables name their schema."""


class CreateEnum(_Creation):
    """Create an ENUM type for managed models; reversed, drop it. Its schema must exist.

    Args:
        type_name: the name of the type as the catalog has it: without quotes, with its case; a dot belongs to it.
        labels: its labels, in order.
        schema: the PostgreSQL schema of the type; without it, the ``search_path`` applies.

    """

    def __init__(self, type_name: str, labels: Sequence[str], schema: str | None = None) -> None:
        self.type_name = type_name
        self.labels = [str(label) for label in labels]
        self.schema = schema
        self._sql = quoted(schema, type_name)

    @override
    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        kwargs: dict[str, Any] = {"type_name": self.type_name, "labels": self.labels}
        if self.schema is not None:
            kwargs["schema"] = self.schema
        return type(self).__name__, [], kwargs

    @override
    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            labels = ", ".join(schema_editor.quote_value(label) for label in self.labels)
            schema_editor.execute(f"CREATE TYPE {self._sql} AS ENUM ({labels})", params=None)

    @override
    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            schema_editor.execute(f"DROP TYPE {self._sql}", params=None)

    def describe(self) -> str:
        """Say what is done, as ``migrate --plan`` prints it."""
        return f"Create ENUM type {self._sql}"

    @override
    @property
    def migration_name_fragment(self) -> str:
        return f"create_enum_{self.type_name.lower()}"


class CreateSchema(_Creation):
    """Create a PostgreSQL schema unless it exists; reversed, drop it if it is empty.

    If the schema exists, a role without the right to create schemas can run the operation too.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @override
    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [], {"name": self.name}

    @override
    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        condition = f"NOT {catalog.schema_exists_sql(schema_editor.quote_value(self.name))}"
        self._run(app_label, schema_editor, "CREATE SCHEMA {}", condition)

    @override
    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        condition = catalog.schema_is_empty_sql(schema_editor.quote_value(self.name))
        self._run(app_label, schema_editor, "DROP SCHEMA {}", condition)

    def _run(self, app_label: str, schema_editor: Any, statement: str, condition: str) -> None:
        """Run a statement if a condition holds, in one ``DO`` block, so that ``sqlmigrate`` shows it too."""
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            command = schema_editor.quote_value(statement.format(schema_editor.quote_name(self.name)))
            schema_editor.execute(f"DO $do$ BEGIN IF {condition} THEN EXECUTE {command}; END IF; END $do$", params=None)

    def describe(self) -> str:
        """Say what is done, as ``migrate --plan`` prints it."""
        return f"Create schema {self.name}"

    @override
    @property
    def migration_name_fragment(self) -> str:
        return f"create_schema_{self.name.lower()}"
