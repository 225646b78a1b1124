"""Retries a refused batch: finds its bad rows and their errors, and writes the rest.

First the cells are checked, in Python and as the server reads them; then ``Blame`` checks the table's constraints.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import count
from typing import Any

from django.db import transaction

from agent360_models.bulk._careful_copy import PROBLEMS, CarefulCopy, Good
from agent360_models.bulk._error_to_row import Blame, Blamed, explain, is_refusal
from agent360_models.bulk._problems import RowProblem, RowsHeldBack
from agent360_models.bulk._results import Rejection, UpsertResult
from agent360_models.bulk._rows import Reader
from agent360_models.bulk._stage import Stage
from agent360_models.bulk._values import Converters, fitter
from agent360_models.exceptions import RejectedRowsError


class Examination:
    """The retry of refused batches of one upsert."""

    def __init__(self, stage: Stage, reader: Reader, converters: Converters) -> None:
        self.stage = stage
        self.reader = reader
        self.converters = converters
        self.alias = stage.connection.alias
        self.cells = CarefulCopy(stage)
        self.blame = Blame(stage)

    def run(self, number: int, batch: Sequence[Any], *, lock: bool) -> tuple[UpsertResult, list[Rejection]]:
        """Write the good rows of a batch; return why the others are rejected.

        The caller is inside ``atomic``. The stage is empty before and after.
        """
        good, blamed = self._values(number, batch)
        blamed += self.cells.copy(good)
        return self.merge(number, batch, len(good), lock=lock, blamed=blamed)

    def merge(
        self,
        number: int,
        batch: Sequence[Any],
        staged: int,
        *,
        lock: bool,
        caught: Exception | None = None,
        blamed: Sequence[Blamed] = (),
    ) -> tuple[UpsertResult, list[Rejection]]:
        """Write the good staged rows of a batch; return why the others are rejected.

        ``caught`` is the error from writing all of them, if that was tried. ``blamed`` are the rows of the batch that
        were already found bad and are not staged.
        """
        blamed = [*blamed]
        while True:
            result, found = self._settle(staged, lock=lock, caught=caught)
            if not found:
                break
            caught = None
            self.stage.take_out([line for line, *_ in found])
            staged -= len(found)
            blamed += found
        return result, [Rejection(line, column, why, batch[line - number]) for line, column, why in sorted(blamed)]

    def copy(self, number: int, batch: Sequence[Any]) -> list[Rejection]:
        """Copy the good rows of a batch into the stage; return why the others are rejected."""
        good, blamed = self._values(number, batch)
        blamed += self.cells.copy(good)
        return [Rejection(line, column, why, batch[line - number]) for line, column, why in sorted(blamed)]

    def find(self, caught: Exception, *, most: int) -> list[Rejection]:
        """Return the staged rows that made a merge fail."""
        if isinstance(caught, RowsHeldBack):
            return [Rejection(*blamed) for blamed in caught.blamed]
        found = self._keyless() or self.blame.find(caught, most=most)
        if not found:
            raise self._refused_together(caught)
        return [Rejection(*blamed) for blamed in found]

    def _refused_together(self, caught: Exception) -> RejectedRowsError:
        """Return the error for rows that are refused only together, for example by a statement trigger."""
        return RejectedRowsError(
            f"Rows for table {self.stage.table} were refused together, though each alone is good: {explain(caught)}."
        )

    def _keyless(self) -> list[Blamed]:
        return [Blamed(line, str(self.stage.keys[0].column), "required") for line in self.stage.keyless()]

    def _settle(self, staged: int, *, lock: bool, caught: Exception | None) -> tuple[UpsertResult, list[Blamed]]:
        """Merge the staged rows, or return the bad ones; if ``caught`` is known, look for them first."""
        found = self._keyless() or self.blame.orphans()
        if not found and caught is not None and is_refusal(caught):
            found = self.blame.find(caught)
        if found or not staged:
            return UpsertResult(), found
        caught = None
        try:
            with transaction.atomic(using=self.alias):
                return self.stage.settle(staged, lock=lock), []
        except RowsHeldBack as held:
            return UpsertResult(), [Blamed(*blamed) for blamed in held.blamed]
        except Exception as error:
            if not is_refusal(error):
                raise
            caught = error
        found = self.blame.find(caught)
        if not found:
            raise self._refused_together(caught)
        return UpsertResult(), found

    # Cells

    def _values(self, number: int, batch: Sequence[Any]) -> tuple[Good, list[Blamed]]:
        """Return the values of the rows that pass the checks in Python, and the faults of the others."""
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
        try:
            converted = self.converters.careful[place](value)
            problem = self._fitters[place](converted)
        except RowProblem as refusal:
            problem = str(refusal)
        if problem is not None:
            raise RowProblem(problem, str(self.stage.columns[place].column))
        return converted

    @cached_property
    def _fitters(self) -> list[Callable[[Any], str | None]]:
        return [fitter(self.stage.live[str(field.column)]) for field in self.stage.columns]
