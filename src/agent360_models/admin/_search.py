"""The part of every ``ModelAdmin`` that finds an id by its index, and not by looking at each row."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, ForeignKey, Q, UniqueConstraint
from django.http import HttpRequest

from agent360_models.admin._extensions import ExtendedAdmin
from agent360_models.typed import override

_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+")
_SAME_NAME = 1000  # rows of one name whose keys are looked up before those that point at them


class SearchAdmin(ExtendedAdmin):
    """Looks up a term that is an id in the indexed columns that are searched for a whole value, before anything else.

    Together with a part of a name, as Django asks for it, the whole table would be read. So a part of a text is looked
    for among the last ``searched_rows``, and the page says so where the table has more. Which are the last is a matter
    of the key, or where that is a UUID of the first time that has an index.
    """

    searched_rows = 100_000

    def id_of(self, term: str) -> tuple[str, bool] | None:
        """Return the id that a term is, and whether it can be nothing else; ``None`` where it does not look like one.

        UUIDs are ids, and numbers may be. A subclass may know others.
        """
        if _UUID.fullmatch(term):
            return term, True
        return (term, False) if _NUMBER.fullmatch(term) else None

    def may_hold_id(self, entry: str) -> bool:
        """Tell whether a column that is searched for a whole value, and has no index, may hold an id."""
        return True

    @override
    def get_search_fields(self, request: HttpRequest) -> Any:
        """Leave out names behind a key, which are looked up before: joined, they would be read for each row."""
        return [entry for entry in super().get_search_fields(request) if not self._leads_to_name(str(entry))]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Return the rows that have an id, where some do; else what Django finds."""
        whole = [str(entry) for entry in self.get_search_fields(request) if str(entry).endswith("__exact")]
        indexed = {entry: field for entry in whole if (field := self._indexed(entry)) is not None}
        columns = [*indexed.values()]
        term = search_term.strip()
        value, is_certain = self.id_of(term) or (term, None)
        if is_certain is None:  # some other text is an id where it is the key of a row
            columns = [field for field in columns if field.primary_key]
        hits = [{field.attname: value} for field in columns if value and _fits(field, value)]
        hits = [hit for hit in hits if queryset.filter(**hit).order_by().exists()]
        if hits:
            return queryset.filter(Q(*(Q(**hit) for hit in hits), _connector=Q.OR)), False
        by_name = [entry for entry in map(str, super().get_search_fields(request)) if self._leads_to_name(entry)]
        for entry in by_name if term and not is_certain else ():
            named = self._same_name(queryset, entry, term)
            if named.order_by().exists():
                return named, False
        if is_certain and columns and not any(self.may_hold_id(entry) for entry in whole if entry not in indexed):
            return queryset.none(), False
        edge = self._edge(queryset) if term else None
        if edge is not None:
            is_same = self._is_same(whole, term)
            if is_same and queryset.filter(is_same).order_by().exists():
                return queryset.filter(is_same), False
            queryset = queryset.filter(**edge)
            self._say_what_is_searched(request, *edge)
        return super().get_search_results(request, queryset, search_term)

    def _edge(self, queryset: Any) -> dict[str, Any] | None:
        """Return after which time or key a part of a text is looked for; ``None`` where the table is not that long.

        A time counts where the key is a UUID, which says no order; not one that all of the last rows share.
        """
        for name in (*self._times(), "pk"):
            values = queryset.order_by(f"-{name}").values_list(name, flat=True)
            edge = next(iter(values[self.searched_rows : self.searched_rows + 1]), None)
            if edge is None or name == "pk" or edge != values[0]:
                return edge if edge is None else {f"{name}__gt": edge}
        return None

    def _same_name(self, queryset: Any, entry: str, term: str) -> Any:
        """Return the rows whose key points at one of that name, which is looked up first: its table may be smaller."""
        name, column, _ = entry.split("__")
        key: Any = self.opts.get_field(name)
        others = key.related_model._base_manager.using(queryset.db).filter(**{column: term})
        keys = list(others.values_list(key.target_field.attname, flat=True)[: _SAME_NAME + 1])
        return queryset.filter(**({f"{name}__in": keys} if len(keys) <= _SAME_NAME else {entry: term}))

    def _is_same(self, entries: list[str], term: str) -> Q:
        """Return the condition that one of the table's own columns that are searched for a whole value has it."""
        names = [name for entry in entries if "__" not in (name := entry.removesuffix("__exact")) and name != "pk"]
        fields = {name: self.opts.get_field(name) for name in names}
        return Q(*(Q(**{name: term}) for name, field in fields.items() if _fits(field, term)), _connector=Q.OR)

    def _say_what_is_searched(self, request: HttpRequest, condition: str) -> None:
        page, name = request.resolver_match, condition.removesuffix("__gt")
        if page is not None and str(page.url_name).endswith("_changelist"):
            by = "their key" if name == "pk" else f"\u201c{self.opts.get_field(name).verbose_name}\u201d"
            text = f"Searched the last {self.searched_rows:,} rows by {by}; a whole id or number is found in all."
            self.message_user(request, text, messages.INFO, fail_silently=True)

    def _indexed(self, entry: str) -> Field[Any, Any] | None:
        """Return the column of this table that a search for a whole value compares, if an index begins with it."""
        name, *onwards = entry.removesuffix("__exact").split("__")
        try:
            field: Any = self.opts.get_field(self.opts.pk.name if name == "pk" else name)
        except FieldDoesNotExist:
            return None
        if onwards and not (isinstance(field, ForeignKey) and onwards in ([field.target_field.name], ["pk"])):
            return None
        return field if field.concrete and (field.unique or field.db_index or self._begins_index(field)) else None

    def _leads_to_name(self, entry: str) -> bool:
        """Tell whether a search for a whole value compares a text of the row that an indexed key points at."""
        name, *onwards = entry.removesuffix("__exact").split("__")
        if not entry.endswith("__exact") or len(onwards) != 1 or onwards == ["pk"]:
            return False
        key: Any = next((key for key in self.opts.fields if key.name == name), None)
        is_indexed = isinstance(key, ForeignKey) and getattr(key, "db_index", False)
        return is_indexed and onwards != [key.target_field.name]

    def _begins_index(self, field: Field[Any, Any]) -> bool:
        uniques = [one for one in self.opts.constraints if isinstance(one, UniqueConstraint)]
        for index in (*self.opts.indexes, *uniques):
            if index.condition is None and index.fields and index.fields[0].lstrip("-") in (field.name, field.attname):
                return True
        return False


def _fits(field: Any, value: str) -> bool:
    """Tell whether a column could hold a value."""
    try:
        (field.target_field if isinstance(field, ForeignKey) else field).to_python(value)
    except ValidationError:
        return False
    return True
