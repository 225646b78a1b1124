"""The part of every ``ModelAdmin`` that skips hidden columns, and tables and columns of the setting ``ABSENT``."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db.models import DateField, F, ForeignKey, Model, OrderBy, UUIDField
from django.http import HttpRequest

from agent360_models import absent
from agent360_models.admin._hidden import DiscreetAdmin
from agent360_models.typed import override


class PresentAdmin(DiscreetAdmin):
    """Shows, searches, filters and orders only by existing columns."""

    def _present(self, entries: Iterable[Any]) -> list[Any]:
        """Return the entries without absent columns: paths, pairs of a path and a filter, or groups of names."""
        kept = []
        for entry in entries:
            if isinstance(entry, list | tuple) and not isinstance(entry[-1], type):
                if inner := self._present(entry):
                    kept.append(tuple(inner))
            elif not absent.leads_to_absent(self.model, _path(entry)):
                kept.append(entry)
        return kept

    def _shown(self, entries: Iterable[Any]) -> list[Any]:
        """Return the entries of a form that are neither absent nor secret."""
        unshown = self.unshown()
        rows = [tuple(e for e in row if e not in unshown) if isinstance(row, list | tuple) else row for row in entries]
        return self._present(row for row in rows if row and row not in unshown)

    def _open(self, entries: Iterable[Any], request: HttpRequest) -> list[Any]:
        """Return the entries without absent and hidden columns."""
        return [entry for entry in self._present(entries) if not self.is_hidden(_path(entry), request)]

    @override
    def get_list_display(self, request: HttpRequest) -> Any:
        return self._open(super().get_list_display(request), request) or ["__str__"]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """Link the first column if the link column is absent or hidden."""
        links = super().get_list_display_links(request, list_display)
        return links and (self._open(links, request) or list(list_display)[:1])

    @override
    def get_list_filter(self, request: HttpRequest) -> Any:
        return self._open(super().get_list_filter(request), request)

    @override
    def get_search_fields(self, request: HttpRequest) -> Any:
        return self._open(super().get_search_fields(request), request)

    def get_ordering(self, request: HttpRequest) -> Any:
        """Leave out absent and hidden columns, and order by the key if nothing else is left.

        Without an order the pages of a list or an autocompletion might show a row twice.
        """
        entries = super().get_ordering(request) or self.opts.ordering or ()
        kept = [entry for entry in self._present(entries) if not self.orders_by_hidden(entry, request)]
        return kept or [*(f"-{name}" for name in self._times() if not self.is_hidden(name, request)), "-pk"]

    def _times(self) -> list[str]:
        """Return the first indexed time column, for rows whose UUID keys have no meaningful order."""
        fields = {field.name: field for field in self.opts.fields if isinstance(field, DateField) and not field.null}
        indexed = (one.fields[0].lstrip("-") for one in self.opts.indexes if one.fields and one.condition is None)
        times = [name for name in indexed if name in fields and not absent.is_absent(fields[name])]
        return times[:1] if isinstance(self.opts.pk, UUIDField) else []

    @override
    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return [
            (title, {**options, "fields": self._shown(options["fields"])})
            for title, options in super().get_fieldsets(request, obj)
        ]

    @override
    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return self._shown(super().get_fields(request, obj))

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return self._shown(super().get_readonly_fields(request, obj))

    @override
    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        filled = {
            name: self._present(sources) for name, sources in super().get_prepopulated_fields(request, obj).items()
        }
        return {name: filled[name] for name in self._present(filled) if filled[name]}

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> list[Any]:
        """Leave out inlines whose table or foreign key is absent."""
        return [inline for inline in super().get_inlines(request, obj) if self._is_reachable(inline.model)]

    def _is_reachable(self, model: type[Model]) -> bool:
        keys = [field for field in model._meta.fields if isinstance(field, ForeignKey)]
        here = {self.model, *self.model._meta.all_parents}
        to_here = [key for key in keys if key.related_model in here]
        return not absent.is_table_absent(model) and not (to_here and all(map(absent.is_absent, to_here)))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return a list without the date hierarchy if its column is absent, or hidden from this user."""
        date, admin = self.date_hierarchy, self
        if date and (absent.leads_to_absent(self.model, date) or self.is_hidden(date, request)):
            admin = copy(self)  # the list of the next user may have it
            vars(admin)["date_hierarchy"] = None
        return super(PresentAdmin, admin).get_changelist_instance(request)


def _path(entry: Any) -> str:
    """Return the path of an entry, without prefixes for search and order."""
    if isinstance(entry, list | tuple):
        entry = entry[0]
    if isinstance(entry, OrderBy):
        entry = entry.expression
    if isinstance(entry, F):
        entry = getattr(entry, "name")  # noqa: B009  # the stubs lack it
    return entry.lstrip("-+^=@") if isinstance(entry, str) else ""
