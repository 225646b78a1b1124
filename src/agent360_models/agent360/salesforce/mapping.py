"""The tables that Salesforce objects fill, and the columns that their fields fill.

The mappings are plain data in each app's ``mapping.py``. An org with other names adds them in the settings
``SALESFORCE_OBJECTS`` and ``SALESFORCE_FIELDS``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import NOT_PROVIDED, AutoField, Field, ForeignKey, Model

from agent360_models import absent, conf
from agent360_models.agent360.salesforce.exports import object_hints
from agent360_models.extensions import extensions_of
from agent360_models.extensions import own_fields as own_fields_of
from agent360_models.families import APPS
from agent360_models.loading.names import normal_form

__all__ = [
    "Match",
    "SalesforceObject",
    "find_object",
    "match",
    "objects_of_the_org",
    "own_fields",
    "own_objects",
    "salesforce_objects",
]


@dataclass(frozen=True, slots=True)
class SalesforceObject:
    """One Salesforce object and the table it fills.

    ``name`` is the object's API name, ``model`` an ``"app_label.Model"``, and ``key`` the column with the record's id.
    ``fields`` maps API names of fields to our columns. If several names map to one column, the first one that an
    export has is used. ``newest_by`` is the column that orders versions of a row by age, if there is one.
    """

    name: str
    model: str
    key: str
    fields: Mapping[str, str]
    newest_by: str | None = None

    @property
    def model_class(self) -> type[Model]:
        """The model that the object fills."""
        return apps.get_model(self.model)


def salesforce_objects() -> list[SalesforceObject]:
    """Return the objects that fill the tables of the installed apps, parents before children.

    The org's own field names come before ours, so they win if an export has both.
    """
    found = [
        _present(replace(known, fields=_with_own(own_fields(known.model), known.fields)))
        for label, app in APPS.items()
        if apps.is_installed(app.module) and find_spec(f"{app.module}.mapping")
        for known in getattr(import_module(f"{app.module}.mapping"), "OBJECTS", ())  # other sources have other names
        if not absent.is_table_absent(known.model_class)
    ]
    found = [_with_extensions(known) for known in found]
    by_model = {known.model: known for known in found}
    order: TopologicalSorter[str] = TopologicalSorter()
    for known in found:
        order.add(known.model, *(parent for parent in _parents(known.model_class) if parent in by_model))
    return [by_model[label] for label in order.static_order()]


def _with_extensions(known: SalesforceObject) -> SalesforceObject:
    """Return the object with the fields that the project's mappings add for extensions of its model."""
    fields = dict(known.fields)
    for extension in extensions_of(known.model_class):
        name = f"{apps.get_app_config(extension._meta.app_label).name}.mapping"
        for own in getattr(import_module(name), "OBJECTS", ()) if find_spec(name) else ():
            if own.model.lower() == extension._meta.label_lower:
                fields.update(own.fields)
    return replace(known, fields=fields)


def _columns(known: SalesforceObject) -> dict[str, Field[Any, Any]]:
    """Return the fields of the model by column, including extensions that have a mapping."""
    own = [field for extension in extensions_of(known.model_class) for field in own_fields_of(extension)]
    mapped = set(known.fields.values())
    fields = [*known.model_class._meta.concrete_fields, *(field for field in own if field.column in mapped)]
    return {str(field.column): field for field in fields}


def _present(known: SalesforceObject) -> SalesforceObject:
    """Return the object without fields for absent columns."""
    lacking = absent.absent_columns(known.model_class)
    fields = {name: column for name, column in known.fields.items() if column not in lacking}
    return replace(known, fields=fields, newest_by=None if known.newest_by in lacking else known.newest_by)


def own_objects() -> Mapping[str, str]:
    """Return the org's own names of objects: ``{"Rahmenvertrag__c": "agent360_accounts.FrameAgreement"}``.

    ``SALESFORCE_OBJECTS``; empty by default.
    """
    return _setting("SALESFORCE_OBJECTS")


def objects_of_the_org() -> list[SalesforceObject]:
    """Return the objects that fill the tables of the installed apps, under the org's own names."""
    own = {model: name for name, model in own_objects().items()}
    return [replace(known, name=own.get(known.model, known.name)) for known in salesforce_objects()]


def own_fields(model_label: str) -> Mapping[str, str]:
    """Return the org's own fields of a model, from API name to column.

    ``SALESFORCE_FIELDS = {"agent360_accounts.Account": {"Kreditlimit__c": "acc_credit_limit"}}``.
    """
    fields: Mapping[str, str] = _setting("SALESFORCE_FIELDS").get(model_label, {})
    return fields


def _setting(key: str) -> Mapping[str, Any]:
    """Return the dictionary under a key; empty for a value of another type, which check E001 reports."""
    value = conf.setting().get(key)
    return value if isinstance(value, dict) else {}


def _with_own(own: Mapping[str, str], ours: Mapping[str, str]) -> Mapping[str, str]:
    return {**own, **{name: column for name, column in ours.items() if name not in own}}


def _parents(model: type[Model]) -> list[str]:
    """Return the labels of the models that ``model`` points to, except itself."""
    return [
        field.related_model._meta.label
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and not isinstance(field.related_model, str)
        if field.related_model is not model
    ]


def find_object(name: str, known: Iterable[SalesforceObject]) -> SalesforceObject | None:
    """Return the object for ``name``: an API name, a table name, or a file named after either.

    The org's own object names take precedence. Returns ``None`` for an object that fills none of our tables.
    """
    known = list(known)
    by_model = {candidate.model: candidate for candidate in known}
    names: dict[str, SalesforceObject] = {}
    for candidate in known:
        names.setdefault(normal_form(candidate.model_class._meta.db_table), candidate)
        names[normal_form(candidate.name)] = candidate
    own = own_objects().items()
    names.update({normal_form(api_name): by_model[label] for api_name, label in own if label in by_model})
    hints = object_hints(name)
    # Files are often named without the suffix of custom objects.
    return next((names[hint] for hint in [*hints, *(f"{hint}c" for hint in hints)] if hint in names), None)


@dataclass(frozen=True, slots=True)
class Match:
    """A match of the columns of one export with the columns of one table.

    ``places`` maps fields to their positions in a record. ``deleted``, ``modstamp`` and ``modified`` are the positions
    of ``IsDeleted``, ``SystemModstamp`` and ``LastModifiedDate``. ``missing`` lists the API names of required fields
    that the export lacks, and ``ignored`` the headers that match no column.
    """

    places: Mapping[Field[Any, Any], int]
    deleted: int | None
    modstamp: int | None
    modified: int | None
    missing: Sequence[str]
    ignored: Sequence[str]


def match(known: SalesforceObject, header: Sequence[str]) -> Match:
    """Match the header of an export with the fields of an object.

    Case and underscores are ignored, but an exact match wins. If an export lacks a field's API name, our column name
    matches too: with or without its prefix, and with the suffix of custom fields.
    """
    exact = {name: place for place, name in reversed(list(enumerate(header)))}
    loose = {normal_form(name): place for place, name in reversed(list(enumerate(header)))}

    def place_of(name: str) -> int | None:
        return exact.get(name, loose.get(normal_form(name)))

    columns = _columns(known)
    places: dict[Field[Any, Any], int] = {}
    used: set[int] = set()
    for name, column in known.fields.items():
        if (place := place_of(name)) is not None:
            used.add(place)
            places.setdefault(columns[column], place)
    for name, column in _other_names(known, columns):
        place = place_of(name)
        if place is not None and place not in used and columns[column] not in places:
            used.add(place)
            places[columns[column]] = place
    deleted, modstamp, modified = map(place_of, ("IsDeleted", "SystemModstamp", "LastModifiedDate"))
    used.update(place for place in (deleted, modstamp, modified) if place is not None)
    api_names = {column: name for name, column in reversed([*known.fields.items()])}
    return Match(
        places,
        deleted,
        modstamp,
        modified,
        missing=[
            api_names.get(str(field.column), str(field.column))
            for field in columns.values()
            if field not in places and _must_be_given(field)
        ],
        ignored=[name for place, name in enumerate(header) if place not in used],
    )


def _other_names(known: SalesforceObject, columns: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield other names of a column: our own, and custom names for standard fields or the reverse."""
    yield from ((column, column) for column in columns)
    for column in dict.fromkeys(known.fields.values()):
        stem = column.partition("_")[2]
        for name in dict.fromkeys((stem, f"{stem}__c", f"{stem.removesuffix('_id')}__c")):
            yield name, column


def _must_be_given(field: Field[Any, Any]) -> bool:
    """Tell whether a new row needs a value for the column."""
    by_database = isinstance(field, AutoField) or field.db_default is not NOT_PROVIDED
    by_django = field.has_default() or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return not (field.null or by_database or by_django)
