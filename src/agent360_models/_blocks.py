"""Values that hold inside a ``with`` block, for the thread or task that opened it, or for its children too.

A context variable alone does not end with its block. A child task, a thread of ``asyncio.to_thread`` and a callback
keep a copy for good. Two generators that are closed in the order in which they were opened leave the first value set.
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
_Owner = tuple["int | None", "asyncio.Task[Any] | asyncio.AbstractEventLoop | None"]


class _Block(Generic[_Value]):
    """One open block. Copies of a context share it, so they see when it is closed."""

    def __init__(self, value: _Value) -> None:
        self.value = value
        self.is_open = True
        self.thread, self.task = _running()
        self.opener = threading.current_thread()  # thread idents are reused

    def is_own(self) -> bool:
        """Tell whether the calling code runs in the thread or task that opened the block."""
        return self._is_of(*_running()) or self._is_of(*_awaiting())

    def is_left(self) -> bool:
        """Tell whether the calling code has left the block, rather than outlived it in a copy of its context.

        A callback of an event loop looks like every other one, so it counts as having outlived it.
        """
        is_of_callback = isinstance(self.task, asyncio.AbstractEventLoop)
        return not self.is_open and not is_of_callback and self.is_own()

    def _is_of(self, thread: int | None, task: asyncio.Task[Any] | asyncio.AbstractEventLoop | None) -> bool:
        # A thread that runs an event loop inside the block is in the block with all tasks of the loop.
        return self.thread == thread and (self.task is None or self.task is task) and self.opener.is_alive()


class Blocks(Generic[_Value]):
    """Blocks of one kind; they may be nested."""

    def __init__(self, name: str) -> None:
        self._around: ContextVar[tuple[_Block[_Value], ...]] = ContextVar(name, default=())

    @contextmanager
    def open(self, value: _Value) -> Iterator[None]:
        """Set ``value`` until the block ends, whatever the order in which blocks end, and in whichever thread."""
        block = _Block(value)
        self._around.set((*self._around.get(), block))
        try:
            yield
        finally:
            block.is_open = False
            self._around.set(tuple(other for other in self._around.get() if other is not block))

    def own(self) -> list[_Value]:
        """Return the values of the open blocks that this thread or task opened itself, the outermost first.

        Code that a task calls through ``sync_to_async`` and awaits, such as asynchronous queryset methods, counts as
        part of the task.
        """
        return [block.value for block in self._around.get() if block.is_open and block.is_own()]

    def innermost(self, default: _Value) -> _Value:
        """Return the value of the innermost block, also in tasks and threads started in it; else ``default``.

        If that block has ended, return ``default``, not the value of an enclosing block.
        """
        block = self._innermost()
        return block.value if block is not None and block.is_open else default

    def has_ended(self) -> bool:
        """Tell whether this task, thread or callback has outlived the block in which it was started."""
        block = self._innermost()
        return block is not None and not block.is_open

    def _innermost(self) -> _Block[_Value] | None:
        # Other code may have closed the thread's own block: the garbage collector closes generators.
        return next((block for block in reversed(self._around.get()) if not block.is_left()), None)


def _running() -> _Owner:
    """Return the thread, and its task; in a callback its event loop."""
    task: asyncio.Task[Any] | asyncio.AbstractEventLoop | None
    try:
        task = asyncio.current_task() or asyncio.get_running_loop()
    except RuntimeError:  # there is no event loop in this thread
        task = None
    return threading.get_ident(), task


def _awaiting() -> _Owner:
    """Return the thread and task that await the ``sync_to_async`` call running in this thread.

    asgiref does not expose this, but both ends of a call reference the same object.
    """
    frame: Any = sys._getframe()  # noqa: SLF001
    while frame is not None and frame.f_code is not SyncToAsync.thread_handler.__code__:
        frame = frame.f_back
    if frame is None:
        return None, None
    loop, call = frame.f_locals["loop"], frame.f_locals.get("task_context")
    deadline = time.monotonic() + 1
    while call is not None:
        was_busy = asyncio.current_task(loop) is not None  # the task may not have reached its await yet
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
_WRAPPERS = ("async_generator_asend", "async_generator_athrow", "coroutine_wrapper")  # whose target is not exposed


def _awaits(thing: object) -> bool:
    return any(hasattr(thing, name) for name in _AWAITED)
