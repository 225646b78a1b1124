"""What holds for the length of a ``with`` block, and for whom: the thread or the task that opened it, or its children.

A context variable alone does not end where its block ends. A child task, a thread that ``asyncio.to_thread`` starts
and a callback have a copy of it for good, and two generators that are closed in the order in which they were opened
leave behind what the first one had set.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

from asgiref.sync import SyncToAsync

_Value = TypeVar("_Value")
_Owner = tuple["int | None", "asyncio.Task[Any] | None"]


class _Block(Generic[_Value]):
    """One block that somebody opened; copies of a context share it, and so see it closed."""

    def __init__(self, value: _Value) -> None:
        self.value = value
        self.is_open = True
        self.thread, self.task = _running()
        self.opener = threading.current_thread()  # the number of a thread that has ended is given to another one

    def is_own(self) -> bool:
        """Tell whether the code that asks is of the thread or the task that opened the block."""
        return self._is_of(*_running()) or self._is_of(*_awaiting())

    def _is_of(self, thread: int | None, task: asyncio.Task[Any] | None) -> bool:
        # A thread that waits for its event loop in the block is in it with all tasks of the loop.
        return self.thread == thread and (self.task is None or self.task is task) and self.opener.is_alive()


class Blocks(Generic[_Value]):
    """Blocks of one kind, of which several may be open around each other."""

    def __init__(self, name: str) -> None:
        self._around: ContextVar[tuple[_Block[_Value], ...]] = ContextVar(name, default=())

    @contextmanager
    def open(self, value: _Value) -> Iterator[None]:
        """Hold ``value`` until the block ends, in whatever order blocks do, and in whichever thread."""
        block = _Block(value)
        self._around.set((*self._around.get(), block))
        try:
            yield
        finally:
            block.is_open = False
            self._around.set(tuple(other for other in self._around.get() if other is not block))

    def own(self) -> list[_Value]:
        """Return the values of the open blocks that this thread or this task opened itself, the outermost first.

        What a task calls by ``sync_to_async`` and awaits, such as the asynchronous methods of querysets, is its own.
        """
        return [block.value for block in self._around.get() if block.is_open and block.is_own()]

    def innermost(self, default: _Value) -> _Value:
        """Return the value of the innermost block, also in tasks and threads that were started in it; else ``default``.

        Where that block has ended meanwhile it is ``default``, and not the value of a block around it.
        """
        block = self._innermost()
        return block.value if block is not None and block.is_open else default

    def has_ended(self) -> bool:
        """Tell whether this task, thread or callback has outlived the block in which it was started."""
        block = self._innermost()
        return block is not None and not block.is_open

    def _innermost(self) -> _Block[_Value] | None:
        # One's own block may have been closed by somebody else, as the garbage collector closes a generator.
        around = reversed(self._around.get())
        return next((block for block in around if block.is_open or not block.is_own()), None)


def _running() -> _Owner:
    try:
        task = asyncio.current_task()
    except RuntimeError:  # there is no event loop in this thread
        task = None
    return threading.get_ident(), task


def _awaiting() -> _Owner:
    """Return the thread and the task that await what this thread runs for them by ``sync_to_async``.

    asgiref does not tell; but the two ends of a call hold the same object.
    """
    frame: Any = sys._getframe()  # noqa: SLF001
    while frame is not None and frame.f_code is not SyncToAsync.thread_handler.__code__:
        frame = frame.f_back
    if frame is None:
        return None, None
    loop, call = frame.f_locals["loop"], frame.f_locals.get("task_context")
    deadline = time.monotonic() + 1
    while call is not None:
        was_busy = asyncio.current_task(loop) is not None  # and maybe on its way to where it waits
        for task in asyncio.all_tasks(loop):
            if _waits_for(task, call):
                return getattr(loop, "_thread_id", None), task
        if not was_busy or time.monotonic() > deadline:
            break
        time.sleep(0.001)
    return None, None


def _waits_for(task: asyncio.Task[Any], call: object) -> bool:
    awaited: Any = task.get_coro()
    while awaited is not None:
        frame = getattr(awaited, "cr_frame", None)
        if frame is not None and frame.f_code is SyncToAsync.__call__.__code__:
            return frame.f_locals.get("task_context") is call
        if type(awaited).__name__ in _WRAPPERS:
            awaited = next((each for each in gc.get_referents(awaited) if _awaits(each)), None)
        else:
            awaited = next((getattr(awaited, name) for name in _AWAITED if hasattr(awaited, name)), None)
    return False


_AWAITED = ("cr_await", "ag_await", "gi_yieldfrom")
_WRAPPERS = ("async_generator_asend", "async_generator_athrow", "coroutine_wrapper")  # which do not say of what


def _awaits(thing: object) -> bool:
    return any(hasattr(thing, name) for name in _AWAITED)
