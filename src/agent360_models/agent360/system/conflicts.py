"""Recording and resolving conflicts between rows here and records in Salesforce, in ``sync_conflicts``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connections, router, transaction
from django.db.models import Field, Q
from django.utils import timezone

from agent360_models import readonly
from agent360_models.agent360.core.models import User
from agent360_models.agent360.exceptions import ConflictError, ResolutionError
from agent360_models.agent360.system.models import SyncConflict
from agent360_models.agent360.two_way import SyncStatus, TwoWayModel
from agent360_models.bulk._error_to_row import explain
from agent360_models.sync.conflicts import Conflict, as_json, is_same

__all__ = ["SyncConflictLog", "model_of", "resolve"]

_Type = SyncConflict.ConflictType
_Resolution = SyncConflict.Resolution

# Resolutions after which the row is uploaded, whatever Salesforce has.
_FOR_THE_ROW = (_Resolution.LOCAL_WINS, _Resolution.MANUAL)

_UPDATE = """
    UPDATE sync_conflicts c
    SET sc_conflict_type = n.type, sc_local_value = n.local::jsonb, sc_sf_value = n.sf::jsonb
    FROM unnest(%s::integer[], %s::text[], %s::text[], %s::text[]) AS n (id, type, local, sf)
    WHERE c.sc_id = n.id
"""


# Recording


class SyncConflictLog:
    """Records conflicts in ``sync_conflicts``; the sync finds it by the app's ``conflict_log``."""

    needs = (SyncConflict,)

    @classmethod
    def record_all(cls, object_name: str, conflicts: Sequence[Conflict], *, using: str) -> set[str]:
        """Record conflicts of the table ``object_name``; return the ``source_id`` of each open conflict.

        An open conflict is updated with Salesforce's values unless they are older than the recorded ones. A conflict
        resolved for the same Salesforce values and the row's current version is not raised again. If the row was
        changed since, the conflict is raised as a version mismatch: the decision was about another version.
        """
        known = SyncConflict.objects.using(using).filter(
            Q(sc_resolved_at=None) | Q(sc_resolution__in=_FOR_THE_ROW),
            sc_object_name=object_name,
            sc_record_sf_id__in=[conflict.source_id for conflict in conflicts],
        )
        unresolved: dict[str, SyncConflict] = {}
        decisions: dict[str, list[SyncConflict]] = {}
        for row in known:
            if row.sc_resolved_at is None:
                unresolved[row.sc_record_sf_id] = row
            else:
                decisions.setdefault(row.sc_record_sf_id, []).append(row)
        are_open: set[str] = set()
        new: list[SyncConflict] = []
        changed: list[SyncConflict] = []
        for conflict in conflicts:
            decided = [row for row in decisions.get(conflict.source_id, ()) if _is_over(row, conflict)]
            found = unresolved.get(conflict.source_id)
            if found is None and (not conflict.differs or any(_is_for(row, conflict) for row in decided)):
                continue
            are_open.add(conflict.source_id)
            if found is not None and _is_older(conflict, found):
                continue
            values = (_type(conflict, decided=bool(decided)), conflict.local, conflict.theirs)
            row = found or SyncConflict(
                sc_object_name=object_name, sc_record_sf_id=conflict.source_id, sc_record_local_id=conflict.local_id
            )
            if values != (row.sc_conflict_type, row.sc_local_value, row.sc_sf_value):
                row.sc_conflict_type, row.sc_local_value, row.sc_sf_value = values
                (new if found is None else changed).append(row)
        SyncConflict.objects.using(using).bulk_create(new)
        _update(changed, using)
        return are_open


def _type(conflict: Conflict, *, decided: bool) -> str:
    if conflict.is_deleted:
        return _Type.SF_DELETED.value
    return (_Type.VERSION_MISMATCH if decided else _Type.LOCAL_PENDING).value


def _values(stored: object) -> dict[str, Any]:
    """Return a conflict's JSON values by column; empty if another program wrote something else."""
    return stored if isinstance(stored, dict) else {}


def _is_over(row: SyncConflict, conflict: Conflict) -> bool:
    """Tell whether a resolved conflict was about Salesforce's current values; an export may have fewer columns."""
    values = _values(row.sc_sf_value)
    return all(column in values and is_same(values[column], value) for column, value in conflict.theirs.items())


def _is_for(row: SyncConflict, conflict: Conflict) -> bool:
    """Tell whether the row's version is the one that the resolution left: resolving adds one."""
    version = _values(row.sc_local_value).get(conflict.version_column)
    return isinstance(version, int) and version + 1 == conflict.local[conflict.version_column]


def _is_older(conflict: Conflict, row: SyncConflict) -> bool:
    """Tell whether an open conflict has a newer version; times have one format, so they compare as text."""
    if conflict.newest is None:
        return False
    known, age = _values(row.sc_sf_value).get(conflict.newest), conflict.theirs.get(conflict.newest)
    return known is not None and age is not None and str(age) < str(known)


def _update(rows: Sequence[SyncConflict], using: str) -> None:
    if rows:
        columns = zip(
            *(
                (row.pk, row.sc_conflict_type, json.dumps(row.sc_local_value), json.dumps(row.sc_sf_value))
                for row in rows
            ),
            strict=True,
        )
        with connections[using].cursor() as cursor:
            cursor.execute(_UPDATE, [list(column) for column in columns])


# Resolving


def resolve(
    conflict: SyncConflict,
    resolution: str,
    *,
    by: User | None = None,
    values: Mapping[str, Any] | None = None,
    using: str | None = None,
) -> None:
    """Settle a conflict; see ``SyncConflict.resolve``."""
    if resolution not in _Resolution.values:
        known = ", ".join(_Resolution.values)
        raise ResolutionError(f"Conflict {conflict.pk}: there is no resolution {resolution!r}. Choose from: {known}.")
    resolution = _Resolution(resolution)
    if (values is not None) is not (resolution is _Resolution.MANUAL):
        raise ResolutionError(f"Conflict {conflict.pk}: pass values with the resolution manual, and only with it.")
    alias = using or router.db_for_write(SyncConflict, instance=conflict)
    model = model_of(conflict)
    readonly.check_writable(model._meta.app_label)
    try:
        with transaction.atomic(using=alias):
            # Lock the record first, as the sync does: opposite orders would deadlock.
            records = model._base_manager.using(alias).filter(**{model.source_id_column: conflict.sc_record_sf_id})
            record = records.select_for_update().first()
            row = _locked(conflict, alias)
            if record is None:
                raise ConflictError(f"Conflict {row.pk}: its record is no longer in {row.sc_object_name}.")
            is_current = _is_current(row, record)
            if is_current:
                _settle(row, record, resolution, values)
                row.sc_resolution, row.sc_resolved_at, row.sc_resolved_by = resolution.value, timezone.now(), by
            row.save(using=alias)
    except (DataError, IntegrityError) as error:
        raise ConflictError(f"Conflict {conflict.pk}: {explain(error)}") from error
    conflict.refresh_from_db(using=alias)
    if not is_current:
        raise ConflictError(
            f"Conflict {conflict.pk}: its record was changed here after the conflict was recorded. The conflict now"
            " shows the current values: check them, then resolve it."
        )


def model_of(conflict: SyncConflict) -> type[TwoWayModel]:
    """Return the model of the record that a conflict is about.

    Raises ``ConflictError`` if no installed app has the table, or its rows are not edited here.
    """
    for model in apps.get_models():
        if issubclass(model, TwoWayModel) and model._meta.db_table == conflict.sc_object_name:
            return model
    raise ConflictError(
        f"Conflict {conflict.pk}: no installed app has a table {conflict.sc_object_name} whose rows are edited here."
    )


def _locked(conflict: SyncConflict, alias: str) -> SyncConflict:
    row = SyncConflict.objects.using(alias).select_for_update().filter(pk=conflict.pk).first()
    if row is None:
        raise ConflictError(f"Conflict {conflict.pk} no longer exists.")
    if row.sc_resolved_at is not None:
        raise ConflictError(f"Conflict {row.pk} is resolved already: {row.sc_resolution}.")
    return row


def _is_current(row: SyncConflict, record: TwoWayModel) -> bool:
    """Tell whether the record still matches the conflict; if not, update the conflict."""
    shown = _values(row.sc_local_value)
    columns = {*shown, *_values(row.sc_sf_value), record.version_column}
    present = {
        str(field.column): as_json(getattr(record, field.attname))
        for field in record._meta.concrete_fields
        if field.column in columns
    }
    if all(is_same(shown[column], value) for column, value in present.items() if column in shown):
        return True
    row.sc_local_value = present
    return False


def _settle(row: SyncConflict, record: TwoWayModel, resolution: _Resolution, values: Mapping[str, Any] | None) -> None:
    """Write the resolution's values to the record and raise its version, so that concurrent edits fail."""
    is_deleted = row.sc_conflict_type == _Type.SF_DELETED
    changes: dict[str, Any] = {}
    status = SyncStatus.PENDING
    if resolution is _Resolution.SF_WINS:
        status = SyncStatus.SYNCED
        changes = _from_salesforce(row, record)
        if is_deleted:
            changes[record.active_column] = 0
        elif not changes:
            raise ConflictError(f"Conflict {row.pk} has no Salesforce values to write. Choose another resolution.")
    elif resolution is _Resolution.MANUAL:
        changes = _checked(row, record, values or {})
    if is_deleted and resolution is not _Resolution.SF_WINS:
        changes[record.source_id_column] = None  # Salesforce refuses changes to a deleted record, so upload creates one
    changes |= {
        record.sync_status_column: status,
        record.version_column: getattr(record, record.version_column) + 1,
        record.retry_count_column: 0,
        record.sync_error_column: None,
    }
    for name, value in changes.items():
        setattr(record, name, value)
    clocks = [field.name for field in record._meta.concrete_fields if getattr(field, "auto_now", False)]
    record.save(using=record._state.db, update_fields=[*changes, *clocks])


def _writable(row: SyncConflict, record: TwoWayModel, names: Mapping[str, Any]) -> dict[str, Field[Any, Any] | None]:
    """Return the field of each column, or ``None`` for keys, times and the sync's own state."""
    columns = {str(field.column): field for field in record._meta.concrete_fields}
    unknown = [name for name in names if name not in columns]
    if unknown:
        raise ConflictError(f"Conflict {row.pk}: {row.sc_object_name} has no column {', '.join(unknown)}.")
    own = {
        record.source_id_column,
        record.sync_status_column,
        record.version_column,
        record.retry_count_column,
        record.sync_error_column,
    }

    def is_own(field: Field[Any, Any]) -> bool:
        clock = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        return field.primary_key or clock or field.column in own

    return {name: None if is_own(columns[name]) else columns[name] for name in names}


def _from_salesforce(row: SyncConflict, record: TwoWayModel) -> dict[str, Any]:
    """Return the recorded values by attribute, as the fields read them. Salesforce values are not validated."""
    recorded = _values(row.sc_sf_value)
    found = {}
    for name, field in _writable(row, record, recorded).items():
        if field is not None:
            try:
                found[field.attname] = field.to_python(recorded[name])
            except ValidationError as error:
                raise ConflictError(f"Conflict {row.pk}: its value for {name} does not fit the column.") from error
    return found


def _checked(row: SyncConflict, record: TwoWayModel, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values passed in, by attribute. Errors name the column and the fault, never the value."""
    found = {}
    for name, field in _writable(row, record, values).items():
        if field is None:
            raise ConflictError(f"Conflict {row.pk}: {name} cannot be set by hand.")
        try:
            found[field.attname] = field.clean(values[name], record)
        except ValidationError as error:
            faults = ", ".join(str(fault.code) for fault in error.error_list)
            raise ConflictError(f"Conflict {row.pk}: the value for {name} is refused: {faults}.") from error
    return found
