"""Batches whose text is made while the server writes the batch before.

A thread makes it, which uses no connection and runs no code of others: rows are dicts, tuples and lists out of a list,
and values of Python's own classes, which psycopg itself writes. Any other batch is read when its turn comes.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from itertools import chain, pairwise
from operator import attrgetter
from types import NoneType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from psycopg import Copy
from psycopg.abc import Buffer
from psycopg.adapt import PyFormat
from psycopg.copy import Writer

Columns = Sequence[Sequence[Any]]

_ROWS = {dict, tuple, list}
_NOW = datetime.now(UTC)
_VALUES = ("", 0, 0.0, True, Decimal(0), date.min, _NOW, _NOW.replace(tzinfo=None), time.min, timedelta(), UUID(int=0))
_ZONES = {NoneType, timezone, ZoneInfo}
_zone = attrgetter("tzinfo")
_MOST = 8 << 20  # bytes of a text, so that memory is bounded


@dataclass(frozen=True, slots=True)
class Ready:
    """Rows that can be copied: they have the columns in ``head`` before those of the stage."""

    rows: Iterable[tuple[Any, ...]]
    head: Sequence[str]
    is_distinct: bool  # no two of them have the same key


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that are written together. ``number`` is that of the first of them.

    ``text`` is all of them as COPY reads them, with what else ``ready`` says, if that was made ahead.
    """

    number: int
    rows: Sequence[Any]
    text: bytes = b""
    ready: Ready | None = None


Batches = Generator[Batch]


class Ahead:
    """Makes the text of batches ahead. ``read`` returns their columns, ``None`` where these must be converted."""

    def __init__(
        self,
        session: psycopg.Connection[Any],
        *,
        read: Callable[[Sequence[Any]], Columns | None],
        ready: Callable[[int, Columns], Ready],
    ) -> None:
        """Have psycopg make all that writes values, for which it asks the session."""
        self.read = read
        self.ready = ready
        self.cursor = session.cursor()
        samples = [value for value in _VALUES if _is_written_by_psycopg(session, type(value))]
        Copy(self.cursor, writer=_Block()).write_row(samples)
        self.kinds = {NoneType, *map(type, samples)}
        self.is_off = False

    def batches(self, batches: Batches) -> Batches:
        """Yield batches, each once the text of the next one is begun.

        Where there is no text of the first, there is none of the others: they are like it.
        """
        with ThreadPoolExecutor(1) as thread:
            begun = (self._begin(batch, thread) for batch in batches)
            for batch, _ in pairwise(chain(begun, [Future[Batch]()])):
                yield batch.result()

    def _begin(self, batch: Batch, thread: ThreadPoolExecutor) -> Future[Batch]:
        block = _Block()
        try:
            if not self.is_off and not self.cursor.connection.closed:
                return thread.submit(self._with_text, batch, Copy(self.cursor, writer=block), block)
        except RuntimeError:  # there are too many threads, or Python is about to end
            self.is_off = True
        future: Future[Batch] = Future()
        future.set_result(batch)
        return future

    def _with_text(self, batch: Batch, copy: Copy, block: _Block) -> Batch:
        try:
            columns = self.read(batch.rows) if _ROWS.issuperset(map(type, batch.rows)) else None
            if columns is not None and all(map(self.is_silent, columns)):
                ready = self.ready(batch.number, columns)
                for row in ready.rows:
                    copy.write_row(row)
                copy.finish(None)
                return replace(batch, text=b"".join(block.parts), ready=replace(ready, rows=()))
        except Exception:  # noqa: BLE001, S110  # it comes again when the batch has its turn
            pass
        self.is_off |= batch.number == 1
        return batch

    def is_silent(self, column: Sequence[Any]) -> bool:
        """Tell whether no code of others runs where the values become text."""
        kinds = {*map(type, column)}
        if not kinds <= self.kinds:
            return False
        return kinds.isdisjoint((datetime, time)) or _ZONES.issuperset(map(type, map(_zone, filter(None, column))))


class _Block(Writer):
    """Keeps the text of rows."""

    def __init__(self) -> None:
        self.parts: list[Buffer] = []
        self.size = 0

    def write(self, data: Buffer) -> None:
        """Take some rows; raises ``OverflowError`` where there are too many by now."""
        self.parts.append(data)
        self.size += len(data)
        if self.size > _MOST:
            raise OverflowError


def _is_written_by_psycopg(session: psycopg.Connection[Any], kind: type) -> bool:
    dumper = session.adapters.get_dumper(kind, PyFormat.TEXT)
    return dumper.__module__.partition(".")[0] in ("psycopg", "psycopg_binary", "psycopg_c")
