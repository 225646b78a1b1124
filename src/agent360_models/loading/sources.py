"""Sources whose exports ``manage.py agent360 load`` reads: found by what their apps say."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from django.apps import AppConfig, apps
from django.utils.module_loading import import_string

from agent360_models.exceptions import LoadError
from agent360_models.families import APPS
from agent360_models.loading.report import Progress, Report

__all__ = ["Source", "find_source", "find_sources"]


class Source(Protocol):
    """The exports of one system, and the tables they fill."""

    def load(
        self,
        paths: Iterable[Path],
        *,
        using: str | None = None,
        object_name: str | None = None,
        rejects: Path | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Report]:
        """Load exports, and yield a report for each kind of record in each file."""


def find_sources() -> dict[str, AppConfig]:
    """Return the app of each source by the source's name: of the installed apps, and of this library's others.

    An app names its sources in its ``AppConfig``, as ``load_sources = {"name": "dotted.path"}``.
    """
    others = [AppConfig.create(app.module) for app in APPS.values() if not apps.is_installed(app.module)]
    sources: dict[str, AppConfig] = {}
    for app in (*apps.get_app_configs(), *others):
        for name in _sources_of(app):
            sources.setdefault(name, app)
    return sources


def find_source(name: str) -> Source:
    """Return a source by its name.

    Raises ``KeyError`` where no app has such a source, and ``LoadError`` where the app that has it is not installed.
    """
    app = find_sources()[name]
    if not apps.is_installed(app.name):
        raise LoadError(f"{app.label} is not installed. Add {app.name!r} to INSTALLED_APPS.")
    source: Source = import_string(_sources_of(app)[name])
    return source


def _sources_of(app: AppConfig) -> Mapping[str, str]:
    sources: Mapping[str, str] = getattr(app, "load_sources", {})
    return sources
