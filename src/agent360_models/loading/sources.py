"""The sources for ``manage.py agent360 load``, as declared by their apps."""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol

from django.apps import AppConfig, apps
from django.utils.module_loading import import_string, module_has_submodule

from agent360_models import families
from agent360_models.exceptions import LoadError
from agent360_models.loading import load
from agent360_models.loading.mapping import Kind
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
    """Return the app of each source by source name, from the installed apps and this library's other apps.

    An app declares its sources in its ``AppConfig``, as ``load_sources = {"name": "dotted.path"}``. A family of the
    project is a source under its own name if one of its apps has a ``mapping.py``. Apps of families come first.
    """
    installed = [apps.get_app_config(label) for label in families.installed()]
    others = [AppConfig.create(app.module) for app in families.APPS.values() if not apps.is_installed(app.module)]
    sources: dict[str, AppConfig] = {}
    for app in dict.fromkeys([*installed, *apps.get_app_configs(), *others]):
        for name in (*_sources_of(app), *_family_of(app)):
            sources.setdefault(name, app)
    return sources


def find_source(name: str) -> Source:
    """Return a source by its name.

    Raises ``KeyError`` for an unknown source, and ``LoadError`` if its app is not installed, or no ``mapping.py`` of
    the family has ``KINDS``.
    """
    app = find_sources()[name]
    if not apps.is_installed(app.name):
        raise LoadError(f"{app.label} is not installed. Add {app.name!r} to INSTALLED_APPS.")
    path = _sources_of(app).get(name)
    source: Source = load.Source(_kinds_of(name)) if path is None else import_string(path)
    return source


def _sources_of(app: AppConfig) -> Mapping[str, str]:
    sources: Mapping[str, str] = getattr(app, "load_sources", {})
    return sources


def _family_of(app: AppConfig) -> Iterator[str]:
    """Yield the project's family of an app, if the app has a ``mapping.py``."""
    family = None if app.label in families.APPS else families.family_of(app.label)
    if family is not None and app.module is not None and module_has_submodule(app.module, "mapping"):
        yield family


def _kinds_of(family: str) -> list[Kind]:
    """Return the kinds of record in the ``mapping.py`` of a family's apps."""
    configs = [apps.get_app_config(label) for label in families.labels(family) if families.is_installed(label)]
    modules = [import_module(f"{config.name}.mapping") for config in configs if any(_family_of(config))]
    kinds = [kind for module in modules for kind in getattr(module, "KINDS", ())]
    if not kinds or not all(isinstance(kind, Kind) for kind in kinds):
        names = " and ".join(module.__name__ for module in modules)
        raise LoadError(f"KINDS in {names} must be a list of agent360_models.loading.mapping.Kind.")
    return kinds
