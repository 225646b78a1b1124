"""The part of every ``ModelAdmin`` that bounds how much of a long table a list reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin.filters import AllValuesFieldListFilter
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import connections
from django.db.models import BooleanField, CharField, DateField, F, Func, Lookup, Q, QuerySet, TextField, UUIDField
from django.db.models.expressions import Col
from django.http import HttpRequest

from agent360_models import absent
from agent360_models.admin._extensions import ExtendedAdmin
from agent360_models.catalog import TableReach, reach_of_tables
from agent360_models.typed import override

if TYPE_CHECKING:
    _Known = dict[tuple[Any, str], TableReach]

_RANGES = ("gt", "gte", "lt", "lte", "range")
_FOUND = ("exact", "in", *_RANGES)  # lookups that an index answers
_SCAN = re.compile(r"Seq Scan on [^(]*\(cost=[\d.]+\.\.([\d.]+)")
_ROWS = re.compile(r" rows=(\d+)")
_COST_OF_ROW = 0.01  # cpu_tuple_cost
_SORTED = 25_000  # rows that are read and sorted in a tenth of a second
_ALIKE = 50_000  # rows with one value, which an index returns in any order: they are read before they are sorted
_VALUES = 100  # values of a column that a filter offers
FEW = 1000  # rows looked up by key, and sorted by any column


class Reach(Enum):
    """The rows that a list reads."""

    ALL = "all rows that fit: they are few, or the table is short"
    INDEX = "the rows that fit, in the order of an index: they may be the whole table"
    LAST = "of the last rows those that fit: an index does not find the others"


class Written(Func):
    """The condition for rows from a page of the table on."""

    conditional = True
    output_field = BooleanField()

    def __init__(self, page: int) -> None:
        super().__init__("pk")  # whose SQL begins with the table as the query calls it
        self.page = page

    def as_sql(self, compiler: Any, *_: Any, **__: Any) -> Any:  # Django's
        """Return the SQL, for which PostgreSQL scans a range of the table."""
        (key,) = self.get_source_expressions()
        table, _, _ = compiler.compile(key)[0].rpartition(".")
        return f"{table}.ctid >= %s::tid", [f"({self.page},0)"]


@dataclass(frozen=True, slots=True)
class LastRows:
    """The last rows of a long table: the condition, the column whose index orders them if there is one, and words."""

    condition: Q
    column: str
    name: str


class LongAdmin(ExtendedAdmin):
    """Filters and sorts a long table only by its indexes, or only its last ``searched_rows`` rows, and says so.

    A table is long if the planner's estimate is more than that. The rows are ordered by key. If the key is a UUID, they
    are ordered by the first indexed time, or else they are those at the end of the table, where new rows mostly go.
    """

    searched_rows = 100_000

    def order_of_few(self, request: HttpRequest) -> list[Any]:
        """Return the order of few rows: the newest first, also where no key or index sorts them so."""
        entries = [*self.get_ordering(request)]
        if entries != ["-pk"] or not isinstance(self.opts.pk, CharField | TextField | UUIDField):
            return entries
        newest = [name for name in self._clocks() if not self.is_hidden(name, request)]
        return [*(F(name).desc(nulls_last=True) for name in newest[:1]), *entries]

    def _clocks(self) -> list[str]:
        """Return the columns with a time that may tell which rows are new, the best one first."""
        times = [field for field in self.opts.fields if isinstance(field, DateField) and not absent.is_absent(field)]
        set_once = [field.name for field in times if field.name == "created_at" and not field.null]
        begun = [index.fields[0].lstrip("-") for index in self.opts.indexes if index.fields and index.condition is None]
        indexed = [field.name for field in times if field.name in begun]
        always = [field.name for field in times if not field.null] if isinstance(self.opts.pk, UUIDField) else []
        return [*set_once, *indexed, *always]

    def table_reach(self, request: HttpRequest, using: str) -> TableReach:
        """Return the facts of the table, read once for a page."""
        return read_reach(request, [self.model], using=using)[self.model, using]

    def long_table(self, request: HttpRequest, using: str) -> TableReach | None:
        """Return the facts of the table if it is long, else ``None``."""
        table = self.table_reach(request, using)
        return table if table.rows > self.searched_rows else None

    def reach(self, request: HttpRequest, queryset: QuerySet[Any]) -> Reach:
        """Return the rows that a list with these conditions reads. Ask the planner if indexes alone do not tell."""
        table = self.long_table(request, queryset.db)
        if table is None:
            return Reach.ALL
        conditions = self._conditions(request, queryset)
        if not conditions:
            return Reach.INDEX
        rows = queryset.order_by().values("pk")
        known: dict[str, Reach] = vars(request).setdefault("_reach_of_lists", {})
        try:
            sql = str(rows.query)
        except EmptyResultSet:
            return Reach.ALL
        if sql not in known:
            is_found = all(_column(one, self.opts.db_table) in table.found_by for one in conditions)
            known[sql] = Reach.INDEX if is_found else Reach.LAST
            if self._are_few(rows.explain()):
                known[sql] = Reach.ALL
        return known[sql]

    def _conditions(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Return the conditions of a list, without those of all lists of this admin."""
        before = len(self.get_queryset(request).query.where.children)
        return list(queryset.query.where.children[before:])

    def range_of(self, request: HttpRequest, queryset: QuerySet[Any]) -> str | None:
        """Return the column of which a list shows a range, such as the time of the last seven days."""
        for one in self._conditions(request, queryset):
            if _column(one, self.opts.db_table) is not None and one.lookup_name in _RANGES:
                return str(one.lhs.target.name)
        return None

    def _are_few(self, plan: str) -> bool:
        """Tell whether the planner expects few rows, and finds them without a scan of a long table."""
        expected = _ROWS.search(plan)
        scans = all(float(cost) <= self.searched_rows * _COST_OF_ROW for cost in _SCAN.findall(plan))
        return scans and (expected is None or int(expected[1]) <= _SORTED)

    def sorts_by_index(self, entry: Any, table: TableReach) -> bool:
        """Tell whether an index returns the rows of a long table in an order."""
        name = entry.lstrip("-") if isinstance(entry, str) else ""
        try:
            field: Any = self.opts.pk if name == "pk" else self.opts.get_field(name)
        except FieldDoesNotExist:
            return False
        is_joined = field.is_relation and name not in ("pk", field.attname) and field.related_model._meta.ordering
        return field.concrete and not is_joined and field.column in table.sorted_by

    def last_rows(self, request: HttpRequest, using: str) -> LastRows | None:
        """Return the last rows, looked up once for a page; ``None`` if the table does not have more."""
        known: dict[Any, LastRows | None] = vars(request).setdefault("_last_rows_of_tables", {})
        if (self, using) not in known:
            known[self, using] = self._find_last_rows(request, using)
        return known[self, using]

    def _find_last_rows(self, request: HttpRequest, using: str) -> LastRows | None:
        """Return the last rows by time, if they do not all share it, or by key."""
        count, rows = self.searched_rows, self.get_queryset(request).using(using)
        table = self.long_table(request, using)
        for name in (*self._times(), "pk"):
            if name == "pk" and table is not None and table.pages and isinstance(self.opts.pk, UUIDField):
                since = Written(int(table.pages * (1 - count / table.rows)))
                return LastRows(Q(since), "", f"about the last {count:,} rows written")
            values = rows.order_by(f"-{name}").values_list(name, flat=True)
            edge = next(iter(values[count : count + 1]), None)
            if edge is None:
                return None
            if name == "pk" or edge != values[0]:
                by = "key" if name == "pk" else f"“{self.opts.get_field(name).verbose_name}”"  # type: ignore[union-attr]
                return LastRows(Q(**{f"{name}__gt": edge}), name, f"the last {count:,} rows by {by}")
        return None

    def by_key(self, request: HttpRequest, queryset: Any, last: LastRows | None = None) -> Any:
        """Return the same rows, looked up by key if they are few: the conditions are then tested only once.

        Many of the last rows are returned in their own order, in which the first ones are found at once.
        """
        order = [f"-{last.column}"] if last is not None and last.column else []
        keys = list(queryset.order_by(*order).values_list("pk", flat=True)[: FEW + 1])
        if len(keys) <= FEW:
            return queryset.filter(pk__in=keys)
        first = str(next(iter(queryset.query.order_by), "")).lstrip("-")
        if last is None or first == (last.column or "pk"):
            return queryset
        vars(request)["_order_of_list"] = f"They are more than {FEW:,}, and not sorted otherwise."
        return queryset.order_by(*dict.fromkeys([*order, "-pk"]))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Bound the rows to the last ones if an index does not find those that fit."""
        is_searched = bool(search_term.strip()) or self.long_table(request, queryset.db) is None
        reach = Reach.INDEX if is_searched else self.reach(request, queryset)
        if reach is Reach.ALL:
            return self.by_key(request, queryset), False
        last = self.last_rows(request, queryset.db) if reach is Reach.LAST else None
        if last is not None:
            vars(request)["_last_rows"] = f"Filtered only {last.name}, since no index finds such rows."
            return self.by_key(request, queryset.filter(last.condition), last), False
        return super().get_search_results(request, queryset, search_term)

    @override
    def get_list_filter(self, request: HttpRequest) -> Any:
        """Offer the values of a plain column, if the table is long those of the last rows."""
        return [(entry, _Values) if self._is_plain(entry) else entry for entry in super().get_list_filter(request)]

    def _is_plain(self, entry: Any) -> bool:
        try:
            field: Any = self.opts.get_field(entry) if isinstance(entry, str) else None
        except FieldDoesNotExist:
            return False
        return field is not None and not (
            field.is_relation or field.choices or isinstance(field, BooleanField | DateField)
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Return a list that sorts a long table only by indexes."""
        base = super().get_changelist(request, **kwargs)
        return type(base.__name__, (_LongList, base), {})


def read_reach(request: HttpRequest, models: Iterable[Any], *, using: str) -> _Known:
    """Read the facts of several tables in one query, for the rest of the page; return all facts that are known."""
    known: _Known = vars(request).setdefault("_reach_of_tables", {})
    name_of = connections[using].ops.quote_name
    names = {model: name_of(model._meta.db_table) for model in models if (model, using) not in known}
    if names:
        found = reach_of_tables(names.values(), most=_ALIKE, using=using)
        known.update({(model, using): found[name] for model, name in names.items()})
    return known


class _LongList(ChangeList):
    limits = ""  # what the list leaves out, in words
    sortable: Any = None

    @override
    def get_ordering(self, request: HttpRequest, queryset: Any) -> Any:
        """Return an order by an index if the list may read the whole table; of a range, the order of its column."""
        admin = cast("LongAdmin", self.model_admin)
        table = admin.long_table(request, queryset.db)
        if table is None and ORDER_VAR not in self.params:
            return [*admin.order_of_few(request), *queryset.query.order_by, "-pk"]
        reach = Reach.ALL if table is None or self.query else admin.reach(request, queryset)
        if table is None or self.query or reach is Reach.LAST:
            return super().get_ordering(request, queryset)
        ranged = None if ORDER_VAR in self.params else admin.range_of(request, queryset)
        if ranged is not None and admin.sorts_by_index(ranged, table):
            return [f"-{ranged}", "-pk"]
        if reach is Reach.ALL:
            return super().get_ordering(request, queryset)
        fields = {place: self.get_ordering_field(entry) for place, entry in enumerate(self.list_display)}
        sorted_by = {place for place, field in fields.items() if field and admin.sorts_by_index(field, table)}
        self.sortable_by = self.sortable = [self.list_display[place] for place in sorted_by]
        has_unsorted = any(fields[place] for place in {*fields} - sorted_by)
        self.limits = _limits(table.rows, admin.paginator, has_unsorted=has_unsorted)
        ordering = super().get_ordering(request, queryset)
        return ordering if admin.sorts_by_index(ordering[0], table) else ["-pk"]

    @override
    def get_results(self, request: HttpRequest) -> None:
        """Add which rows are filtered, unless these alone are more than a list in the usual order shows."""
        super().get_results(request)
        admin = cast("LongAdmin", self.model_admin)
        if self.result_list.query.is_sliced and admin.long_table(request, self.result_list.db):
            # A join would read the related rows of all rows on the pages before, and of all that sort alike.
            shown = self.root_queryset.filter(pk__in=self.result_list.values("pk"))
            self.result_list = self.apply_select_related(shown.order_by(*self.queryset.query.order_by))
        is_full = self.result_count == getattr(self.paginator, "bound", None) and ORDER_VAR not in self.params
        said = [vars(request).get(name, "") for name in ("_last_rows", "_order_of_list")]
        self.limits = self.limits or ("" if is_full else " ".join(said).strip())

    def get_ordering_field(self, field_name: Any) -> Any:
        """Return ``None`` for a column that no index sorts."""
        if self.sortable is not None and field_name not in self.sortable:
            return None
        return super().get_ordering_field(field_name)


class _Values(AllValuesFieldListFilter):
    """Filters by the values of a column, which are those of the last rows if the table is long."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request, admin, using = args[1], args[4], self.lookup_choices.db
        last = admin.last_rows(request, using) if admin.long_table(request, using) else None
        if last is not None:
            self.lookup_choices = self.lookup_choices.filter(last.condition)[:_VALUES]
            self.title = f"{self.title} (up to {_VALUES} of {last.name})"


def _column(condition: Any, table: str) -> str | None:
    """Return the column of this table that a condition compares as an index does; ``None`` for any other."""
    if not isinstance(condition, Lookup) or condition.lookup_name not in _FOUND:
        return None
    compared = condition.lhs
    return compared.target.column if isinstance(compared, Col) and compared.alias == table else None


def _limits(rows: int, paginator: Any, *, has_unsorted: bool) -> str:
    """Describe what a list of a whole long table leaves out."""
    digits = 10 ** (len(str(rows)) - 2)
    said = [f"The table has about {round(rows / digits) * digits:,} rows."]
    if (bound := getattr(paginator, "bound", rows)) < rows:
        said.append(f"This list ends after {bound:,}; a search or a filter finds others.")
    if has_unsorted:
        said.append("Columns without an index cannot be sorted.")
    return " ".join(said)
