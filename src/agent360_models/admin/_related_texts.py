"""The part of every ``ModelAdmin`` that looks for texts of related rows, without a join of two long tables."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, ForeignKey, Q, TextField
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

from agent360_models.admin._long import FEW, LongAdmin
from agent360_models.typed import override


class RelatedTextsAdmin(LongAdmin):
    """Finds the related rows first, among the last ones if there are many, and then the rows that reference them.

    A join would look for the words in the whole other table, whatever bounds the rows of this one.
    """

    @override
    def get_search_fields(self, request: HttpRequest) -> Any:
        """Leave out texts of related rows while the other columns of a long table are searched."""
        entries = super().get_search_fields(request)
        if not vars(request).get("_without_related"):
            return entries
        texts = {f"{key.name}__{column}" for key, columns in _texts(self, entries).items() for column in columns}
        return [entry for entry in entries if entry not in texts]

    def search_own_columns(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Return Django's results for the columns of this table, and no rows if none of them is searched."""
        vars(request)["_without_related"] = True
        try:
            has_own = bool(self.get_search_fields(request))
            return self.get_search_results_of_django(request, queryset, search_term) if has_own else queryset.none()
        finally:
            del vars(request)["_without_related"]

    def get_search_results_of_django(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Return Django's results alone."""
        return super().get_search_results(request, queryset, search_term)[0]

    def of_related(self, request: HttpRequest, using: str, search_term: str) -> tuple[Q, Q, list[str]]:
        """Return the conditions for rows of related rows with all the words, and in words which of these were read.

        An index finds the rows of the first condition, and none those of the second.
        """
        by_index, by_reading, said = Q(), Q(), list[str]()
        for key, columns in _texts(self, self.get_search_fields(request)).items():
            others = key.related_model._base_manager.using(using)
            other = self.admin_site._registry.get(key.related_model)  # noqa: SLF001  # get_model_admin() raises
            last = other.last_rows(request, using) if isinstance(other, LongAdmin) else None
            if last is not None:
                others = others.filter(last.condition)
                said.append(f"{last.name} of the {key.related_model._meta.verbose_name_plural}")
            for word in search_term.split():
                parts = {column if column.endswith("__exact") else f"{column}__icontains": word for column in columns}
                others = others.filter(Q(**parts, _connector=Q.OR))
            keys = list(others.values_list(key.target_field.attname, flat=True)[:FEW])
            if key.column in self.table_reach(request, using).found_by:
                by_index |= Q(**{f"{key.name}__in": keys})
            else:
                by_reading |= Q(**{f"{key.name}__in": keys})
        return by_index, by_reading, said


def _texts(admin: LongAdmin, entries: Any) -> dict[Any, list[str]]:
    """Return the search columns that are texts of a related row, such as ``psid__exact``, by foreign key."""
    found: dict[Any, list[str]] = {}
    for entry in map(str, entries):
        name, _, column = entry.partition(LOOKUP_SEP)
        try:
            key: Any = admin.opts.get_field(name)
            text = key.related_model._meta.get_field(column.removesuffix("__exact")) if column else None
        except (AttributeError, FieldDoesNotExist):  # a prefix of Django's such as ^, the table itself, or further on
            continue
        is_other = isinstance(key, ForeignKey) and text is not key.target_field
        if is_other and isinstance(text, CharField | TextField):
            found.setdefault(key, []).append(column)
    return found
