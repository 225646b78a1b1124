"""The part of every ``ModelAdmin`` that shows the rows that reference the page's row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field, lookup_field
from django.db.models import IntegerField, Model, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst

from agent360_models import absent
from agent360_models.admin._long import read_reach
from agent360_models.admin._readable import ReadableAdmin, page_of
from agent360_models.catalog import TableReach
from agent360_models.typed import override

_COUNTED = 100  # maximum count of a relation; beyond it the page shows "more than"
_TABLES = 5  # relations with rows; for the others only the count is shown
_ROWS = 10
_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class RelatedRows:
    """The rows of one model that reference the page's row: their count, the URL of all, and the first rows.

    ``count`` is empty if no index finds the rows of a long table.
    """

    title: str
    count: str
    url: str  # "" without such a page
    header: list[str]
    rows: list[list[Any]]


@dataclass(frozen=True, slots=True)
class _Relation:
    field: Any  # the other model's field that references the page's row
    admin: Any  # the other model's admin
    rows: Any

    def is_found(self, table: TableReach, most: int) -> bool:
        """Tell whether to find the rows takes no scan of a long table."""
        return table.rows <= most or self.field.column in table.found_by


class RelatedAdmin(ReadableAdmin):
    """Shows referencing rows below the form, with one query for the counts and one per displayed relation."""

    change_form_template = "agent360_models/change_form.html"
    related_first: tuple[str, ...] = ()  # reverse relations to show first; the others follow as declared

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Add the related rows to the page of a row."""
        row = kwargs.get("obj")
        if row is not None:
            related = list(self.related_rows(request, row))
            context["related_rows"] = [one for one in related if one.count]
            context["uncounted_rows"] = [one for one in related if one.url and not one.count]
        return super().render_change_form(request, context, *args, **kwargs)

    def related_rows(self, request: HttpRequest, row: Model) -> Iterator[RelatedRows]:
        """Yield the relations with rows that the user may view, and those to long tables that no index finds."""
        relations = sorted(self._relations(request, row), key=self._place)
        using, most = str(row._state.db), self.searched_rows
        tables = read_reach(request, [relation.rows.model for relation in relations], using=using)
        found = [one for one in relations if one.is_found(tables[one.rows.model, using], most)]
        counts = _counts([relation.rows for relation in found])
        with_rows = [place for place in range(len(found)) if counts[place]][:_TABLES]
        for place, relation in enumerate(found):
            if counts[place]:
                is_only = sum(other.rows.model is relation.rows.model for other in relations) == 1
                yield _related(relation, counts[place], row, request, is_only=is_only, with_rows=place in with_rows)
        for relation in relations:
            if relation not in found:
                yield _related(relation, None, row, request, is_only=False, with_rows=False)

    def _place(self, relation: _Relation) -> int:
        first, name = self.related_first, relation.field.remote_field.get_accessor_name()
        return first.index(name) if name in first else len(first)

    def _relations(self, request: HttpRequest, row: Model) -> Iterator[_Relation]:
        """Yield each relation to this model whose rows the user may view."""
        inlined = {inline.model for inline in self.get_inlines(request, row)}
        for relation in self.opts.related_objects:
            field: Any = relation.field
            other = self._admin_of(relation.related_model)
            if other is None or relation.related_model in inlined or absent.is_absent(field):
                continue
            if not other.has_view_permission(request) or not other.lookup_allowed(field.name, row.pk, request):
                continue
            rows = other.get_queryset(request)
            if rows.db == row._state.db:
                yield _Relation(field, other, rows.filter(**{field.name: row}))

    def _admin_of(self, model: Any) -> Any:
        """Return the admin of a model; rows with a composite key have no page, and are shown only here."""
        found = self.admin_site._registry.get(model)  # noqa: SLF001  # get_model_admin() raises
        if found is None and len(model._meta.pk_fields) > 1 and not absent.is_table_absent(model):
            return _Unpaged(model, self.admin_site)
        return found


class _Unpaged(ReadableAdmin):
    """Shows rows of a model that Django's admin does not support: the keys first, then the other columns."""

    @override
    def get_list_display(self, request: HttpRequest) -> Any:
        fields = [field for field in self.opts.concrete_fields if field.name not in self.unshown()]
        names = [field.name for field in sorted(fields, key=lambda field: not field.is_relation)]
        return [self.cell(name, request) for name in self._open(names, request)]


def _counts(relations: list[Any]) -> Counter[int]:
    """Count the rows of each relation, up to the maximum plus one, in one query."""
    if not relations:
        return Counter()
    first, *rest = (
        rows.order_by()
        .annotate(_place=Value(place, output_field=IntegerField()))
        .values_list("_place", flat=True)[: _COUNTED + 1]
        for place, rows in enumerate(relations)
    )
    return Counter(first.union(*rest, all=True) if rest else first)


def _related(
    relation: _Relation, count: int | None, row: Model, request: HttpRequest, *, is_only: bool, with_rows: bool
) -> RelatedRows:
    """Return a relation for the page."""
    name, other, rows = relation.field.name, relation.admin, relation.rows
    columns = [one for one in other.get_list_display(request) if getattr(one, "name", one) != name][:_COLUMNS]
    if with_rows:
        if keys := other.get_list_select_related(request):
            rows = rows.select_related(*keys)
        # Sorting many rows takes as long as reading them all.
        order = getattr(other, "order_of_few", other.get_ordering)  # a project's own admin has only the latter
        rows = rows.order_by(*(order(request) if (count or 0) <= _COUNTED else ()))[:_ROWS]
    opts = other.opts
    url = ""
    if other.admin_site.is_registered(opts.model):
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist", current_app=other.admin_site.name)
        url = f"{address}?{urlencode({name: row.pk})}"
    title = capfirst(str(opts.verbose_name_plural))
    return RelatedRows(
        title=title if is_only else f"{title} by {relation.field.verbose_name}",
        count="" if count is None else str(count) if count <= _COUNTED else f"more than {_COUNTED}",
        url=url,
        header=[capfirst(str(label_for_field(column, opts.model, other))) for column in columns],
        rows=[_cells(columns, other, one) for one in rows] if with_rows else [],
    )


def _cells(columns: list[Any], other: Any, row: Model) -> list[Any]:
    """Return the list cells of a row, the first as a link to its page."""
    cells = []
    empty = other.get_empty_value_display()
    for column in columns:
        field, attribute, value = lookup_field(column, row, other)
        if field is None:
            cells.append(display_for_value(value, empty, getattr(attribute, "boolean", False)))
        else:
            cells.append(display_for_field(value, field, empty))
    if not cells or isinstance(other, _Unpaged):
        return cells
    return [format_html('<a href="{}">{}</a>', page_of(other, row), cells[0]), *cells[1:]]
