import gzip
import random
import zipfile
from pathlib import Path

import pytest

from agent360_models.exceptions import LoadError
from agent360_models.loading import files
from agent360_models.loading.files import container_of, find_files, open_text, share_read, stem_of, suffix_of
from tests.loading.conftest import Write

SUFFIXES = (".csv", ".json")


def test_a_file_means_itself(write: Write) -> None:
    """Whatever its suffix."""
    path = write("Account.txt", "Id\n")

    assert find_files(path, SUFFIXES) == [path]


def test_a_folder_means_the_exports_directly_in_it(write: Write, tmp_path: Path) -> None:
    """In the order of their names; hidden files, others and folders are left alone."""
    (tmp_path / "deeper.csv").mkdir()
    (tmp_path / "deeper.csv" / "Lead.csv").touch()
    found = [write("Account.CSV", ""), write("Case.csv", ""), write("Task.json", "[]")]
    write("README.md", "")
    write("._Case.csv", "")

    assert find_files(tmp_path, SUFFIXES) == found


def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    """So is a folder without exports."""
    with pytest.raises(LoadError, match=r"gone does not exist. Name a file, or a folder"):
        find_files(tmp_path / "gone", SUFFIXES)
    with pytest.raises(LoadError, match=r"holds no \.csv or \.json file"):
        find_files(tmp_path, SUFFIXES)
    with pytest.raises(LoadError, match=r"gone\.csv cannot be read: No such file"):
        open_text(tmp_path / "gone.csv")


TEXT = "Id,Name\n1,Müller\n"


def archive(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("_", "."), content)
    return path


def text_of(path: Path) -> str:
    with open_text(path) as file:
        return file.read()


def test_packed_files_are_read_as_they_are(write: Write, tmp_path: Path) -> None:
    """By gzip one by one, in a ZIP archive together; what is no export is left alone."""
    gzipped = write("Account.csv.gz", gzip.compress(TEXT.encode()))
    zipped = archive(tmp_path / "export.zip", Task_json="[]", Case_csv=TEXT, README_md="x")
    write("README.gz", "")

    assert find_files(tmp_path, SUFFIXES) == [gzipped, zipped / "Case.csv", zipped / "Task.json"]
    assert find_files(zipped, SUFFIXES) == [zipped / "Case.csv", zipped / "Task.json"]
    assert [(stem_of(path), suffix_of(path)) for path in (gzipped, zipped / "Case.csv")] == [
        ("Account", ".csv"),
        ("Case", ".csv"),
    ]
    assert text_of(gzipped) == text_of(zipped / "Case.csv") == TEXT
    assert container_of(zipped / "Case.csv") == zipped


@pytest.mark.parametrize("cut", [4, -12, -4])
def test_a_packed_file_that_is_damaged_is_refused(write: Write, cut: int) -> None:
    """Not a traceback of the library that unpacks."""
    path = write("Account.csv.gz", gzip.compress(TEXT.encode() * 1000)[:cut])

    with pytest.raises(LoadError, match=r"Account\.csv\.gz is compressed and damaged"):
        text_of(path)


def test_an_archive_that_cannot_be_read_is_refused(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its limits name themselves."""
    with pytest.raises(LoadError, match="cannot be read as a ZIP archive"):
        find_files(write("broken.zip", "PK"), SUFFIXES)
    path = archive(tmp_path / "export.zip", a_csv="x" * 5_000, b_csv="")
    monkeypatch.setattr(files, "_MOST_UNPACKED", 1_000)
    with pytest.raises(LoadError, match="unpacks to more than 1,000 bytes"):
        text_of(path / "a.csv")
    monkeypatch.setattr(files, "_MOST_MEMBERS", 1)
    with pytest.raises(LoadError, match="holds 2 files; at most 1 are allowed"):
        find_files(path, SUFFIXES)
    with pytest.raises(LoadError, match=r"holds no \.csv or \.json file"):
        find_files(archive(tmp_path / "other.zip", a_txt=""), SUFFIXES)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_small_archive_does_not_fill_the_memory(tmp_path: Path, compression: int) -> None:
    """Python unpacks these compressions without a limit: a kilobyte becomes gigabytes at once."""
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", compression) as packed:
        packed.writestr("Account.csv", TEXT)

    with pytest.raises(LoadError, match=r"Account\.csv cannot be read: its compression is not supported"):
        text_of(path / "Account.csv")


def test_an_encrypted_file_of_an_archive_is_called_so(tmp_path: Path) -> None:
    """The user needs the password, and not another program to pack with."""
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("Account.csv", TEXT)
        packed.getinfo("Account.csv").flag_bits |= 1  # in the list of the archive, which is written last

    with pytest.raises(LoadError, match=r"Account\.csv cannot be read: it is encrypted\.$"):
        text_of(path / "Account.csv")


def test_how_much_of_a_file_has_been_read_is_known(write: Write) -> None:
    """While it is open, and of a packed one by what is packed: how long the rest takes is told by that."""
    path = write("Account.csv.gz", gzip.compress(random.Random(1).randbytes(3_000_000)))  # noqa: S311  # no secret

    with open_text(path) as file:
        file.read(1_000_000)
        first = share_read(path)
        file.read()
        last = share_read(path)

    assert first is not None
    assert 0.2 < first < 0.8
    assert (last, share_read(path)) == (1, None)


@pytest.mark.parametrize("name", ["{outside}", "/{outside}", "../outside.csv", "a/../../outside.csv"])
def test_no_name_in_an_archive_leads_out_of_it(tmp_path: Path, name: str) -> None:
    """A full path would be read from the disk."""
    outside = tmp_path / "outside.csv"
    outside.write_text(TEXT)
    (tmp_path / "export").mkdir()
    with zipfile.ZipFile(tmp_path / "export" / "export.zip", "w") as packed:
        packed.writestr(name.format(outside=outside), "x")

    with pytest.raises(LoadError, match="outside of its own folders"):
        find_files(tmp_path / "export", SUFFIXES)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("other", ["x.csv", "./x.csv"])
def test_an_archive_with_two_files_of_one_name_is_refused(other: str, tmp_path: Path) -> None:
    """Only the last of them could be read, and it would be read twice."""
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("x.csv", "first")
        archive.writestr(other, "second")

    with pytest.raises(LoadError, match="several files of one name"):
        find_files(tmp_path / "export.zip", {".csv"})
