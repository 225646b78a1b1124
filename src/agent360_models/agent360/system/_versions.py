"""A conflict as a person reads it: both versions of the record side by side, and where they differ."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.text import capfirst

from agent360_models import absent
from agent360_models.agent360._admin import SyncedAdmin
from agent360_models.agent360.exceptions import ConflictError
from agent360_models.agent360.system.conflicts import model_of
from agent360_models.agent360.system.models import SyncConflict
from agent360_models.agent360.two_way import TwoWayModel
from agent360_models.secrets import secret_fields
from agent360_models.sync.conflicts import is_same

_TABLE = """<div style="overflow-x: auto"><table>
<thead><tr><th scope="col">Column</th><th scope="col">Here</th><th scope="col">In Salesforce</th></tr></thead>
<tbody>{}</tbody></table></div>"""
_SAME = '<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>'
_DIFFERS = '<tr><th scope="row">{} (differs)</th><td><mark>{}</mark></td><td><mark>{}</mark></td></tr>'
_EMPTY = "-"
_VERSIONS = ("sc_local_value", "sc_sf_value")


class SideBySideAdmin(SyncedAdmin):
    """The pages of conflicts, without the actions that resolve them."""

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Leave out the two versions as JSON: a table shows them."""
        return [*(super().get_exclude(request, obj) or ()), *(_VERSIONS if obj is not None else ())]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Begin with the record, and what it is here and in Salesforce."""
        first = ["record", "versions"]
        return sorted(super().get_fields(request, obj), key=lambda name: name not in first)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Leave what an existing conflict holds, and its resolution, to the sync and the actions.

        Typed into a form, a resolution would change no record, and leave it in conflict for ever.
        """
        fixed = ["sc_resolution", "sc_resolved_at", "sc_resolved_by", "record", "versions"]
        return [*super().get_readonly_fields(request, obj), *(fixed if obj is not None else ())]

    @admin.display(description="Record")
    def record(self, conflict: SyncConflict) -> Any:
        """Return a link to the record, or where its key is not known, to where its id is searched for."""
        model = record_model(conflict)
        if model is None or not self.admin_site.is_registered(model):
            return conflict.sc_record_sf_id
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        name, key, site = conflict.record_name, conflict.sc_record_local_id, self.admin_site.name
        if key is None:
            found = urlencode({"q": conflict.sc_record_sf_id})
            url = f"{reverse(f'{page}changelist', current_app=site)}?{found}"
            return format_html('<a href="{}">{}</a>', url, name)
        return format_html('<a href="{}">{}</a>', reverse(f"{page}change", args=[key], current_app=site), name)

    @admin.display(description="Both versions")
    def versions(self, conflict: SyncConflict) -> Any:
        """Return both versions of the record side by side."""
        return side_by_side(conflict)


def record_model(conflict: SyncConflict) -> type[TwoWayModel] | None:
    """Return the model of the record, ``None`` where no installed app has it."""
    try:
        return model_of(conflict)
    except ConflictError:
        return None


def side_by_side(conflict: SyncConflict) -> Any:
    """Return a table of both versions, first what differs; text where they are not what the sync writes."""
    model = record_model(conflict)
    here, there = conflict.sc_local_value, conflict.sc_sf_value
    if model is None or not isinstance(here or {}, dict) or not isinstance(there or {}, dict):
        return f"Here: {here}\nIn Salesforce: {there}"
    here, there = here or {}, there or {}
    hidden = secret_fields(model)
    fields = [f for f in model._meta.concrete_fields if f.column in {*here, *there} and f.name not in hidden]
    names = _names(conflict, fields, here, there)

    def differs(field: Field[Any, Any]) -> bool:
        column = str(field.column)
        return column in here and column in there and not is_same(here[column], there[column])

    def cells(field: Field[Any, Any]) -> tuple[Any, Any, Any]:
        column = str(field.column)
        label = capfirst(str(field.verbose_name))
        return label, _shown(field, here.get(column), names), _shown(field, there.get(column), names)

    return format_html(
        _TABLE,
        format_html_join("", _DIFFERS, (cells(field) for field in fields if differs(field)))
        + format_html_join("", _SAME, (cells(field) for field in fields if not differs(field))),
    )


def _names(conflict: SyncConflict, fields: list[Any], *versions: dict[str, Any]) -> dict[tuple[type[Model], Any], str]:
    """Return the names of the rows that keys point at: one query for each model."""
    keys: dict[type[Model], set[Any]] = {}
    for field in fields:
        if isinstance(field, ForeignKey) and not absent.is_table_absent(field.related_model):
            held = (version.get(str(field.column)) for version in versions)
            keys.setdefault(field.related_model, set()).update(key for key in held if _fits(field, key))
    return {
        (model, row.pk): str(row)
        for model, wanted in keys.items()
        if wanted
        for row in model._base_manager.using(conflict._state.db).filter(pk__in=wanted)
    }


def _fits(field: Any, key: Any) -> bool:
    """Tell whether a value of JSON may be a key; whoever else writes there may write anything."""
    try:
        field.target_field.to_python(key)
    except (ValidationError, TypeError, ValueError):
        return False
    return isinstance(key, int | str)


def _shown(field: Any, value: Any, names: dict[tuple[type[Model], Any], str]) -> Any:
    """Return a value of JSON as a list of the column would show it."""
    if isinstance(field, ForeignKey):
        is_key = isinstance(value, int | str)
        return names.get((field.related_model, value), value) if is_key else _EMPTY
    try:
        return display_for_field(field.to_python(value), field, _EMPTY)
    except (ValidationError, TypeError, ValueError):
        return value
