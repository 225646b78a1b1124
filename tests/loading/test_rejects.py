"""The file of rejected rows holds whatever a row held."""

import csv
import os
import stat
from pathlib import Path

import pytest

from agent360_models.exceptions import LoadError
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


@pytest.mark.parametrize(
    "value",
    [
        "=cmd|' /C calc'!A0",
        "+1+cmd",
        "-2+3",
        "@SUM(1)",
        "\tx",
        " =1",
        "\uff1d1",
        "\ufeff=1",
        "\u200b=1",
        "\u2066=1",
        "\u061c=1",
        "\u180e=1",
        "\x80=1",
        "\ufe661",
    ],
)
def test_a_formula_is_marked_as_text(tmp_path: Path, value: str) -> None:
    path = tmp_path / "rejects.csv"

    with RejectsFile(path) as rejects:
        rejects.write("file", "object", 1, value, "column", value, "reason")
        rejects.write("file", "object", 1, "-5.5", "column", "+49 30", "reason")

    with path.open(newline="", encoding="utf-8") as file:
        _, marked, numbers = csv.reader(file)
    assert marked[3] == marked[5] == f"'{value}"
    assert numbers[3] == "-5.5"


@pytest.mark.parametrize("separator", [";", "\t", "\n", "; ", ";\ufeff", '"\n"'])
def test_a_formula_behind_another_separator_is_marked_too(tmp_path: Path, separator: str) -> None:
    """A spreadsheet may take semicolons for the separator, and then begins a cell there."""
    path = tmp_path / "rejects.csv"

    with RejectsFile(path) as rejects:
        rejects.write("file", "object", 1, "id", "column", f"x{separator}=1+1", "reason")

    with path.open(newline="", encoding="utf-8") as file:
        assert [*csv.reader(file)][1][5] == f"x{separator}'=1+1"


def test_the_file_is_a_new_one_of_its_owner(tmp_path: Path) -> None:
    """Whoever has the old one open reads nothing, and nothing goes through a link or into a device."""
    path, link, pipe = tmp_path / "rejects.csv", tmp_path / "link.csv", tmp_path / "pipe"
    path.write_text("of somebody else")
    path.chmod(0o666)
    link.symlink_to(path)
    os.mkfifo(pipe)
    with path.open(encoding="utf-8") as old:
        with RejectsFile(path) as rejects:
            rejects.write("secret")
        assert old.read() == "of somebody else"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()

    for place in (link, pipe, tmp_path):
        with pytest.raises(LoadError, match="cannot be written"), RejectsFile(place):
            pass
    assert (path.read_bytes(), link.is_symlink(), pipe.is_fifo()) == (before, True, True)
