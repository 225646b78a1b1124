"""``numeric`` columns without a precision."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from agent360_models.fields._typing import DecimalField
from agent360_models.typed import override

__all__ = ["NumericField"]

_ST_contra = TypeVar("_ST_contra", contravariant=True)
_GT_co = TypeVar("_GT_co", covariant=True)


class NumericField(DecimalField[_ST_contra, _GT_co]):
    """A ``DecimalField`` on ``numeric`` without a precision, which Django's field allows only since 6.1."""

    if TYPE_CHECKING:
        _pyi_private_get_type: Decimal

    def check(self, **kwargs: Any) -> list[Any]:
        """Run Django's checks, except for the digits that older versions require."""
        return [error for error in super().check(**kwargs) if error.id not in ("fields.E130", "fields.E132")]

    @override
    def db_type(self, connection: Any) -> str:
        return "numeric"
