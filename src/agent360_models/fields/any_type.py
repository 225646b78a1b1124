"""Columns of types that have no Python equivalent."""

from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.db.models.expressions import Combinable, DatabaseDefault
from django.db.models.functions import Cast

from agent360_models.fields._typing import Field
from agent360_models.typed import override

__all__ = ["AnyTypeField"]

_ST_contra = TypeVar("_ST_contra", contravariant=True)
_GT_co = TypeVar("_GT_co", covariant=True)


class AnyTypeField(Field[_ST_contra, _GT_co]):
    """A column of any PostgreSQL type; values are the text that PostgreSQL writes and reads.

    Nothing is lost: the text is cast to the type of the column. Use the field for types of extensions, composite types,
    ``interval`` with months, ``money``, ``xml``, geometry, and arrays of these.

    Args:
        sql_type: the type as in SQL, such as ``"public.ltree"`` or ``"interval"``.
        verbose_name: as in every Django field.
        name: as in every Django field.
        **options: the options of every Django field.

    """

    if TYPE_CHECKING:
        _pyi_private_set_type: str | Combinable
        _pyi_private_get_type: str
        _pyi_lookup_exact_type: str

    description = "Any PostgreSQL type"

    def __init__(self, sql_type: str, verbose_name: Any = None, name: str | None = None, **options: Any) -> None:
        self.sql_type = sql_type
        super().__init__(verbose_name, name, **options)

    @override
    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.sql_type, *args], kwargs

    def get_internal_type(self) -> str:
        """Return a name for which Django has no DDL."""
        return "AnyTypeField"

    @override
    def db_type(self, connection: Any) -> str:
        return self.sql_type

    def select_format(self, compiler: Any, sql: str, params: Any) -> Any:
        """Select the text of a value, unless an outer query or the ordering uses the value."""
        is_used = compiler.query.subquery or self._is_sorted_by(compiler.query)
        # Django reads inet as text anyway; a cast would add "/32".
        return (sql if is_used or self.sql_type == "inet" else f"({sql})::text"), params

    def _is_sorted_by(self, query: Any) -> bool:
        """Tell whether ``values()`` is sorted by the column: Django sorts by its position in the select list."""
        names = (getattr(getattr(each, "expression", each), "name", each) for each in query.order_by)
        sorted_by = {name.lstrip("-+") for name in names if isinstance(name, str)}
        return any(name.rpartition("__")[2] in (self.name, self.attname) for name in sorted_by & {*query.values_select})

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the text.

        Raises ``TypeError`` for a value that psycopg has converted to another type, which may have lost information.
        """
        if value is None or isinstance(value, str):
            return value
        raise TypeError(f"Values of {self.sql_type} cannot be sorted in values(): sort model instances instead.")

    @override
    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else str(value)

    @override
    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value if hasattr(value, "as_sql") else self.to_python(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Cast an expression, which PostgreSQL may take for text."""
        if hasattr(value, "as_sql"):
            return value if isinstance(value, DatabaseDefault) else Cast(value, self)
        return super().get_db_prep_save(value, connection)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Return the placeholder of a value, with its type; Django up to 6.0 calls this."""
        return "%s" if hasattr(value, "as_sql") else f"%s::{self.sql_type}"

    def get_placeholder_sql(self, value: Any, compiler: Any, connection: Any) -> Any:
        """Return the placeholder of a value and its parameters; Django 6.1 and later call this."""
        if hasattr(value, "as_sql"):
            return compiler.compile(value)
        return self.get_placeholder(value, compiler, connection), (value,)

    def formfield(self, **options: Any) -> Any:
        """Return a text field that keeps blanks, and reads empty input as NULL if the column allows it."""
        defaults: dict[str, Any] = {"form_class": forms.CharField, "strip": False}
        if self.null:
            defaults["empty_value"] = None
        return super().formfield(**{**defaults, **options})
