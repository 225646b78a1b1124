"""Files of records from APIs, warehouses and spreadsheets, read one record at a time."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from agent360_models.loading.csv_files import open_csv
from agent360_models.loading.files import stem_of, suffix_of
from agent360_models.loading.json_files import LINES, read_items, read_json_lines

__all__ = ["SUFFIXES", "SourceRecord", "is_empty_table", "read_header", "read_records"]

SUFFIXES = (".csv", ".json", *LINES)  # the suffixes of readable files

# Keys in a page of an API besides its records.
_PAGING = {
    "page",
    "per_page",
    "total",
    "total_pages",
    "total_records",
    "next_page",
    "previous_page",
    "has_next_page",
    "has_previous_page",
}
_NAMELESS = "results"  # the records of a page, of any kind


class SourceRecord(NamedTuple):
    """One record of a file, by property names.

    ``row`` counts records: in CSV the header is row 1, in JSON the first record is. ``line`` is the line on which the
    record starts; in JSON other than JSON lines it equals ``row``.
    ``name`` is the kind of record: the page's name for its records, or the stem of the file name.
    ``damage`` is the reason why there is no ``content``.
    """

    row: int
    line: int
    name: str
    content: Mapping[str, Any]
    damage: str | None = None


def read_header(path: Path) -> list[str]:
    """Return the header of a CSV file; empty for JSON.

    Raises ``LoadError`` if the file cannot be read as CSV or JSON.
    """
    return list(open_csv(path).header) if _is_csv(path) else []


def read_records(path: Path) -> Iterator[SourceRecord]:
    """Yield the records of a file one by one, so its size does not matter.

    JSON is a list of records, a single record, a page of an API, or a list of pages. Each line of JSON lines is one of
    these.

    Raises ``LoadError`` if the file cannot be read as CSV or JSON.
    """
    if _is_csv(path):
        yield from _csv_records(path)
        return
    found = _lines(path) if suffix_of(path) in LINES else _items(path)
    for row, (line, name, content, damage) in enumerate(found, start=1):
        if damage is None and not isinstance(content, dict):
            damage = "not a JSON object"  # noqa: PLW2901
        yield SourceRecord(row, line or row, name, {} if damage else content, damage)


def _is_csv(path: Path) -> bool:
    return suffix_of(path) not in {".json", *LINES}


def is_empty_table(path: Path) -> bool:
    """Tell whether a file is a table without a header."""
    return _is_csv(path) and not open_csv(path).header


def _csv_records(path: Path) -> Iterator[SourceRecord]:
    file = open_csv(path)
    for row, line, cells, damage in file:
        content = {} if damage else dict(zip(file.header, cells, strict=True))
        yield SourceRecord(row, line, stem_of(path), content, damage)


def _lines(path: Path) -> Iterator[tuple[int, str, Any, str | None]]:
    for line, content, damage in read_json_lines(path):
        if damage is not None:
            yield line, stem_of(path), None, damage
        else:
            yield from ((line, name, record, None) for name, record in _unwrap(content, stem_of(path)))


def _items(path: Path) -> Iterator[tuple[int, str, Any, str | None]]:
    """Yield the records of a JSON file that is not JSON lines."""
    for keys, item in read_items(path, lambda page: [(key,) for key in _pages(page)]):
        if keys:
            yield 0, _named(keys[0], path), item, None
        else:
            yield from ((0, name, record, None) for name, record in _unwrap(item, stem_of(path)))


def _named(key: str, path: Path) -> str:
    return stem_of(path) if key == _NAMELESS else key


def _unwrap(item: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the records in an item, each with the name that its page gives it."""
    if isinstance(item, list):
        for inner in item:
            yield from _unwrap(inner, name)
    elif isinstance(item, dict) and (pages := _pages(item)):
        for key in pages:
            for inner in item[key]:
                yield (name if key == _NAMELESS else key), inner
    else:
        yield name, item


def _pages(item: Mapping[str, Any]) -> list[str]:
    """Return the keys under which a page has its records; empty if the item is a record and not a page."""
    lists = [key for key, value in item.items() if isinstance(value, list)]
    if "id" in item:
        return []
    if _NAMELESS in lists:
        return [_NAMELESS]
    return lists if item.keys() - lists <= _PAGING else []
