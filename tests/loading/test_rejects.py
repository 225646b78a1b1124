"""The file of rejected rows holds whatever a row held."""

import stat
from pathlib import Path

import pytest

from agent360_models.loading.rejects import RejectsFile


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Ada \ud83d", rb"Ada \ud83d"),
        ("caf\udce9", b"caf\xe9"),  # a byte that was not UTF-8, as it stood in the file
        ("\ud83d and \udce9", rb"\ud83d and \udce9"),
        ("nul \0", b"nul \0"),
        ("M\u00fcller", "M\u00fcller".encode()),
        (None, b""),
    ],
)
def test_every_value_is_written(tmp_path: Path, value: object, written: bytes) -> None:
    path = tmp_path / "rejects.csv"

    with RejectsFile(path) as rejects:
        rejects.write("file", "object", 1, "id", "column", value, "reason")
        rejects.write("file", "object", 2, "id", "column", "next", "reason")

    first, second = path.read_bytes().splitlines()[1:]
    assert first == b"file,object,1,id,column," + written + b",reason"
    assert second.startswith(b"file,object,2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
