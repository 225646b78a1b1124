"""The lines of the sync health page, one per object: charts, and numbers with links to their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_permission_codename
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from agent360_models.operating._charts import COLOURS, Bar, bars
from agent360_models.sync.history import AppHistory, Day, ObjectHistory, OpenAlert, Rows
from agent360_models.sync.status import ObjectStatus, State
from agent360_models.validators import MAX_ERROR, printable

COLOUR_OF = {
    State.OK: "good",
    State.DISABLED: "idle",
    State.PARTIAL: "late",
    State.STALE: "late",
    State.NEVER: "late",
    State.FAILED: "bad",
    State.BLOCKED: "bad",
    State.DEAD: "bad",
}
_NUMBERS = ("runs", "failed", "partial", "skipped", "rows_in", "changed", "rejected")


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its word, and the URL of the rows behind it if the reader may see them."""

    number: int
    word: str = ""
    url: str = ""
    colour: str = ""

    @property
    def html(self) -> SafeString:
        """The number as a link to its rows; coloured if it needs attention."""
        colour = COLOURS.get(self.colour) if self.number else None
        style = format_html(' style="color: {}"', colour) if colour else ""
        if self.url:
            return format_html('<a href="{}"{}>{}</a>', self.url, style, self)
        return format_html("<span{}>{}</span>", style if self.number else SafeString(' class="quiet"'), self)

    def __str__(self) -> str:
        return f"{self.number:,} {self.word}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the page, for one object."""

    status: ObjectStatus
    name: str
    state: State
    colour: str
    error: str
    url: str
    runs: SafeString
    run_numbers: Sequence[Number]
    rows: SafeString
    row_numbers: Sequence[Number]
    open_numbers: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Reader:
    """The user who reads the page: their permissions on a site, and the URLs that they may open."""

    site: Any
    request: HttpRequest
    lists: dict[Any, tuple[Any, str]] = field(default_factory=dict)

    def may_see(self, model: Any) -> bool:
        """Tell whether the reader may see the rows of a model."""
        admin = self.site._registry.get(model)  # noqa: SLF001  # get_model_admin() raises
        if admin is not None:
            return bool(admin.has_view_permission(self.request))
        permission = f"{model._meta.app_label}.{get_permission_codename('view', model._meta)}"
        return bool(self.request.user.has_perm(permission))

    def url(self, rows: Rows | None) -> str:
        """Return the URL of the list of rows; empty if the reader may not see it."""
        if rows is None:
            return ""
        if rows.model not in self.lists:
            self.lists[rows.model] = self._list_of(rows.model)
        admin, url = self.lists[rows.model]
        if not url or not all(admin.lookup_allowed(name, value, self.request) for name, value in rows.params.items()):
            return ""
        return f"{url}?{urlencode(rows.params)}" if rows.params else url

    def _list_of(self, model: Any) -> tuple[Any, str]:
        admin, opts = self.site._registry.get(model), model._meta  # noqa: SLF001
        if admin is None or not admin.has_view_permission(self.request):
            return None, ""
        name = f"admin:{opts.app_label}_{opts.model_name}_changelist"
        return admin, reverse(name, current_app=self.site.name)

    def url_of(self, row: Any) -> str:
        """Return the URL of a row's page; empty if the reader may not see it."""
        opts = row._meta
        admin = self.site._registry.get(type(row))  # noqa: SLF001
        if admin is None or not admin.has_view_permission(self.request):
            return ""
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk], current_app=self.site.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The data that all lines share."""

    reader: Reader
    now: datetime
    max_age: timedelta | None
    days: Sequence[date]
    alerts: Sequence[OpenAlert]
    tables: Mapping[tuple[str, str], str] = field(default_factory=dict)  # the names of tables, by alias and table
    names: dict[date, str] = field(default_factory=dict)
    queries: dict[tuple[str, date], str] = field(default_factory=dict)  # for the runs of a day, by app

    def of(self, app: AppHistory) -> list[Line]:
        """Return a line for each object of an app."""
        for day in self.days:
            self.names[day] = f"{day:%d %b}"
            if app.history is not None:
                self.queries[app.label, day] = urlencode(app.history.on(day))
        return [self._line(one, app) for one in app.objects]

    def _line(self, one: ObjectHistory, app: AppHistory) -> Line:
        status, rows, reader = one.status, one.rows, self.reader
        state = status.state(now=self.now, max_age=self.max_age)
        total = {name: sum(getattr(day, name) for day in one.days) for name in _NUMBERS}

        def number(name: str, word: str, where: str, colour: str = "") -> Number:
            return Number(total[name], word, reader.url(rows.get(where)) if total[name] else "", colour)

        runs = [
            number("runs", "run" + "s" * (total["runs"] != 1), "runs"),
            number("failed", "failed", "failed", "bad"),
            number("partial", "partial", "partial", "late"),
            number("skipped", "skipped", "skipped"),
        ]
        moved = [
            number("rows_in", "in", "runs"),
            number("changed", "changed", "runs"),
            number("rejected", "rejected", "rejected", "bad"),
        ]
        by_day = {day.day: day for day in one.days}
        every_day = [by_day.get(day) or Day(day=day) for day in self.days]
        url = reader.url(rows.get("object"))
        return Line(
            status=status,
            name=self.tables.get((status.alias, status.object_name), status.object_name),
            state=state,
            colour=COLOURS[COLOUR_OF[state]],
            error=printable(status.error[:MAX_ERROR]),
            url=reader.url(rows.get("runs")),
            runs=bars(
                [self._bar_of_runs(day, f"{url}&" if url else "", app) for day in every_day], ", ".join(map(str, runs))
            ),
            run_numbers=[each for place, each in enumerate(runs) if each.number or not place],
            rows=bars([self._bar_of_rows(day) for day in every_day], ", ".join(map(str, moved))),
            row_numbers=moved,
            open_numbers=[*self._open(one)],
        )

    def _open(self, one: ObjectHistory) -> Iterator[Number]:
        """Yield the numbers of open matters that the reader may see."""
        status, url = one.status, self.reader.url
        alerts = [each for each in self.alerts if (each.alias, each.object_name) == (status.alias, status.object_name)]
        if status.dead:
            yield Number(status.dead, "dead run" + "s" * (status.dead > 1), url(one.rows.get("dead")), "bad")
        if alerts:
            yield Number(len(alerts), "alert" + "s" * (len(alerts) > 1), url(alerts[0].rows), "bad")
        for number, word, name in (
            (status.conflicts, "conflict" + "s" * (status.conflicts > 1), "conflicts"),
            (status.pending, "pending", "pending"),
        ):
            rows = one.rows.get(name)
            if number and (rows is None or self.reader.may_see(rows.model)):
                yield Number(number, word, url(rows), "late")

    def _bar_of_runs(self, day: Day, url: str, app: AppHistory) -> Bar:
        if not day.runs:
            return Bar("")
        others = ("failed", "partial", "skipped")
        word = "run" if day.runs == 1 else "runs"
        said = [f"{self.names[day.day]}: {day.runs:,} {word}"]
        said += [f"{getattr(day, name):,} {name}" for name in others if getattr(day, name)]
        fine = day.runs - day.failed - day.partial - day.skipped
        parts = [("good", fine), ("idle", day.skipped), ("late", day.partial), ("bad", day.failed)]
        return Bar(", ".join(said), parts, f"{url}&{self.queries[app.label, day.day]}" if url else "")

    def _bar_of_rows(self, day: Day) -> Bar:
        if not day.runs:
            return Bar("")
        title = f"{self.names[day.day]}: {day.rows_in:,} rows in, {day.changed:,} changed, {day.rejected:,} rejected"
        return Bar(title, [("rows", day.changed), ("bad", day.rejected)])
