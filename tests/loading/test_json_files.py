from decimal import Decimal

import pytest

from agent360_models.exceptions import LoadError
from agent360_models.loading.json_files import read_json
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
