"""Salesforce exports: CSV and JSON files, read as records of objects.

Files are read record by record, so their size does not matter. Errors never quote a file's content, since that may be
contact data.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from agent360_models.exceptions import LoadError
from agent360_models.loading import files, names
from agent360_models.loading._parts import Batch, batches
from agent360_models.loading._spool import Spool
from agent360_models.loading.csv_files import CsvFile, open_csv
from agent360_models.loading.json_files import LINES, Keys, read_items, read_json, read_json_lines
from agent360_models.loading.records import Record

__all__ = ["Export", "find_files", "object_hints", "open_exports"]

_SUFFIXES = (".csv", ".json")
_TOOLS = ("salesforce", "sf", "sfdc")
_MOST_PROPERTIES = 2_000  # of the records of an object together, each of which has a cell for each of them
_PLAN = re.compile(r'\s*\[\s*\{[^{}]*"sobject"')


@dataclass(frozen=True, slots=True)
class Export:
    """The records of one object in one file; it can be iterated repeatedly.

    ``object_name`` is the object's name in the export: an API name, a relationship name (``"Cases"``), or the stem of
    the file name. ``object_hints`` maps each of these to objects. ``ids`` maps the reference names of records in a tree
    file to their ids: ``"@AccountRef1"`` in a cell means the record named ``"AccountRef1"``.
    """

    path: Path
    object_name: str
    header: Sequence[str]
    records: Callable[[], Iterator[Record]] = field(repr=False, compare=False)
    ids: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)
    csv: CsvFile | None = None

    def __iter__(self) -> Iterator[Record]:
        return self.records()

    def batches(self) -> Iterator[Batch]:
        """Yield the records in batches."""
        header = tuple(self.header)
        if self.csv is not None:
            return batches(header, self.csv.rows(), is_text=True)
        return batches(header, ((line, cells, damage) for _, line, cells, damage in self))


def object_hints(name: str) -> list[str]:
    """Return the normalised object names that ``name``, an ``Export.object_name``, may mean.

    The most literal name comes first. Affixes that tools add, as in ``sf_account_data``, are removed first.
    """
    return names.object_hints(name, noise=_TOOLS)


def find_files(path: Path) -> list[Path]:
    """Return the export files at ``path``, each once.

    A file yields itself. A folder yields the CSV and JSON files directly in it, ordered by name.
    A plan file (``sf data export tree --plan``) yields the files it lists, in its order, and before all others: a plan
    lists parents first.

    Raises ``LoadError`` if ``path`` or a file of a plan does not exist, or a folder contains no export.
    """
    found = files.find_files(path, _SUFFIXES)
    plans = {file: _plan(file) for file in found if _is_plan(file)}
    planned = [file for plan in plans.values() for file, _ in plan]
    return list(dict.fromkeys(chain(planned, (file for file in found if file not in plans))))


def open_exports(path: Path, object_name: str | None = None) -> list[Export]:
    """Return the exports in the file ``path``: one from CSV, one for each object from JSON.

    ``object_name`` is the object of records that do not name one; the default is the stem of the file name. Each line
    of a JSON lines file is a record. A JSON file is a tree file, a query result, a list of records, or a plan file,
    which yields the exports in its files. Children nested in a record become records of their own object.

    Raises ``LoadError`` if the file has none of these forms, or too many properties.
    """
    name = object_name or files.stem_of(path)
    if files.suffix_of(path) not in {".json", *LINES}:
        csv = open_csv(path)
        return [Export(path, name, csv.header, csv.__iter__, csv=csv)]
    if _is_plan(path):
        return [export for file, sobject in _plan(path) for export in _json_exports(file, sobject)]
    return _json_exports(path, name)


def _is_plan(path: Path) -> bool:
    if files.suffix_of(path) != ".json":
        return False
    with files.open_text(path) as file:
        try:
            return _PLAN.match(file.read(4096)) is not None
        except UnicodeError:
            return False  # reading the file reports the error


def _plan(path: Path) -> list[tuple[Path, str]]:
    """Return the files of a plan, each with its object."""
    try:
        plan = [(path.parent / name, str(step["sobject"])) for step in read_json(path) for name in step["files"]]
    except (KeyError, TypeError):
        raise LoadError(f'{path} is not a plan: each step needs "sobject" and a list of "files".') from None
    for file, _ in plan:
        if not files.is_within(path.parent, file):
            raise LoadError(f"{path} lists the file {str(file.name)[:100]!r} outside of its own folder. Move it there.")
        if not file.is_file():
            raise LoadError(f"{path} lists the file {file.name!r}, which does not exist in the same folder.")
    return plan


def _json_exports(path: Path, object_name: str) -> list[Export]:
    """Return the exports in a JSON file, which is parsed once, since it may contain any object."""
    found: dict[str, _Found] = {}
    for one in _records(path, object_name):
        its = found.get(one.object_name) or found.setdefault(one.object_name, _Found({}, {}, Spool(path)))
        if one.cells is None:
            its.spool.append((one.line, [], one.damage))
            continue
        if not one.cells.keys() <= its.header.keys():
            its.header.update(dict.fromkeys(one.cells))
            if len(its.header) > _MOST_PROPERTIES:
                raise LoadError(
                    f"{path} has records with more than {_MOST_PROPERTIES:,} properties. Export fewer of them."
                )
        if one.reference is not None:
            its.ids[one.reference] = one.cells.get("Id")
        its.spool.append((one.line, [*map(one.cells.get, its.header)], None))
    return [
        _json_export(path, name, its) for name, its in (found or {object_name: _Found({}, {}, Spool(path))}).items()
    ]


class _Found(NamedTuple):
    """The header of an object in a JSON file, its records, and their ids by reference name.

    A record has a line, cells and a damage. Early records may have fewer cells than the final header.
    """

    header: dict[str, None]
    ids: dict[str, object]
    spool: Spool[tuple[int | None, list[object], str | None]]


class _JsonRecord(NamedTuple):
    """A record of a JSON file, with its line in JSON lines. A damaged record has no cells."""

    object_name: str
    reference: str | None
    cells: dict[str, object] | None
    line: int | None = None
    damage: str = "not a JSON object"


def _json_export(path: Path, name: str, found: _Found) -> Export:
    header = list(found.header)

    def records() -> Iterator[Record]:
        for row, (line, cells, damage) in enumerate(found.spool, start=1):
            if damage is None and len(cells) < len(header):
                cells += [None] * (len(header) - len(cells))  # noqa: PLW2901
            yield Record(row, line or row, cells, damage)

    return Export(path, name, header, records, found.ids if "Id" in header else {})


def _records(path: Path, object_name: str) -> Iterator[_JsonRecord]:
    """Yield the records of a file of JSON or JSON lines, each before its children."""
    if files.suffix_of(path) in LINES:
        for line, record, damage in read_json_lines(path):
            if damage is not None:
                yield _JsonRecord(object_name, None, None, line, damage)
            else:
                yield from _with_children(record, object_name, line)
        return

    def lists_of(content: Mapping[str, Any]) -> list[Keys]:
        keys: Keys = ()
        found: Any = content
        while isinstance(found, dict):
            keys = (*keys, "records" if "records" in found else "result")
            found = found.get(keys[-1])
        if not isinstance(found, list):
            raise nothing
        return [keys]

    nothing = LoadError(f'{path} holds no records; expected a list of records, or an object with "records".')
    try:
        for keys, record in read_items(path, lists_of, sure=("records",)):
            if keys is None:
                raise nothing
            yield from _with_children(record, object_name)
    except RecursionError:
        raise LoadError(f"{path} nests its records too deep; export fewer levels.") from None


def _with_children(record: object, object_name: str, line: int | None = None) -> Iterator[_JsonRecord]:
    """Yield a record and its children, by object."""
    if not isinstance(record, dict):
        yield _JsonRecord(object_name, None, None, line)
        return
    name, reference = object_name, None
    cells: dict[str, object] = {**record}
    if isinstance(attributes := cells.pop("attributes", None), dict):
        name = str(attributes.get("type", name))
        reference = attributes.get("referenceId")
    children: list[tuple[str, list[object]]] = []
    if dict in map(type, cells.values()):  # rare
        cells = {}
        _flatten(record, "", cells, children)
    yield _JsonRecord(name, reference, cells, line)
    for relationship, child_records in children:
        for child in child_records:
            yield from _with_children(child, relationship, line)


def _flatten(
    record: dict[str, Any], prefix: str, cells: dict[str, object], children: list[tuple[str, list[object]]]
) -> None:
    """Put the fields of ``record`` into ``cells``, parent fields as ``Owner.Name``, and collect children separately."""
    for key, value in record.items():
        if not isinstance(value, dict):  # the usual case
            if key != "attributes":
                cells[prefix + key] = value
            continue
        match value:
            case {"records": list(child_records)}:
                children.append((key, child_records))
            case {"attributes": _}:
                _flatten(value, f"{prefix}{key}.", cells, children)
            case _ if key != "attributes":
                cells[prefix + key] = value
