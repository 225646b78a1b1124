"""The state of each object's sync: printed by ``manage.py agent360 status``."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from django.apps import apps
from django.utils.module_loading import import_string

from agent360_models import absent, families
from agent360_models.catalog import existing_tables
from agent360_models.routing import home_of_app
from agent360_models.validators import MAX_ERROR, printable

__all__ = [
    "ObjectStatus",
    "State",
    "StatusSource",
    "alarms",
    "as_json",
    "as_text",
    "parse_age",
    "statuses",
]

_VERSION = 1  # of the JSON; it changes when a key goes or changes its meaning


class State(StrEnum):
    """States of an object's sync, the worst first."""

    DEAD = "dead"  # a run is marked as running, but its process has died
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
    changes have been taken over. ``conflicts`` are open ones, ``pending`` rows wait for their upload.
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

    def state(self, *, now: datetime, max_age: timedelta | None = None) -> State:
        """Return the one word for it; ``max_age`` is how old the last success may be."""
        if not self.enabled:
            return State.DISABLED
        if self.dead:
            return State.DEAD
        if self.last_end not in ("", "success", "partial"):
            return State.FAILED
        if self.last_success is None:
            return State.PARTIAL if self.last_end == "partial" else State.NEVER
        if max_age is not None and now - self.last_success > max_age:
            return State.STALE
        return State.PARTIAL if self.last_end == "partial" else State.OK


class StatusSource(Protocol):
    """A function of a family that tells of its objects on an alias, in a constant number of queries."""

    def __call__(self, using: str) -> Sequence[ObjectStatus]:
        """Return one entry for each object that was ever synced, or has rows that wait."""


def statuses(using: str | None = None) -> list[ObjectStatus]:
    """Return how the objects of the installed families stand, on one alias or where the setting puts them.

    An app that knows names the function in its ``AppConfig``, as ``sync_status = "dotted.path"``. On an alias that
    is not its own it is asked only where its tables are there. A ``RunLogModel`` that an app names as ``run_log`` is
    asked by itself.
    """
    found: list[ObjectStatus] = []
    for label in families.installed():
        path = getattr(apps.get_app_config(label), "sync_status", None)
        if path is not None and (using in (None, home_of_app(label)) or _is_on(label, str(using))):
            source: StatusSource = import_string(path)
            found += source(using or home_of_app(label))
        found += _logged(label, using)
    return found


def _logged(label: str, using: str | None) -> Sequence[ObjectStatus]:
    """Return what the run log of an app knows by itself, as one that is a ``RunLogModel`` does."""
    path = getattr(apps.get_app_config(label), "run_log", None)
    source = getattr(import_string(path), "statuses", None) if path is not None else None
    return source(using) if source is not None else ()


def _is_on(label: str, alias: str) -> bool:
    """Tell whether all tables of an app are on an alias."""
    models = [model for model in apps.get_app_config(label).get_models() if not absent.is_table_absent(model)]
    tables = [model._meta.db_table for model in models]
    return len(existing_tables(tables, using=alias)) == len(tables)


def alarms(found: Sequence[ObjectStatus], *, now: datetime, max_age: timedelta | None) -> bool:
    """Tell whether somebody has to look: an object is neither ok nor disabled."""
    return any(status.state(now=now, max_age=max_age) not in (State.OK, State.DISABLED) for status in found)


def as_text(found: Sequence[ObjectStatus], *, now: datetime, max_age: timedelta | None) -> Iterator[str]:
    """Yield one line for each object, the columns aligned."""
    head = ("state", "object", "last success", "watermark lag", "failed", "dead", "conflicts", "pending", "")
    lines = [
        (
            status.state(now=now, max_age=max_age).value,
            printable(status.object_name),
            _age(now, status.last_success),
            _age(now, status.watermark),
            *(str(number) for number in (status.failed, status.dead, status.conflicts, status.pending)),
            "running" if status.running else printable(status.error[:MAX_ERROR]),
        )
        for status in found
    ]
    rows: list[tuple[str, ...]] = [head, *lines]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def as_json(found: Sequence[ObjectStatus], *, now: datetime, max_age: timedelta | None) -> str:
    """Return it as one JSON object, with ages in seconds."""
    objects = []
    for status in found:
        ages = {"last_success_age": status.last_success, "watermark_lag": status.watermark}
        objects.append(
            {
                **asdict(status),
                "state": status.state(now=now, max_age=max_age).value,
                **{name: None if then is None else (now - then).total_seconds() for name, then in ages.items()},
            }
        )
    return json.dumps({"version": _VERSION, "now": now, "objects": objects}, indent=2, default=datetime.isoformat)


def _age(now: datetime, then: datetime | None) -> str:
    if then is None:
        return "-"
    minutes = int((now - then) / timedelta(minutes=1))
    days, hours = minutes // 1440, minutes // 60 % 24
    return f"{days}d {hours}h" if days else f"{hours}h {minutes % 60}m"


def parse_age(text: str) -> timedelta:
    """Return the time that ``90s``, ``30m``, ``2h`` or ``1d`` stands for.

    Raises ``ValueError`` for anything else.
    """
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    number, unit = text[:-1], text[-1:]
    if unit not in units or not number.isdecimal():
        raise ValueError(f"{text!r} is not an age: write 90s, 30m, 2h or 1d.")
    return timedelta(**{units[unit]: int(number)})
