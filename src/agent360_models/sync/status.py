"""The state of each object's sync, a part of what ``manage.py agent360 status`` prints."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Protocol

from django.apps import apps
from django.utils.module_loading import import_string

from agent360_models import absent, families
from agent360_models.catalog import existing_tables
from agent360_models.routing import home_of_app

__all__ = ["ObjectStatus", "State", "StatusSource", "parse_age", "statuses"]

_BLOCKED = 3  # runs in a row that are skipped though none is under way: one may have met the end of another


class State(StrEnum):
    """States of an object's sync, the worst first."""

    DEAD = "dead"  # a run is marked as running, but its process has died
    BLOCKED = "blocked"  # runs are skipped again and again, and none is under way: something holds the lock
    FAILED = "failed"  # the last run that ended, ended with an error, or without saying how
    NEVER = "never"  # no run was ever a full success
    STALE = "stale"  # the last full success is older than allowed
    PARTIAL = "partial"  # the last run left rows out
    OK = "ok"
    DISABLED = "disabled"  # nobody expects runs


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectStatus:
    """The sync of one object, as it stands.

    ``last_success`` is when the last full success ended: a run that said so, has an end, and logged no error.
    ``last_end`` is how the last run ended that was not skipped, ``error`` what it said. ``running`` tells that a run
    is alive. ``failed`` and ``dead`` count runs since the last success. ``watermark`` is up to when the source's
    changes have been taken over. ``conflicts`` are open ones, ``pending`` rows wait for their upload. ``skipped``
    counts the runs in a row that were skipped since another one ended. ``running_tables`` are those of which a record
    says that a run fills them, alive or not.
    """

    alias: str
    object_name: str
    enabled: bool = True
    last_success: datetime | None = None
    last_end: str = ""
    error: str = ""
    running: bool = False
    failed: int = 0
    dead: int = 0
    watermark: datetime | None = None
    conflicts: int = 0
    pending: int = 0
    skipped: int = 0
    running_tables: tuple[str, ...] = ()

    def state(self, *, now: datetime, max_age: timedelta | None = None) -> State:
        """Return the one word for it; ``max_age`` is how old the last success may be."""
        if not self.enabled:
            return State.DISABLED
        if self.dead or (self.skipped >= _BLOCKED and not self.running):
            return State.DEAD if self.dead else State.BLOCKED
        if self.last_end not in ("", "success", "partial"):
            return State.FAILED
        if max_age is not None and self.last_success is not None and now - self.last_success > max_age:
            return State.STALE
        if self.last_end == "partial":
            return State.PARTIAL
        return State.NEVER if self.last_success is None else State.OK


class StatusSource(Protocol):
    """A function of a family that tells of its objects on an alias, in a constant number of queries."""

    def __call__(self, using: str) -> Sequence[ObjectStatus]:
        """Return one entry for each object that was ever synced, or has rows that wait."""


def statuses(using: str | None = None, *, without: Collection[str] = ()) -> list[ObjectStatus]:
    """Return how the objects of the installed families stand, on one alias or where the setting puts them.

    Nothing is asked of the aliases that it is to do ``without``.

    An app that knows names the function in its ``AppConfig``, as ``sync_status = "dotted.path"``. On an alias that
    is not its own it is asked only where its tables are there. A ``RunLogModel`` that an app names as ``run_log`` is
    asked by itself.
    """
    return [status for _, _, ask, _ in _asked(using, without) for status in ask()]


def _asked(
    using: str | None, without: Collection[str]
) -> Iterator[tuple[str, str | None, Callable[[], Sequence[ObjectStatus]], Any]]:
    """Yield each app that knows, the alias, what asks it how its objects stand, and its history of runs.

    That is a dotted path, or what a ``RunLogModel`` has.
    """
    for label in families.installed():
        home = home_of_app(label)
        if (using or home) in without:
            continue
        config = apps.get_app_config(label)
        path = getattr(config, "sync_status", None)
        if path is not None and (using in (None, home) or _is_on(label, str(using))):
            source: StatusSource = import_string(path)
            alias = using or home
            yield label, alias, partial(source, alias), getattr(config, "sync_history", None)
        path = getattr(config, "run_log", None)
        log: Any = import_string(path) if path is not None else None
        if hasattr(log, "statuses"):  # what the log knows by itself, as one that is a RunLogModel does
            yield label, None, partial(log.statuses, using, without=without), getattr(log, "history", None)


def _is_on(label: str, alias: str) -> bool:
    """Tell whether all tables of an app are on an alias."""
    models = [model for model in apps.get_app_config(label).get_models() if not absent.is_table_absent(model)]
    tables = [model._meta.db_table for model in models]
    return len(existing_tables(tables, using=alias)) == len(tables)


def parse_age(text: str) -> timedelta:
    """Return the time that ``90s``, ``30m``, ``2h`` or ``1d`` stands for.

    Raises ``ValueError`` for anything else.
    """
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    number, unit = text[:-1], text[-1:]
    if unit not in units or not number.isdecimal():
        raise ValueError(f"{text!r} is not an age: write 90s, 30m, 2h or 1d.")
    return timedelta(**{units[unit]: int(number)})
