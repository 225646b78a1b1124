from pathlib import Path

import pytest

from agent360_models.exceptions import LoadError
from agent360_models.loading.files import find_files, open_text
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
    with pytest.raises(LoadError, match=r"gone does not exist; name a file, or a folder"):
        find_files(tmp_path / "gone", SUFFIXES)
    with pytest.raises(LoadError, match=r"holds no \.csv or \.json file"):
        find_files(tmp_path, SUFFIXES)
    with pytest.raises(LoadError, match=r"gone\.csv cannot be read: No such file"):
        open_text(tmp_path / "gone.csv")
