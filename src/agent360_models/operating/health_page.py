"""A page of the admin that shows how each sync stands and what it did for a month; each number leads to its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from agent360_models import families
from agent360_models.operating import facts
from agent360_models.operating.charts import COLOURS, Bar, bars
from agent360_models.operating.facts import ReplicaState
from agent360_models.operating.look import MAX_LAG
from agent360_models.operating.show import _age
from agent360_models.routing import home_of_app
from agent360_models.sync.history import AppHistory, Day, ObjectHistory, OpenAlert, Rows, histories, open_alerts
from agent360_models.sync.status import ObjectStatus, State, parse_age
from agent360_models.validators import MAX_ERROR, printable

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _ModelAdmin = ModelAdmin[Any]  # Django's class takes no parameter at run time
else:
    _ModelAdmin = object

__all__ = ["SyncHealthMixin"]

_DAYS = 30
_AGES = ("1h", "6h", "1d", "7d")
_COLOUR_OF = {
    State.OK: "good",
    State.DISABLED: "idle",
    State.PARTIAL: "late",
    State.STALE: "late",
    State.NEVER: "late",
    State.FAILED: "bad",
    State.BLOCKED: "bad",
    State.DEAD: "bad",
}
_COLOUR_OF_REPLICA = {ReplicaState.OK: "good", ReplicaState.LAGGING: "late", ReplicaState.UNREACHABLE: "bad"}
_WORST_FIRST = [*State]


@dataclass(frozen=True, slots=True)
class _Number:
    """A number with its word, and the address of the rows behind it, if the reader may see them."""

    number: int
    word: str
    url: str = ""
    colour: str = ""

    @property
    def shade(self) -> str:
        """The colour in which it is written; none where nobody has to look."""
        return COLOURS.get(self.colour, "") if self.number else ""

    def __str__(self) -> str:
        return f"{self.number:,} {self.word}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """What the page shows of one object."""

    status: ObjectStatus
    state: State
    colour: str
    age: str
    error: str
    url: str
    runs: SafeString
    run_numbers: Sequence[_Number]
    rows: SafeString
    row_numbers: Sequence[_Number]
    conflicts: _Number | None
    pending: _Number | None
    dead: _Number
    alerts: _Number | None


@dataclass(frozen=True, slots=True)
class _Reader:
    """The one who looks: what they may see on a site, and the address of it."""

    site: Any
    request: HttpRequest

    def may_see(self, model: Any) -> bool:
        """Tell whether the reader may see the rows of a model."""
        admin = self.site._registry.get(model)  # noqa: SLF001  # get_model_admin() raises
        if admin is not None:
            return bool(admin.has_view_permission(self.request))
        permission = f"{model._meta.app_label}.{get_permission_codename('view', model._meta)}"
        return bool(self.request.user.has_perm(permission))

    def url(self, rows: Rows | None) -> str:
        """Return the address of the list of rows; nothing where the site shows the reader none."""
        admin = self.site._registry.get(rows.model) if rows else None  # noqa: SLF001
        if rows is None or admin is None or not admin.has_view_permission(self.request):
            return ""
        if not all(admin.lookup_allowed(name, value, self.request) for name, value in rows.params.items()):
            return ""
        opts = rows.model._meta
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist", current_app=self.site.name)
        return f"{url}?{urlencode(rows.params)}"

    def url_of(self, row: Any) -> str:
        """Return the address of the page of a row; nothing where the site shows the reader none."""
        opts = row._meta
        admin = self.site._registry.get(type(row))  # noqa: SLF001
        if admin is None or not admin.has_view_permission(self.request):
            return ""
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk], current_app=self.site.name)


class SyncHealthMixin(_ModelAdmin):
    """Adds the page ``health/`` to the admin of a log of runs, and a button that leads there to its list.

    It stands before ``ModelAdmin`` among the bases. Staff who may view the log may open the page. It shows them the
    objects of every log that they may view, with the conflicts, pending rows and alerts that they may view.
    An object of an app that names no ``sync_history`` is shown to superusers alone.
    """

    change_list_template = "agent360_models/list_of_runs.html"

    def get_urls(self) -> list[Any]:
        """Add the page."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_health"
        return [path("health/", self.admin_site.admin_view(self.health_view), name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Add the address of the page to what the list knows."""
        return super().changelist_view(request, {"health_url": self._health_url(), **(extra_context or {})})

    def health_view(self, request: HttpRequest) -> HttpResponse:
        """Answer the page; ``?max_age=6h`` says how old the last success of an object may be."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET.get("max_age", "")
        try:
            max_age = parse_age(asked) if asked else None
        except ValueError:
            asked, max_age = "", None
        reader, now = _Reader(self.admin_site, request), timezone.now()
        aliases = {alias: facts.is_reachable(alias) for alias in dict.fromkeys(map(home_of_app, families.installed()))}
        gone = [alias for alias, is_there in aliases.items() if not is_there]
        today = timezone.localdate(now)
        days = [today - timedelta(days=back) for back in reversed(range(_DAYS))]
        known = [each for each in histories(days=days, without=gone) if _may_know(each, reader)]
        alerts = [alert for alert in open_alerts(without=gone) if reader.may_see(type(alert.row))]
        lines = sorted(
            (_line(one, each, days, alerts, reader, now, max_age) for each in known for one in each.objects),
            key=lambda line: (_WORST_FIRST.index(line.state), line.status.alias, line.status.object_name),
        )
        context = {
            **self.admin_site.each_context(request),
            "title": "Sync health",
            "opts": self.opts,
            "now": now,
            "days": _DAYS,
            "lines": lines,
            "states": list(_states(lines)),
            "aliases": len({line.status.alias for line in lines}),
            "errors": [each for each in known if each.error],
            "gone": gone,
            "alerts": [(alert, reader.url_of(alert.row), _age(now, alert.since)) for alert in alerts],
            "replicas": list(_replicas(aliases, now)),
            "ages": ["", *_AGES],
            "max_age": asked,
            "colours": COLOURS,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]  # as Django's own views do
        return TemplateResponse(request, "agent360_models/health.html", context)

    def _health_url(self) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_health"
        return reverse(name, current_app=self.admin_site.name)


def _may_know(each: AppHistory, reader: _Reader) -> bool:
    if each.history is None:
        return bool(getattr(reader.request.user, "is_superuser", False))
    return reader.may_see(each.history.model)


def _states(lines: Sequence[_Line]) -> Iterator[tuple[State, str, int]]:
    for state in _WORST_FIRST:
        number = sum(line.state is state for line in lines)
        if number:
            yield state, COLOURS[_COLOUR_OF[state]], number


def _line(
    one: ObjectHistory,
    app: AppHistory,
    days: Sequence[date],
    alerts: Sequence[OpenAlert],
    reader: _Reader,
    now: datetime,
    max_age: timedelta | None,
) -> _Line:
    status, rows = one.status, one.rows
    state = status.state(now=now, max_age=max_age)
    total = {name: sum(getattr(day, name) for day in one.days) for name in Day.__dataclass_fields__ if name != "day"}

    def number(word: str, name: str, rows_of: str, colour: str = "") -> _Number:
        return _Number(total[name], word, reader.url(rows.get(rows_of)) if total[name] else "", colour)

    def of_others(name: str) -> _Number | None:
        """Leave out what the reader may not see; nothing there is shown without an address."""
        found = getattr(status, name)
        if name in rows and not reader.may_see(rows[name].model):
            return None
        return _Number(found, "", reader.url(rows.get(name)) if found else "", "late")

    run_numbers = [
        number("runs", "runs", "runs"),
        number("failed", "failed", "failed", "bad"),
        number("partial", "partial", "partial", "late"),
        number("skipped", "skipped", "skipped"),
    ]
    row_numbers = [
        number("in", "rows_in", "runs"),
        number("changed", "changed", "runs"),
        number("rejected", "rejected", "rejected", "bad"),
    ]
    its_alerts = [a for a in alerts if (a.alias, a.object_name) == (status.alias, status.object_name)]
    by_day = {day.day: day for day in one.days}
    drawn = [by_day.get(day) or Day(day=day) for day in days]
    url = reader.url(rows.get("runs"))
    return _Line(
        status=status,
        state=state,
        colour=COLOURS[_COLOUR_OF[state]],
        age=_age(now, status.last_success),
        error=printable(status.error[:MAX_ERROR]) if state in (State.FAILED, State.DEAD, State.PARTIAL) else "",
        url=url,
        runs=bars([_bar_of_runs(day, app, rows, url) for day in drawn], ", ".join(_said(run_numbers))),
        run_numbers=[each for place, each in enumerate(run_numbers) if each.number or not place],
        rows=bars([_bar_of_rows(day) for day in drawn], ", ".join(_said(row_numbers))),
        row_numbers=row_numbers,
        conflicts=of_others("conflicts"),
        pending=of_others("pending"),
        dead=_Number(status.dead, "", reader.url(rows.get("dead")) if status.dead else "", "bad"),
        alerts=_Number(len(its_alerts), "", reader.url(its_alerts[0].rows) if its_alerts else "", "bad"),
    )


def _said(numbers: Sequence[_Number]) -> list[str]:
    return [str(number) for number in numbers]


def _bar_of_runs(day: Day, app: AppHistory, rows: Any, url: str) -> Bar:
    if not day.runs:
        return Bar("")
    fine = day.runs - day.failed - day.partial - day.skipped
    words = [f"{day.day:%d %b}: {day.runs:,} runs"]
    words += [f"{getattr(day, name):,} {name}" for name in ("failed", "partial", "skipped") if getattr(day, name)]
    parts = [("good", fine), ("idle", day.skipped), ("late", day.partial), ("bad", day.failed)]
    leads_on = url and app.history is not None
    url = f"{url.partition('?')[0]}?{urlencode(app.history.on(day.day, rows['runs']).params)}" if leads_on else ""
    return Bar(", ".join(words), parts, url)


def _bar_of_rows(day: Day) -> Bar:
    title = f"{day.day:%d %b}: {day.rows_in:,} rows in, {day.changed:,} changed, {day.rejected:,} rejected"
    return Bar(title, [("rows", day.changed), ("bad", day.rejected)])


def _replicas(aliases: dict[str, bool], now: datetime) -> Iterator[dict[str, Any]]:
    for alias, is_there in aliases.items():
        for status in facts.replica_statuses(alias, is_there=is_there):
            state = status.state(max_lag=MAX_LAG)
            yield {
                "status": status,
                "state": state,
                "colour": COLOURS[_COLOUR_OF_REPLICA[state]],
                "lag": "-" if status.lag is None else _age(now, now - status.lag),
            }
