"""``manage.py agent360 load --source``: what it prints, how it ends, and what it needs."""

from __future__ import annotations

import json
import logging
import stat
import tracemalloc
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import modify_settings
from pytest_django.fixtures import Settings

from agent360_models.exceptions import LoadError, ReadOnlyTableError
from agent360_models.ingestion.hubspot.models import Contact
from agent360_models.ingestion.orchestration.models import SyncHistory
from agent360_models.loading.sources import find_source
from agent360_models.sync import runs
from tests.support import endurance
from tests.support.exports import Folder, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path, "hubspot")


def test_it_says_what_became_of_the_records(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """And of what fills no table."""
    folder.write("contacts.csv", "id,property_annualrevenue", "1,100", "2,a lot")
    folder.write("tickets.csv", "id", "1")
    folder.write("whatever.json", content=[{"id": "1"}, {"id": "2"}])

    call_command("agent360", "load", "--source", "hubspot", "--rejects", str(folder.rejects), str(folder.path))

    assert capsys.readouterr().out.splitlines() == [
        "contacts (contacts.csv) -> hubspot_contact: 2 read, 1 inserted, 1 rejected",
        "  rejected for annualrevenue: not a number: 1",
        "tickets (tickets.csv): skipped, it fills no table here.",
        "whatever (whatever.json): 2 records fill no table here.",
    ]
    assert folder.rejected() == [("3", "2", "annualrevenue", "a lot", "not a number")]
    assert stat.S_IMODE(folder.rejects.stat().st_mode) == 0o600


def test_it_says_that_nothing_changed_or_was_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a sheet that has become shorter, too."""
    sheet = tmp_path / "spend.csv"
    for rows in (["1", "2"], ["1"], ["1"]):
        sheet.write_text("\n".join(["Amount", *rows]), encoding="utf-8")
        call_command("agent360", "load", "--source", "gsheet", str(sheet))

    assert capsys.readouterr().out.splitlines() == [
        "spend (spend.csv) -> gsheet_marketing_spend: 2 read, 2 inserted",
        "spend (spend.csv) -> gsheet_marketing_spend: 1 read, 1 unchanged, 1 removed",
        "spend (spend.csv) -> gsheet_marketing_spend: 1 read, 1 unchanged",
        "No row was changed.",
    ]


def test_it_fails_for_a_file_that_is_refused(folder: Folder) -> None:
    """After it has loaded the others."""
    folder.write("companies.csv", "property_name", "Acme")
    folder.write("contacts.csv", "id", "1")

    with pytest.raises(CommandError, match=r"Not loaded: companies of companies\.csv, since it has no column for id"):
        call_command("agent360", "load", "--source", "hubspot", str(folder.path))

    assert Contact.objects.count() == 1


def test_an_object_names_records_that_nothing_else_names(folder: Folder) -> None:
    """As the source or the table calls them."""
    path = folder.write("page-1.json", content={"results": [{"id": "1"}]})

    with pytest.raises(CommandError, match=r"None of page-1\.json holds records .* Name the kind with --object"):
        call_command("agent360", "load", "--source", "hubspot", str(path))
    for name in ("contacts", "contact", "hubspot_contact"):
        call_command("agent360", "load", "--source", "hubspot", "--object", name, str(path))
    with pytest.raises(CommandError, match=r"There are no records 'ticket'\. Choose from: contacts, deals"):
        call_command("agent360", "load", "--source", "hubspot", "--object", "ticket", str(path))

    assert Contact.objects.count() == 1


def test_missing_parents_are_not_for_every_source(folder: Folder) -> None:
    """A row of another source goes in without its parent."""
    with pytest.raises(CommandError, match="--missing-parents is not for hubspot"):
        call_command("agent360", "load", "--source", "hubspot", "--missing-parents", "stub", str(folder.path))


@pytest.mark.parametrize("name", ["callrail", "gsheet", "hubspot"])
def test_a_source_that_is_not_installed_names_the_line_to_add(name: str) -> None:
    """Of ``INSTALLED_APPS``."""
    module = f"agent360_models.ingestion.{name}"

    with (
        modify_settings(INSTALLED_APPS={"remove": [module]}),
        pytest.raises(LoadError, match=f"Add '{module}' to INSTALLED_APPS"),
    ):
        find_source(name)


def test_tables_that_are_read_only_are_left_alone(folder: Folder, settings: Settings) -> None:
    """Before anything is read."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["ingestion_hubspot"]}
    folder.write("contacts.csv", "id", "1")

    with pytest.raises(ReadOnlyTableError):
        folder.load()


def test_tables_that_are_missing_are_named(folder: Folder) -> None:
    """With the command that makes them."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE hubspot_contact CASCADE")

    with pytest.raises(LoadError, match=r"has no table hubspot_contact\. `manage.py migrate --database default`"):
        folder.load(folder.write("contacts.csv", "id", "1"))


def test_rejects_do_not_overwrite_what_is_loaded(folder: Folder) -> None:
    """The export would be gone."""
    folder.rejects = folder.write("contacts.csv", "id", "1")

    with pytest.raises(LoadError, match="is one of the files to load"):
        folder.load()


def test_a_kind_that_another_run_fills_is_refused(folder: Folder) -> None:
    """And the others are loaded."""
    folder.write("contacts.csv", "id", "1")
    folder.write("deals.csv", "id", "1")

    with runs.run(Contact, job="nightly", source="contacts"):
        contacts, deals = folder.load()

    assert contacts.refused.startswith("Another run of hubspot_contact is under way.")
    assert counts(deals) == {"deals": {"read": 1, "inserted": 1}}


def test_a_load_moves_no_watermark(folder: Folder) -> None:
    """A file may be one page of many."""
    folder.write("contacts.csv", "id,property_lastmodifieddate", "1,2026-05-04 12:00:00")

    folder.load()

    assert SyncHistory.objects.filter(performance_metrics__has_key="watermark").count() == 0
    assert SyncHistory.objects.count() == 1


def test_values_of_bad_rows_go_into_no_log(folder: Folder, caplog: pytest.LogCaptureFixture) -> None:
    """Nor into the record of the run, nor into the report."""
    folder.write("contacts.csv", "id,property_email", f"1,{'secret' * 50}", "2,secret\0")
    caplog.set_level(logging.INFO)

    (report,) = folder.load()

    assert report.rejected == 2
    assert "secret" not in caplog.text + str(report) + json.dumps(list(SyncHistory.objects.values()), default=str)


@pytest.mark.parametrize("suffix", ["csv", pytest.param("jsonl", marks=endurance.only)])
def test_the_size_of_a_file_does_not_matter(folder: Folder, suffix: str) -> None:
    """Two batches take the memory of one."""

    def peak(number: int) -> int:
        path = folder.path / f"contacts.{suffix}"
        with path.open("w", encoding="utf-8") as file:
            if suffix == "csv":
                file.write("id,property_city,property_custom\n")
                file.writelines(f"{n},{'x' * 100},{'y' * 100}\n" for n in range(number))
            else:
                file.writelines(
                    json.dumps({"id": str(n), "properties": {"city": "x" * 100, "custom": "y" * 100}}) + "\n"
                    for n in range(number)
                )
        tracemalloc.start()
        try:
            (report,) = folder.load(path)
            assert report.inserted + report.unchanged == number
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(10_000) < peak(5_000) * 1.3
