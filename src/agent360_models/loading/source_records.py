"""Files of records, as APIs, warehouses and spreadsheets write them, read one record after the other."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from agent360_models.exceptions import LoadError
from agent360_models.loading.csv_files import open_csv
from agent360_models.loading.files import open_text
from agent360_models.loading.json_files import parse_json, read_json

__all__ = ["SUFFIXES", "SourceRecord", "read_header", "read_records"]

_LINES = (".jsonl", ".ndjson")
SUFFIXES = (".csv", ".json", *_LINES)  # the endings of files that are read

# What a page of an API holds besides its records.
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
_NAMELESS = "results"  # the records of a page, whatever they are


class SourceRecord(NamedTuple):
    """One record of a file, by the names of its properties.

    ``row`` counts records: of a CSV file the header is row 1, of JSON the first record is. ``line`` is the line
    on which the record starts; of JSON that is not written in lines the same as ``row``.
    ``name`` says what the record is: the name that a page has for its records, or the stem of the file's name.
    ``damage`` is the reason why there is no ``content``.
    """

    row: int
    line: int
    name: str
    content: Mapping[str, Any]
    damage: str | None = None


def read_header(path: Path) -> list[str]:
    """Return the header of a CSV file, and nothing for JSON.

    Raises ``LoadError`` if the file cannot be read as such.
    """
    return list(open_csv(path).header) if _is_csv(path) else []


def read_records(path: Path) -> Iterator[SourceRecord]:
    """Yield the records of a file.

    CSV and JSON lines are read as they are asked for, so that the size of the file does not matter; other JSON is
    read whole: a list of records, one record, a page of an API, or a list of pages.

    Raises ``LoadError`` if the file cannot be read as such.
    """
    if _is_csv(path):
        yield from _csv_records(path)
        return
    items = _lines(path) if path.suffix.lower() in _LINES else enumerate([read_json(path)], start=1)
    row = 0
    for line, item in items:
        for name, content in _unwrap(item, path.stem):
            row += 1
            place = line if path.suffix.lower() in _LINES else row
            if isinstance(content, dict):
                yield SourceRecord(row, place, name, content)
            else:
                yield SourceRecord(row, place, name, {}, "not a JSON object")


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() not in {".json", *_LINES}


def _csv_records(path: Path) -> Iterator[SourceRecord]:
    file = open_csv(path)
    for row, line, cells, damage in file:
        content = {} if damage else dict(zip(file.header, cells, strict=True))
        yield SourceRecord(row, line, path.stem, content, damage)


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield each line of JSON with its number; ``None`` for one that is damaged."""
    with open_text(path) as file:
        try:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _parsed(line)
        except UnicodeError:
            # the error holds the bytes it stumbled over
            raise LoadError(f"{path} is not valid UTF-16; save it in UTF-8.") from None


def _parsed(line: str) -> Any:
    try:
        return parse_json(line)
    except (ValueError, RecursionError):
        return None


def _unwrap(item: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the records in what a file holds, each with the name that a page gives it."""
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
    """Return the keys under which a page holds its records; an empty list where the item is not a page but a record."""
    lists = [key for key, value in item.items() if isinstance(value, list)]
    if "id" in item:
        return []
    if _NAMELESS in lists:
        return [_NAMELESS]
    return lists if item.keys() - lists <= _PAGING else []
