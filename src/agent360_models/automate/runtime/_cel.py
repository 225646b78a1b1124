"""CEL functions as its specification defines them, where cel-python returns a different result without an error.

Python equates true with 1, counts from the end for -1, and indexes letters in texts. CEL does none of these: values of
different types are not equal, and an operator or function that a type lacks is an error.
"""

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from typing import Any

from celpy.celtypes import BoolType, StringType
from celpy.evaluation import CELEvalError

Function = Callable[..., Any]

# The types that may be equal, by the base classes of cel-python's types; true derives from int.
_KINDS: dict[str, type | tuple[type, ...]] = {
    "bool": BoolType,
    "number": (int, float),
    "string": str,
    "bytes": bytes,
    "list": list,
    "map": dict,
    "timestamp": dt.datetime,
    "duration": dt.timedelta,
    "type": type,
}
_OPERATORS = ("-_", "_+_", "_-_", "_*_", "_/_", "_%_")
_ORDER = ("_<_", "_<=_", "_>_", "_>=_")
_TRUE, _FALSE = ("1", "t", "true", "TRUE", "True"), ("0", "f", "false", "FALSE", "False")


def corrected(functions: Mapping[str, Function]) -> dict[str, Function]:
    """Return the functions of cel-python, with the wrong ones replaced."""
    return {
        **functions,
        **{name: _without_booleans(functions[name]) for name in _OPERATORS},
        **{name: _of_one_kind(functions[name]) for name in _ORDER},
        **{name: _without_booleans(functions[name]) for name in ("int", "uint", "double")},
        "_==_": _passing_errors(lambda left, right: BoolType(_is_equal(left, right))),
        "_!=_": _passing_errors(lambda left, right: BoolType(not _is_equal(left, right))),
        "_in_": _passing_errors(_contains),
        "_[_]": _passing_errors(_item),
        "bool": _bool,
        "string": _string(functions["string"]),
    }


def _passing_errors(function: Function) -> Function:
    """Return a function that returns the error of an operand, as every CEL function does."""

    def call(*operands: Any) -> Any:
        errors = (operand for operand in operands if isinstance(operand, CELEvalError))
        return next(errors, None) or function(*operands)

    return call


def _without_booleans(function: Function) -> Function:
    def call(*operands: Any) -> Any:
        if any(isinstance(operand, BoolType) for operand in operands):
            raise TypeError("no such overload")
        return function(*operands)

    return call


def _of_one_kind(function: Function) -> Function:
    """Refuse to order booleans together with numbers."""

    def call(left: Any, right: Any) -> Any:
        if isinstance(left, BoolType) is not isinstance(right, BoolType):
            raise TypeError("no such overload")
        return function(left, right)

    return call


@functools.cache
def _kind_of(type_: type) -> str:
    return next((name for name, kind in _KINDS.items() if issubclass(type_, kind)), type_.__name__)


def _kind(value: Any) -> str:
    return _kind_of(type(value))  # type: ignore[arg-type]  # mypy takes no class for hashable


def _is_equal(left: Any, right: Any) -> bool:
    """Tell whether two values are equal: numbers by value, all others only within their type."""
    kind = _kind(left)
    if kind != _kind(right):
        return False
    if kind == "list":
        return len(left) == len(right) and all(map(_is_equal, left, right))
    if kind == "map":
        ours, theirs = _by_key(left), _by_key(right)
        return ours.keys() == theirs.keys() and all(_is_equal(value, theirs[key]) for key, value in ours.items())
    return bool(_plain(left) == _plain(right))


def _plain(value: Any) -> Any:
    """Return a value that Python can compare, where cel-python's types reject other types."""
    match _kind(value):
        case "number":
            return float(value) if isinstance(value, float) else int(value)
        case "string":
            return str(value)
    return value


def _by_key(mapping: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return the values under keys for which true differs from 1, but 1.0 equals 1."""
    return {(_kind(key), _plain(key)): value for key, value in mapping.items()}


def _contains(item: Any, collection: Any) -> Any:
    if not isinstance(collection, list | dict):
        raise TypeError("no such overload")
    return BoolType(any(_is_equal(item, each) for each in collection))


def _item(collection: Any, place: Any) -> Any:
    if isinstance(collection, dict):
        return _by_key(collection)[_kind(place), _plain(place)]
    if not isinstance(collection, list) or _kind(place) != "number":
        raise TypeError("no such overload")
    number = _plain(place)
    if not 0 <= number < len(collection) or number != int(number):
        raise IndexError("invalid argument")
    return collection[int(number)]


def _bool(value: Any) -> Any:
    if isinstance(value, BoolType):
        return value
    if isinstance(value, StringType) and value in (*_TRUE, *_FALSE):
        return BoolType(value in _TRUE)
    raise TypeError("no such overload")


def _string(function: Function) -> Function:
    def string(value: Any) -> Any:
        if value is None:
            raise TypeError("no such overload")
        return StringType("true" if value else "false") if isinstance(value, BoolType) else function(value)

    return string
