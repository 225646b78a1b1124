import json
import tracemalloc
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agent360_models.exceptions import LoadError
from agent360_models.loading import json_files
from agent360_models.loading.json_files import Keys, read_items, read_json
from tests.loading.conftest import Write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_in_every_encoding(write: Write, encoding: str) -> None:
    """Numbers with a fraction keep their digits."""
    path = write("x.json", '{"Name": "Müller", "Score": 1.10, "Employees": 6}'.encode(encoding))

    assert str(read_json(path)) == str({"Name": "Müller", "Score": Decimal("1.10"), "Employees": 6})


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "is not valid JSON at line 1, column 1"),
        (b'[\n{"Email": "a@example.com" "x"}]', "is not valid JSON at line 2, column 27"),
        (b'[{"x": NaN}]', "is not valid JSON: "),
        pytest.param(b"[" * 200_000, "is not valid JSON: ", id="nested too deep"),
        (b"\xff\xfe[", "is not valid JSON: "),
    ],
)
def test_an_unusable_json_file_is_refused(write: Write, content: bytes, text: str) -> None:
    """The error names the file and the place, and repeats nothing of the content."""
    path = write("Account.json", content)

    with pytest.raises(LoadError) as caught:
        read_json(path)

    assert str(caught.value).startswith(f"{path} {text}")
    assert "example" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("number", ["9" * 1_000_000, "1e99999999999999999999", "-1.5E-99999999999999999999"])
def test_a_number_beyond_all_bounds_is_no_error_of_the_file(write: Write, number: str) -> None:
    """Its cell is rejected later, where it does not fit."""
    (record,) = read_json(write("x.json", f'[{{"x": {number}}}]'.encode()))

    assert float(record["x"]) in (float("inf"), 0.0)


def lists(content: Mapping[str, Any]) -> list[Keys]:
    return [(key,) for key, value in content.items() if isinstance(value, list)]


@pytest.mark.parametrize("size", [1, 2, 7, 1 << 20])
@pytest.mark.parametrize(
    "content",
    [
        '[{"a": "x\\"] ,é"}, 12.50, -3e5, null, [1, {"b": []}], "", true]',
        " [ ] ",
        '{"total": 2, "calls": [{"a": 1}, {"a": 2}], "page": {"of": [1]}}',
        '{"calls": [], "page": 1}',
        '{"id": 1, "name": "a record"}',
        "12345678901234567890",
    ],
)
def test_items_are_the_same_wherever_a_block_ends(
    write: Write, monkeypatch: pytest.MonkeyPatch, content: str, size: int
) -> None:
    """Within a number, an escape, a name."""
    monkeypatch.setattr(json_files, "_BLOCK", size)
    whole = json.loads(content, parse_float=Decimal)
    expected: list[Any] = [(None, whole)]
    if isinstance(whole, list):
        expected = [((), item) for item in whole]
    elif isinstance(whole, dict) and lists(whole):
        expected = [((key,), item) for (key,) in lists(whole) for item in whole[key]]

    assert list(read_items(write("x.json", content), lists)) == expected


@pytest.mark.parametrize("size", [1, 5, 1 << 20])
@pytest.mark.parametrize("content", ['[{"a": 1},\n {"a" 2}]', '{"x": [1,\n 2 3]}', "[1]\n x", '[1,\n "ab'])
def test_a_fault_is_named_by_its_place_wherever_a_block_ends(
    write: Write, monkeypatch: pytest.MonkeyPatch, content: str, size: int
) -> None:
    monkeypatch.setattr(json_files, "_BLOCK", size)
    with pytest.raises(json.JSONDecodeError) as expected:
        json.loads(content)

    with pytest.raises(LoadError, match=f"at line {expected.value.lineno}, column "):
        list(read_items(write("x.json", content), lists))


def test_a_record_beyond_the_limit_is_named_with_it(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than held in memory."""
    monkeypatch.setattr(json_files, "_BLOCK", 100)
    monkeypatch.setattr(json_files, "_LONGEST_RECORD", 1_000)

    with pytest.raises(LoadError, match=r"has a record of more than 1,000 characters at line 2"):
        list(read_items(write("x.json", '["short",\n"' + "x" * 5_000 + '"]'), lists))


def test_an_object_with_too_many_keys_is_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_files, "_BLOCK", 100)
    monkeypatch.setattr(json_files, "_MOST_KEYS", 20)
    path = write("many.json", json.dumps({"of": {str(number): number for number in range(100)}, "rows": [1]}))

    with pytest.raises(LoadError, match="more than 20 keys"):
        list(read_items(path, lambda _: [("rows",)]))


def test_a_large_object_with_too_many_levels_is_refused(write: Write) -> None:
    """As a small one is; each level would delay each item."""
    content = '{"a": ' * 5000 + "1" + "}" * 5000

    with pytest.raises(LoadError, match="nested too deep"):
        list(read_items(write("x.json", f'{{"text": "{"x" * 2_000_000}", "rest": {content}}}'.encode()), lambda _: []))


def test_a_large_file_takes_the_memory_of_a_small_one(tmp_path: Path) -> None:
    """As a list, and as the page of an API."""
    peaks = []
    for head, tail, count in (
        ("[", "]", 2_000),
        ("[", "]", 40_000),
        ('{"page": 1, "calls": [', '], "total": 1}', 40_000),
    ):
        path = tmp_path / "x.json"
        path.write_text(head + ",".join(f'{{"id": {n}, "text": "{"x" * 100}"}}' for n in range(count)) + tail)
        tracemalloc.start()
        assert sum(1 for _ in read_items(path, lists)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert max(peaks) < 6_000_000
