"""``real`` columns: single-precision floats."""

from typing import TYPE_CHECKING, Any, TypeVar

from agent360_models.fields._typing import FloatField
from agent360_models.typed import override

__all__ = ["RealField"]

_ST_contra = TypeVar("_ST_contra", contravariant=True)
_GT_co = TypeVar("_GT_co", covariant=True)


class RealField(FloatField[_ST_contra, _GT_co]):
    """A ``FloatField`` on a ``real`` column, which stores about six digits."""

    if TYPE_CHECKING:
        _pyi_private_get_type: float

    @override
    def db_type(self, connection: Any) -> str:
        return "real"
