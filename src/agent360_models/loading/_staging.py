"""Records on their way into a temporary table next to the real table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction

from agent360_models.bulk._careful_copy import CarefulCopy
from agent360_models.bulk._error_to_row import is_refusal
from agent360_models.bulk._rows import has_python_default
from agent360_models.bulk._stage import Stage
from agent360_models.bulk._values import default_maker
from agent360_models.loading._columns import LEFT_OUT, NULL, Column, Plan, Problem, Texts, unescaped
from agent360_models.loading._jobs import Prepared
from agent360_models.loading._parts import Batch, Names, Rows
from agent360_models.loading.cells import CellError
from agent360_models.sync.conflicts import is_two_way, require_source_columns

if TYPE_CHECKING:
    from agent360_models.loading._one_object import ObjectLoad

__all__ = ["Staging"]

Rejected = tuple[int, object, Problem, object]  # number, key, problem, value

_MEMORY = "64MB"  # server memory for sorting and joining the rows of a large file
_SAMPLE = "10"  # the statistics target of the stage: 3,000 rows tell its size; 30,000 would take a tenth of a second
_MANY_GROUPS = 8  # the number from which each group finds its rows by an index


class Staging:
    """The stage of one object, created with its first record."""

    def __init__(self, load: ObjectLoad) -> None:
        self.load = load
        self.part = load.part
        self.is_there = False
        self.shapes: dict[Names, _Shape] = {}

    def add(self, batch: Batch, prepared: Prepared | None = None) -> list[Rejected]:
        """Stage the records of a batch, whose text may be ``prepared``; return the rejected ones."""
        rejected: list[Rejected] = [(number, "", Problem("", damage), "") for number, damage in batch.damaged]
        if rejected and self.part.whole is not None:
            self.part.whole.is_complete = False
        for rows in batch.rows:
            if rows.numbers:
                rejected += self._shape(rows.names).add(rows, prepared)
        return rejected

    def tail(self, rows: Rows) -> str | None:
        """Return the text after the cells of each row: constant defaults. ``None`` if it differs between rows."""
        return self._shape(rows.names).tail

    def _shape(self, names: Names) -> _Shape:
        if not self.is_there:
            self._create(self.load.plan(names))
        if names not in self.shapes:
            self.shapes[names] = _Shape(self.load.plan(names), self)
        return self.shapes[names]

    def _create(self, plan: Plan) -> None:
        part, columns = self.part, [column.field for column in plan.columns if column.field is not None]
        if part.columns:
            columns = list(part.columns)
        newest = part.newest if part.newest in columns else None
        self.stage = Stage(
            part.model, columns, key=part.keys, using=self.load.using, newest=newest, is_partial=bool(part.columns)
        )
        if is_two_way(part.model):
            require_source_columns(self.stage)
        self.stage.require_key()
        self.stage.query(
            "SELECT set_config('default_statistics_target', %s, true), set_config('work_mem', %s, true)"
            " WHERE pg_catalog.pg_size_bytes(%s) > pg_catalog.pg_size_bytes(current_setting('work_mem'))",
            [_SAMPLE, _MEMORY, _MEMORY],
        )
        self.stage.create()
        self.is_there = True

    def keep_newest(self) -> int:
        """Keep the newest row per key; return the number dropped. Rows of a full load win over newer stored rows."""
        stage, whole = self.stage, self.part.whole
        count = stage.count()
        dropped = stage.keep_newest() if stage.count_keys() < count else 0
        if whole is not None:
            whole.seen.update(stage.query(f"SELECT {stage.list_of(stage.keys)} FROM {stage.where}"))
            stage.newest = None
        if len(stage.groups) > _MANY_GROUPS:
            stage.query(f"CREATE INDEX ON {stage.where} (coalesce({stage.group}, 0))")
        return dropped

    def fill_in_what_is_stored(self) -> None:
        """Fill columns that rows of an edited table leave out with the stored values.

        A property missing in a record means no change at the source.
        """
        stage = self.stage
        for masked, group in stage.groups.items():
            if masked:
                names = [stage.column(stage.columns[place]) for place in masked]
                stage.query(
                    f"UPDATE {stage.where} s SET {', '.join(f'{name} = o.{name}' for name in names)}"
                    f" FROM {stage.table} o WHERE {stage.same_key('o', 's')} AND s.{stage.group} = {group}"
                )


class _Shape:
    """Records with the same properties, on their way into the stage."""

    def __init__(self, plan: Plan, staging: Staging) -> None:
        self.plan = plan
        self.load = staging.load
        self.stage = stage = staging.stage
        self.texts = Texts(plan, stage.connection)
        places: dict[Any, int] = {column.field: place for place, column in enumerate(plan.columns)}
        self.places = [places.get(field) for field in stage.columns]
        self.masked = frozenset(place for place, its_place in enumerate(self.places) if its_place is None)
        self.age = plan.age
        # A new row gets the defaults of fields without a source.
        self.makers = {
            place: default_maker(stage.columns[place], stage.connection)
            for place in self.masked
            if has_python_default(stage.columns[place])
        }
        self.defaults = [default_maker(field, stage.connection) for field in stage.defaults]
        self.head = (stage.line, stage.group, stage.age)

    @cached_property
    def tail(self) -> str | None:
        """The text after the cells of each row; ``None`` if it differs between rows, or rows leave columns out."""
        if self.masked or any(callable(field.default) for field in self.stage.defaults):
            return None
        return "".join("\t" + self._made(make, 1)[0] for make in self.defaults)

    def add(self, rows: Rows, prepared: Prepared | None) -> Iterator[Rejected]:
        """Copy the rows whose cells fit; yield the others.

        If the server rejects cells sent unconverted, they are converted one by one.
        """
        block, problems = prepared or self._prepare(rows)
        if not self._copy(block):
            texts, problems = self.texts.of(rows.cells, quickly=False)
            block = self._block(rows, texts, problems)
            if self.load.part.policy.trusts_model:
                self.stage.copy_text([block], head=self.head)
            elif not self._copy(block):
                problems |= self._copy_carefully(rows, texts, problems)
        for place, problem in problems.items():
            yield self._rejected(rows, place, problem)

    def _prepare(self, rows: Rows) -> Prepared:
        texts, problems = self.texts.of(rows.cells, quickly=True, is_text=rows.is_text)
        return self._block(rows, texts, problems), problems

    def _copy(self, block: bytes) -> bool:
        """Copy all rows, or none if the server cannot read one of them."""
        try:
            with transaction.atomic(using=self.load.using):
                self.stage.copy_text([block], head=self.head)
        except DatabaseError as error:
            if not is_refusal(error):
                raise
            return False
        return True

    def _block(self, rows: Rows, texts: Sequence[Sequence[str]], problems: Mapping[int, Problem]) -> bytes:
        """Return the valid rows as COPY text."""
        if self.tail is not None and not any(LEFT_OUT in column for column in texts):
            return self.texts.block(rows.numbers, texts, problems, self.tail)
        lines: Iterable[str] = map("\t".join, zip(*self._in_order(rows, texts), strict=True))
        return "\n".join([*(line for place, line in enumerate(lines) if place not in problems), ""]).encode()

    def _in_order(self, rows: Rows, texts: Sequence[Sequence[str]]) -> list[Sequence[str]]:
        """Return the texts of the columns in the order of the stage, after its leading columns."""
        count = len(rows.numbers)
        columns: list[Sequence[str]] = []
        left_out: list[frozenset[int]] = [self.masked] * count
        for place, its_place in enumerate(self.places):
            if its_place is None:
                columns.append(self._made(self.makers.get(place), count))
                continue
            found = texts[its_place]
            if LEFT_OUT in found:
                for row, text in enumerate(found):
                    if text == LEFT_OUT:
                        left_out[row] |= {place}
                found = [NULL if text == LEFT_OUT else text for text in found]
            columns.append(found)
        columns += [self._made(make, count) for make in self.defaults]
        groups = {masked: str(self.stage.group_of(masked)) for masked in {*left_out}}
        age = [NULL] * count if self.age is None else texts[self.age]
        return [[*map(str, rows.numbers)], [groups[masked] for masked in left_out], age, *columns]

    def _made(self, make: Any, count: int) -> list[str]:
        """Return defaults as text."""
        return [NULL] * count if make is None else [self.texts.text(make()) for _ in range(count)]

    def _copy_carefully(
        self, rows: Rows, texts: Sequence[Sequence[str]], problems: Mapping[int, Problem]
    ) -> dict[int, Problem]:
        """Copy the rows that the server can read; return the problems of the others."""
        places = {number: place for place, number in enumerate(rows.numbers)}
        columns = self._in_order(rows, texts)
        good = {
            number: (int(group), *map(unescaped, values[: len(self.places)]))
            for place, (number, group, _, *values) in enumerate(zip(rows.numbers, *columns[1:], strict=True))
            if place not in problems
        }
        sources = {str(column.field.column): column.source for column in self.plan.columns if column.field is not None}
        return {
            places[number]: Problem(sources.get(column or "", ""), reason)
            for number, column, reason in CarefulCopy(self.stage).copy(good)
        }

    def _rejected(self, rows: Rows, place: int, problem: Problem) -> Rejected:
        """Return a rejected row with its value from the file."""
        cells = rows.cells[place]
        whole, keys = self.load.part.whole, self._keys()
        given = [cells[column.places[0]] for column in keys if column.places]
        if whole is not None:  # even if the rest is bad, the row exists at the source
            whole.seen.add(tuple(_value(column, cells) for column in keys))
        column = next((column for column in self.plan.columns if column.source == problem.source), None)
        value = cells[column.places[0]] if problem.source and column is not None and column.places else ""
        return rows.numbers[place], " ".join(str(cell) for cell in given if cell is not None), problem, value

    def _keys(self) -> list[Column]:
        return [column for key in self.load.part.keys for column in self.plan.columns if column.field is key]


def _value(column: Column, cells: Sequence[object]) -> object:
    """Return the value of a row's column; ``None`` if its cell is bad."""
    try:
        return column.value(next(iter(column.cells([[cell] for cell in cells], 1))))
    except CellError:
        return None
