import pytest

from agent360_models.exceptions import LoadError
from agent360_models.loading import csv_files, files
from agent360_models.loading.csv_files import CsvFile, open_csv
from agent360_models.loading.records import Record
from tests.loading.conftest import Write


def read(file: CsvFile) -> list[tuple[int, int, list[object], str | None]]:
    return [(record.row, record.line, list(record.cells), record.damage) for record in file]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_csv_in_every_dialect(write: Write, end: str, delimiter: str, encoding: str) -> None:
    """Encoding, delimiter and line ends are told from the file; blanks around a name are not part of it."""
    text = end.join([f"Id{delimiter} Name", f'1{delimiter}"Müller; a,b\tc"', ""])
    content = ("\ufeff" if encoding == "utf-16-be" else "") + text

    file = open_csv(write("Account.csv", content.encode(encoding)))

    assert file.header == ["Id", "Name"]
    assert read(file) == [(2, 2, ["1", "Müller; a,b\tc"], None)]


def test_records_know_their_line(write: Write) -> None:
    """A new line in a cell and blank lines move lines, not rows; text is kept to the letter."""
    path = write("Lead.csv", '\n"Id",Name\n\n1,"two\r\nlines"\n\n2,  x  \n3,"say ""hi"""\n4,5" pipe')

    file = open_csv(path)

    assert read(file) == [
        (2, 4, ["1", "two\r\nlines"], None),
        (3, 7, ["2", "  x  "], None),
        (4, 8, ["3", 'say "hi"'], None),
        (5, 9, ["4", '5" pipe'], None),
    ]


def test_damaged_records_do_not_hide_their_neighbours(write: Write) -> None:
    """Each says why it cannot be used."""
    path = write("Lead.csv", 'Id,Name\n1\n2,a,b\n3,c\n4,"d"e\n5,f\n6,"never closed\n7,g\n')
    quotes = "unbalanced quotation marks, or a cell that is too long"

    file = open_csv(path)

    assert read(file) == [
        (2, 2, ["1"], "1 cells where the header has 2"),
        (3, 3, ["2", "a", "b"], "3 cells where the header has 2"),
        (4, 4, ["3", "c"], None),
        (5, 5, [], quotes),
        (6, 6, ["5", "f"], None),
        (7, 7, [], quotes),
    ]


def test_long_text_is_read_whole(write: Write) -> None:
    """The csv module alone stops at 131,072 characters."""
    text = "x" * 1_000_000

    file = open_csv(write("Case.csv", f"Id,Description\n1,{text}\n"))

    assert read(file) == [(2, 2, ["1", text], None)]


def test_bytes_that_are_not_utf_8_stay_visible(write: Write) -> None:
    """They become lone surrogates, so that only the rows that hold them are rejected."""
    file = open_csv(write("Account.csv", b"Id,Name\n1,caf\xe9\n2,ok\n"))

    assert read(file) == [(2, 2, ["1", "caf\udce9"], None), (3, 3, ["2", "ok"], None)]


@pytest.mark.parametrize(
    ("content", "header"),
    [("", []), ("\ufeff", []), ("\n\n", []), ("Id,Name", ["Id", "Name"]), ("Id\n\n", ["Id"])],
)
def test_a_file_without_records_has_none(write: Write, content: str, header: list[str]) -> None:
    """An empty file has no header either."""
    file = open_csv(write("Account.csv", content))

    assert (file.header, list(file)) == (header, [])


def test_a_file_is_read_lazily_and_as_often_as_needed(write: Write) -> None:
    """Two iterations do not disturb each other."""
    file = open_csv(write("x.csv", "Id\n1\n2\n"))
    first, second = iter(file), iter(file)

    assert next(first) == next(second) == Record(2, 2, ["1"])
    assert [record.row for record in file] == [2, 3]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"Id,Name,Id\n", " names columns 1 and 3 alike in its header. Rename or remove one."),
        (b'Id,"Name"x\n', " has no readable header line. Save it as CSV in UTF-8."),
        (b"PK\x03\x04\x14\x00\x06\x00\n", " has no readable header line. Save it as CSV in UTF-8."),
        (b"\xff\xfeI\x00d", " is not valid UTF-16. Save it as CSV in UTF-8."),
    ],
)
def test_an_unusable_csv_file_is_refused(write: Write, content: bytes, text: str) -> None:
    """The error names the file, the fault and the remedy, and repeats nothing of the content."""
    path = write("Account.csv", content)

    with pytest.raises(LoadError) as caught:
        open_csv(path)

    assert str(caught.value) == f"{path}{text}"
    assert caught.value.__cause__ is None


def test_columns_without_a_name_do_not_clash(write: Write) -> None:
    """Spreadsheets leave them behind."""
    file = open_csv(write("Account.csv", "Id,,\n1,,\n"))

    assert file.header == ["Id", "", ""]


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("Id;Notes (a, b, or c, or d)\n1;x\n", ["Id", "Notes (a, b, or c, or d)"]),
        ("Id,Price; net; gross; per unit\n1,2\n", ["Id", "Price; net; gross; per unit"]),
        ("Id\tName, first; last\n1\tx\n2\ty, z\n", ["Id", "Name, first; last"]),
        ("Id;A,B\n1;2\n3;4,5\n6;7\n", ["Id", "A,B"]),
        ("Id\n1\n2, or 3\n", ["Id"]),
        ("Id,Name\n", ["Id", "Name"]),
    ],
)
def test_the_records_tell_the_delimiter(write: Write, text: str, header: list[str]) -> None:
    """A header alone may have as many commas in a name as semicolons between names."""
    assert open_csv(write("Account.csv", text)).header == header


def test_a_tie_of_delimiters_names_both(write: Write) -> None:
    """Rather than columns that nobody meant."""
    with pytest.raises(LoadError, match="with commas and semicolons as delimiter"):
        open_csv(write("Account.csv", "Id;Name,Note\n1;Ada,x\n"))


def test_a_line_beyond_a_limit_is_one_damaged_record(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not held in memory, says which limit it is, and does not hide its neighbours."""
    monkeypatch.setattr(files, "LONGEST_LINE", 1_000)
    monkeypatch.setattr(csv_files, "_MOST_CELLS", 100)
    monkeypatch.setattr(csv_files, "_BLOCK", 50)
    path = write("Lead.csv", f"Id,Name\n1,a\n2,{'x' * 5_000}\n3,c\n4{',' * 200}\n5,e\n6,{'y' * 5_000}")

    assert read(open_csv(path)) == [
        (2, 2, ["1", "a"], None),
        (3, 3, [], "a line of more than 1,000 characters"),
        (4, 4, ["3", "c"], None),
        (5, 5, [], "a line of more than 100 cells"),
        (6, 6, ["5", "e"], None),
        (7, 7, [], "a line of more than 1,000 characters"),
    ]
