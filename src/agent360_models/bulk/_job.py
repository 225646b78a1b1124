"""One call of ``upsert``: each batch is copied and merged, and retried row by row if it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import chain, pairwise, repeat
from typing import Any, Literal, NamedTuple

from django.db import OperationalError, ProgrammingError, connections, transaction
from django.db.models import Field, Model

from agent360_models import absent
from agent360_models.bulk._careful_copy import PROBLEMS
from agent360_models.bulk._error_to_row import is_refusal
from agent360_models.bulk._problems import RowProblem
from agent360_models.bulk._results import Rejection, UpsertResult
from agent360_models.bulk._row_by_row import Examination
from agent360_models.bulk._rows import Reader, field_of, names_of
from agent360_models.bulk._stage import HoldBack, Stage
from agent360_models.bulk._values import Converters
from agent360_models.exceptions import RejectedRowsError
from agent360_models.extensions import parent_of
from agent360_models.transactions import reconnect_if_lost

OnError = Literal["raise", "reject"]  # what upsert() does about a bad row
OnReject = Callable[[Rejection], object]  # called with each rejected row
OnWritten = Callable[[UpsertResult], object]  # called with the result of a transaction, before its commit
Batches = Iterator[tuple[int, list[Any]]]

_ATTEMPTS = 3  # for a batch that the server aborts in favour of another transaction
_GIVEN_UP = ("40001", "40P01", "26000")  # serialization failure, deadlock, discarded plan
_SHOWN = 10  # bad rows in an error message
_MANY = 1000  # bad rows to look for when all rows are written at once
_TOGETHER = 250  # rows that are turned into text while they are in the processor's cache
_PLAIN_ROWS = {dict, tuple, list}
_REMEMBERED = 100_000  # keys; of more rows the server counts them


class _Ahead(NamedTuple):
    """A batch that is COPY text already. ``number`` is that of its first row."""

    number: int
    texts: list[bytes]
    keys: set[Any]


class Job:
    """One call of ``upsert``."""

    def __init__(
        self,
        model: type[Model],
        first: Any,
        *,
        using: str,
        key: Sequence[str] | None,
        fields: Sequence[str] | None,
        newest_by: str | None,
        on_error: OnError,
        on_reject: OnReject | None,
        hold_back: HoldBack | None,
        on_written: OnWritten | None,
    ) -> None:
        self.using = using
        self.on_written = on_written or _pass
        self.connection = connections[using]
        self.raises = on_error == "raise"
        self.on_reject = on_reject
        table = parent_of(model) or model
        given, lacking = list(fields or names_of(model, first)), absent.names(model) | absent.names(table)
        places = [place for place, name in enumerate(given) if name not in lacking]
        columns = [field_of(model, given[place]) for place in places]
        keys = [field_of(model, name) for name in key] if key else list(model._meta.pk_fields)
        newest = field_of(model, newest_by) if newest_by else None
        self.key_places = [columns.index(field) for field in keys if field in columns]
        self._check(model, columns, [*keys, *([newest] if newest else [])])
        self.reader = Reader(model, columns, first, places=places, width=len(given), exact=fields is None)
        if table is not model:  # the key of an extension is its parent's
            columns, keys = ([table._meta.pk if f.primary_key else f for f in some] for some in (columns, keys))
        self.stage = Stage(table, columns, key=keys, using=using, newest=newest, hold_back=hold_back)
        self.converters = Converters(columns, self.connection, self.reader.read(first))
        self.examination = Examination(self.stage, self.reader, self.converters)
        self.ahead: _Ahead | None = None
        self.done = UpsertResult()

    @staticmethod
    def _check(model: type[Model], columns: Sequence[Field[Any, Any]], needed: Sequence[Field[Any, Any]]) -> None:
        for field in needed:
            if field not in columns:
                raise TypeError(f"Rows of {model._meta.label} need {field.name}, which identifies or orders them.")
        twice = next((field for field in columns if columns.count(field) > 1), None)
        if twice is not None:
            raise TypeError(f"Rows of {model._meta.label} give {twice.name} twice.")

    def run(self, batches: Batches, *, atomic: bool, ahead: bool) -> UpsertResult:
        """Write all batches; ``ahead`` means that nobody notices when a batch is drawn."""
        reconnect_if_lost(self.using)
        self.connection.ensure_connection()
        self.stage.require_key()
        own = self.connection.get_autocommit()  # False in the caller's transaction
        if own and not atomic:
            try:
                self._each_in_its_transaction(batches, ahead=ahead and self._is_silent)
            finally:
                self.stage.drop()
            return self.done
        with transaction.atomic(using=self.using), self.stage.created():
            if not own or not self.raises:  # several batches, or several calls, share the transaction
                self.stage.query(f"SELECT {self.stage.lock_sql(shared=False)}")
            if self.raises:
                self._all_at_once(batches)
            else:
                self._each_in_turn(batches)
            self.on_written(self.done)
        return self.done

    def _each_in_its_transaction(self, batches: Batches, *, ahead: bool) -> None:
        pairs: Iterable[Any] = pairwise(chain(batches, [None])) if ahead else zip(batches, repeat(None), strict=False)
        for (number, batch), following in pairs:
            if number > 1 or following:
                self.stage.keep()
            self.stage.meanwhile = partial(self._encode, *following) if following else None
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    outcome = self._write(number, batch, own=True)
                    break
                except (OperationalError, ProgrammingError) as error:
                    code = getattr(error.__cause__, "sqlstate", None)
                    if code not in _GIVEN_UP or attempt == _ATTEMPTS:
                        raise
                    self.stage.forget_plans()
            self._report(*outcome)
            del batch

    def _each_in_turn(self, batches: Batches) -> None:
        """Write each batch in one shared transaction, good rows only."""
        for number, batch in batches:
            if number > 1:
                self.stage.clear()
            self._report(*self._write(number, batch, own=False))
            del batch

    def _all_at_once(self, batches: Batches) -> None:
        """Copy all batches, then merge them at once: the quickest way in one transaction."""
        count, keys = 0, set[Any]()
        for number, batch in batches:
            if not self._can_copy(number, batch, keys):
                self._report(UpsertResult(), self.examination.copy(number, batch))
            count += len(batch)
            del batch
        caught: Exception | None = None
        try:
            with transaction.atomic(using=self.using):
                self.done = self.stage.settle(count, is_distinct=len(keys) == count, lock=True)
        except Exception as error:
            if not _is_about_rows(error):
                raise
            caught = error
        if caught is not None:
            self._report(UpsertResult(), self.examination.find(caught, most=_MANY))

    def _can_copy(self, number: int, batch: Sequence[Any], keys: set[Any]) -> bool:
        try:
            with transaction.atomic(using=self.using):
                self._copy(number, batch, keys)
        except Exception as error:
            if not _is_about_rows(error):
                raise
            return False
        return True

    def _write(self, number: int, batch: Sequence[Any], *, own: bool) -> tuple[UpsertResult, Sequence[Rejection]]:
        """Write one batch, in its own transaction or on a savepoint; retry row by row if it is refused."""
        caught: Exception | None = None
        was_copied = False
        try:
            with self._transaction(own=own):
                self._copy(number, batch, keys := set[Any]())
                was_copied = True
                if not own:
                    self._check_deferred()
                result = self.stage.settle(len(batch), is_distinct=len(keys) == len(batch), lock=own)
                if own:
                    self.on_written(result)
                return result, ()
        except Exception as error:
            if not _is_about_rows(error):
                raise
            caught = error
        with self._transaction(own=own):
            if own:
                self.stage.query("SET CONSTRAINTS ALL IMMEDIATE")
            if was_copied:  # so the cells are fine
                self._copy(number, batch, set())
                result, rejections = self.examination.merge(number, batch, len(batch), lock=own, caught=caught)
            else:
                result, rejections = self.examination.run(number, batch, lock=own)
            if self.raises and rejections:
                transaction.set_rollback(True, using=self.using)
            elif own:
                self.on_written(replace(result, rejected=len(rejections)))
        return result, rejections

    def _check_deferred(self) -> None:
        """Raise ``RowProblem`` for rows without a parent, if the database would notice only at commit."""
        if self.examination.blame.orphans():
            raise RowProblem("refused at the end of the transaction")

    @contextmanager
    def _transaction(self, *, own: bool) -> Iterator[None]:
        with transaction.atomic(using=self.using):
            if own:
                self.stage.create()
            yield

    def _copy(self, number: int, batch: Sequence[Any], keys: set[Any]) -> None:
        """Copy the rows without checking cells, as quickly as possible; add their keys to ``keys``."""
        head = [self.stage.line, *([self.stage.group] if self.converters.defaulting else ())]
        ahead, self.ahead = self.ahead, None
        if ahead is not None and ahead.number == number:
            keys |= ahead.keys
            self.stage.copy_text(ahead.texts, head=head)
        else:
            self.stage.copy_columns(self._parts(number, batch, keys), head=head)

    @property
    def _is_silent(self) -> bool:
        """Tell whether no code of others runs where plain rows become text, so that this can happen at any time."""
        ours = ("django.", "agent360_models.")
        fields = [*self.stage.columns, *self.stage.defaults]
        return (
            not self.converters.defaulting
            and not any(callable(field.default) for field in self.stage.defaults)
            and all(type(field).__module__.startswith(ours) for field in fields)
        )

    def _encode(self, number: int, batch: Sequence[Any]) -> None:
        """Make the text of a batch ahead, if its rows are plain; if not, it is made in its turn."""
        keys, texts = set[Any](), None
        if {*map(type, batch)} <= _PLAIN_ROWS:
            with suppress(Exception):  # it comes again in the batch's turn
                texts = self.stage.text_ahead(self._parts(number, batch, keys, ahead=True))
        self.ahead = None if texts is None else _Ahead(number, texts, keys)

    def _parts(
        self, number: int, batch: Sequence[Any], keys: set[Any], *, ahead: bool = False
    ) -> Iterator[list[Sequence[Any]]]:
        """Yield the rows by column, some at a time."""
        for start in range(0, len(batch), _TOGETHER):
            columns = self.reader.columns_of(batch[start : start + _TOGETHER])
            if len(keys) < _REMEMBERED:
                keys.update(self._keys_of(columns))
            lines: Sequence[Any] = range(number + start, number + start + len(columns[0]))
            groups = [[*map(self.stage.group_of, self.converters.masks(columns))]] if self.converters.defaulting else []
            yield [lines, *groups, *self.converters.convert(columns, only_unchanged=ahead)]

    def _keys_of(self, columns: Sequence[Sequence[Any]]) -> Iterable[Any]:
        """Return the keys of some rows; none if Python's equality may differ from the database's."""
        keys = [columns[place] for place in self.key_places]
        exact = [self.stage.live[str(key.column)].python_type for key in self.stage.keys]
        if any({*map(type, key)} != {exactly} for key, exactly in zip(keys, exact, strict=True)):
            return ()
        return keys[0] if len(keys) == 1 else zip(*keys, strict=True)

    def _report(self, result: UpsertResult, rejections: Sequence[Rejection]) -> None:
        """Add up the result, and pass on or raise the rejections."""
        if rejections and self.raises:
            raise RejectedRowsError(_message(self.stage, rejections), rejections, self.done)
        self.done += replace(result, rejected=len(rejections))
        if self.on_reject is not None:
            if rejections:  # the callback may change rows to come
                self.ahead = None
            for rejection in rejections:
                self.on_reject(rejection)


def _pass(_result: UpsertResult) -> None:
    """Do nothing."""


def _is_about_rows(error: Exception) -> bool:
    return isinstance(error, PROBLEMS) or is_refusal(error)


def _message(stage: Stage, rejections: Sequence[Rejection]) -> str:
    """Return the error text: the bad rows and the reasons, without values."""
    shown = "; ".join(map(str, rejections[:_SHOWN]))
    more = f"; and {len(rejections) - _SHOWN} more" if len(rejections) > _SHOWN else ""
    return (
        f"Rows for table {stage.table} were refused, and none of their batch was written: {shown}{more}."
        " Fix them, or pass on_error='reject' to write the others."
    )
