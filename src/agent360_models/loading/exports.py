"""Exports of a CRM: CSV and JSON files, read as records.

A CSV file is read lazily, so that its size does not matter; a JSON file is read whole. No error repeats what
a file holds, since that may be contact data.
"""

import csv
import json
import re
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TextIO

from agent360_models.exceptions import LoadError

# Salesforce's longest text has 131,072 characters. A quotation mark that is never closed makes the rest of
# the file one cell, and the limit bounds the memory that takes.
LONGEST_CELL = 16 * 1024 * 1024
SUFFIXES = (".csv", ".json")

_NOISE = {"data", "export", "extract", "raw", "salesforce", "sf", "sfdc"}
_PLAN = re.compile(r'\s*\[\s*\{[^{}]*"sobject"')


class Record(NamedTuple):
    """One record of an export.

    ``row`` counts records: in CSV the header is row 1, in JSON the first record of its object is.
    ``line`` is the line of a CSV file on which the record starts, in JSON the same as ``row``.
    ``cells`` stand in the order of ``Export.header``: ``str`` from CSV; from JSON also ``int``, ``Decimal``,
    ``bool``, ``dict``, ``list``, and ``None`` for null and for a key that the record lacks.
    ``reference`` is the name by which other records of a tree file mean this one: ``"@AccountRef1"``
    in a cell means the record with the reference ``"AccountRef1"``.
    ``damage`` is the reason why the cells do not fit the header and the record cannot be used.
    """

    row: int
    line: int
    cells: Sequence[object]
    reference: str | None = None
    damage: str | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """The records of one object in one file; iterate over it, as often as needed.

    ``object_name`` is the object as the export names it: an API name, the name of a relationship
    (``"Cases"``), or the stem of the file's name; ``object_hints`` leads from any of them to an object.
    """

    path: Path
    object_name: str
    header: Sequence[str]
    records: Callable[[], Iterator[Record]] = field(repr=False, compare=False)

    def __iter__(self) -> Iterator[Record]:
        return self.records()


def normal_form(name: str) -> str:
    """Return the ASCII letters and digits of ``name`` in lower case.

    Spellings of one name meet in it: ``OwnerId``, ``OWNERID`` and ``owner_id``; ``Credit_Limit__c``,
    ``CreditLimit__c`` and ``credit_limit_c``. The suffix of a custom name still counts.
    """
    return re.sub(r"[^0-9A-Za-z]", "", name).lower()


def object_hints(name: str) -> list[str]:
    """Return the normal forms of the object that ``name`` may mean, the most literal one first.

    ``name`` is an ``Export.object_name``. Of ``sf_user_roles_data_2024-01-31`` the names of tools in front,
    then dates and numbers behind go one by one, at last the plural. Other words stay: ``sf_account_history``
    is never an account.
    """
    words = re.findall(r"[0-9A-Za-z]+", name)
    spellings = [words]
    while len(words) > 1 and words[0].lower() in _NOISE:
        words = words[1:]
        spellings.append(words)
    while len(words) > 1 and (words[-1].isdigit() or words[-1].lower() in _NOISE):
        words = words[:-1]
        spellings.append(words)
    forms = [normal_form("".join(spelling)) for spelling in spellings]
    return list(dict.fromkeys(chain(forms, map(_singular, forms))))


def _singular(form: str) -> str:
    if form.endswith("ies"):
        return f"{form[:-3]}y"
    return form[:-1] if form.endswith("s") and not form.endswith("ss") else form


def find_files(path: Path, suffixes: Collection[str] = SUFFIXES) -> list[Path]:
    """Return the export files that ``path`` means, each once.

    A file means itself, a folder the files with one of the ``suffixes`` directly in it, ordered by name.
    A plan file (``sf data export tree --plan``) means the files it lists, in its order and before all others:
    there parents come first.

    Raises ``LoadError`` if ``path`` or a file of a plan does not exist, or a folder holds no export.
    """
    if path.is_dir():
        found = sorted(
            file
            for file in path.iterdir()
            if file.suffix.lower() in suffixes and file.is_file() and not file.name.startswith(".")
        )
        if not found:
            raise LoadError(f"{path} holds no {' or '.join(suffixes)} file; name the folder that holds the export.")
    elif path.exists():
        found = [path]
    else:
        raise LoadError(f"{path} does not exist; name a file, or a folder of {' and '.join(suffixes)} files.")
    plans = {file: _plan(file) for file in found if _is_plan(file)}
    planned = [file for plan in plans.values() for file, _ in plan]
    return list(dict.fromkeys(chain(planned, (file for file in found if file not in plans))))


def open_exports(path: Path, object_name: str | None = None) -> list[Export]:
    """Return the exports in the file ``path``: one from CSV, one for each object from JSON.

    ``object_name`` names the object of records that do not name theirs; the default is the stem of the file's
    name. JSON is a tree file, a query result, a list of records, or a plan file, which stands for its files.
    Children nested in a record become records of their own object.

    Raises ``LoadError`` if the file cannot be read as such.
    """
    name = object_name or path.stem
    if path.suffix.lower() != ".json":
        return [_csv_export(path, name)]
    if _is_plan(path):
        return [export for file, sobject in _plan(path) for export in _json_exports(file, sobject)]
    return _json_exports(path, name)


def open_text(path: Path) -> TextIO:
    """Open a text file; UTF-8 unless it says UTF-16, and bytes that are neither become lone surrogates.

    Raises ``LoadError`` if it cannot be opened.
    """
    try:
        with path.open("rb") as file:
            is_utf16 = file.read(2) in {b"\xff\xfe", b"\xfe\xff"}
        return path.open(
            encoding="utf-16" if is_utf16 else "utf-8-sig",
            errors="surrogatepass" if is_utf16 else "surrogateescape",
            newline="",  # csv tells the end of a record from a new line in a cell
        )
    except OSError as error:
        raise LoadError(f"{path} cannot be read: {error.strerror}.") from error


# CSV


def _csv_export(path: Path, object_name: str) -> Export:
    with closing(_lines(path)) as lines:
        _, cells, damage = next(lines, (0, [], None))
    if damage or any("\0" in name for name in cells):
        raise LoadError(f"{path} has no readable header line; save it as CSV in UTF-8.")
    header = [name.strip() for name in cells]
    places: dict[str, int] = {}
    for place, name in enumerate(header, start=1):
        if name and places.setdefault(name, place) != place:
            # by number: where a file lacks its header, the first line holds a record
            raise LoadError(
                f"{path} names columns {places[name]} and {place} alike in its header; rename or remove one."
            )
    return Export(path, object_name, header, lambda: _csv_records(path, len(header)))


def _csv_records(path: Path, width: int) -> Iterator[Record]:
    with closing(_lines(path)) as lines:
        next(lines, None)
        for row, (line, cells, damage) in enumerate(lines, start=2):
            if damage is None and len(cells) != width:
                damage = f"{len(cells)} cells where the header has {width}"  # noqa: PLW2901
            yield Record(row, line, cells, None, damage)


def _lines(path: Path) -> Generator[tuple[int, list[str], str | None], None, None]:
    """Yield the line, the cells and the damage of all that is not blank, the header first."""
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    with open_text(path) as file:
        try:
            start = list(_until_header(file))
            unquoted = re.sub('"[^"]*"', "", start[-1]) if start else ""
            delimiter = max(",;\t", key=unquoted.count)
            reader = csv.reader(chain(start, file), delimiter=delimiter, strict=True)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except csv.Error:
                    yield line, [], "quotation marks that do not match, or a cell too long to be one"
                except StopIteration:
                    return
                else:
                    if cells:
                        yield line, cells, None
        except UnicodeError:
            # the error holds the bytes it stumbled over
            raise LoadError(f"{path} is not valid UTF-16; save it as CSV in UTF-8.") from None


def _until_header(file: Iterable[str]) -> Iterator[str]:
    for line in file:
        yield line
        if line.strip("\r\n"):
            return


# JSON


def _is_plan(path: Path) -> bool:
    if path.suffix.lower() != ".json":
        return False
    with open_text(path) as file:
        try:
            return _PLAN.match(file.read(4096)) is not None
        except UnicodeError:
            return False  # what is wrong with it is told when it is read


def _plan(path: Path) -> list[tuple[Path, str]]:
    """Return the files of a plan with the object each one holds."""
    try:
        plan = [(path.parent / name, str(step["sobject"])) for step in read_json(path) for name in step["files"]]
    except (KeyError, TypeError):
        raise LoadError(f'{path} is not a plan: each step needs "sobject" and a list of "files".') from None
    for file, _ in plan:
        if not file.is_file():
            raise LoadError(f"{path} lists the file {file.name!r}, which does not exist beside it.")
    return plan


def read_json(path: Path) -> Any:
    """Return the content of a JSON file, as ``parse_json`` does.

    Raises ``LoadError`` if there is none to read.
    """
    try:
        with open_text(path) as file:
            return parse_json(file.read())
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        # the error holds the whole file
        raise LoadError(f"{path} is not valid JSON at {place}; export it again.") from None
    except (ValueError, RecursionError):
        reason = "bad UTF-16, NaN, a number too long, or nested too deep"
        raise LoadError(f"{path} is not valid JSON: {reason}; export it again.") from None


def parse_json(text: str) -> Any:
    """Return the content of JSON, numbers with a fraction as ``Decimal``.

    Raises ``ValueError`` if it is not JSON, and ``RecursionError`` if it is nested too deep.
    """

    def refuse(_: str) -> NoReturn:
        raise ValueError

    return json.loads(text, parse_float=Decimal, parse_constant=refuse)


def _json_exports(path: Path, object_name: str) -> list[Export]:
    content = read_json(path)
    while isinstance(content, dict):
        content = content.get("records", content.get("result"))
    if not isinstance(content, list):
        raise LoadError(f'{path} holds no records; expected a list of records, or an object with "records".')
    found: dict[str, list[_Found]] = {}
    try:
        _collect(content, object_name, found)
    except RecursionError:
        raise LoadError(f"{path} nests its records too deep; export fewer levels.") from None
    return [_json_export(path, name, records) for name, records in (found or {object_name: []}).items()]


class _Found(NamedTuple):
    """A record of a JSON file before its object's header is known; no cells stand for damage."""

    reference: str | None
    cells: dict[str, object] | None


def _collect(records: list[object], object_name: str, found: dict[str, list[_Found]]) -> None:
    """Sort ``records`` and their children into ``found``, by object, parents first."""
    for record in records:
        if not isinstance(record, dict):
            found.setdefault(object_name, []).append(_Found(None, None))
            continue
        name, reference = object_name, None
        if isinstance(attributes := record.get("attributes"), dict):
            name = str(attributes.get("type", name))
            reference = attributes.get("referenceId")
        cells: dict[str, object] = {}
        children: list[tuple[str, list[object]]] = []
        _flatten(record, "", cells, children)
        found.setdefault(name, []).append(_Found(reference, cells))
        for relationship, child_records in children:
            _collect(child_records, relationship, found)


def _flatten(
    record: dict[str, Any], prefix: str, cells: dict[str, object], children: list[tuple[str, list[object]]]
) -> None:
    """Put the fields of ``record`` into ``cells``, a parent's as ``Owner.Name``, and its children apart."""
    for key, value in record.items():
        match value:
            case {"records": list(child_records)}:
                children.append((key, child_records))
            case {"attributes": _}:
                _flatten(value, f"{prefix}{key}.", cells, children)
            case _ if key != "attributes":
                cells[prefix + key] = value


def _json_export(path: Path, object_name: str, found: list[_Found]) -> Export:
    header = list(dict.fromkeys(key for record in found for key in record.cells or ()))

    def records() -> Iterator[Record]:
        for row, (reference, cells) in enumerate(found, start=1):
            if cells is None:
                yield Record(row, row, [], reference, "not a JSON object")
            else:
                yield Record(row, row, [cells.get(key) for key in header], reference)

    return Export(path, object_name, header, records)
