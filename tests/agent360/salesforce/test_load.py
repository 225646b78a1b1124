"""Loading exports: what goes in, and what a second run changes."""

import csv
import gzip
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.campaigns.models import Campaign
from agent360_models.agent360.core.models import User, UserRole
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.support.models import Case
from agent360_models.agent360.system.models import SyncLog
from tests.agent360.salesforce.lines import (
    ACCOUNT_HEADER,
    CAMPAIGN_HEADER,
    OWNER,
    account_line,
    campaign_line,
    counts,
    rejected,
)
from tests.support.agent360 import THEN, a_user, sf_id

pytestmark = pytest.mark.django_db


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
