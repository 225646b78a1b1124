"""Conversion of cells in Salesforce exports to column values.

The rules of ``agent360_models.loading.cells`` apply, except for ids, blanks and empty cells.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import BooleanField, CharField, Field, ForeignKey, TextField

from agent360_models.agent360.salesforce.ids import are_ids, to_18
from agent360_models.loading import _as_they_are
from agent360_models.loading.cells import CellError, parser, spelled

__all__ = ["as_they_are", "converter"]

_BLANK = " \t\r\n\f\v"
_ID_LENGTH = 18


def converter(field: Field[Any, Any]) -> Callable[[object], object]:
    """Return the function that converts a cell of one column to the value for ``field``.

    Call it once per column; the returned function is fast enough for millions of rows. That function takes text from a
    CSV file, or a JSON value, and raises ``CellError``. An empty cell becomes ``None``, or ``False`` in a boolean
    column, since a Salesforce checkbox is never null. In other NOT NULL columns an empty cell is an error.

    Raises ``TypeError`` for a field class without a rule.
    """
    parse = _salesforce_id if _is_salesforce_id(field) else spelled(parser(field))
    is_boolean = isinstance(field, BooleanField)
    empty = False if is_boolean else None
    required = not (field.null or is_boolean)
    blank = "" if _is_text(field) else _BLANK

    def convert(cell: object) -> object:
        if isinstance(cell, str):
            cell = cell.strip(blank)
        if cell is None or cell == "":
            if required:
                raise CellError("required")
            return empty
        return parse(cell)

    return convert


def as_they_are(field: Field[Any, Any]) -> _as_they_are.AsTheyAre | None:
    """Return the function that returns non-empty cells of a column if the server can read them unconverted.

    For ids, these are the cells with 18 characters.
    """
    if _is_salesforce_id(field):
        return lambda cells: cells if are_ids(cells) else None
    return _as_they_are.as_they_are(field)


def _is_salesforce_id(field: Field[Any, Any]) -> bool:
    # The target of a foreign key is not inspected: its app may not be installed.
    return isinstance(field, ForeignKey) or (isinstance(field, CharField) and field.max_length == _ID_LENGTH)


def _is_text(field: Field[Any, Any]) -> bool:
    return isinstance(field, CharField | TextField) and not _is_salesforce_id(field)


def _salesforce_id(cell: object) -> str:
    try:
        return to_18(cell if isinstance(cell, str) else "")
    except ValueError:
        raise CellError("not a Salesforce id") from None
