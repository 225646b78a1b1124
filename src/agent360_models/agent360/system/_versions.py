"""The display of a conflict: both versions of the record side by side, with their differences."""

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
from agent360_models.secrets import MASK, personal_fields, secret_fields
from agent360_models.sync.conflicts import is_same

_TABLE = """<div style="overflow-x: auto"><table>
<thead><tr><th scope="col">Column</th><th scope="col">Here</th><th scope="col">In Salesforce</th></tr></thead>
<tbody>{}</tbody></table></div>"""
_SAME = '<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>'
_DIFFERS = '<tr><th scope="row">{} (differs)</th><td><mark>{}</mark></td><td><mark>{}</mark></td></tr>'
_UNDECIDED = "Nobody has decided yet: a user who may change conflicts does, with an action of the list."
_EMPTY = "-"
_SEEN = "_seen_of_record"  # of a conflict: the columns of its record that a reader may see
_VERSIONS = ("sc_local_value", "sc_sf_value")


class SideBySideAdmin(SyncedAdmin):
    """The pages of conflicts, without the actions that resolve them."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> SyncConflict | None:
        """Return a conflict that knows what the reader may see of its record."""
        conflict: SyncConflict | None = super().get_object(request, object_id, from_field)
        model = record_model(conflict) if conflict is not None else None
        if model is not None:
            fields = [f for f in model._meta.concrete_fields if not self._is_kept_from(request, model, f)]
            vars(conflict)[_SEEN] = {field.name for field in fields}
        return conflict

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Leave out the JSON of the two versions, which a table shows."""
        return [*(super().get_exclude(request, obj) or ()), *(_VERSIONS if obj is not None else ())]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Show the record and its two versions first."""
        first = ["record", "versions"]
        return sorted(super().get_fields(request, obj), key=lambda name: name not in first)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Make an existing conflict and its resolution read-only, for the sync and the actions to write.

        A resolution entered in a form would not change the record, which would stay in conflict for ever.
        """
        fixed = ["sc_resolution", "sc_resolved_at", "sc_resolved_by", "record", "versions"]
        return [*super().get_readonly_fields(request, obj), *(fixed if obj is not None else ())]

    @admin.display(description="Record")
    def record(self, conflict: SyncConflict) -> Any:
        """Return a link to the record, or to a search for its id if its key is unknown."""
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
        """Return both versions of the record side by side, and how to decide an open conflict."""
        compared = side_by_side(conflict)
        return compared if conflict.sc_resolved_at else format_html("{}{}", compared, _UNDECIDED)


def record_model(conflict: SyncConflict) -> type[TwoWayModel] | None:
    """Return the model of the record, or ``None`` where no installed app has it."""
    try:
        return model_of(conflict)
    except ConflictError:
        return None


def side_by_side(conflict: SyncConflict) -> Any:
    """Return a table of both versions, differences first; plain text if the sync did not write them.

    It leaves out secrets. It also leaves out personal columns, unless the conflict was fetched for a reader who may
    see the record.
    """
    model = record_model(conflict)
    here, there = conflict.sc_local_value, conflict.sc_sf_value
    columns = set() if model is None else {field.name for field in model._meta.concrete_fields}
    personal = set() if model is None else personal_fields(model)
    seen = vars(conflict).get(_SEEN, columns - personal)
    if model is None or not isinstance(here or {}, dict) or not isinstance(there or {}, dict):
        return f"Here: {here}\nIn Salesforce: {there}" if personal <= seen else MASK
    here, there = here or {}, there or {}
    seen = seen - secret_fields(model)
    fields = [field for field in model._meta.concrete_fields if field.column in {*here, *there} and field.name in seen]
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
    """Return the names of the rows that keys point to, with one query per model."""
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
    """Tell whether a JSON value may be a key; other programs may have written anything."""
    try:
        field.target_field.to_python(key)
    except (ValidationError, TypeError, ValueError):
        return False
    return isinstance(key, int | str)


def _shown(field: Any, value: Any, names: dict[tuple[type[Model], Any], str]) -> Any:
    """Return a JSON value as the column's list page would show it."""
    if isinstance(field, ForeignKey):
        is_key = isinstance(value, int | str)
        return names.get((field.related_model, value), value) if is_key else _EMPTY
    try:
        return display_for_field(field.to_python(value), field, _EMPTY)
    except (ValidationError, TypeError, ValueError):
        return value
