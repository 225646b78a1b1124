"""The part of every ``ModelAdmin`` that improves reading: linked keys, flags, units, and grouped fields."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DecimalField,
    Field,
    ForeignKey,
    JSONField,
    Model,
    TextField,
)
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator, get_text_list

from agent360_models import absent
from agent360_models.admin._search import SearchAdmin
from agent360_models.typed import override
from agent360_models.units import units_of, with_unit

_NUMBERS = {"DecimalField", "FloatField", "IntegerField", "BigIntegerField", "SmallIntegerField"}
_SCREEN = 11  # fields with their help, which a form shows without scrolling much
_ALIKE = 4  # labels with the same first word; more of them form a group
_LINE = 80  # characters of a long text in a list
_GROUPS: tuple[tuple[str, Callable[[Field[Any, Any]], bool]], ...] = (
    ("Related rows", lambda field: field.is_relation),
    ("Dates and times", lambda field: isinstance(field, DateField) or field.get_internal_type() == "TimeField"),
    ("Yes or no", lambda field: isinstance(field, BooleanField)),
    ("Amounts and numbers", lambda field: not field.choices and field.get_internal_type() in _NUMBERS),
    ("Texts and documents", lambda field: isinstance(field, TextField | JSONField) and not field.choices),
)

_COLUMN = re.compile(r"\b[a-z]\w*_\w+\b(?!\()")  # neither a plain word nor the name of a method
_IN_UNIT = re.compile(r" in (cents|bytes|(milli)?seconds|minutes|hours|days)$")  # the cell shows the unit


class Cell:
    """A list column that shows more than the plain value."""

    def __init__(self, field: Field[Any, Any], show: Callable[[Any], Any], *, boolean: bool = False) -> None:
        self.name = self.__name__ = self.admin_order_field = field.name
        self.short_description = _IN_UNIT.sub("", str(field.verbose_name))
        self.boolean = boolean
        self.show = show

    def __call__(self, row: Any) -> Any:
        return self.show(row)

    def __eq__(self, other: object) -> bool:
        """Compare by column: Django asks twice for the columns of a list, and sorts by those of both answers."""
        return isinstance(other, Cell) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


class ReadableAdmin(SearchAdmin):
    """Lists with linked keys, flags as icons and numbers with units; forms with grouped fields."""

    def __init__(self, model: type[Any], admin_site: Any) -> None:
        super().__init__(model, admin_site)
        own = vars(self)
        own["raw_id_fields"] = self.raw_id_fields or self._keys()
        if self.search_fields and not self.search_help_text:
            own["search_help_text"] = _searched(model, [str(entry) for entry in self.search_fields])

    def _keys(self) -> list[str]:
        """Return the foreign keys that a form edits by id, since a select box would contain the whole table."""
        elsewhere = {*self.autocomplete_fields, *self.radio_fields, *self.readonly_fields}
        return [key.name for key in self.opts.fields if isinstance(key, ForeignKey) and key.name not in elsewhere]

    @override
    def get_list_display(self, request: HttpRequest) -> Any:
        """Return a cell for each column; an empty first column, which links to the row, shows the row's ``str()``."""
        first, *others = (self.cell(entry, request) for entry in super().get_list_display(request))
        field = _named(self.model, first)
        if isinstance(field, CharField | TextField) and not field.choices and (field.null or field.blank):
            first = Cell(field, lambda row: Truncator(getattr(row, field.attname) or row).chars(_LINE))
        return [first, *others]

    @override
    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        """Return the foreign keys in the list and those of its units, so that one query reads all their rows."""
        columns = {field.name for field in self.opts.fields if isinstance(field, ForeignKey)}
        shown = [entry.name if isinstance(entry, Cell) else entry for entry in self.get_list_display(request)]
        units = [units_of(self.model).get(name, "").partition(LOOKUP_SEP)[0] for name in shown if isinstance(name, str)]
        return [name for name in dict.fromkeys([*shown, *units]) if name in columns]

    def cell(self, entry: Any, request: HttpRequest) -> Any:
        """Return an entry of ``list_display``, or a ``Cell`` that replaces it."""
        field = _named(self.model, entry)
        if not isinstance(field, Field):
            return entry
        if isinstance(field, ForeignKey):
            return Cell(field, lambda row: self.link(row, field, request))
        if entry in units_of(self.model) or isinstance(field, DecimalField):
            return Cell(field, lambda row: with_unit(row, entry) or None)
        if self.is_flag(field):
            return Cell(field, lambda row: _as_bool(getattr(row, entry)), boolean=True)
        if isinstance(field, TextField | JSONField) and not field.choices:
            return Cell(field, lambda row: Truncator(_as_text(getattr(row, entry))).chars(_LINE) or None)
        return entry

    def link(self, row: Any, key: ForeignKey[Any, Any], request: HttpRequest) -> Any:
        """Return the name of a related row, as a link if the user may view it."""
        target = getattr(row, key.name, None)
        if target is None:
            return getattr(row, key.attname)  # the key of a row that does not exist here, or None
        other = self.admin_site._registry.get(type(target))  # noqa: SLF001  # get_model_admin() raises
        if other is None or not other.has_view_permission(request):
            return str(target)
        return format_html('<a href="{}">{}</a>', page_of(other, target), target)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  # Django's
        """Return a form whose help names other columns by their labels, as the form itself does."""
        related = [key.related_model._meta for key in self.opts.fields if isinstance(key, ForeignKey)]
        fields = [field for opts in (*related, self.opts) for field in opts.fields]
        labels = {name: f"“{field.verbose_name}”" for field in fields for name in (field.attname, field.name)}
        texts = {
            field.name: _COLUMN.sub(lambda name: labels.get(name[0], name[0]), str(field.help_text))
            for field in self.opts.fields
            if field.help_text
        }
        return super().get_form(request, obj, change, **{"help_texts": texts, **kwargs})

    @override
    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Group fields of the same kind if a form is longer than a screen and defines no groups.

        On a read-only page, numbers have units and flags are icons, as in lists.
        """
        fieldsets = super().get_fieldsets(request, obj)
        is_one = not (self.fieldsets or self.fields) and len(fieldsets) == 1
        if is_one and len(fieldsets[0][1]["fields"]) > _SCREEN:
            groups: dict[str | None, list[Any]] = {None: [], **{title: [] for title, _ in _GROUPS}}
            kinds = {name: self._group(name) for name in fieldsets[0][1]["fields"]}
            count = Counter(kinds.values())
            for name, kind in kinds.items():
                groups[kind if count[kind] > 1 else None].append(name)
            groups = {**self._by_word(groups.pop(None)), **groups}
            fieldsets = [_fieldset(title, names) for title, names in groups.items() if names]
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": [self._shown_only(entry) for entry in options["fields"]]})
            for title, options in fieldsets
        ]

    def _by_word(self, names: list[Any]) -> dict[str | None, list[Any]]:
        """Return the fields of the first group; split off labels with the same first word if the group is long."""
        fields = {name: field for name in names if (field := _named(self.model, name)) is not None}
        words = {name: str(field.verbose_name).partition(" ")[0] for name, field in fields.items()}
        count = Counter(words.values() if len(names) > _SCREEN else ())
        groups: dict[str | None, list[Any]] = {None: []}
        for name in names:
            word = words.get(name, "")
            groups.setdefault(word if count[word] > _ALIKE else None, []).append(name)
        return groups

    def _shown_only(self, entry: Any) -> Any:
        """Return a cell for a read-only entry."""
        field = _named(self.model, entry)
        if field is not None and self.is_flag(field):
            return Cell(field, lambda row: _as_bool(getattr(row, entry)), boolean=True)
        if entry in units_of(self.model) or isinstance(field, DecimalField):
            return Cell(field, lambda row: with_unit(row, entry) or self.get_empty_value_display())
        return entry

    def is_flag(self, field: Field[Any, Any]) -> bool:
        """Tell whether a number column contains 1 for yes and 0 for no; a subclass may override this."""
        return False

    def _group(self, name: Any) -> str | None:
        field = _named(self.model, name)
        if not isinstance(field, Field) or field.primary_key:
            return None
        if self.is_flag(field):
            return "Yes or no"
        return next((title for title, belongs in _GROUPS if belongs(field)), None)


def _named(model: type[Model], entry: Any) -> Any:
    """Return the field of a list or form entry, or ``None`` if the entry is not a field."""
    try:
        return model._meta.get_field(entry) if isinstance(entry, str) else None
    except FieldDoesNotExist:
        return None


def _fieldset(title: str | None, names: list[Any]) -> tuple[str | None, dict[str, Any]]:
    """Return a fieldset, collapsed if it is long."""
    is_long = title is not None and len(names) > _SCREEN
    return title, {"fields": names, **({"classes": ["collapse"]} if is_long else {})}


def page_of(admin: Any, row: Model) -> str:
    """Return the URL of a row's page."""
    opts = admin.opts
    return reverse(
        f"admin:{opts.app_label}_{opts.model_name}_change", args=[quote(row.pk)], current_app=admin.admin_site.name
    )


def _as_bool(value: Any) -> bool | None:
    return None if value is None else bool(value)


def _as_text(value: Any) -> str:
    """Return a text, or JSON as one: a text in it needs no quotes."""
    return value or "" if isinstance(value, str | None) else json.dumps(value, ensure_ascii=False, default=str)


def _searched(model: type[Model], entries: list[str]) -> str:
    """Describe in words which columns a search covers."""
    present = [entry for entry in entries if not absent.leads_to_absent(model, entry.lstrip("^=@"))]
    whole = [_label(model, entry) for entry in present if entry.endswith("__exact") or entry.startswith("=")]
    parts = [_label(model, entry) for entry in present if not (entry.endswith("__exact") or entry.startswith("="))]
    said = []
    if parts:
        said.append(f"a part of {get_text_list(parts, 'or')}")
    if whole:
        said.append(f"the whole {get_text_list(whole, 'or')}")
    return f"Finds {' or '.join(said)}." if said else ""


def _label(model: type[Model], entry: str) -> str:
    """Return the label of a path such as ``account__name__exact``, with the labels of its relations."""
    labels: list[str] = []
    for name in entry.lstrip("^=@").split(LOOKUP_SEP):
        try:
            field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            break
        if labels and field.primary_key and isinstance(field, Field):
            labels[-1] = f"{labels[-1]}'s {field.verbose_name}"
            break
        labels.append(str(getattr(field, "verbose_name", None) or field.related_model._meta.verbose_name))
        if not field.is_relation:
            break
        model = field.related_model
    return " of ".join(reversed(labels))
