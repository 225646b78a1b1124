"""Parallel loading: independent parts in threads, the cells of large parts in processes.

A process only converts cells to text, so each part is still one transaction over one connection.
"""

from __future__ import annotations

import contextvars
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain
from multiprocessing import get_context
from typing import Any, cast

from django.db import connections
from django.db.models import ForeignKey, Model

from agent360_models.loading._columns import LEFT_OUT, Problem, Texts
from agent360_models.loading._parts import Batch, Names, Part, Rows
from agent360_models.loading.files import container_of
from agent360_models.loading.report import Report

__all__ = ["Prepared", "Workers", "side_by_side", "workers"]

Prepared = tuple[bytes, dict[int, Problem]]  # the rows of a batch as COPY text, and the problems of the others

_LARGE = 10_000  # the rows of a part, or bytes of a file, from which processes are used
_LARGE_FILE = 1024 * 1024

_BETWEEN = "\0"  # cells go to a process as one text, which takes a tenth of the work of nested lists

_parts: Sequence[Part] = ()  # in a process: the parts of the load
_texts: dict[tuple[int, Names], Texts] = {}


class Workers:
    """Processes that convert the cells of batches to text."""

    def __init__(self, pool: ProcessPoolExecutor, parts: Sequence[Part], jobs: int) -> None:
        self.pool = pool
        self.numbers = {id(part): number for number, part in enumerate(parts)}
        self.ahead = jobs  # batches in progress besides the next one

    def prepared(
        self, part: Part, batches: Iterable[Batch], alias: str, tail: Callable[[Rows], str | None]
    ) -> Iterator[tuple[Batch, Prepared | None]]:
        """Yield the batches of a part in order, each with its text, or without it if no process can make it.

        ``tail`` returns the text after the cells of each row, or ``None`` if it differs between rows.
        """
        under_way: deque[tuple[Batch, Future[Prepared | None] | None]] = deque()
        read = 0
        for batch in batches:
            read += batch.size
            under_way.append((batch, self._submit(part, batch, alias, tail) if read > _LARGE else None))
            if len(under_way) > self.ahead:
                yield self._outcome(*under_way.popleft())
        while under_way:
            yield self._outcome(*under_way.popleft())

    def _submit(
        self, part: Part, batch: Batch, alias: str, tail: Callable[[Rows], str | None]
    ) -> Future[Prepared | None] | None:
        rows = batch.rows[0]
        behind = tail(rows) if len(batch.rows) == 1 and rows.is_text and rows.numbers else None
        if behind is None:
            return None
        cells = _BETWEEN.join(chain.from_iterable(cast("list[list[str]]", rows.cells)))
        if cells.count(_BETWEEN) != len(rows.numbers) * len(rows.names) - 1:
            return None
        try:
            return self.pool.submit(_prepare, (self.numbers[id(part)], rows.names), alias, rows.numbers, cells, behind)
        except BrokenProcessPool:
            return None

    @staticmethod
    def _outcome(batch: Batch, future: Future[Prepared | None] | None) -> tuple[Batch, Prepared | None]:
        try:
            return batch, None if future is None else future.result()
        except BrokenProcessPool:  # a process was killed, for instance for lack of memory; its work is done here
            return batch, None


@contextmanager
def workers(parts: Sequence[Part], jobs: int) -> Iterator[Workers | None]:
    """Start processes for these parts, if more than one job is allowed.

    They are forked, which is not safe on systems other than Linux.
    """
    global _parts  # noqa: PLW0603  # what the processes inherit
    sizes = [container_of(part.path).stat().st_size for part in parts]
    is_safe = sys.platform == "linux" and threading.active_count() == 1
    if jobs < 2 or not is_safe or max(sizes, default=0) < _LARGE_FILE:  # noqa: PLR2004
        yield None
        return
    _parts = parts
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("fork"), initializer=_begin, initargs=(os.getpid(),))
    try:
        pool.submit(int)  # starts all processes before there are threads
        yield Workers(pool, parts, jobs)
    finally:
        _parts = ()
        pool.shutdown(cancel_futures=True)


def _begin(parent: int) -> None:
    """Start a process: it does not touch its parent's connections, and ends when the parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and not connection.connection.closed:
            os.close(connection.connection.fileno())

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _prepare(shape: tuple[int, Names], alias: str, lines: list[int], cells: str, tail: str) -> Prepared | None:
    """Return the text of rows; ``None`` if a row leaves a column to the database."""
    number, names = shape
    if shape not in _texts:
        _texts[shape] = Texts(_parts[number].plan(names), connections[alias])
    texts = _texts[shape]
    each = iter(cells.split(_BETWEEN))
    rows = [*zip(*[each] * len(names), strict=True)]
    found, problems = texts.of(rows, quickly=True, is_text=True)
    if any(LEFT_OUT in column for column in found):
        return None
    return texts.block(lines, found, problems, tail), problems


def side_by_side(parts: Iterable[Part | Report], run: Callable[[Part], Report], jobs: int) -> Iterator[Report]:
    """Run parts in order, independent ones in parallel, and yield their reports."""
    wave: list[Part | Report] = []
    with ThreadPoolExecutor(jobs) as pool:
        for part in parts:
            if wave and (jobs < 2 or not _may_join(part, wave)):  # noqa: PLR2004
                yield from _run_all(wave, run, pool)
                wave = []
            wave.append(part)
        yield from _run_all(wave, run, pool)


def _run_all(
    wave: Sequence[Part | Report], run: Callable[[Part], Report], pool: ThreadPoolExecutor
) -> Iterator[Report]:
    """Run parts in parallel; a single part uses the caller's connection."""

    def run_apart(part: Part) -> Report:
        try:
            return run(part)
        finally:
            connections.close_all()

    if sum(isinstance(part, Part) for part in wave) < 2:  # noqa: PLR2004
        yield from (part if isinstance(part, Report) else run(part) for part in wave)
        return
    started = [
        part if isinstance(part, Report) else pool.submit(contextvars.copy_context().run, run_apart, part)
        for part in wave
    ]
    yield from (one if isinstance(one, Report) else one.result() for one in started)


def _may_join(part: Part | Report, wave: Iterable[Part | Report]) -> bool:
    """Tell whether a part is independent of the wave: neither fills nor refers to the other's tables."""
    if isinstance(part, Report):
        return True
    others = [other for other in wave if isinstance(other, Part)]
    if others and (part.policy.is_alone or part.whole is not None):
        return False
    return not any(
        part.model is other.model or other.model in _parents(part.model) or part.model in _parents(other.model)
        for other in others
    )


def _parents(model: type[Model]) -> set[Any]:
    return {field.related_model for field in model._meta.concrete_fields if isinstance(field, ForeignKey)}
