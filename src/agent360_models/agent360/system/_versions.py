"""A conflict as a person reads it: both versions of the record side by side, and where they differ."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import display_for_field
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

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
        if isinstance(field, ForeignKey):
            held = (version.get(str(field.column)) for version in versions)
            keys.setdefault(field.related_model, set()).update(key for key in held if isinstance(key, int | str))
    return {
        (model, row.pk): str(row)
        for model, wanted in keys.items()
        if wanted
        for row in model._base_manager.using(conflict._state.db).filter(pk__in=wanted)
    }


def _shown(field: Any, value: Any, names: dict[tuple[type[Model], Any], str]) -> Any:
    """Return a value of JSON as a list of the column would show it."""
    if isinstance(field, ForeignKey):
        is_key = isinstance(value, int | str)
        return names.get((field.related_model, value), value) if is_key else _EMPTY
    try:
        return display_for_field(field.to_python(value), field, _EMPTY)
    except (ValidationError, TypeError, ValueError):
        return value
