"""The worker loop, which ``manage.py agent360 work`` runs."""

import contextvars
import logging
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, connections, reset_queries

from agent360_models.operating.queues import Hand, Queue
from agent360_models.routing import home_of
from agent360_models.transactions import reconnect_if_lost

__all__ = ["POLL", "Limits", "Outcome", "Stop", "work"]

POLL = 2.0  # maximum seconds between two polls of an empty queue
_FIRST_PAUSE = 0.1
_SLICE = 0.1  # seconds until a signal is noticed
_MAX_BACKOFF = 30.0  # maximum seconds between two attempts to reach a server
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of a process, after which it ends so that its supervisor can start another; none by default.

    ``messages`` is a number of messages, ``seconds`` a time, and ``memory`` the peak memory in megabytes.
    """

    messages: int | None = None
    seconds: float | None = None
    memory: int | None = None

    def reached(self, done: int, seconds: float) -> str | None:
        """Return the name of a limit that has been reached, or ``None``."""
        if self.messages is not None and done >= self.messages:
            return "limit"
        if self.seconds is not None and seconds >= self.seconds:
            return "time"
        if self.memory is not None and _memory() >= self.memory:
            return "memory"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of a worker loop: the number of messages, and the reason.

    ``reason`` is ``stopped``, ``limit``, ``time`` or ``memory``, or with ``once`` also ``empty``.
    """

    done: int
    reason: str
    seconds: float


class Stop:
    """A request to stop, which a worker checks before each message."""

    def __init__(self) -> None:
        self._asked = False

    def __call__(self) -> bool:
        """Tell whether a stop was requested."""
        return self._asked

    def ask(self) -> None:
        """Request the stop; safe in a signal handler."""
        self._asked = True  # a flag, because the interrupted code may hold the lock of an Event

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Treat the first SIGTERM or SIGINT as a request; a second one has its previous effect."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before: dict[int, Any] = {}

        def ask(number: int, _frame: FrameType | None) -> None:
            self.ask()
            signal.signal(number, before[number])

        for number in (signal.SIGTERM, signal.SIGINT):
            before[number] = signal.getsignal(number)
            signal.signal(number, ask)
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


def work(
    queue: Queue,
    *,
    using: str | None = None,
    limits: Limits | None = None,
    once: bool = False,
    poll: float = POLL,
    stop: Stop | None = None,
) -> Outcome:
    """Work on a queue until a stop is requested, a limit is reached, or with ``once`` nothing is due.

    A begun message is settled; messages that are claimed but not begun are given back. While nothing is due, the worker
    polls with a pause that grows to ``poll`` seconds. If the server does not answer or has closed a connection, the
    worker retries with exponential back-off; with ``once`` the error is raised.

    Args:
        queue: one of ``queues()``.
        using: the alias; by default the table's home.
        limits: the limits of the process.
        once: whether to end as soon as nothing is due.
        poll: the maximum pause in seconds.
        stop: the request to stop; signals set it too.

    Raises ``ImproperlyConfigured`` for a queue without a handler in this process.

    """
    if queue.turn is None:
        raise ImproperlyConfigured(f"The queue {queue.name!r} has no worker: the project processes its rows itself.")
    if queue.handled is not None and not queue.handled():
        raise ImproperlyConfigured(f"No handler is registered for {queue.name}: {queue.remedy}")
    alias, limits, stop = using or home_of(queue.model), limits or Limits(), stop or Stop()
    told = {"queue": queue.name, "alias": alias}
    began, done, reason = time.monotonic(), 0, "error"
    _log.info("Work on %s begins.", queue.name, extra={"event": "work.begin", **told})
    try:
        with stop.on_signals():
            pause, failures = _FIRST_PAUSE, 0
            while not (end := _why_to_end(limits, stop, done, time.monotonic() - began)):
                hand = Hand(
                    using=alias, limit=None if limits.messages is None else limits.messages - done, stopped=stop
                )
                try:
                    # A separate context, so that the writes of one turn do not affect the replica reads of the next.
                    number = contextvars.copy_context().run(queue.turn, hand)
                except (OperationalError, InterfaceError) as error:
                    if once:
                        raise
                    failures += 1
                    wait = min(_MAX_BACKOFF, 2.0 ** (failures - 2))
                    _log.warning(
                        "The database failed (%s); %s is tried again in %.1f s.",
                        type(error).__name__,
                        queue.name,
                        wait,
                        extra={"event": "work.retry", "error": type(error).__name__, **told},
                    )
                    _sleep(wait, stop, limits, began)
                    _let_go_of_lost_connections()
                    continue
                done, failures = done + number, 0
                reset_queries()
                if number:
                    pause = _FIRST_PAUSE
                elif once:
                    end = "stopped" if stop() else "empty"
                    break
                else:
                    _sleep(min(pause, poll), stop, limits, began)
                    pause *= 2 if pause < poll else 1
                    _let_go_of_lost_connections()
            reason = end
    finally:
        seconds = round(time.monotonic() - began, 3)
        _log.info(
            "Work on %s ends: %s done, %s.",
            queue.name,
            done,
            reason,
            extra={"event": "work.end", "done": done, "reason": reason, "seconds": seconds, **told},
        )
    return Outcome(done=done, reason=reason, seconds=seconds)


def _why_to_end(limits: Limits, stop: Stop, done: int, seconds: float) -> str | None:
    return "stopped" if stop() else limits.reached(done, seconds)


def _sleep(seconds: float, stop: Stop, limits: Limits, began: float) -> None:
    """Sleep, at most until a stop is requested or the time limit is reached."""
    until = time.monotonic() + seconds
    if limits.seconds is not None:
        until = min(until, began + limits.seconds)
    while not stop() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, _SLICE))


def _let_go_of_lost_connections() -> None:
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None:
            reconnect_if_lost(connection.alias)


def _memory() -> int:
    """Return the peak memory of the process in megabytes."""
    import resource  # not on Windows

    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
