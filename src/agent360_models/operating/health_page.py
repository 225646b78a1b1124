"""The admin page with the state of each sync and its runs of a month; each number links to its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst

from agent360_models import families
from agent360_models.operating import facts
from agent360_models.operating._charts import COLOURS
from agent360_models.operating._health_lines import COLOUR_OF, Line, Lines, Reader
from agent360_models.operating.facts import ReplicaState
from agent360_models.operating.look import MAX_LAG
from agent360_models.operating.show import _age
from agent360_models.routing import home_of, home_of_app
from agent360_models.sync.history import AppHistory, Rows, histories, open_alerts
from agent360_models.sync.status import State, parse_age

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _ModelAdmin = ModelAdmin[Any]  # Django's class takes no parameter at run time
else:
    _ModelAdmin = object

__all__ = ["SyncHealthMixin"]

_DAYS = 30
_AGES = ("1h", "6h", "1d", "7d")
_COLOUR_OF_REPLICA = {ReplicaState.OK: "good", ReplicaState.LAGGING: "late", ReplicaState.UNREACHABLE: "bad"}
_WORST_FIRST = [*State]


class SyncHealthMixin(_ModelAdmin):
    """Adds the page ``health/`` to the admin of a run log, with a button above its list.

    Put it before ``ModelAdmin`` among the bases. Staff who may view the log may open the page. It shows the objects of
    every log that they may view, with the conflicts, pending rows and alerts that they may view. Only superusers see
    objects of an app without ``sync_history``.
    """

    change_list_template = "agent360_models/change_list.html"

    def get_urls(self) -> list[Any]:
        """Add the page."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_health"
        return [path("health/", self.admin_site.admin_view(self.health_view), name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Add the URL of the page to the context of the list."""
        context = {**(extra_context or {})}
        pages = [*context.get("more_pages", ()), ("Sync health", self._health_url())]
        return super().changelist_view(request, {**context, "more_pages": pages})

    def health_view(self, request: HttpRequest) -> HttpResponse:
        """Render the page; ``?max_age=6h`` sets the maximum age of an object's last success."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET.get("max_age", "")
        try:
            max_age = parse_age(asked) if asked else None
        except (ValueError, OverflowError):
            asked, max_age = "", None
        reader, now = Reader(self.admin_site, request), timezone.now()
        aliases = {alias: facts.is_reachable(alias) for alias in dict.fromkeys(map(home_of_app, families.installed()))}
        gone = [alias for alias, is_there in aliases.items() if not is_there]
        today = timezone.localdate(now)
        days = [today - timedelta(days=back) for back in reversed(range(_DAYS))]
        known = [each for each in histories(days=days, without=gone) if _may_know(each, reader)]
        alerts = [alert for alert in open_alerts(without=gone) if reader.may_see(type(alert.row))]
        tables = {
            (home_of(model), model._meta.db_table): capfirst(str(model._meta.verbose_name_plural))
            for model in apps.get_models()
        }
        made = Lines(reader=reader, now=now, max_age=max_age, days=days, alerts=alerts, tables=tables)
        lines = sorted(
            (line for each in known for line in made.of(each)),
            key=lambda line: (_WORST_FIRST.index(line.state), line.status.alias, line.status.object_name),
        )
        context = {
            **self.admin_site.each_context(request),
            "title": "Sync health",
            "logs": [*_logs(known, reader)],
            "now": now,
            "days": _DAYS,
            "lines": lines,
            "states": list(_states(lines)),
            "aliases": len({line.status.alias for line in lines}),
            "errors": [each for each in known if each.error],
            "gone": gone,
            "alerts": [(alert, reader.url_of(alert.row)) for alert in alerts],
            "replicas": list(_replicas(aliases, now)),
            "ages": ["", *_AGES],
            "max_age": asked,
            "colours": COLOURS,
        }
        request.current_app = self.admin_site.name  # as in Django's views
        return TemplateResponse(request, "agent360_models/health.html", context)

    def _health_url(self) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_health"
        return reverse(name, current_app=self.admin_site.name)


def _may_know(each: AppHistory, reader: Reader) -> bool:
    if each.history is None:
        return bool(getattr(reader.request.user, "is_superuser", False))
    return reader.may_see(each.history.model)


def _logs(known: Sequence[AppHistory], reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the name and the URL of the list of each run log."""
    for model in dict.fromkeys(each.history.model for each in known if each.history):
        url = reader.url(Rows(model))
        if url:
            yield capfirst(str(model._meta.verbose_name_plural)), url


def _states(lines: Sequence[Line]) -> Iterator[tuple[State, str, int]]:
    for state in _WORST_FIRST:
        number = sum(line.state is state for line in lines)
        if number:
            yield state, COLOURS[COLOUR_OF[state]], number


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
