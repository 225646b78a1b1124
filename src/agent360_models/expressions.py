"""Conditions and expressions written in PostgreSQL's own syntax."""

from __future__ import annotations

from string import Formatter
from typing import Any

from django.db.models import BooleanField, Field, Func

__all__ = ["SQL"]


class SQL(Func):
    """SQL with field names in braces: ``SQL("lower({email}) <> ''")``.

    For check constraints, index conditions, generated columns and defaults. Unlike ``RawSQL``, it tells Django which
    fields it uses, so a form can check a constraint before the database does. Write a literal brace twice.

    Args:
        template: the SQL.
        output_field: the type of the result; a boolean by default.

    """

    def __init__(self, template: str, *, output_field: Field[Any, Any] | None = None) -> None:
        self.pieces = [(text, name) for text, name, _spec, _conversion in Formatter().parse(template)]
        names = [name for _text, name in self.pieces if name]
        super().__init__(*names, output_field=output_field or BooleanField())

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        """Return the SQL with the columns inserted."""
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
