"""Loading exports: what goes in, what is rejected and why, and what a second run changes."""

import csv
import gzip
import json
import stat
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.campaigns.models import Campaign
from agent360_models.agent360.catalog.factories import ProductFactory
from agent360_models.agent360.core.models import User, UserRole
from agent360_models.agent360.invoicing.factories import InvoiceFactory
from agent360_models.agent360.invoicing.models import InvoiceLineItem
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.support.factories import CaseFactory
from agent360_models.agent360.support.models import Case, CaseComment
from agent360_models.agent360.system.models import SyncConflict, SyncLog, SyncWatermark
from agent360_models.agent360.two_way import SyncStatus
from agent360_models.exceptions import LoadError, ReadOnlyTableError
from agent360_models.loading.report import Report
from tests.support.agent360 import THEN, a_user, sf_id

pytestmark = pytest.mark.django_db

OWNER = sf_id("005", 1)
ACCOUNT_HEADER = (
    "Id,Name,OwnerId,IsDeleted,AccountNumber,Credit_Limit__c,LastModifiedDate,LastModifiedById,SystemModstamp"
)
CAMPAIGN_HEADER = "Id,Name,ParentId,Status,OwnerId,IsActive,StartDate,CreatedDate,LastModifiedDate,LastModifiedById"


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of an export: its lines, or JSON."""

    def write(name: str, *lines: str, content: Any = None) -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(content) if content is not None else "\n".join(lines), encoding="utf-8")
        return path

    return write


def account_line(number: int, **cells: object) -> str:
    row = {
        "Id": sf_id("001", number),
        "Name": f"Account {number}",
        "OwnerId": OWNER,
        "IsDeleted": "false",
        "AccountNumber": f"{number:05d}",
        "Credit_Limit__c": "1.5E3",
        "LastModifiedDate": "2026-05-04T12:00:00.000+0000",
        "LastModifiedById": OWNER,
        "SystemModstamp": "2026-05-04T13:00:00.000+0000",
        **cells,
    }
    return ",".join(str(cell) for cell in row.values())


def campaign_line(number: int, parent: int | None = None, **cells: object) -> str:
    row = {
        "Id": sf_id("701", number),
        "Name": f"Campaign {number}",
        "ParentId": "" if parent is None else sf_id("701", parent),
        "Status": "Planned",
        "OwnerId": OWNER,
        "IsActive": "1",
        "StartDate": "2026-05-04",
        "CreatedDate": "2026-05-04 12:00:00",
        "LastModifiedDate": "2026-05-04 12:00:00",
        "LastModifiedById": OWNER,
        **cells,
    }
    return ",".join(str(cell) for cell in row.values())


def counts(report: Report) -> dict[str, int]:
    names = ("read", "inserted", "updated", "deleted", "unchanged", "superseded", "conflicts", "rejected")
    return {name: getattr(report, name) for name in names if getattr(report, name)}


def rejected(path: Path) -> list[tuple[str, ...]]:
    """Return line, column, value and reason of each rejected row."""
    with path.open(newline="", encoding="utf-8") as file:
        return [(row["line"], row["column"], row["value"], row["reason"]) for row in csv.DictReader(file)]


def test_rows_go_in_with_their_values(export: Callable[..., Path]) -> None:
    """Leading zeros, numbers in science form and times of day included."""
    a_user()
    path = export("Account.csv", ACCOUNT_HEADER, account_line(7))

    (report,) = load([path])

    account = Account.objects.get()
    assert counts(report) == {"read": 1, "inserted": 1}
    assert (account.acc_account_number, account.acc_credit_limit) == ("00007", Decimal("1500.00"))
    assert (account.acc_last_modified_date, account.acc_active) == (datetime(2026, 5, 4, 12, tzinfo=UTC), 1)


def test_a_second_run_changes_no_row(export: Callable[..., Path]) -> None:
    """And counts the rows as unchanged."""
    a_user()
    path = export("Account.csv", ACCOUNT_HEADER, *(account_line(n) for n in range(1, 4)))
    list(load([path]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(xmin::text) FROM accounts")
        before = cursor.fetchone()

    (report,) = load([path])

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(xmin::text) FROM accounts")
        assert cursor.fetchone() == before
    assert counts(report) == {"read": 3, "unchanged": 3}


def test_a_row_that_cannot_go_in_is_explained_and_the_rest_loads(export: Callable[..., Path], tmp_path: Path) -> None:
    """With its line, column, value and reason, in a file for its owner alone."""
    a_user()
    path = export(
        "Account.csv",
        ACCOUNT_HEADER,
        account_line(1),
        account_line(2, Credit_Limit__c="a lot"),
        account_line(3, Name=""),
        account_line(4, Id="001 00000000004AAA"),
        account_line(5, OwnerId=sf_id("005", 9)),
        account_line(6, Name='"two\nlines"'),
        account_line(7, Name="x" * 256),
        account_line(8) + ",surplus",
    )
    rejects = tmp_path / "rejects.csv"

    (report,) = load([path], rejects=rejects)

    assert counts(report) == {"read": 8, "inserted": 2, "rejected": 6}
    assert rejected(rejects) == [
        ("3", "Credit_Limit__c", "a lot", "not a number"),
        ("4", "Name", "", "required"),
        ("5", "Id", "001 00000000004AAA", "not a Salesforce id"),
        ("9", "Name", "x" * 256, "longer than 255 characters"),
        ("10", "", "", "10 cells where the header has 9"),
        ("6", "OwnerId", sf_id("005", 9), "no such row in users"),
    ]
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    assert report.reasons["OwnerId: no such row in users"] == 1
    details = SyncLog.objects.get().sl_error_details
    assert details is not None
    assert (details["file"], details["lines"]["OwnerId: no such row in users"]) == ("Account.csv", [6])


def test_values_of_rejected_rows_go_nowhere_else(export: Callable[..., Path], capsys: Any) -> None:
    """Not into the report, the run log or the output."""
    path = export("Account.csv", ACCOUNT_HEADER, account_line(1, Credit_Limit__c="jane@example.com"))

    (report,) = load([path])

    logged = str(list(SyncLog.objects.values()))
    assert "jane@example.com" not in repr(report) + logged + "".join(capsys.readouterr())


def test_fifteen_character_ids_become_eighteen(export: Callable[..., Path]) -> None:
    """In keys and in references; ids that differ by case alone stay apart."""
    a_user()
    lines = [account_line(1, Id="00100000000000a", OwnerId=OWNER[:15]), account_line(2, Id="00100000000000A")]

    (report,) = load([export("Account.csv", ACCOUNT_HEADER, *lines)])

    assert counts(report) == {"read": 2, "inserted": 2}
    assert sorted(Account.objects.values_list("pk", flat=True)) == [
        "00100000000000AAAQ",
        "00100000000000aAAA",
    ]


def test_a_deleted_record_is_flagged(export: Callable[..., Path]) -> None:
    """Not removed; and it comes back when it is undeleted."""
    a_user()
    list(load([export("Account.csv", ACCOUNT_HEADER, account_line(1))]))

    (deleted,) = load([export("Account.csv", ACCOUNT_HEADER, account_line(1, IsDeleted="1"))])
    flagged = Account.objects.get().acc_active
    (undeleted,) = load([export("Account.csv", ACCOUNT_HEADER, account_line(1, IsDeleted=""))])

    assert (counts(deleted), flagged) == ({"read": 1, "deleted": 1}, 0)
    assert (counts(undeleted), Account.objects.get().acc_active) == ({"read": 1, "updated": 1}, 1)


def test_an_older_row_does_not_overwrite_the_stored_one(export: Callable[..., Path]) -> None:
    """Nor does an older version in the same file."""
    a_user()
    old = {"LastModifiedDate": "2026-01-01T00:00:00Z", "SystemModstamp": "2026-01-01T00:00:00Z"}
    lines = [account_line(1), account_line(1, Name="Old", **old)]

    (first,) = load([export("Account.csv", ACCOUNT_HEADER, *lines)])
    (second,) = load([export("Account.csv", ACCOUNT_HEADER, account_line(1, Name="Old", **old))])

    assert counts(first) == {"read": 2, "inserted": 1, "superseded": 1}
    assert counts(second) == {"read": 1, "superseded": 1}
    assert Account.objects.get().acc_name == "Account 1"


def test_parents_may_come_later_in_the_file(export: Callable[..., Path]) -> None:
    """A self-reference is settled for the file as a whole."""
    a_user()
    lines = [campaign_line(1, parent=2), campaign_line(2, parent=3), campaign_line(3)]

    (report,) = load([export("Campaign.csv", CAMPAIGN_HEADER, *lines)])

    assert counts(report) == {"read": 3, "inserted": 3}
    assert Campaign.objects.get(cmp_parent__cmp_parent__cmp_name="Campaign 3").pk == sf_id("701", 1)


def test_children_of_a_rejected_row_are_rejected_too(export: Callable[..., Path], tmp_path: Path) -> None:
    """Down to the last generation, each with its own reason."""
    a_user()
    lines = [
        campaign_line(1, parent=2),
        campaign_line(2, parent=3),
        campaign_line(3, OwnerId=sf_id("005", 9)),
        campaign_line(4),
    ]

    (report,) = load([export("Campaign.csv", CAMPAIGN_HEADER, *lines)], rejects=tmp_path / "r.csv")

    assert counts(report) == {"read": 4, "inserted": 1, "rejected": 3}
    assert [row[:2] for row in sorted(rejected(tmp_path / "r.csv"))] == [
        ("2", "ParentId"),
        ("3", "ParentId"),
        ("4", "OwnerId"),
    ]


def test_stubs_stand_in_for_missing_parents(export: Callable[..., Path]) -> None:
    """Minimal inactive rows, which the real row replaces and which never replace a real row."""
    case = (
        "Id,CaseNumber,AccountId,OwnerId,CreatedDate,LastModifiedDate,LastModifiedById\n"
        f"{sf_id('500', 1)},00001014,{sf_id('001', 1)},{OWNER},2026-05-04,2026-05-04,{OWNER}"
    )

    (report,) = load([export("Case.csv", case)], missing_parents="stub")
    stub = Account.objects.get(pk=sf_id("001", 1))
    (real, again) = load(
        [export("Account.csv", ACCOUNT_HEADER, account_line(1)), export("Case.csv", case)],
        missing_parents="stub",
    )

    assert counts(report) == {"read": 1, "inserted": 1}
    assert dict(report.stubs) == {"users": 1, "accounts": 1}
    assert (stub.acc_active, stub.acc_owner.usr_active) == (0, 0)
    assert (counts(real), dict(real.stubs)) == ({"read": 1, "updated": 1}, {})
    assert counts(again) == {"read": 1, "unchanged": 1}
    assert Account.objects.get(pk=sf_id("001", 1)).acc_active == 1
    assert Case.objects.get(cs_account__acc_name="Account 1").cs_case_number == "00001014"


def test_a_file_without_a_required_column_is_refused_at_once(export: Callable[..., Path]) -> None:
    """The message names the columns as Salesforce does; the run is logged as failed."""
    (report,) = load([export("Account.csv", "Id,Name", f"{sf_id('001', 1)},Acme")])

    assert "no column for OwnerId, LastModifiedDate, LastModifiedById" in report.refused
    assert counts(report) == {}
    assert SyncLog.objects.get().sl_status == "failed"


@pytest.mark.parametrize(
    "header",
    [
        ACCOUNT_HEADER.upper(),
        "id,name,owner_id,is_deleted,account_number,credit_limit_c,last_modified_date,last_modified_by_id,system_modstamp",
        "id,name,ownerId,isDeleted,accountNumber,creditLimit__c,lastModifiedDate,lastModifiedById,systemModstamp",
        "Id,Name,Owner__c,IsDeleted,Account_Number__c,CreditLimit,LastModifiedDate,LastModifiedById,SystemModstamp",
        "acc_sf_id,acc_name,acc_owner_id,IsDeleted,acc_account_number,acc_credit_limit,acc_last_modified_date,acc_last_modified_by_id,x",
    ],
)
def test_headers_are_read_in_every_spelling(export: Callable[..., Path], header: str) -> None:
    """Upper case, snake case, camel case, custom for standard and the other way round, our own column names."""
    a_user()

    (report,) = load([export("sf_account_data.csv", header, account_line(1))])

    assert counts(report) == {"read": 1, "inserted": 1}
    assert Account.objects.get().acc_credit_limit == 1500


def test_an_org_names_its_own_fields_and_objects(export: Callable[..., Path], settings: Settings) -> None:
    """By two settings; its names win over ours."""
    settings.AGENT360_MODELS = {
        "SALESFORCE_OBJECTS": {"Kunde__c": "agent360_accounts.Account"},
        "SALESFORCE_FIELDS": {"agent360_accounts.Account": {"Kreditlimit__c": "acc_credit_limit"}},
    }
    a_user()
    header = ACCOUNT_HEADER.replace("Credit_Limit__c", "Kreditlimit__c")

    (report,) = load([export("Kunde__c.csv", header, account_line(1))])

    assert counts(report) == {"read": 1, "inserted": 1}
    assert Account.objects.get().acc_credit_limit == 1500


def test_an_org_may_give_one_of_our_names_another_meaning(export: Callable[..., Path], settings: Settings) -> None:
    """What the setting says about a field wins over what we know of it."""
    settings.AGENT360_MODELS = {
        "SALESFORCE_FIELDS": {"agent360_accounts.Account": {"Credit_Limit__c": "acc_order_open_amount"}}
    }
    a_user()

    list(load([export("Account.csv", ACCOUNT_HEADER, account_line(1))]))

    account = Account.objects.get()
    assert account.acc_credit_limit is None
    assert account.acc_order_open_amount == 1500


@pytest.mark.parametrize("lines", [[], [ACCOUNT_HEADER]], ids=["empty", "header only"])
def test_a_file_without_rows_is_no_error(export: Callable[..., Path], lines: list[str]) -> None:
    """There is nothing to do."""
    (report,) = load([export("Account.csv", *lines)])

    assert (counts(report), report.refused) == ({}, "")


def test_a_custom_field_named_active_is_not_our_flag(export: Callable[..., Path]) -> None:
    """Many orgs have one on their accounts."""
    a_user()

    (report,) = load([export("Account.csv", ACCOUNT_HEADER + ",Active__c", account_line(1) + ",No")])

    assert report.ignored_columns == ["Active__c"]
    assert Account.objects.get().acc_active == 1


def test_unknown_columns_and_objects_are_ignored_and_named(export: Callable[..., Path]) -> None:
    """They are no error."""
    a_user()
    accounts = export("Account.csv", ACCOUNT_HEADER + ",Mood__c", account_line(1) + ",fine")
    contacts = export("Contact.csv", "Id", "003000000000001AAA")

    skipped, loaded = load([accounts, contacts])

    assert (skipped.object_name, skipped.skipped) == ("Contact", True)
    assert (counts(loaded), loaded.ignored_columns) == ({"read": 1, "inserted": 1}, ["Mood__c"])


def test_a_folder_loads_parents_before_children(export: Callable[..., Path], tmp_path: Path) -> None:
    """Whatever the names of the files."""
    export("Account.csv", ACCOUNT_HEADER, account_line(1))
    export("Campaign.csv", CAMPAIGN_HEADER, campaign_line(1))
    user = (
        "Id,Username,Email,LastName,Name,IsActive,TimeZoneSidKey,LanguageLocaleKey,CreatedDate,"
        "LastModifiedDate,LastModifiedById\n"
        f"{OWNER},ada@example.com,ada@example.com,Kerr,Ada Kerr,true,Europe/Berlin,en_US,2026-05-04,2026-05-04,{OWNER}"
    )
    export("User.csv", user)

    reports = list(load([tmp_path]))

    assert [report.table for report in reports] == ["users", "accounts", "campaigns"]
    assert [report.inserted for report in reports] == [1, 1, 1]


def test_a_tree_file_resolves_its_references(export: Callable[..., Path]) -> None:
    """``@Reference`` means the id of another record, in this or another file; children are nested or not."""
    a_user()
    account = dict(zip(ACCOUNT_HEADER.split(","), account_line(1).split(","), strict=True))
    case = {
        "attributes": {"type": "Case", "referenceId": "CaseRef1"},
        "Id": sf_id("500", 1),
        "CaseNumber": "00001014",
        "AccountId": "@AccountRef1",
        "OwnerId": OWNER,
        "CreatedDate": "2026-05-04",
        "LastModifiedDate": "2026-05-04",
        "LastModifiedById": OWNER,
    }
    tree = {
        "records": [
            {
                "attributes": {"type": "Account", "referenceId": "AccountRef1"},
                **account,
                "Credit_Limit__c": 3.5e8,
                "Cases": {"records": [case]},
            }
        ]
    }

    accounts, cases = load([export("tree.json", content=tree)])

    assert (counts(accounts), counts(cases)) == ({"read": 1, "inserted": 1}, {"read": 1, "inserted": 1})
    assert Case.objects.get().cs_account == Account.objects.get(acc_credit_limit=Decimal("3.5E8"))


def test_a_row_that_only_the_database_refuses_is_found(export: Callable[..., Path], tmp_path: Path) -> None:
    """A secondary unique key, here; the rest loads all the same."""
    owner = a_user()
    account = AccountFactory.create(acc_owner=owner)
    product = ProductFactory.create()
    invoice = (
        "Id,Name,Account__c,Invoice_Date__c,Invoice_Type__c,Status__c,Net_Price__c,CreatedDate,LastModifiedDate,"
        "LastModifiedById\n"
        f"{sf_id('a0I', 1)},I1,{account.pk},2026-05-04,Standard,Open,10,2026-05-04,2026-05-04,{OWNER}"
    )
    header = (
        "Id,Invoice__c,Product__c,Quantity__c,Unit_Price__c,Net_Price__c,Unique_Line_Code__c,Status__c,Valid__c,"
        "CreatedDate,LastModifiedDate,LastModifiedById"
    )
    lines = [
        f"{sf_id('a0L', n)},{sf_id('a0I', 1)},{product.pk},1,10,10,{code},Open,1,2026-05-04,2026-05-04,{OWNER}"
        for n, code in enumerate(["A", "B", "A", "C", "B"], 1)
    ]
    files = [export("Invoice__c.csv", invoice), export("Invoice_Line_Item__c.csv", header, *lines)]

    _, report = load(files, rejects=tmp_path / "r.csv")

    assert counts(report) == {"read": 5, "inserted": 3, "rejected": 2}
    assert [row[:3] for row in rejected(tmp_path / "r.csv")] == [
        ("4", "Unique_Line_Code__c", "A"),
        ("6", "Unique_Line_Code__c", "B"),
    ]
    assert list(InvoiceLineItem.objects.order_by("pk").values_list("ili_unique_line_code", flat=True)) == [
        "A",
        "B",
        "C",
    ]


def test_what_the_database_refuses_takes_as_many_queries_for_many_rows_as_for_few(
    export: Callable[..., Path], tmp_path: Path
) -> None:
    """Each would read all rows of the file: rows that have a code of the table, or one of an earlier row."""
    owner, product = a_user(), ProductFactory.create()
    invoice = InvoiceFactory.create(inv_account=AccountFactory.create(acc_owner=owner))
    header = (
        "Id,Invoice__c,Product__c,Quantity__c,Unit_Price__c,Net_Price__c,Unique_Line_Code__c,Status__c,Valid__c,"
        "CreatedDate,LastModifiedDate,LastModifiedById"
    )

    def load_items(first: int, codes: list[str]) -> tuple[Report, int, list[tuple[str, ...]]]:
        lines = [
            f"{sf_id('a0L', n)},{invoice.pk},{product.pk},1,10,10,{code},Open,1,2026-05-04,2026-05-04,{OWNER}"
            for n, code in enumerate(codes, first)
        ]
        path = export("Invoice_Line_Item__c.csv", header, *lines)
        with CaptureQueriesContext(connection) as queries:
            (report,) = load([path], rejects=tmp_path / "r.csv")
        return report, len(queries), rejected(tmp_path / "r.csv")

    load_items(0, [f"there {number}" for number in range(10)])
    found = []
    for first, number in ((100, 4), (1000, 40)):
        new = [f"{first} {place}" for place in range(number)]
        report, queries, gone = load_items(first, [*new, *new, *[f"there {place % 10}" for place in range(number)]])
        assert counts(report) == {"read": 3 * number, "inserted": number, "rejected": 2 * number}
        assert [row[:2] for row in gone] == [
            (str(line), "Unique_Line_Code__c") for line in range(number + 2, 3 * number + 2)
        ]
        found.append(queries)

    # Many rows may have the server told what to plan with, by one statement more, where the table is small beside them.
    assert found[1] - found[0] in (0, 1)


@pytest.fixture
def comments(export: Callable[..., Path]) -> Path:
    """Return an export of two comments, the first of which waits here for its upload."""
    case = CaseFactory.create()
    CaseComment.objects.create(
        cc_sf_id=sf_id("00a", 1), cc_case=case, cc_comment_body="Ours", cc_sync_status=SyncStatus.PENDING
    )
    header = "Id,ParentId,CommentBody,IsPublished,CreatedDate,LastModifiedDate"
    lines = [f"{sf_id('00a', n)},{case.pk},Theirs,1,2026-05-04,2026-05-04" for n in (1, 2)]
    return export("CaseComment.csv", header, *lines)


def test_a_local_change_is_not_overwritten_but_becomes_a_conflict(comments: Path) -> None:
    """With both texts, for somebody to decide; the run counts it as skipped, and a second load adds none."""
    for inserted, unchanged in ((1, 0), (0, 1)):
        (report,) = load([comments])

        expected = {"read": 2, "inserted": inserted, "unchanged": unchanged, "conflicts": 1}
        assert counts(report) == {name: number for name, number in expected.items() if number}
    waiting = CaseComment.objects.get(cc_sf_id=sf_id("00a", 1))
    conflict = SyncConflict.objects.get()
    run = SyncLog.objects.latest("pk")
    assert (waiting.cc_comment_body, waiting.cc_sync_status) == ("Ours", SyncStatus.CONFLICT)
    assert conflict.sc_local_value["cc_comment_body"] == "Ours"  # type: ignore[index]
    assert conflict.sc_sf_value["cc_comment_body"] == "Theirs"  # type: ignore[index]
    assert (run.sl_status, run.sl_records_skipped) == ("success", 2)


def test_a_local_change_is_rejected_where_no_conflict_can_be_recorded(
    comments: Path, tmp_path: Path, settings: Settings
) -> None:
    """The comment stays as it is, and the row says so."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_system"]}

    (report,) = load([comments], rejects=tmp_path / "r.csv")

    waiting = CaseComment.objects.get(cc_sf_id=sf_id("00a", 1))
    assert counts(report) == {"read": 2, "inserted": 1, "rejected": 1}
    assert (waiting.cc_comment_body, waiting.cc_sync_status) == ("Ours", SyncStatus.PENDING)
    assert rejected(tmp_path / "r.csv")[0][3] == "has local changes that the source does not have yet"


def test_each_object_leaves_a_run_with_its_counts(export: Callable[..., Path]) -> None:
    """And moves its watermark to the newest ``SystemModstamp`` that went in."""
    a_user()
    late = {"SystemModstamp": "2026-06-01T00:00:00Z", "Credit_Limit__c": "nonsense"}
    path = export("Account.csv", ACCOUNT_HEADER, account_line(1), account_line(2), account_line(3, **late))

    (report,) = load([path])

    run = SyncLog.objects.get()
    stamp = datetime(2026, 5, 4, 13, tzinfo=UTC)
    assert report.logged
    assert (run.sl_object_name, run.sl_sf_object_api, run.sl_status) == ("accounts", "Account", "partial")
    assert (run.sl_records_queried, run.sl_records_inserted, run.sl_records_failed) == (3, 2, 1)
    assert (run.sl_hwm_before, run.sl_hwm_after) == (None, stamp)
    assert SyncWatermark.objects.get(sw_object_name="accounts").sw_last_sync_ts == stamp


def test_a_progress_callback_may_query(export: Callable[..., Path]) -> None:
    """On the same alias, and write too; it is called while rows are read."""
    a_user()
    path = export("Account.csv", ACCOUNT_HEADER, *(account_line(n) for n in range(1, 10_001)))
    seen = []

    def progress(_table: str, rows: int) -> None:
        with transaction.atomic():
            seen.append((rows, User.objects.count(), UserRole.objects.count()))
            UserRole.objects.create(
                ur_sf_id=sf_id("00E", rows), ur_name="x", ur_last_modified_date=THEN, ur_system_modstamp=THEN
            )

    (report,) = load([path], progress=progress)

    assert counts(report) == {"read": 10_000, "inserted": 10_000}
    assert seen == [(5_000, 1, 0), (10_000, 1, 1)]


def test_a_run_that_breaks_leaves_nothing_behind(export: Callable[..., Path]) -> None:
    """Half-way through the file, whatever the cause; the run is logged as failed."""
    a_user()
    path = export("Account.csv", ACCOUNT_HEADER, *(account_line(n) for n in range(1, 12_000)))

    def pull_the_plug(_table: str, rows: int) -> None:
        if rows >= 10_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(load([path], progress=pull_the_plug))

    assert not Account.objects.exists()
    assert not SyncWatermark.objects.exists()
    assert SyncLog.objects.get().sl_status == "failed"


def test_an_error_of_the_database_is_told_without_its_values(export: Callable[..., Path]) -> None:
    """A live column that is narrower than the model refuses the object; nothing of it went in."""
    a_user()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts ALTER acc_name TYPE varchar(12)")

    (report,) = load([export("Account.csv", ACCOUNT_HEADER, account_line(1), account_line(2, Name="jane@example.com"))])

    assert report.refused == "the database refused it: StringDataRightTruncation (22001)"
    assert counts(report) == {"read": 2}
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("names", "object_name", "text"),
    [
        (["Contact.csv"], None, "None of Contact is an object that fills a table here"),
        (["Account.csv"], "Acount", "There is no object 'Acount'"),
        (["nothing.csv"], None, "does not exist"),
    ],
)
def test_misuse_is_a_clear_error(
    export: Callable[..., Path], tmp_path: Path, names: list[str], object_name: str | None, text: str
) -> None:
    """It says what there is to choose from."""
    export("Contact.csv", "Id", "003000000000001AAA")
    export("Account.csv", ACCOUNT_HEADER)

    with pytest.raises(LoadError, match=text):
        list(load([tmp_path / name for name in names], object_name=object_name))


def test_the_rejects_file_is_never_one_of_the_exports(export: Callable[..., Path]) -> None:
    """It would be emptied before it is read."""
    path = export("Account.csv", ACCOUNT_HEADER, account_line(1))

    with pytest.raises(LoadError, match="is one of the files to load"):
        list(load([path], rejects=path))

    assert path.read_text().startswith(ACCOUNT_HEADER)


def test_read_only_tables_are_not_loaded(export: Callable[..., Path], settings: Settings) -> None:
    """Said before a row is read."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_accounts"]}

    with pytest.raises(ReadOnlyTableError, match="agent360_accounts"):
        list(load([export("Account.csv", ACCOUNT_HEADER, account_line(1))]))


def test_without_a_run_log_it_loads_and_says_so(export: Callable[..., Path], settings: Settings) -> None:
    """Here the app that holds it may not be written."""
    settings.AGENT360_MODELS = {"READ_ONLY": ["agent360_system"]}
    a_user()

    (report,) = load([export("Account.csv", ACCOUNT_HEADER, account_line(1))])

    assert (counts(report), report.logged) == ({"read": 1, "inserted": 1}, False)


@pytest.mark.django_db(databases=["default", "crm"])
def test_it_loads_into_the_alias_that_is_named(export: Callable[..., Path]) -> None:
    """Rows, run and watermark alike."""
    header = "Id,Name,LastModifiedDate,SystemModstamp"
    path = export("UserRole.csv", header, f"{sf_id('00E', 1)},Sales,2026-05-04,2026-05-04")

    list(load([path], using="crm"))

    assert UserRole.objects.using("crm").count() == SyncLog.objects.using("crm").count() == 1
    assert UserRole.objects.count() == SyncLog.objects.count() == 0


def test_a_far_future_sentinel_and_naive_times_are_utc(export: Callable[..., Path]) -> None:
    """The year 9999 goes in and comes out."""
    header = "Id,Name,LastModifiedDate,SystemModstamp"
    path = export("UserRole.csv", header, f"{sf_id('00E', 1)},Sales,2020-12-30 3:15:52,9999-12-31 23:59:59")

    list(load([path]))

    role = UserRole.objects.get()
    assert role.ur_last_modified_date == datetime(2020, 12, 30, 3, 15, 52, tzinfo=UTC)
    assert role.ur_system_modstamp == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_users_that_exist_satisfy_references(export: Callable[..., Path]) -> None:
    """Parents in the table count as well as parents in the files."""
    a_user()
    assert User.objects.get().usr_last_modified_date == THEN

    (report,) = load([export("Account.csv", ACCOUNT_HEADER, account_line(1))], missing_parents="stub")

    assert dict(report.stubs) == {}


@pytest.mark.parametrize("kind", ["csv.gz", "zip", "json", "jsonl"])
def test_every_format_fills_the_same_rows(tmp_path: Path, kind: str) -> None:
    """With the same rejects; in JSON ``line`` is the number of the record."""
    a_user()
    lines = [account_line(1), account_line(2, Credit_Limit__c="a lot"), account_line(3)]
    text = "\n".join([ACCOUNT_HEADER, *lines])
    records = [*csv.DictReader(text.splitlines())]
    path = tmp_path / f"Account.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("folder/Account.csv", text)
    else:
        content = {
            "csv.gz": text,
            "json": json.dumps(records),
            "jsonl": "\n".join(map(json.dumps, records)),
        }[kind]
        path.write_bytes(gzip.compress(content.encode()) if kind == "csv.gz" else content.encode())

    (report,) = load([path], rejects=tmp_path / "r.csv")

    assert (report.object_name, counts(report)) == ("Account", {"read": 3, "inserted": 2, "rejected": 1})
    assert rejected(tmp_path / "r.csv") == [
        ("2" if "json" in kind else "3", "Credit_Limit__c", "a lot", "not a number")
    ]
