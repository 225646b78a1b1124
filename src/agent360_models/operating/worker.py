"""The loop of a worker: ``manage.py agent360 work`` is one around it."""

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

POLL = 2.0  # seconds between two looks at an empty queue, at most
_FIRST_PAUSE = 0.1
_SLICE = 0.1  # seconds in which a signal is noticed
_MAX_BACKOFF = 30.0  # seconds between two tries of a server that does not answer
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of a process, after which it ends and its supervisor starts another; none by default.

    ``messages`` is a number of them, ``seconds`` a time, ``memory`` the megabytes that the process had at most.
    """

    messages: int | None = None
    seconds: float | None = None
    memory: int | None = None

    def reached(self, done: int, seconds: float) -> str | None:
        """Return the name of a limit that is reached; ``None`` where none is."""
        if self.messages is not None and done >= self.messages:
            return "limit"
        if self.seconds is not None and seconds >= self.seconds:
            return "time"
        if self.memory is not None and _memory() >= self.memory:
            return "memory"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of a loop: how many messages it took, and why it ended.

    ``reason`` is ``stopped``, ``limit``, ``time``, ``memory``, or ``empty`` where it was to run once.
    """

    done: int
    reason: str
    seconds: float


class Stop:
    """A request to stop, which a worker heeds before it begins another message."""

    def __init__(self) -> None:
        self._asked = False

    def __call__(self) -> bool:
        """Tell whether somebody asked."""
        return self._asked

    def ask(self) -> None:
        """Ask; a signal handler may."""
        self._asked = True  # a flag and no Event, whose lock the interrupted code may hold

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Take SIGTERM and SIGINT as a request, the first of each; the second does what it did before."""
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
    """Work on a queue until told to stop, until a limit is reached, or with ``once`` until nothing is due.

    A message that is begun is settled, and those that were claimed and not begun are given back. While nothing is
    due it looks again after a pause that grows up to ``poll`` seconds. Where the server does not answer, or closed
    a connection, it tries again, later and later; with ``once`` that is raised.

    Args:
        queue: one of ``queues()``.
        using: the alias; by default the table's own.
        limits: when to end.
        once: end as soon as nothing is due.
        poll: the longest pause in seconds.
        stop: the request to stop; signals are taken as one.

    Raises ``ImproperlyConfigured`` for a queue that no function here handles.

    """
    if queue.turn is None:
        raise ImproperlyConfigured(f"No worker is known for the queue {queue.name!r}: the project processes its rows.")
    if queue.handled is not None and not queue.handled():
        raise ImproperlyConfigured(f"No function here handles {queue.name}: {queue.remedy}")
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
                    # A context of its own, so that no message reads from replicas by what another one wrote.
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
    """Sleep, but no longer than until somebody asks to stop or the time of the process is over."""
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
    """Return the megabytes that the process had at most."""
    import resource  # not on Windows

    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
