"""Computed list columns: full names, and links to the list of a table."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst

__all__ = ["full_name", "list_of"]

_CLOCK = "updated_at"  # the end of the name of the column with the time of the last write


def list_of(admin_site: Any, table: str, *, since: datetime | None = None, until: datetime | None = None) -> Any:
    """Return a link to the list of a table, labelled with its verbose name; the table name without a list.

    With ``since`` a second link leads to the rows written from ``since`` to ``until``, if the table has a column
    ``updated_at``, with any prefix.
    """
    for model in apps.get_models():
        if table in {model._meta.db_table, model._meta.db_table.replace('"', "")} and admin_site.is_registered(model):
            page = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
            name = capfirst(str(model._meta.verbose_name_plural))
            url = reverse(page, current_app=admin_site.name)
            link = format_html('<a href="{}">{}</a>', url, name)
            clock = next((field.name for field in model._meta.concrete_fields if field.name.endswith(_CLOCK)), None)
            if since is None or clock is None:
                return link
            limits = {f"{clock}__gte": since, f"{clock}__lte": until}
            query = urlencode({limit: moment.isoformat() for limit, moment in limits.items() if moment is not None})
            return format_html('{} · <a href="{}?{}">changed meanwhile</a>', link, url, query)
    return table


def full_name(*columns: str) -> Callable[[Any], str]:
    """Return a list column that joins the parts of a person's name; without any part, the row's ``str()``.

    The column cannot be sorted, since no index contains the full name.
    """

    @admin.display(description="Name")
    def name(row: Any) -> str:
        return " ".join(str(part) for column in columns if (part := getattr(row, column))) or str(row)

    return name
