"""Shared parts of encrypted fields: rows wrap assigned values, and expressions cannot write clear text."""

from typing import Any

from django.core.exceptions import FieldError
from django.db.models import Case, Model, Value, When
from django.db.models.expressions import Col, DatabaseDefault
from django.db.models.functions import Cast, Coalesce
from django.db.models.query_utils import DeferredAttribute

from agent360_models.fields._expressions import with_each_value
from agent360_models.secrets import Secret
from agent360_models.secrets.cipher import is_sealed


class Enclosing(DeferredAttribute):
    """Wraps assigned values, so that not even ``vars(row)`` shows them."""

    field: Any

    def __set__(self, instance: Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.enclose(value)


def name_of(field: Any) -> str:
    model = getattr(field, "model", None)
    return f"{model._meta.label}.{field.name}" if model else str(field.name)


def enclosed(field: Any, value: Any) -> Secret:
    """Return a value as a ``Secret``: unchanged if it is one, else made from a sealed text or a plain value."""
    if isinstance(value, Secret):
        return value
    if is_sealed(value):
        return Secret(where=name_of(field), sealed=value)
    return Secret(value, where=name_of(field))


def sealing(field: Any, expression: Any) -> Any:
    """Return an expression that writes only values encrypted by ``field``.

    Raises ``FieldError`` if the expression could write anything else.
    """
    if isinstance(expression, DatabaseDefault):
        return expression
    if isinstance(expression, Value) and expression.value is None:  # NULL, and since Django 6.1 JSON null
        return expression
    if isinstance(expression, Value):
        return Value(expression.value, output_field=field).resolve_expression(for_save=True)
    if isinstance(expression, Col) and expression.target == field:
        return expression
    if isinstance(expression, Case | When | Coalesce | Cast):
        return with_each_value(expression, lambda value: sealing(field, value))
    raise FieldError(f"{name_of(field)} is encrypted: write values, or Case() over values; no other expression works.")
