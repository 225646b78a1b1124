"""Loading what HubSpot sends: objects of its API, and what a warehouse made of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agent360_models.exceptions import LoadError
from agent360_models.ingestion.hubspot.models import (
    Appointment,
    Company,
    Contact,
    ContactToCompanyAssociation,
    ContactToDealAssociation,
    Deal,
    LineItem,
)
from agent360_models.ingestion.orchestration.models import SyncHistory
from tests.support.exports import Folder, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path, "hubspot")


def contact(number: str = "151", **properties: Any) -> dict[str, Any]:
    """Return a contact as the API returns it."""
    return {
        "id": number,
        "properties": {"firstname": "Ada", "lastmodifieddate": "2026-05-04T12:00:00.123Z", **properties},
        "createdAt": "2026-05-01T08:30:00.000Z",
        "updatedAt": "2026-05-04T12:00:00.123Z",
        "archived": False,
    }


def associated(**ids: list[str]) -> dict[str, Any]:
    return {name: {"results": [{"id": number, "type": "primary"} for number in found]} for name, found in ids.items()}


def test_a_page_of_contacts_fills_columns_and_pairs(folder: Folder) -> None:
    """All that was sent is kept."""
    page = [contact(amount_of_cats="3", phone="") | {"associations": associated(deals=["7", "8"], companies=["9"])}]
    folder.write("contacts.json", content={"results": page, "paging": {"next": {"after": "152"}}})

    reports = folder.load()

    row = Contact.objects.get()
    assert counts(*reports) == {
        "contacts": {"read": 1, "inserted": 1},
        "contact_to_deal": {"read": 2, "inserted": 2},
        "contact_to_company": {"read": 1, "inserted": 1},
    }
    assert (row.id, row.firstname, row.phone, row.archived) == ("151", "Ada", None, False)
    assert row.createdate == datetime(2026, 5, 1, 8, 30, tzinfo=UTC)
    assert row.lastmodifieddate == datetime(2026, 5, 4, 12, 0, 0, 123000, tzinfo=UTC)
    assert row.raw_data == page[0]
    assert set(ContactToDealAssociation.objects.values_list("contact_id", "deal_id")) == {("151", "7"), ("151", "8")}
    assert ContactToCompanyAssociation.objects.get().company_id == "9"
    assert ContactToDealAssociation.objects.dangling("deal").count() == 2


def test_a_second_load_changes_nothing(folder: Folder) -> None:
    """Nor does it touch a row."""
    page = [contact(str(number)) | {"associations": associated(deals=["7"])} for number in range(3)]
    folder.write("contacts.json", content={"results": page})
    folder.load()
    before = list(Contact.objects.order_by("id").values())

    reports = folder.load()

    assert counts(*reports) == {
        "contacts": {"read": 3, "unchanged": 3},
        "contact_to_deal": {"read": 3, "unchanged": 3},
    }
    assert list(Contact.objects.order_by("id").values()) == before


def test_a_property_that_was_not_asked_for_keeps_its_value(folder: Folder) -> None:
    """One that is empty does not; records that have different properties stand in one file."""
    folder.write("contacts.json", content=[contact(city="Denver", phone="555-0100")])
    folder.load()
    folder.write("contacts.json", content=[contact(phone=None), contact("152", state="CO")])

    reports = folder.load()

    assert counts(*reports) == {"contacts": {"read": 2, "inserted": 1, "updated": 1}}
    assert Contact.objects.values_list("city", "phone").get(pk="151") == ("Denver", None)


def test_pairs_come_from_either_side(folder: Folder) -> None:
    """Of a deal, with the company it is of; a pair stands once however many labels it has."""
    deal = {"id": "7", "properties": {"dealname": "Roof"}}
    deal["associations"] = associated(contacts=["151", "151", "152"], companies=["9", "10"], tickets=["1"])
    folder.write("deals.json", content={"results": [deal]})
    folder.write("companies.json", content={"results": [{"id": "9", "associations": associated(contacts=["151"])}]})

    reports = folder.load()

    assert counts(*reports) == {
        "companies": {"read": 1, "inserted": 1},
        "contact_to_company": {"read": 1, "inserted": 1},
        "deals": {"read": 1, "inserted": 1},
        "contact_to_deal": {"read": 3, "inserted": 2, "superseded": 1},
    }
    assert Deal.objects.values_list("dealname", "company_id").get() == ("Roof", "9")


def test_meetings_and_line_items_know_what_they_belong_to(folder: Folder) -> None:
    """The first contact and deal; a list of owners that is text stays text."""
    meeting = {
        "id": "4",
        "properties": {
            "hs_meeting_title": "Visit",
            "hs_meeting_start_time": "1777888800000",
            "hs_attendee_owner_ids": "11;12",
        },
        "associations": associated(contacts=["151", "152"], deals=["7"]),
    }
    item = {"id": "5", "properties": {"quantity": "2", "price": "1.5E2"}, "associations": associated(deals=["7"])}
    folder.write("meetings.json", content={"results": [meeting]})
    folder.write("line_items.json", content={"results": [item]})

    folder.load()

    row = Appointment.objects.get()
    assert (row.subject, row.contact_id, row.deal_id, row.attendees) == ("Visit", "151", "7", "11;12")
    assert row.start_time == datetime(2026, 5, 4, 10, tzinfo=UTC)
    assert LineItem.objects.values_list("deal_id", "quantity", "price").get() == ("7", Decimal(2), Decimal(150))


def test_appointments_of_hubspot_stand_beside_meetings(folder: Folder) -> None:
    """Each under its own names of properties."""
    appointment = {
        "id": "6",
        "properties": {
            "hs_appointment_name": "Inspection",
            "hs_appointment_start": "2026-05-04T10:00:00Z",
            "hs_appointment_end": "2026-05-04T11:00:00Z",
            "hs_createdate": "2026-05-01T08:30:00Z",
        },
        "associations": associated(contacts=["151"]),
    }
    folder.write("appointments.json", content={"results": [appointment]})
    folder.write("meetings.json", content={"results": [{"id": "4", "properties": {"hs_meeting_title": "Visit"}}]})

    folder.load()

    assert set(Appointment.objects.values_list("id", "subject")) == {("4", "Visit"), ("6", "Inspection")}
    row = Appointment.objects.get(id="6")
    assert (row.start_time, row.end_time) == (
        datetime(2026, 5, 4, 10, tzinfo=UTC),
        datetime(2026, 5, 4, 11, tzinfo=UTC),
    )
    assert (row.createdate, row.contact_id) == (datetime(2026, 5, 1, 8, 30, tzinfo=UTC), "151")


@pytest.mark.parametrize("name", ["gclid", "hs_google_click_id"])
def test_the_click_of_google_ads_arrives(folder: Folder, name: str) -> None:
    """Under HubSpot's own name of the property too."""
    folder.write("contacts.json", content=[contact(**{name: "Cj0KCQ"})])

    folder.load()

    assert Contact.objects.get().gclid == "Cj0KCQ"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1777888800000", datetime(2026, 5, 4, 10, tzinfo=UTC)),
        ("1777888800", datetime(2026, 5, 4, 10, tzinfo=UTC)),
        ("1.7778888E12", datetime(2026, 5, 4, 10, tzinfo=UTC)),
        ("1777888800.5", datetime(2026, 5, 4, 10, 0, 0, 500000, tzinfo=UTC)),
        ("20260504", None),
        ("2026-05-04T10:00:00Z", datetime(2026, 5, 4, 10, tzinfo=UTC)),
        ("2026-05-04T10:00:00.123Z", datetime(2026, 5, 4, 10, 0, 0, 123000, tzinfo=UTC)),
        ("2026-05-04 10:00:00.123456", datetime(2026, 5, 4, 10, 0, 0, 123456, tzinfo=UTC)),
        ("2026-05-04 3:15:52", datetime(2026, 5, 4, 3, 15, 52, tzinfo=UTC)),
        ("2026-05-04 10:00:00 UTC", datetime(2026, 5, 4, 10, tzinfo=UTC)),
        ("2026-05-04T10:00:00-05:00", datetime(2026, 5, 4, 15, tzinfo=UTC)),
        ("2026-05-04", datetime(2026, 5, 4, tzinfo=UTC)),
        ("9999-12-31 23:59:59", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("253402300799000", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("9999-12-31T23:59:59-05:00", None),
        ("9999999999999999", datetime(2286, 11, 20, 17, 46, 39, 999999, tzinfo=UTC)),
        ("yesterday", None),
    ],
)
def test_times_are_read_however_they_are_spelled(folder: Folder, text: str, moment: datetime | None) -> None:
    """Milliseconds since 1970 and the end of time included; what is none is rejected."""
    folder.write("contacts.csv", "id,property_createdate", f"1,{text}")

    (report,) = folder.load()

    assert report.rejected == (moment is None)
    assert [row.createdate for row in Contact.objects.all()] == [moment] * (moment is not None)


def test_a_warehouse_export_is_read(folder: Folder) -> None:
    """In capitals too; numbers of 32 bits and more are ids, and flags that disagree mean deleted."""
    folder.write(
        "hubspot_deal_data_2026-05-01.csv",
        "DEAL_ID,IS_DELETED,_FIVETRAN_DELETED,OWNER_ID,PROPERTY_DEALNAME,PROPERTY_AMOUNT,PROPERTY_CUSTOM_SCORE",
        "9089908390,false,TRUE,77,TRUE,3.5E8,1E02",
        "9089908391,false,,77,=cmd|calc,6.0,",
    )

    (report,) = folder.load()

    assert counts(report) == {"deals": {"read": 2, "inserted": 2}}
    assert list(Deal.objects.order_by("id").values_list("id", "archived", "dealname", "amount")) == [
        ("9089908390", True, "TRUE", Decimal(350_000_000)),
        ("9089908391", False, "=cmd|calc", Decimal(6)),
    ]
    assert Deal.objects.values_list("raw_data", flat=True).get(id="9089908390") == {
        "DEAL_ID": "9089908390",
        "IS_DELETED": "false",
        "_FIVETRAN_DELETED": "TRUE",
        "OWNER_ID": "77",
        "PROPERTY_DEALNAME": "TRUE",
        "PROPERTY_AMOUNT": "3.5E8",
        "PROPERTY_CUSTOM_SCORE": "1E02",
    }


@pytest.mark.parametrize(
    ("flags", "archived"),
    [
        (",,", False),
        ("false,FALSE,f", False),
        ("true,,", True),
        ("false,true,", True),
        ("0,0,1", True),
        ("no,no,maybe", None),
    ],
)
def test_one_flag_of_many_is_enough(folder: Folder, flags: str, archived: bool | None) -> None:
    """Whichever it is; one that is none is rejected."""
    folder.write("contacts.csv", "id,archived,is_deleted,_fivetran_deleted", f"1,{flags}")

    folder.load()

    assert list(Contact.objects.values_list("archived", flat=True)) == ([] if archived is None else [archived])


@pytest.mark.parametrize(
    "header", ["lastname", "LASTNAME", "lastName", "last_name", "property_lastname", "PROPERTY_LASTNAME"]
)
def test_a_header_is_known_however_it_is_spelled(folder: Folder, header: str) -> None:
    """In the file of whichever tool."""
    folder.write("contacts.csv", f"Id,{header}", "1,Lovelace")

    folder.load()

    assert Contact.objects.values_list("id", "lastname", "raw_data").get() == (
        "1",
        "Lovelace",
        {"Id": "1", header: "Lovelace"},
    )


def test_when_a_warehouse_fetched_a_row_is_no_change(folder: Folder) -> None:
    """It is fetched again and again."""
    header = "id,_fivetran_synced,property_name"
    folder.write("company_data.csv", header, "1,2026-05-01 11:16:05,Acme")
    folder.load()
    folder.write("company_data.csv", header, "1,2026-05-02 11:16:05,Acme")

    assert counts(*folder.load()) == {"companies": {"read": 1, "unchanged": 1}}


def test_pairs_of_a_warehouse_are_read(folder: Folder) -> None:
    """Ids that went through floating-point numbers as well."""
    folder.write(
        "deal_contact_data.csv",
        "contact_id,deal_id,_fivetran_synced,type_id,category",
        "1499466,86133127,2026-04-14 4:30:42,3,HUBSPOT_DEFINED",
        "1499466.0,86134193.0,2026-04-14 4:30:42,3.0,HUBSPOT_DEFINED",
        ",86134193,2026-04-14 4:30:42,3,HUBSPOT_DEFINED",
    )

    (report,) = folder.load()

    assert counts(report) == {"contact_to_deal": {"read": 3, "inserted": 2, "rejected": 1}}
    assert set(ContactToDealAssociation.objects.values_list("contact_id", "deal_id", "type_id")) == {
        ("1499466", "86133127", 3),
        ("1499466", "86134193", 3),
    }


def test_merged_contacts_are_rows_that_need_not_be_counted(folder: Folder) -> None:
    """The export still has them; the one into which they were merged says so."""
    folder.write(
        "contact_data.csv",
        "id,property_hs_merged_object_ids",
        "78971951,76340251;46897301",
        "76340251,",
        "46897301,",
        "5,",
    )

    (report,) = folder.load()

    assert counts(report) == {"contacts": {"read": 4, "inserted": 4}}
    assert set(Contact.objects.without_merged().values_list("id", flat=True)) == {"78971951", "5"}


def test_the_newest_version_stands(folder: Folder) -> None:
    """Whatever its place in the files, and against the table."""
    old, new = "2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z"
    folder.write(
        "contacts.json",
        content=[
            contact("1", city="new", lastmodifieddate=new),
            contact("1", city="old", lastmodifieddate=old),
            contact("1", city="unknown", lastmodifieddate=None) | {"updatedAt": None},
        ],
    )
    first = folder.load()
    folder.write("contacts.json", content=[contact("1", city="old", lastmodifieddate=old)])
    second = folder.load()

    assert counts(*first) == {"contacts": {"read": 3, "inserted": 1, "superseded": 2}}
    assert counts(*second) == {"contacts": {"read": 1, "superseded": 1}}
    assert Contact.objects.get().city == "new"


def test_children_come_before_their_parents(folder: Folder) -> None:
    """And refer to what never comes."""
    folder.write("companies.csv", "id,property_hs_parent_company_id", "2,1", "1,404")

    folder.load()

    assert list(Company.objects.dangling().values_list("id", flat=True)) == ["1"]


def test_a_record_that_cannot_go_in_is_explained_and_the_rest_loads(folder: Folder) -> None:
    """With its place, its id and its value, in the file of rejects and nowhere else."""
    folder.write(
        "contacts.json",
        content=[
            contact("1"),
            {"properties": {"email": "a@example.com"}},
            contact("3", annualrevenue="a lot"),
            contact("4", firstname="x" * 256),
            contact("5", lastname="nul\0"),
            contact("6", other="nul\0"),
            contact("x" * 65),
            "no object",
            contact("9", lastname="<img src=x onerror=alert(1)> Robert'); DROP TABLE hubspot_contact;--"),
        ],
    )

    (report,) = folder.load()

    assert counts(report) == {"contacts": {"read": 9, "inserted": 2, "rejected": 7}}
    assert [(line, column, reason) for line, _, column, _, reason in folder.rejected()] == [
        ("2", "id", "required"),
        ("3", "annualrevenue", "not a number"),
        ("4", "firstname", "longer than 255 characters"),
        ("5", "lastname", "holds a NUL character"),
        ("6", "", "holds a NUL character"),
        ("7", "id", "longer than 64 characters"),
        ("8", "", "not a JSON object"),
    ]
    assert folder.rejected()[1][3] == "a lot"
    run = SyncHistory.objects.get()
    assert (run.crm_source, run.sync_type, run.status) == ("hubspot", "contacts", "partial")
    assert (run.records_processed, run.records_created, run.records_failed) == (9, 2, 7)
    assert "a lot" not in json.dumps(run.performance_metrics)


def test_what_only_the_database_refuses_is_explained_too(folder: Folder) -> None:
    """A number beyond its column, found by the server."""
    folder.write("line_items.csv", "id,deal_id,quantity", f"1,7,{'9' * 17}", "2,7,1")

    (report,) = folder.load()

    assert counts(report) == {"line_items": {"read": 2, "inserted": 1, "rejected": 1}}
    assert folder.rejected()[0][:3] == ("2", "1", "quantity")


def test_a_wide_row_goes_in_with_all_it_has(folder: Folder) -> None:
    """Four hundred columns that nobody knows."""
    names = [f"property_custom_{number}" for number in range(400)]
    folder.write("contacts.csv", ",".join(["id", *names]), ",".join(["1", *map(str, range(400))]))

    folder.load()

    sent = {f"property_custom_{number}": str(number) for number in range(400)}
    assert Contact.objects.get().raw_data == {"id": "1", **sent}


@pytest.mark.parametrize("lines", [(), ("id,property_email",), ("id,property_email", "")])
def test_an_empty_file_is_loaded(folder: Folder, lines: tuple[str, ...]) -> None:
    """With a header, without one."""
    folder.write("contacts.csv", *lines)

    assert counts(*folder.load()) == {"contacts": {}}


def test_a_csv_file_without_ids_is_refused(folder: Folder) -> None:
    """At once, and not row by row."""
    folder.write("contacts.csv", "property_email", "a@example.com", "b@example.com")

    (report,) = folder.load()

    assert report.refused == "it has no column for id, which hubspot_contact requires"
    assert SyncHistory.objects.get().status == "failed"


def test_json_lines_are_read(folder: Folder) -> None:
    """A damaged line is one record; pages stand in lines as well."""
    lines = [json.dumps(contact("1")), "", "{broken", json.dumps({"results": [contact("2"), contact("3")]})]
    folder.write("contacts.jsonl", *lines)

    (report,) = folder.load()

    assert counts(report) == {"contacts": {"read": 4, "inserted": 3, "rejected": 1}}
    assert folder.rejected() == [("3", "", "", "", "not a JSON object")]


def test_a_file_that_is_damaged_does_not_stop_the_others(folder: Folder) -> None:
    """It is refused."""
    folder.write("companies.json", "{")
    folder.write("deals.json", content=[{"id": "7"}])

    broken, whole = folder.load()

    assert broken.refused.endswith("is not valid JSON at line 1, column 2. Export it again.")
    assert counts(whole) == {"deals": {"read": 1, "inserted": 1}}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("contacts.csv", ""),
        ("contacts.json", '{"results": []}'),
        ("contacts.json", "[]"),
        ("contacts.json", '{"results": [], "paging": {"next": {"after": "1"}}}'),
        ("contacts.jsonl", "\n"),
        ("contacts.ndjson", ""),
    ],
)
def test_an_empty_page_is_no_error(folder: Folder, name: str, text: str) -> None:
    """Nothing has changed that day."""
    folder.write(name, text)

    (report,) = folder.load()

    assert (report.object_name, report.read, report.refused, report.skipped) == ("contacts", 0, "", False)


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("contacts.json", "[{", "is not valid JSON"),
        ("contacts.csv", "id,id\n1,2", "names columns 1 and 2 alike"),
        ("contacts.csv", '"id\n1', "no readable header"),
    ],
)
def test_the_reason_of_the_only_file_ends_the_load(folder: Folder, name: str, text: str, reason: str) -> None:
    """And not that no file holds records."""
    folder.write(name, text)

    with pytest.raises(LoadError, match=reason):
        folder.load()


def test_a_file_name_that_is_not_utf_8_is_logged(folder: Folder) -> None:
    """As far as a column of text can hold it; the run ends."""
    folder.write("caf\udce9.json", content={"results": [contact()]})

    (report,) = folder.load(object_name="contacts")

    run = SyncHistory.objects.get()
    assert (report.inserted, run.status) == (1, "success")
    assert r"caf\udce9.json" in str([*vars(run).values()]).replace("\\\\", "\\")
