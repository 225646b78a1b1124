"""The runs of each object over a month, day by day, with links to the rows behind the numbers."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db import Error
from django.db.models import Count, F, Func, IntegerField, Model, Q, Sum, Value
from django.utils import timezone
from django.utils.module_loading import import_string

from agent360_models import absent, families
from agent360_models.exceptions import AbsentError
from agent360_models.routing import home_of, home_of_app
from agent360_models.sync.status import ObjectStatus, _asked

__all__ = ["AppHistory", "Day", "ObjectHistory", "OpenAlert", "Rows", "RunHistory", "histories", "open_alerts"]

_ENDS = ("failed", "partial", "skipped")
_SUMS = ("rows_in", "changed", "rejected")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a model, as the query string of their admin list."""

    model: type[Model]
    params: Mapping[str, str] = field(default_factory=dict)

    def where(self, **params: str) -> "Rows":
        """Return the rows with further conditions."""
        return replace(self, params={**self.params, **params})


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The runs of an object that began on a day, in the current time zone, and the numbers of their rows.

    ``failed``, ``partial`` and ``skipped`` count the runs with that end; the others succeeded or are running.
    ``rows_in`` counts incoming rows. Of these, ``changed`` were inserted, updated or deleted, and ``rejected`` left
    out.
    """

    day: date
    runs: int = 0
    failed: int = 0
    partial: int = 0
    skipped: int = 0
    rows_in: int = 0
    changed: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectHistory:
    """The sync of one object: its state, its days with runs, and links to the rows behind each number.

    The keys of ``rows`` are ``object`` for all its runs; ``runs``, ``failed``, ``partial``, ``skipped`` and
    ``rejected`` for the runs of the days; ``dead`` for runs marked as running; and ``conflicts`` and ``pending`` if
    there are such rows.
    """

    status: ObjectStatus
    days: Sequence[Day] = ()
    rows: Mapping[str, Rows] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppHistory:
    """The objects of an app, and its run log, if it names one.

    ``error`` is the reason why the app could not be queried: its tables do not exist or cannot be read.
    """

    label: str
    history: "RunHistory | None" = None
    objects: Sequence[ObjectHistory] = ()
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAlert:
    """An open alert; ``rows`` are all open alerts of its object. ``since`` is ``None`` if Python cannot have it."""

    alias: str
    object_name: str
    text: str
    since: datetime | None
    row: Model
    rows: Rows


def _name(status: ObjectStatus) -> tuple[str, ...]:
    return (status.object_name,)


def _nowhere(_status: ObjectStatus) -> dict[str, Rows]:
    return {}


@dataclass(frozen=True, kw_only=True)
class RunHistory:
    """The description of a run log by its columns; an app names it in its ``AppConfig``, as ``sync_history``.

    Attributes:
        model: its rows are runs.
        key: the columns that name the object of a run.
        began, ended: the columns with the start and the end of a run.
        status: the column with ``running``, ``failed``, ``partial`` or ``skipped``.
        rows_in, changed, rejected: the columns with row counts to add up.
        key_of: a function that returns the values of ``key`` for an object; by default its name.
        elsewhere: a function that returns the rows of an object that are not runs: ``conflicts`` and ``pending``.

    """

    model: type[Model]
    key: tuple[str, ...]
    began: str
    ended: str
    status: str
    rows_in: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    key_of: Callable[[ObjectStatus], tuple[str, ...]] = _name
    elsewhere: Callable[[ObjectStatus], Mapping[str, Rows]] = _nowhere

    def of(self, statuses: Sequence[ObjectStatus], days: Sequence[date], using: str) -> list[ObjectHistory]:
        """Return the history of each object over consecutive days; one query for all objects."""
        found: dict[tuple[str, ...], list[Day]] = {}
        for key, day in self._days(days, using):
            found.setdefault(key, []).append(day)
        since = timezone.localtime(_midnight(days[0])).isoformat(" ")
        return [
            ObjectHistory(status=status, days=found.get(self.key_of(status), ()), rows=self._rows(status, since))
            for status in statuses
        ]

    def _days(self, days: Sequence[date], using: str) -> Iterator[tuple[tuple[str, ...], Day]]:
        """Yield the key of each object with each of its days, in order.

        The database finds the day with width_bucket() over the midnights, in half the time of a conversion to local
        dates.
        """
        midnights = [_midnight(day) for day in days]
        rows: Any = self.model._base_manager.using(using).filter(**{f"{self.began}__gte": midnights[0]})
        place = Func(F(self.began), Value(midnights), function="width_bucket", output_field=IntegerField())
        ended = {f"ended_{name}": Count("pk", filter=Q(**{self.status: name})) for name in _ENDS}
        sums = {name: self._there(getattr(self, name)) for name in _SUMS}
        columns = {column for of in sums.values() for column in of}
        counted = (
            rows.annotate(day_of_run=place)
            .order_by(*self.key, "day_of_run")
            .values(*self.key, "day_of_run")
            .annotate(number_of_runs=Count("*"), **ended, **{f"sum_{column}": Sum(column) for column in columns})
        )
        for row in counted:
            numbers = {name: row[f"ended_{name}"] for name in _ENDS}
            numbers |= {name: sum(row[f"sum_{column}"] or 0 for column in of) for name, of in sums.items()}
            day = Day(day=days[row["day_of_run"] - 1], runs=row["number_of_runs"], **numbers)
            yield tuple(row[column] for column in self.key), day

    def _there(self, columns: Sequence[str]) -> list[str]:
        lacking = absent.names(self.model)
        return [column for column in columns if column not in lacking]

    def _rows(self, status: ObjectStatus, since: str) -> dict[str, Rows]:
        of_object = Rows(self.model, dict(zip(self.key, self.key_of(status), strict=True)))
        runs = of_object.where(**{f"{self.began}__gte": since})
        said = f"{self.status}__exact"
        rejected = [f"{column}__gt" for column in self._there(self.rejected)[:1]]
        return {
            "object": of_object,
            "runs": runs,
            **{name: runs.where(**{said: name}) for name in _ENDS},
            "rejected": runs.where(**dict.fromkeys(rejected, "0")),
            "dead": of_object.where(**{said: "running", f"{self.ended}__isnull": "True"}),
            **self.elsewhere(status),
        }

    def on(self, day: date) -> dict[str, str]:
        """Return the query string parameters of the runs that began on a day."""
        first, last = (timezone.localtime(_midnight(each)).isoformat(" ") for each in (day, day + timedelta(days=1)))
        return {f"{self.began}__gte": first, f"{self.began}__lt": last}


def histories(using: str | None = None, *, days: Sequence[date], without: Collection[str] = ()) -> list[AppHistory]:
    """Return the state of the objects of the installed families and their runs on these days, app by app.

    The objects and arguments are those of ``statuses()``. An app that cannot be queried has an ``error``; the others
    are still returned. Each run log costs one more query.
    """
    found = []
    for label, alias, ask, log in _asked(using, without):
        history: RunHistory | None = import_string(log) if isinstance(log, str) else log and log()
        if history is not None and absent.is_table_absent(history.model):
            continue
        try:
            there = ask()
            objects = (
                history.of(there, days, using=alias or home_of(history.model))
                if history and there
                else [ObjectHistory(status=status) for status in there]
            )
        except (Error, AbsentError) as error:
            found.append(AppHistory(label=label, history=history, error=str(error).strip()))
        else:
            found.append(AppHistory(label=label, history=history, objects=objects))
    return found


def open_alerts(using: str | None = None, *, without: Collection[str] = ()) -> list[OpenAlert]:
    """Return the open sync alerts that the installed apps have recorded; nothing is evaluated.

    An app with alerts names the function in its ``AppConfig``, as ``open_alerts = "dotted.path"``. An app that cannot
    be queried has no alerts.
    """
    found: list[OpenAlert] = []
    for label in families.installed():
        path = getattr(apps.get_app_config(label), "open_alerts", None)
        alias = using or home_of_app(label)
        if path is not None and alias not in without:
            with suppress(Error, AbsentError):
                found += import_string(path)(alias)
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
