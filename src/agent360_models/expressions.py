"""Conditions and expressions that are written as PostgreSQL writes them."""

from __future__ import annotations

from string import Formatter
from typing import Any

from django.db.models import BooleanField, Field, Func

__all__ = ["SQL"]


class SQL(Func):
    """SQL in which fields stand in braces: ``SQL("lower({email}) <> ''")``.

    For checks, conditions of indexes, generated columns and defaults. Unlike ``RawSQL`` it tells Django its fields, so
    that a form can check a constraint before the database does. A brace of SQL's own is written twice.

    Args:
        template: the SQL.
        output_field: the field of its result; by default it is a condition.

    """

    def __init__(self, template: str, *, output_field: Field[Any, Any] | None = None) -> None:
        self.pieces = [(text, name) for text, name, _spec, _conversion in Formatter().parse(template)]
        names = [name for _text, name in self.pieces if name]
        super().__init__(*names, output_field=output_field or BooleanField())

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        """Return the SQL with the columns in their places."""
        sql: list[str] = []
        params: list[Any] = []
        sources = iter(self.get_source_expressions())
        for text, name in self.pieces:
            sql.append(text.replace("%", "%%"))
            if name:
                column, given = compiler.compile(next(sources))
                sql.append(column)
                params += given
        return "".join(sql), params
