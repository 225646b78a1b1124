"""Columns of decimal numbers without a number of digits, as views compute them."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models.expressions import Combinable

from agent360_models.fields._typing import DecimalField

__all__ = ["NumericField"]

_ST_contra = TypeVar("_ST_contra", contravariant=True)
_GT_co = TypeVar("_GT_co", covariant=True)
_DIGITS = {"max_digits": 147_455, "decimal_places": 16_383}  # the most that PostgreSQL keeps


class NumericField(DecimalField[_ST_contra, _GT_co]):
    """A ``DecimalField`` over a column of type ``numeric``, which keeps the digits of each number as they are."""

    if TYPE_CHECKING:
        _pyi_private_set_type: str | float | Decimal | Combinable
        _pyi_private_get_type: Decimal

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, **_DIGITS})

    def deconstruct(self) -> Any:
        """Return how migrations make it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {key: value for key, value in kwargs.items() if key not in _DIGITS}

    def db_type(self, connection: Any) -> str:
        """Return the type."""
        return "numeric"
