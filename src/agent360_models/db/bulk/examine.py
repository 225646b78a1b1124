"""A batch that was refused is looked at again: what is wrong with which of its rows, and the others go in.

First the cells, in Python and by the server as it reads them; then, by ``blame``, what the table says.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any

from django.db import transaction
from psycopg.adapt import PyFormat, Transformer

from agent360_models.db.bulk.blame import Blame, Blamed, class_of, is_refusal
from agent360_models.db.bulk.results import Rejection, UpsertResult
from agent360_models.db.bulk.rows import Converters, Reader, RowProblem, fits
from agent360_models.db.bulk.stage import Stage

Good = dict[int, tuple[Any, ...]]

# What reading a row may end in, besides an error of the database.
PROBLEMS = (RowProblem, TypeError, ValueError, LookupError, AttributeError, ArithmeticError)

_REASONS = {
    "22001": "too long",
    "22003": "out of range",
    "22007": "not a date or time",
    "22008": "out of range",
    "22021": "not UTF-8",
    "22P05": "holds a character that the database cannot store",
}


class Examination:
    """Looks at refused batches of one upsert."""

    def __init__(self, stage: Stage, reader: Reader, converters: Converters) -> None:
        self.stage = stage
        self.reader = reader
        self.converters = converters
        self.alias = stage.connection.alias
        self.blame = Blame(stage)

    def run(self, number: int, batch: Sequence[Any], *, lock: bool) -> tuple[UpsertResult, list[Rejection]]:
        """Write the rows of a batch that can be written; say what is wrong with the others.

        The caller is inside ``atomic``; the stage is empty before and after.
        """
        good, blamed = self._values(number, batch)
        while True:
            with transaction.atomic(using=self.alias):
                found = self._copy(good)
                result, more = self._settle(len(good), lock=lock)
                found += more
                if more:
                    transaction.set_rollback(True, using=self.alias)
            blamed += found
            if not more:
                break
            for line, _, _ in more:
                del good[line]
        return result, [Rejection(line, column, why, batch[line - number]) for line, column, why in sorted(blamed)]

    def copy(self, number: int, batch: Sequence[Any]) -> list[Rejection]:
        """Copy the rows of a batch that can be copied; say what is wrong with the others."""
        good, blamed = self._values(number, batch)
        blamed += self._copy(good)
        return [Rejection(line, column, why, batch[line - number]) for line, column, why in sorted(blamed)]

    def find(self, caught: Exception, *, most: int) -> list[Rejection]:
        """Say because of which staged rows a merge ended in an error."""
        found = self._keyless() or self.blame.find(caught, most=most)
        if not found:
            raise caught
        return [Rejection(*blamed) for blamed in found]

    def _keyless(self) -> list[Blamed]:
        return [Blamed(line, str(self.stage.keys[0].column), "required") for line in self.stage.keyless()]

    def _settle(self, staged: int, *, lock: bool) -> tuple[UpsertResult, list[Blamed]]:
        """Merge what is staged, or say what is wrong with it."""
        found = self._keyless() or self.blame.orphans()
        if found or not staged:
            return UpsertResult(), found
        caught: Exception | None = None
        try:
            with transaction.atomic(using=self.alias):
                return self.stage.settle(staged, lock=lock), []
        except Exception as error:
            if not is_refusal(error):
                raise
            caught = error
        found = self.blame.find(caught)
        if not found:
            raise caught
        return UpsertResult(), found

    # Cells

    def _values(self, number: int, batch: Sequence[Any]) -> tuple[Good, list[Blamed]]:
        """Return the values of the rows in which Python sees nothing wrong, and what is wrong with the others."""
        good: Good = {}
        blamed: list[Blamed] = []
        for line, row in enumerate(batch, number):
            try:
                values = self.reader.read_one(row)
                good[line] = self.stage.group_of(self.converters.mask(values)), *map(self._cell, count(), values)
            except RowProblem as problem:
                blamed.append(Blamed(line, problem.column, str(problem)))
            except PROBLEMS:
                blamed.append(Blamed(line, None, "it cannot be read"))
        return good, blamed

    def _cell(self, place: int, value: Any) -> Any:
        field = self.stage.columns[place]
        try:
            converted = self.converters.careful[place](value)
        except RowProblem as problem:
            raise RowProblem(str(problem), str(field.column)) from None
        live = self.stage.live.get(str(field.column))
        problem_ = fits(converted, live) if live else None
        if problem_:
            raise RowProblem(problem_, str(field.column))
        return converted

    def _copy(self, good: Good) -> list[Blamed]:
        """Copy the good rows in; take those out that the server cannot read, and say why.

        After a bad row it goes on in small steps that become large again: the effort grows with the number of bad
        rows, and not with that of all rows after each of them.
        """
        blamed: list[Blamed] = []
        rest = list(good)
        place, step = 0, len(rest)
        while place < len(rest):
            lines = rest[place : place + step]
            bad = self._copy_some(good, lines)
            if bad is None:
                place, step = place + len(lines), step * 2
                continue
            if bad.line != lines[0]:
                before = lines[: lines.index(bad.line)]
                self._copy_some(good, before)
            blamed.append(bad)
            del good[bad.line]
            place, step = rest.index(bad.line, place) + 1, 1
        return blamed

    def _copy_some(self, good: Good, lines: Sequence[int]) -> Blamed | None:
        """Copy these rows in, or none of them and say which is bad."""
        caught: Exception | None = None
        try:
            with transaction.atomic(using=self.alias):
                self.stage.copy([(line, *good[line]) for line in lines], head=("_line", "_group"))
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
        column = next((str(field.column) for field, value in values if not self._sends(value)), None)
        return Blamed(line, column, "no value that can be sent")

    def _refused_by_server(self, lines: Sequence[int], diagnosis: Any) -> Blamed:
        """Read the context of an error: ``COPY stage, line 3, column name: "value"``, in any language."""
        _, _, context = (diagnosis.context or "").partition(self.stage.name)
        words = context.split(":")[0].split()
        numbers = [int(word.strip(",")) for word in words if word.strip(",").isdigit()]
        field = next((f for f in self.stage.columns if f" {f.column}:" in context), None)
        live = self.stage.live[str(field.column)] if field else None
        state = diagnosis.sqlstate
        if state == "22P02" and live:
            reason = f"not a value of type {live.sql_type}"
        else:
            reason = _REASONS.get(state) or f"the database refused it: {class_of(state)}"
        line = lines[numbers[0] - 1] if numbers else lines[0]
        return Blamed(line, str(field.column) if field else None, reason)

    def _sends(self, value: Any) -> bool:
        """Tell whether psycopg can write a value."""
        try:
            if value is not None:
                transformer = Transformer.from_context(self.stage.connection.connection)
                transformer.get_dumper(value, PyFormat.TEXT).dump(value)
        except Exception:  # noqa: BLE001  # whatever a dumper raises
            return False
        return True
