"""Queues that are tables: each app describes its own, so that all are watched and worked on in one way."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.db import Error
from django.db.models import Func, Model, Q
from django.utils.module_loading import import_string

from agent360_models import absent
from agent360_models.exceptions import StaleRowError

__all__ = ["Hand", "Queue", "named_by_apps", "one_by_one", "queues"]

_Message = TypeVar("_Message")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """What a worker gives to one turn: the alias, how many messages at most, and whether it was told to stop."""

    using: str
    limit: int | None
    stopped: Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A table whose rows are messages or jobs for workers.

    An app that has queues names them in its ``AppConfig``, as ``queues = ("dotted.path", ...)``. The conditions are
    asked one after the other, each up to a number of rows, so an index should stand behind each.

    Attributes:
        name: the word for it on the command line and in metrics.
        model: whose table it is.
        waiting: the condition of rows that nobody has begun.
        due: of the waiting ones those whose time has come; by ``Now()``, the server's clock.
        due_since: the column, or the expression over aware columns, from which on a waiting row is due.
        dead: the condition of dead letters, which nothing touches any more unless somebody looks.
        held: the condition of rows that a worker has in hand; none where nobody takes a lease.
        expired: of these the rows whose lease is over.
        turn: takes a few messages and settles each; returns how many. It does not raise what a handler raises.
            None where the project processes the rows itself.
        handled: returns what functions are registered for in this process: a worker without any has no use.
        remedy: the sentence for a project that has registered none.

    """

    name: str
    model: type[Model]
    waiting: Q
    due: Q
    due_since: str | Func
    dead: Q | None = None
    held: Q | None = None
    expired: Q | None = None
    turn: Callable[[Hand], int] | None = None
    handled: Callable[[], Collection[str]] | None = None
    remedy: str = ""


def queues() -> list[Queue]:
    """Return the queues of all installed apps, in the order of ``INSTALLED_APPS``, but for those whose table is absent.

    Raises ``ImproperlyConfigured`` where two have one name.
    """
    found: dict[str, Queue] = {}
    for config, queue in named_by_apps("queues"):
        if queue.name in found:
            raise ImproperlyConfigured(f"{config.label} names a queue {queue.name!r}, and so does another app.")
        if not absent.is_table_absent(queue.model):
            found[queue.name] = queue
    return list(found.values())


def named_by_apps(attribute: str) -> Iterator[tuple[AppConfig, Any]]:
    """Yield the objects whose dotted paths an attribute of an ``AppConfig`` lists, of every installed app."""
    for config in apps.get_app_configs():
        paths = getattr(config, attribute, ())
        for path in (paths,) if isinstance(paths, str) else paths:
            yield config, import_string(path)


def one_by_one(
    messages: Sequence[_Message],
    hand: Hand,
    *,
    settle: Callable[[_Message], object],
    give_back: Callable[[_Message], object],
    seconds: float | None = None,
) -> int:
    """Settle claimed messages one after the other, and give back those that were not begun; return how many were.

    None is begun after the worker was told to stop, or after so many seconds, as where half of the lease is over.
    """
    began, left, done = time.monotonic(), list(messages), 0
    try:
        while left and not hand.stopped() and (seconds is None or time.monotonic() - began < seconds):
            done += 1
            settle(left.pop(0))
    finally:
        for message in left:
            with suppress(StaleRowError, Error):  # else its lease runs out
                give_back(message)
    return done
