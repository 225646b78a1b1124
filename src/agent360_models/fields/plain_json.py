"""Columns of type ``json``, which PostgreSQL stores as text and cannot compare."""

from functools import cached_property
from typing import Any

from django.db.models.expressions import Col

from agent360_models.fields._typing import JSONField
from agent360_models.typed import override

__all__ = ["PlainJSONField"]


class _JsonbCol(Col):
    """A reference to the column as ``jsonb``, which has operators and which Django reads."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        sql, params = super().as_sql(compiler, connection)
        return f"({sql})::jsonb", params


class PlainJSONField(JSONField[Any, Any]):
    """A column of type ``json`` that behaves like ``jsonb``: lookups, sorting, ``distinct()``, grouping.

    These do not use an index on the column itself.
    """

    description = "JSON, kept as text"

    @override
    def db_type(self, connection: Any) -> str:
        return "json"

    def get_col(self, alias: Any, output_field: Any = None) -> Any:
        """Return a reference to the column, for an expression."""
        if alias == self.model._meta.db_table and output_field in (None, self):
            return self.cached_col
        return _JsonbCol(alias, self, output_field)

    @cached_property
    def cached_col(self) -> Any:
        """The reference to the column of the model's own table."""
        return _JsonbCol(self.model._meta.db_table, self)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the document; psycopg has already parsed values from ``RETURNING``."""
        return super().from_db_value(value, expression, connection) if isinstance(value, str) else value
