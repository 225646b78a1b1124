"""Table-based queues: each app describes its queues, so monitoring and workers treat all alike."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from django.db import Error
from django.db.models import Model, Q
from django.utils.module_loading import import_string

from agent360_models import absent
from agent360_models.exceptions import StaleRowError

__all__ = ["Hand", "Queue", "named_by_apps", "one_by_one", "queues"]

_Message = TypeVar("_Message")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """The arguments of one turn: the alias, the maximum number of messages, and a function that tells when to stop."""

    using: str
    limit: int | None
    stopped: Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A table whose rows are messages or jobs for workers.

    An app names its queues in its ``AppConfig``, as ``queues = ("dotted.path", ...)``. Each condition is counted
    separately, up to a maximum, so each should have an index.

    Attributes:
        name: the name on the command line and in metrics.
        model: the model of the table.
        waiting: the condition of rows that no worker has begun.
        due: the condition of waiting rows that are due, by ``Now()``, the server's clock.
        due_since: the column with the time from which a waiting row is due.
        dead: the condition of dead letters, which are not processed again automatically.
        held: the condition of leased rows; ``None`` without leases.
        expired: the condition of leased rows whose lease has expired.
        turn: a function that takes and settles a few messages, and returns their number. It does not raise the errors
            of handlers. ``None`` if the project processes the rows itself.
        handled: a function that returns the names with a handler in this process; a worker needs at least one.
        remedy: the advice for a project without a registered handler.

    """

    name: str
    model: type[Model]
    waiting: Q
    due: Q
    due_since: str
    dead: Q | None = None
    held: Q | None = None
    expired: Q | None = None
    turn: Callable[[Hand], int] | None = None
    handled: Callable[[], Collection[str]] | None = None
    remedy: str = ""


def queues() -> list[Queue]:
    """Return the queues of all installed apps in the order of ``INSTALLED_APPS``, except those with absent tables.

    Raises ``ImproperlyConfigured`` if two queues have the same name.
    """
    found: dict[str, Queue] = {}
    for config, queue in named_by_apps("queues"):
        if queue.name in found:
            raise ImproperlyConfigured(f"{config.label} names a queue {queue.name!r}, but another app uses that name.")
        if not absent.is_table_absent(queue.model):
            found[queue.name] = queue
    return list(found.values())


def named_by_apps(attribute: str) -> Iterator[tuple[AppConfig, Any]]:
    """Yield the objects whose dotted paths are listed in an ``AppConfig`` attribute, for every installed app."""
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
    """Settle claimed messages one by one, and give back the rest; return the number of settled messages.

    No message is begun after a request to stop, or after ``seconds``, for example half of the lease.
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
