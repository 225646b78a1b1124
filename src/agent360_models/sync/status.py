"""The state of each object's sync, which ``manage.py agent360 status`` prints among other things."""

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

_BLOCKED = 3  # consecutive skipped runs without a running one; a single skip may be a race with the end of a run


class State(StrEnum):
    """States of an object's sync, worst first."""

    DEAD = "dead"  # a run is marked as running, but its process has died
    BLOCKED = "blocked"  # runs are skipped although none is running: another session holds the lock
    FAILED = "failed"  # the last ended run has an error or an unknown status
    NEVER = "never"  # no run has ever fully succeeded
    STALE = "stale"  # the last full success is older than allowed
    PARTIAL = "partial"  # the last run rejected rows
    OK = "ok"
    DISABLED = "disabled"  # no runs are expected


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectStatus:
    """The state of one object's sync.

    ``last_success`` is the end of the last full success: a run with that status, an end, and no error. ``last_end`` is
    the status of the last ended run that was not skipped, and ``error`` its error. ``running`` tells that a run is
    alive. ``failed`` and ``dead`` count the runs since the last success. ``watermark`` is the time up to which the
    source's changes are here. Of both times, one that Python cannot have, such as ``infinity``, is ``None``.
    ``conflicts`` counts open conflicts, and ``pending`` rows that wait for their upload. ``skipped`` counts the
    consecutive skipped runs since the last other run ended. ``running_tables`` are the tables with a run marked as
    running, alive or not.
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
        """Return the state; ``max_age`` is the maximum age of the last success."""
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
    """A function of a family that returns the state of its objects on an alias, in a constant number of queries."""

    def __call__(self, using: str) -> Sequence[ObjectStatus]:
        """Return one entry for each object that was ever synced or has waiting rows."""


def statuses(using: str | None = None, *, without: Collection[str] = ()) -> list[ObjectStatus]:
    """Return the state of the objects of the installed families, on one alias or on the aliases of the settings.

    The aliases in ``without`` are not queried.

    An app names its function in its ``AppConfig``, as ``sync_status = "dotted.path"``. On another alias than its own
    the function is called only if the app's tables exist there. A ``RunLogModel`` named as ``run_log`` is used
    automatically.
    """
    return [status for _, _, ask, _ in _asked(using, without) for status in ask()]


def _asked(
    using: str | None, without: Collection[str]
) -> Iterator[tuple[str, str | None, Callable[[], Sequence[ObjectStatus]], Any]]:
    """Yield each app with sync states: the label, the alias, the function that returns the states, and the history.

    The history is a dotted path, or the method of a ``RunLogModel``.
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
        if hasattr(log, "statuses"):  # as a RunLogModel does
            yield label, None, partial(log.statuses, using, without=without), getattr(log, "history", None)


def _is_on(label: str, alias: str) -> bool:
    """Tell whether all tables of an app are on an alias."""
    models = [model for model in apps.get_app_config(label).get_models() if not absent.is_table_absent(model)]
    tables = [model._meta.db_table for model in models]
    return len(existing_tables(tables, using=alias)) == len(tables)


def parse_age(text: str) -> timedelta:
    """Parse ``90s``, ``30m``, ``2h`` or ``1d``.

    Raises ``ValueError`` for anything else.
    """
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    number, unit = text[:-1], text[-1:]
    if unit not in units or not number.isdecimal():
        raise ValueError(f"{text!r} is not an age: write 90s, 30m, 2h or 1d.")
    return timedelta(**{units[unit]: int(number)})
