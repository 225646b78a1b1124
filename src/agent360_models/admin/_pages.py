"""The part of every ``ModelAdmin`` that adds further pages, such as the map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.module_loading import import_string

from agent360_models.admin._outcomes import OutcomesAdmin


@dataclass(frozen=True, slots=True)
class AdminPage:
    """A further page of every ``ModelAdmin``; an app names it in its ``AppConfig``, as ``admin_pages = ("path",)``.

    ``name`` is the end of its URL. ``view`` takes the ``ModelAdmin`` and the request and returns the response; it must
    check permissions.
    """

    name: str
    title: str
    view: Callable[[Any, HttpRequest], HttpResponse]


class PagesAdmin(OutcomesAdmin):
    """Adds the pages that apps name, with a button for each above the list."""

    change_list_template = "agent360_models/change_list.html"

    def get_urls(self) -> list[Any]:
        """Add the pages."""
        own = [
            path(f"{page.name}/", self.admin_site.admin_view(partial(page.view, self)), name=self._name_of(page))
            for page in _pages()
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Add the URLs of the pages to the context of the list."""
        context = {**(extra_context or {})}
        site = self.admin_site.name
        own = [(page.title, reverse(f"admin:{self._name_of(page)}", current_app=site)) for page in _pages()]
        return super().changelist_view(request, {**context, "more_pages": [*context.get("more_pages", ()), *own]})

    def _name_of(self, page: AdminPage) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page.name}"


def _pages() -> list[AdminPage]:
    paths = [path for config in apps.get_app_configs() for path in getattr(config, "admin_pages", ())]
    return [import_string(path) for path in paths]
