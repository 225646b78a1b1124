"""The part of every ``ModelAdmin`` that looks up ids through an index instead of scanning the table."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, ForeignKey, IntegerField, Q, UniqueConstraint
from django.http import HttpRequest

from agent360_models.admin._long import FEW, LastRows, Reach
from agent360_models.admin._related_texts import RelatedTextsAdmin
from agent360_models.typed import override

_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+")
_SAME_NAME = 1000  # named rows whose keys are queried first


class SearchAdmin(RelatedTextsAdmin):
    """Looks up an id in indexed ``__exact`` search columns before any other search.

    Django would combine the id with substring conditions and scan the whole table. A substring is therefore searched
    only in the last ``searched_rows`` rows, and the page says so if the table has more.
    """

    def id_of(self, term: str) -> tuple[str, bool] | None:
        """Return a term as an id, and whether it is certainly an id; ``None`` if it does not look like one.

        UUIDs are ids, and numbers may be. A subclass may add other forms.
        """
        if _UUID.fullmatch(term):
            return term, True
        return (term, False) if _NUMBER.fullmatch(term) else None

    def may_hold_id(self, entry: str) -> bool:
        """Tell whether an ``__exact`` search column without an index may contain an id."""
        return True

    @override
    def get_search_fields(self, request: HttpRequest) -> Any:
        """Leave out names of related rows, which are looked up first: a join would read them for each row."""
        return [entry for entry in super().get_search_fields(request) if not self._leads_to_name(str(entry))]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Return the rows with the id, if there are any; else Django's results."""
        if "\0" in search_term:  # which no column holds, and PostgreSQL refuses
            queryset, search_term = queryset.none(), ""
        whole = [str(entry) for entry in self.get_search_fields(request) if str(entry).endswith("__exact")]
        indexed = {entry: field for entry in whole if (field := self._indexed(entry)) is not None}
        columns = [*indexed.values()]
        term = search_term.strip()
        value, is_certain = self.id_of(term) or (term, None)
        if is_certain is None:  # any other text may still be a primary key
            columns = [field for field in columns if field.primary_key]
        hits = [{field.attname: value} for field in columns if value and _fits(field, value)]
        hits = [hit for hit in hits if queryset.filter(**hit).order_by().exists()]
        if hits:
            return queryset.filter(Q(*(Q(**hit) for hit in hits), _connector=Q.OR)), False
        by_name = [entry for entry in map(str, super().get_search_fields(request)) if self._leads_to_name(entry)]
        for entry in by_name if term else ():
            if is_certain and not self.may_hold_id(entry):
                continue
            named = self._same_name(queryset, entry, term)
            if named.order_by().exists():
                return named, False
        if is_certain and columns and not any(self.may_hold_id(entry) for entry in whole if entry not in indexed):
            return queryset.none(), False
        last = self.last_rows(request, queryset.db) if term and not self._is_narrowed(request, queryset) else None
        if last is None:
            return super().get_search_results(request, queryset, search_term)
        is_same = self._is_same(request, queryset, whole, term)
        if is_same and queryset.filter(is_same).order_by().exists():
            return queryset.filter(is_same), False
        return self._search_last(request, queryset, search_term, last), False

    def _search_last(self, request: HttpRequest, queryset: Any, search_term: str, last: LastRows) -> Any:
        """Return Django's results among the last rows, and the rows whose related rows have the words."""
        if '"' not in search_term and "'" not in search_term:  # each word is tested where the ones before it were found
            # So the rarest come first: those with digits, then the longest.
            search_term = " ".join(sorted(search_term.split(), key=lambda word: (word.isalpha(), -len(word))))
        by_index, by_reading, said = self.of_related(request, queryset.db, search_term)
        rows = self.search_own_columns(request, queryset.filter(last.condition), search_term)
        page = request.resolver_match
        if page is not None and str(page.url_name).endswith("_changelist"):
            searched = " and ".join([last.name, *said])
            text = f"Searched only {searched}; whole ids and indexed numbers are found in all."
            self.message_user(request, text, messages.INFO, fail_silently=True)
        if by_index or by_reading:
            own = list(rows.order_by().values_list("pk", flat=True)[:FEW])
            rows = queryset.filter(by_index | (by_reading | Q(pk__in=own)) & last.condition)
        return self.by_key(request, rows, last)

    def _is_narrowed(self, request: HttpRequest, queryset: Any) -> bool:
        """Tell whether filters leave few rows of a long table."""
        is_long = self.long_table(request, queryset.db) is not None
        return is_long and self.reach(request, queryset) is Reach.ALL

    def _same_name(self, queryset: Any, entry: str, term: str) -> Any:
        """Return the rows that point at a row of this name; the keys of the named rows are queried first."""
        name, column, _ = entry.split("__")
        key: Any = self.opts.get_field(name)
        if not _fits(key.related_model._meta.get_field(column), term):
            return queryset.none()
        others = key.related_model._base_manager.using(queryset.db).filter(**{column: term})
        keys = list(others.values_list(key.target_field.attname, flat=True)[: _SAME_NAME + 1])
        return queryset.filter(**({f"{name}__in": keys} if len(keys) <= _SAME_NAME else {entry: term}))

    def _is_same(self, request: HttpRequest, queryset: Any, entries: list[str], term: str) -> Q:
        """Return the condition that one of the table's ``__exact`` search columns with an index equals the term.

        The database says which these are: unmanaged models do not declare every index.
        """
        names = [name for entry in entries if "__" not in (name := entry.removesuffix("__exact")) and name != "pk"]
        indexed = self.table_reach(request, queryset.db).found_by if names else ()
        fields: dict[str, Any] = {name: self.opts.get_field(name) for name in names}
        same = (Q(**{name: term}) for name, one in fields.items() if one.column in indexed and _fits(one, term))
        return Q(*same, _connector=Q.OR)

    def _indexed(self, entry: str) -> Field[Any, Any] | None:
        """Return the column of this table that an ``__exact`` search compares, if an index starts with it."""
        name, *onwards = entry.removesuffix("__exact").split("__")
        try:
            field: Any = self.opts.get_field(self.opts.pk.name if name == "pk" else name)
        except FieldDoesNotExist:
            return None
        if onwards and not (isinstance(field, ForeignKey) and onwards in ([field.target_field.name], ["pk"])):
            return None
        return field if field.concrete and (field.unique or field.db_index or self._begins_index(field)) else None

    def _leads_to_name(self, entry: str) -> bool:
        """Tell whether an ``__exact`` search compares a text of a related row with an indexed foreign key."""
        name, *onwards = entry.removesuffix("__exact").split("__")
        if not entry.endswith("__exact") or len(onwards) != 1 or onwards == ["pk"]:
            return False
        key: Any = next((key for key in self.opts.fields if key.name == name), None)
        is_indexed = isinstance(key, ForeignKey) and (getattr(key, "db_index", False) or self._begins_index(key))
        return is_indexed and onwards != [key.target_field.name]

    def _begins_index(self, field: Field[Any, Any]) -> bool:
        uniques = [one for one in self.opts.constraints if isinstance(one, UniqueConstraint)]
        for index in (*self.opts.indexes, *uniques):
            if index.condition is None and index.fields and index.fields[0].lstrip("-") in (field.name, field.attname):
                return True
        return False


def _fits(field: Any, value: str) -> bool:
    """Tell whether a value is valid for a column; with leading zeros it is the number of something, not an integer."""
    column = field.target_field if isinstance(field, ForeignKey) else field
    try:
        column.to_python(value)
    except ValidationError:
        return False
    return not (isinstance(column, IntegerField) and len(value) > 1 and value.startswith("0"))
