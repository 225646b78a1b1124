"""The pages of the map: an index of families and apps, and one page per app."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

import agent360_models.dictionary
from agent360_models import conf, drift, families
from agent360_models.admin._pages import AdminPage
from agent360_models.catalog import sizes_of_tables
from agent360_models.dictionary import _filters, pictures
from agent360_models.dictionary.read import read
from agent360_models.dictionary.structure import App, Column, Dictionary, Table
from agent360_models.drift import Finding, Ignore, Severity
from agent360_models.routing import home_of

_PICTURE = Path(agent360_models.dictionary.__file__).parent / "pages" / "picture.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A table on the page; ``rows`` is PostgreSQL's estimate, and ``findings`` come from the drift check."""

    table: Table
    name: str
    url: str
    is_there: bool | None
    rows: int | None
    bytes: int
    meaning: SafeString
    columns: Sequence[tuple[Column, SafeString]] = ()
    findings: Sequence[Finding] = ()

    @property
    def rows_in_words(self) -> str:
        """The estimated row count, to three significant digits."""
        if self.is_there is False:
            return "not in this database"
        if self.rows is None:
            return "not analyzed yet" if self.is_there else ""
        return f"about {int(float(f'{self.rows:.3g}')):,} rows"

    @property
    def worst(self) -> str:
        """The worst severity of the findings."""
        return min((finding.severity for finding in self.findings), key=[*Severity].index).value


class _Map:
    """The map for one user on one site."""

    def __init__(self, site: Any, request: HttpRequest) -> None:
        self.site = site
        self.request = request
        self.error = ""
        self.sizes: dict[tuple[str, str], tuple[int, int | None]] = {}
        self.asked: set[str] = set()

    def apps(self) -> list[App]:
        """Return the family apps with the tables that the user may see; apps without such tables are left out."""
        every = (self._visible(app) for app in _dictionary(tuple(families.installed())).apps)
        return [app for app in every if app.tables]

    def url(self, model: str) -> str:
        """Return the URL of a model's list; empty if the user may not see it."""
        found = apps.get_model(model)
        admin = self.site._registry.get(found)  # noqa: SLF001  # get_model_admin() raises
        if admin is None or not admin.has_view_permission(self.request):
            return ""
        opts = found._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist", current_app=self.site.name)

    def measure(self, tables: Sequence[Table]) -> None:
        """Read the sizes of tables, with one query per alias."""
        by_alias: dict[str, list[str]] = {}
        for table in tables:
            model = apps.get_model(table.model)
            by_alias.setdefault(home_of(model), []).append(model._meta.db_table)
        for alias, names in by_alias.items():
            try:
                found = sizes_of_tables(names, using=alias)
            except Error as error:
                self.error = f"The table sizes of database {alias} could not be read: {error}".strip()
            else:
                self.asked.add(alias)
                self.sizes |= {(alias, name): size for name, size in found.items()}

    def shown(self, table: Table, findings: Sequence[Finding] = (), *, whole: bool = False) -> _Shown:
        """Return a table for the page; with ``whole`` also its columns and full meaning."""
        model = apps.get_model(table.model)
        alias = home_of(model)
        size, rows = self.sizes.get((alias, model._meta.db_table), (0, None))
        is_there = (alias, model._meta.db_table) in self.sizes
        columns = [(column, _filters.inline(column.meaning)) for column in table.columns] if whole else []
        return _Shown(
            table=table,
            name=f"{table.schema}.{table.name}".lstrip("."),
            url=self.url(table.model),
            is_there=is_there if alias in self.asked and not table.view else None,
            rows=rows,
            bytes=size,
            meaning=_filters.prose(table.meaning) if whole else _filters.first_sentence(table.meaning),
            columns=columns,
            findings=[finding for finding in findings if finding.model == table.model],
        )

    def drift_of(self, app: App) -> tuple[list[Finding], str]:
        """Return the drift findings of an app's tables, or the error of the check."""
        models = {table.model for table in app.tables}
        by_alias = {home_of(apps.get_model(model)): [app.label] for model in models}
        try:
            report = drift.examine(by_alias, [Ignore(*entry) for entry in conf.drift_ignore()])
        except Error as error:
            return [], f"The drift check failed: {error}".strip()
        return [finding for finding in report.findings if finding.model in models], ""

    def _visible(self, app: App) -> App:
        return replace(app, tables=tuple(table for table in app.tables if self._may_see(table.model)))

    def _may_see(self, model: str) -> bool:
        found = apps.get_model(model)
        admin = self.site._registry.get(found)  # noqa: SLF001
        if admin is not None:
            return bool(admin.has_view_permission(self.request))
        permission = f"{found._meta.app_label}.{get_permission_codename('view', found._meta)}"
        return bool(self.request.user.has_perm(permission))


def show(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Render the page of the admin's own app, of the app in ``?app=LABEL``, or with ``?app=`` the index.

    ``drift=1`` adds a drift check, with eight queries. Staff who may view the model may open the page, which shows the
    tables that they may view.
    """
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    seen = _Map(model_admin.admin_site, request)
    label = request.GET.get("app", model_admin.opts.app_label)
    every = seen.apps()
    app = next((app for app in every if app.label == label), None)
    if label and app is None:
        raise Http404(f"App {label} does not exist or has no table that you may view.")
    context = {
        **model_admin.admin_site.each_context(request),
        "picture_css": mark_safe(_PICTURE.read_text(encoding="utf-8")),  # noqa: S308  # our own file
        **(_index(seen, every) if app is None else _page(seen, app, with_drift="drift" in request.GET)),
    }
    request.current_app = model_admin.admin_site.name  # as in Django's views
    return TemplateResponse(request, f"agent360_models/map_{'app' if app else 'index'}.html", context)


def _index(seen: _Map, every: Sequence[App]) -> dict[str, Any]:
    """Return the context of the index: the apps by family, each with its tables."""
    seen.measure([table for app in every for table in app.tables])
    names = dict.fromkeys(app.family for app in every)
    shown = [
        (
            family,
            [
                (app, _filters.first_sentence(app.meaning), [seen.shown(table) for table in app.tables])
                for app in every
                if app.family == family
            ],
        )
        for family in names
    ]
    return {"title": "Map", "families": shown, "error": seen.error}


def _page(seen: _Map, app: App, *, with_drift: bool) -> dict[str, Any]:
    """Return the context of an app's page."""
    seen.measure(app.tables)
    findings, reason = seen.drift_of(app) if with_drift else ([], "")
    return {
        "title": app.name,
        "app": app,
        "meaning": _filters.prose(app.meaning),
        "picture": pictures.of_app(app, lambda model: seen.url(model) or None),
        "tables": [seen.shown(table, findings, whole=True) for table in app.tables],
        "drift": with_drift,
        "found": [*_counted(findings)],
        "error": reason or seen.error,
    }


def _counted(findings: Sequence[Finding]) -> Iterator[str]:
    for severity, number in Counter(finding.severity for finding in findings).items():
        yield f"{number} {severity}{'s' * (number > 1)}"


@cache
def _dictionary(labels: tuple[str, ...]) -> Dictionary:
    """Return the dictionary, which each process reads only once, since models do not change."""
    return read(labels)


MAP = AdminPage("map", "Map", show)
