"""Loading Salesforce exports into the tables by its mapping, parents before children."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, DateTimeField, Field, ForeignKey

from agent360_models import absent
from agent360_models.agent360.salesforce.cells import as_they_are, converter
from agent360_models.agent360.salesforce.exports import Export, find_files, open_exports
from agent360_models.agent360.salesforce.mapping import (
    SalesforceObject,
    find_object,
    match,
    objects_of_the_org,
    salesforce_objects,
)
from agent360_models.agent360.salesforce.policy import MissingParents, SalesforcePolicy
from agent360_models.bulk._rows import field_of
from agent360_models.exceptions import LoadError
from agent360_models.families import APPS
from agent360_models.loading._columns import Column, Plan, required
from agent360_models.loading._logged import logged
from agent360_models.loading._parts import Names, Part
from agent360_models.loading.cells import CellError
from agent360_models.loading.load import load_parts, require_table
from agent360_models.loading.report import Progress, Report

__all__ = ["MissingParents", "Salesforce", "load"]

_MOMENT = DateTimeField(null=True)


@logged
def load(
    paths: Iterable[Path],
    *,
    using: str | None = None,
    object_name: str | None = None,
    missing_parents: MissingParents = "reject",
    rejects: Path | None = None,
    progress: Progress | None = None,
    jobs: int = 1,
) -> Iterator[Report]:
    """Load exports, parents before children, and yield a report for each object in each file.

    Args:
        paths: CSV files, JSON files, or folders of them.
        using: the alias to load into; by default, each table's own alias.
        object_name: the Salesforce object, if the file name does not name it.
        missing_parents: the treatment of a row whose parent is neither in the table nor in the file: reject the
            row, or write a stub row for its parent.
        rejects: the file to write rejected rows to, with their values and reasons.
        progress: called periodically with the table and the number of rows read so far.
        jobs: the number of independent files, or pieces of a large file, to load at a time.

    Raises:
        LoadError: a path cannot be read, or no file holds an object that fills one of our tables.
        ReadOnlyTableError: the setting forbids writing one of the tables.

    """
    known = salesforce_objects()
    if object_name is not None and find_object(object_name, known) is None:
        raise LoadError(f"There is no object {object_name!r}. Choose from: {', '.join(o.name for o in known)}.")
    files = [*dict.fromkeys(file for path in paths for file in find_files(path))]
    exports = [export for file in files for export in open_exports(file, object_name)]
    found = [(export, find_object(export.object_name, known)) for export in exports]
    if not any(target for _, target in found):
        raise LoadError(
            f"None of {', '.join(export.object_name for export in exports)} is an object that fills a table here."
            f" Name the object with --object, or use --source if the file is not from Salesforce."
            f" Known: {', '.join(o.name for o in known)}."
        )
    for target in {target.model: target for _, target in found if target}.values():
        _require_apps(target.model_class._meta.app_label)
        require_table(target.model_class, using)
    references = {name: sf_id for export in exports for name, sf_id in export.ids.items()}
    policy = SalesforcePolicy(missing_parents)
    entries: list[Part | Report] = [
        Report(export.path, export.object_name, skipped=True) for export, target in found if target is None
    ]
    entries += [_part(export, one, references, policy) for one in known for export, target in found if target is one]
    yield from load_parts(entries, files=files, using=using, rejects=rejects, progress=progress, jobs=jobs)


def _require_apps(label: str) -> None:
    missing = [needed for needed in APPS[label].requires if not apps.is_installed(APPS[needed].module)]
    if missing:
        raise LoadError(f"{label} needs {', '.join(missing)}. Add what `manage.py check` names to INSTALLED_APPS.")


class Salesforce:
    """Salesforce as a source for ``manage.py agent360 load`` and ``describe``."""

    load = staticmethod(load)
    mapped = staticmethod(objects_of_the_org)


def _part(export: Export, target: SalesforceObject, references: Mapping[str, object], policy: SalesforcePolicy) -> Part:
    """Return the part of a load that fills the table of an object from an export."""
    header = tuple(export.header)
    return Part(
        path=export.path,
        name=target.name,
        model=target.model_class,
        keys=[field_of(target.model_class, target.key)],
        newest=field_of(target.model_class, target.newest_by) if target.newest_by else None,
        plan=lambda names: _plan(target, names, references),
        read=export.batches,
        header=header,
        policy=policy,
    )


def _plan(target: SalesforceObject, header: Names, references: Mapping[str, object]) -> Plan:
    """Return the plan that assigns the columns of an export to the table.

    Raises ``LoadError`` if the export lacks a column that the table requires.
    """
    model, found = target.model_class, match(target, header)
    key = field_of(model, target.key)
    missing = [*found.missing, *(["Id"] if key.null and key not in found.places else [])]
    if missing:
        raise LoadError(
            f"it has no column for {', '.join(missing)}, which {model._meta.db_table} requires;"
            " export these fields too, or name the org's own fields in AGENT360_MODELS['SALESFORCE_FIELDS']"
        )

    def filled(field: Field[Any, Any] | None, place: int, convert: Callable[[object], object], like: Any) -> Column:
        return Column(field, [place], convert, header[place], as_they_are=like and as_they_are(like))

    columns = []
    for field in (key, *(field for field in found.places if field is not key)):
        convert = converter(field)
        if references and isinstance(field, ForeignKey):
            convert = _resolved(convert, references)
        columns.append(filled(field, found.places[field], required(convert) if field is key else convert, field))
    active = _active(model)
    if active not in found.places:
        if found.deleted is not None:
            columns.append(filled(active, found.deleted, _flag(active), None))
        elif active is not None:
            columns.append(Column(active, (), lambda _cell: 1, ""))
    newest = found.places.get(field_of(model, target.newest_by)) if target.newest_by else None
    age = next((place for place in (found.modstamp, found.modified, newest) if place is not None), None)
    if age is not None:
        columns.append(filled(None, age, converter(_MOMENT), _MOMENT))
    return Plan(columns, found.ignored, active, age=None if age is None else len(columns) - 1)


def _active(model: Any) -> Field[Any, Any] | None:
    name = str(model.active_column)
    return None if name in absent.names(model) else field_of(model, name)


def _flag(active: Field[Any, Any] | None) -> Callable[[object], object]:
    """Return the function that converts ``IsDeleted`` to the value of the active column."""
    is_true = converter(BooleanField())

    def flag(cell: object) -> object:
        is_deleted = is_true(cell)
        if is_deleted and active is None:
            raise CellError("deleted in Salesforce, and the table has no column to record that")
        return 0 if is_deleted else 1

    return flag


def _resolved(convert: Callable[[object], object], references: Mapping[str, object]) -> Callable[[object], object]:
    """Return the function that resolves references to other records, such as ``@AccountRef1``, to ids."""

    def resolved(cell: object) -> object:
        is_name = isinstance(cell, str) and cell.startswith("@")
        return convert(references.get(cell[1:], cell) if is_name else cell)  # type: ignore[index]

    return resolved
