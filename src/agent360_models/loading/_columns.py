"""Columns of a table, filled from the cells of records batch by batch, as text for COPY.

If the server would read all cells of a column in a batch as Python does, they are sent unconverted. Recurring cells
are converted once. All others are converted one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Any, NamedTuple

from django.db.models import BooleanField, DecimalField, Field, IntegerField
from django.db.models.expressions import DatabaseDefault
from psycopg.adapt import PyFormat, Transformer

from agent360_models.bulk._problems import RowProblem
from agent360_models.bulk._values import converter as sendable
from agent360_models.loading.cells import CellError

__all__ = ["LEFT_OUT", "NULL", "Column", "Plan", "Problem", "Texts", "required", "unescaped"]

Cells = Sequence[object]
AsTheyAre = Callable[[list[str]], list[str] | None]
Convert = Callable[[object], object]

NULL = r"\N"
LEFT_OUT = r"\N "  # the cell of a column left to the database: its text differs from NULL, but is sent as NULL
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_ESCAPED = re.compile(r"\\(.)")
_MARKS = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
_TEXT: frozenset[type] = frozenset({str, type(None)})
# For these columns a JSON value is converted like its text: the types of such values.
_LIKE_TEXT: dict[Any, frozenset[type]] = {
    BooleanField: _TEXT | {bool},
    DecimalField: _TEXT | {int, Decimal},
    IntegerField: _TEXT | {int, Decimal},
}
_SPELLED = {True: "true", False: "false"}
_MOST_KNOWN = 20_000  # remembered cells of a column
_FEW = 4  # at most one in this many cells of a batch is new where cells recur


def unescaped(text: str) -> str | None:
    """Return the text of a value before it was escaped for COPY."""
    return None if text == NULL else _ESCAPED.sub(lambda match: _MARKS[match[1]], text)


def required(convert: Convert) -> Convert:
    """Return a converter that rejects empty cells, for keys."""

    def converted(cell: object) -> object:
        value = convert(cell)
        if value is None:
            raise CellError("required")
        return value

    return converted


class Column(NamedTuple):
    """A filled column: its source cells, and their conversion.

    ``field`` is ``None`` for cells that are only checked or read. Of several ``places``, the first non-empty cell
    counts; if ``is_flag``, the column is true if any cell is. ``source`` is the column's name in the source.
    ``as_they_are`` returns non-empty cells in the form for COPY, or ``None`` if one has to be converted.
    """

    field: Field[Any, Any] | None
    places: Sequence[int]
    convert: Convert
    source: str
    is_flag: bool = False
    as_they_are: AsTheyAre | None = None

    def cells(self, table: Sequence[Cells], count: int) -> Cells:
        """Return the cell of each of ``count`` records, which are passed column by column."""
        if len(self.places) == 1:
            return table[self.places[0]]
        if not self.places:
            return [None] * count
        given = [table[place] for place in self.places]
        if self.is_flag:
            return [*zip(*given, strict=True)]
        return [next((cell for cell in cells if cell not in (None, "")), None) for cells in zip(*given, strict=True)]

    def value(self, cell: Any) -> object:
        """Return the value of a cell, or of the cells of a flag.

        Raises ``CellError``.
        """
        if self.is_flag and len(self.places) > 1:
            values = [self.convert(one) for one in cell]
            return next((known for known in (True, False) if known in values), None)
        return self.convert(cell)


class Plan(NamedTuple):
    """A plan for records with the same properties: the columns to fill, and the ignored properties.

    ``active`` is the column that flags deleted rows, if the source reports deletions. ``age`` is the place of the
    column with the age of the rows, if the table has none.
    """

    columns: Sequence[Column]
    ignored: Sequence[str] = ()
    active: Field[Any, Any] | None = None
    age: int | None = None


class Problem(NamedTuple):
    """A reason why a record cannot become a row. ``source`` is the source's name of the column at fault."""

    source: str
    reason: str


class Texts:
    """Converts the cells of one plan to text."""

    def __init__(self, plan: Plan, connection: Any) -> None:
        self.columns = plan.columns
        self.transformer = Transformer.from_context(connection.connection)
        self.sendable = [
            None if column.field is None else sendable(column.field, connection) for column in plan.columns
        ]
        self.age = plan.age
        self.filled = [place for place, column in enumerate(plan.columns) if column.field is not None]
        self.known: list[dict[object, str | Problem]] = [{} for _ in plan.columns]
        self.like_text = [
            next((kinds for cls, kinds in _LIKE_TEXT.items() if isinstance(column.field, cls)), _TEXT)
            for column in plan.columns
        ]

    def of(
        self, rows: Sequence[Cells], *, quickly: bool, is_text: bool = False
    ) -> tuple[list[list[str]], dict[int, Problem]]:
        """Return the texts of each column, and the first problem of each bad row.

        Unless ``quickly``, every cell is converted. ``is_text`` states that every cell is text.
        """
        problems: dict[int, Problem] = {}
        table = [*zip(*rows, strict=True)]
        found = []
        for number, column in enumerate(self.columns):
            cells = column.cells(table, len(rows))
            quick = self._quickly(number, cells, is_text=is_text) if quickly else None
            found.append(quick or [*self._one_by_one(number, cells, problems)])
        return found, problems

    def block(
        self, numbers: Iterable[int], texts: Sequence[Sequence[str]], problems: Mapping[int, Problem], tail: str
    ) -> bytes:
        """Return the rows without gaps as COPY text: number, group, age, the columns, and the ``tail``."""
        heads: Iterable[str] = (f"{number}\t0" for number in numbers)
        ages: Iterable[str] = repeat(NULL) if self.age is None else texts[self.age]
        columns = [texts[place] for place in self.filled]
        lines: Iterable[str] = map("\t".join, zip(heads, ages, *columns, strict=False))
        if problems:
            lines = [line for place, line in enumerate(lines) if place not in problems]
        return f"{tail}\n".join([*lines, ""]).encode()

    def _quickly(self, number: int, cells: Cells, *, is_text: bool) -> list[str] | None:
        """Return the texts of a column whose cells are all text or equivalent, and need no individual conversion."""
        if not (is_text and len(self.columns[number].places) == 1):
            kinds = {*map(type, cells)}
            if not kinds <= self.like_text[number]:
                return None
            if not kinds <= _TEXT:
                cells = [
                    _SPELLED[cell] if cell is True or cell is False else cell if cell is None else str(cell)
                    for cell in cells
                ]
        column, different = self.columns[number], {*cells}
        if len(different) * _FEW <= len(cells):
            known = {cell: self._known(number, cell) for cell in different}
            few = [text for text in map(known.__getitem__, cells) if type(text) is str]
            return few if len(few) == len(cells) else None
        if column.as_they_are is not None:
            given: list[Any] = [cell for cell in cells if cell] if "" in different or None in different else [*cells]
            texts = column.as_they_are(given)
            if texts is None or len(given) == len(cells):
                return texts
            empty = self._text(number, None)
            found = iter(texts)
            return None if isinstance(empty, Problem) else [next(found) if cell else empty for cell in cells]
        return None

    def _one_by_one(self, number: int, cells: Cells, problems: dict[int, Problem]) -> Iterator[str]:
        for place, cell in enumerate(cells):
            text = self._known(number, cell) if type(cell) is str else self._text(number, cell)
            if isinstance(text, Problem):
                problems.setdefault(place, text)
                text = NULL
            yield text

    def _known(self, number: int, cell: object) -> str | Problem:
        known = self.known[number]
        if len(known) > _MOST_KNOWN:
            known.clear()
        if cell not in known:
            known[cell] = self._text(number, cell)
        return known[cell]

    def _text(self, number: int, cell: object) -> str | Problem:
        column, prepare = self.columns[number], self.sendable[number]
        try:
            value: Any = column.value(cell)
            if type(value) is DatabaseDefault:
                return LEFT_OUT
            return self.text(value if prepare is None else prepare(value))
        except (CellError, RowProblem) as error:
            return Problem(column.source, str(error))

    def text(self, value: Any) -> str:
        """Return a sendable value as text for COPY."""
        if value is None:
            return NULL
        if not isinstance(value, str):
            dumped = self.transformer.get_dumper(value, PyFormat.TEXT).dump(value)
            if dumped is None:
                return NULL
            value = bytes(dumped).decode()
        return str(value).translate(_ESCAPES)
