"""Copies rows, and finds those that the server cannot read, with column and reason."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from psycopg.adapt import PyFormat, Transformer

from agent360_models.bulk._error_to_row import Blamed, class_of, is_refusal
from agent360_models.bulk._live_columns import LiveColumn
from agent360_models.bulk._problems import RowProblem
from agent360_models.bulk._stage import Stage

Good = dict[int, tuple[Any, ...]]  # by row number: the group, then the values of the stage's columns

# The errors that reading a row may raise, besides database errors.
PROBLEMS = (RowProblem, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)

_TELLS_INPUT_ERRORS = 160000

_REASONS = {
    "22001": "too long",
    "22003": "out of range",
    "22007": "not a date or time",
    "22008": "out of range",
    "22021": "not UTF-8",
    "23502": "required",
    "22P05": "holds a character that the database cannot store",
}


class CarefulCopy:
    """Copies rows into a stage, except rows with a cell that the server cannot read."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.alias = stage.connection.alias

    def copy(self, good: Good) -> list[Blamed]:
        """Copy the good rows; remove from ``good`` those that the server cannot read, and return the reasons.

        After a bad row the step shrinks to one row and then doubles. The effort thus grows with the number of bad rows,
        and not with the number of rows after each of them.
        """
        blamed: list[Blamed] = []
        rest = list(good)
        step = len(rest)
        while rest:
            bad = self._copy_some(good, rest[:step])
            if bad is None:
                rest, step = rest[step:], step * 2
                continue
            place = rest.index(bad.line)
            if place:
                self._copy_some(good, rest[:place])
            found = [bad, *self._alike(bad, good, rest[place + 1 :])]
            for line, *_ in found:
                del good[line]
            rest = [line for line in rest[place + 1 :] if line in good]
            blamed += found
            step = 1
        return blamed

    def _alike(self, bad: Blamed, good: Good, lines: Sequence[int]) -> list[Blamed]:
        """Return further rows with an unreadable cell in the same column; PostgreSQL 16 checks many at once."""
        place = next((place for place, field in enumerate(self.stage.columns) if field.column == bad.column), None)
        if place is None or self.stage.connection.connection.info.server_version < _TELLS_INPUT_ERRORS:
            return []
        texts = [self._text(good[line][place + 1]) for line in lines]
        live = self.stage.live[str(bad.column)]
        found = self.stage.query(
            "SELECT u.place, (pg_catalog.pg_input_error_info(u.value, %s)).sql_error_code"
            " FROM unnest(%s::text[]) WITH ORDINALITY u (value, place)"
            " WHERE u.value IS NOT NULL AND NOT pg_catalog.pg_input_is_valid(u.value, %s)",
            [live.sql_type, texts, live.sql_type],
        )
        return [Blamed(lines[number - 1], bad.column, _reason(state, live)) for number, state in found]

    def _text(self, value: Any) -> str | None:
        """Return a value as COPY would send it; ``None`` if it cannot be sent."""
        try:
            transformer = Transformer.from_context(self.stage.connection.connection)
            dumped = None if value is None else transformer.get_dumper(value, PyFormat.TEXT).dump(value)
        except Exception:  # noqa: BLE001  # whatever a dumper raises
            return None
        return None if dumped is None else bytes(dumped).decode()

    def _copy_some(self, good: Good, lines: Sequence[int]) -> Blamed | None:
        """Copy these rows; if one is bad, copy none and return it."""
        caught: Exception | None = None
        try:
            with transaction.atomic(using=self.alias):
                self.stage.copy([(line, *good[line]) for line in lines], head=(self.stage.line, self.stage.group))
        except Exception as error:
            if not isinstance(error, PROBLEMS) and not is_refusal(error):
                raise
            caught = error
        if caught is None:
            return None
        diagnosis = getattr(caught.__cause__, "diag", None)
        if diagnosis is not None and diagnosis.sqlstate is not None:
            return self._refused_by_server(lines, diagnosis)
        line = self.stage.at[0]
        values = zip(self.stage.columns, good[line][1:], strict=True)
        column = next(
            (str(field.column) for field, value in values if value is not None and self._text(value) is None), None
        )
        return Blamed(line, column, "a value that cannot be sent")

    def _refused_by_server(self, lines: Sequence[int], diagnosis: Any) -> Blamed:
        """Read the context of an error: ``COPY stage, line 3, column name: "value"``, in any language."""
        _, _, context = (diagnosis.context or "").partition(self.stage.name)
        words = context.split(":")[0].split()
        numbers = [int(word.strip(",")) for word in words if word.strip(",").isdigit()]
        field = next((f for f in self.stage.columns if f" {f.column}:" in context), None)
        live = self.stage.live.get(str(field.column)) if field else None
        line = lines[self.stage.sent + numbers[0] - 1] if numbers else lines[0]
        return Blamed(line, str(field.column) if field else None, _reason(diagnosis.sqlstate, live))


def _reason(state: str, live: LiveColumn | None) -> str:
    """Return why the server cannot read a value."""
    if state == "22P02" and live:
        return f"not a value of type {live.sql_type}"
    if state == "23514" and live:  # of a domain
        return f"not what {live.sql_type} allows"
    return _REASONS.get(state) or f"the database refused it: {class_of(state)}"
