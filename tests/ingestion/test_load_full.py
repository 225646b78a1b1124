"""Loading all there is of a source: what it no longer has goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from agent360_models.ingestion.hubspot.models import Contact, ContactToDealAssociation, Deal
from agent360_models.ingestion.orchestration.models import SyncHistory
from tests.support.exports import Folder, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path, "hubspot")
    for number in "123":
        Contact.objects.create(id=number, city="old", lastmodifieddate="2026-05-04T00:00:00Z")
    Deal.objects.create(id="7")
    return folder


def contacts() -> dict[str, str | None]:
    return dict(Contact.objects.order_by("id").values_list("id", "city"))


def test_rows_that_no_file_has_are_deleted(folder: Folder) -> None:
    """Once the last file is in; other tables are left alone."""
    folder.write("contacts_1.csv", "id,city", "1,new")
    folder.write("contacts_2.csv", "id,city", "2,old", "4,new")

    first, second = folder.load(full=True)

    assert counts(first) == {"contacts": {"read": 1, "updated": 1}}
    assert counts(second) == {"contacts": {"read": 2, "inserted": 1, "updated": 1, "removed": 1}}
    assert contacts() == {"1": "new", "2": "old", "4": "new"}
    assert Deal.objects.count() == 1
    assert [*SyncHistory.objects.order_by("pk").values_list("records_created", "records_updated")] == [(0, 1), (1, 2)]


def test_without_it_they_stay(folder: Folder) -> None:
    """Since a file is rarely all there is."""
    folder.write("contacts.csv", "id,city", "1,new")

    folder.load()

    assert contacts() == {"1": "new", "2": "old", "3": "old"}


def test_what_the_files_say_stands(folder: Folder) -> None:
    """Against a row that seems to be newer, too: it is as if all were deleted first."""
    folder.write("contacts.csv", "id,city,lastmodifieddate", "1,restored,2026-05-01T00:00:00Z")

    folder.load(full=True)

    assert contacts() == {"1": "restored"}


def test_a_row_whose_record_is_bad_is_not_gone(folder: Folder) -> None:
    """It is rejected, and stays as it was."""
    folder.write("contacts.csv", "id,annualrevenue", "1,a lot", "2,5")

    (report,) = folder.load(full=True)

    assert (report.rejected, report.removed) == (1, 1)
    assert {*contacts()} == {"1", "2"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("contacts_2.jsonl", '{"id": "2"}\n{"id": '),
        ("contacts_2.json", "no JSON"),
        ("deals.json", "no JSON"),
        ("contacts_2.csv", "city\nDenver"),
    ],
    ids=["a record", "a file", "a file of who knows what", "a file without ids"],
)
def test_nothing_is_deleted_where_something_cannot_be_read(folder: Folder, name: str, text: str) -> None:
    """It may be of rows that would go."""
    folder.write("contacts_1.csv", "id,city", "1,new")
    folder.write(name, text)

    folder.load(full=True)

    assert {*contacts()} == {"1", "2", "3"}


def test_an_empty_file_deletes_nothing(folder: Folder) -> None:
    """More likely something went wrong."""
    folder.write("contacts.csv", "id,city")

    folder.load(full=True)

    assert len(contacts()) == 3


def test_pairs_that_associations_make_are_not_all_there_is(folder: Folder) -> None:
    """A file of pairs may be."""
    for contact in "12":
        ContactToDealAssociation.objects.create(contact_id=contact, deal_id="7")
    associations = {"deals": {"results": [{"id": "8"}]}}
    folder.write("contacts.json", content=[{"id": number, "associations": associations} for number in "123"])
    folder.load(full=True)
    assert ContactToDealAssociation.objects.count() == 5

    pairs = folder.write("deal_contact.csv", "deal_id,contact_id", "7,1", "8,1")
    folder.load(pairs, full=True)

    found = ContactToDealAssociation.objects.values_list("deal_id", "contact_id")
    assert {*found} == {("7", "1"), ("8", "1")}


def test_the_command_takes_it(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Not for Salesforce, whose exports say themselves what is deleted."""
    folder.write("contacts.csv", "id,city", "1,old")

    call_command("agent360", "load", "--source", "hubspot", "--full", str(folder.path))

    assert "1 read, 1 updated, 2 removed" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--full is not for salesforce"):
        call_command("agent360", "load", "--full", str(folder.path))
