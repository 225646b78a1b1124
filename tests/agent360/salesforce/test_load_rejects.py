"""Rejected rows and refused files: the reasons are told, and values stand in the rejects file alone."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.accounts.models import Account
from agent360_models.agent360.catalog.factories import ProductFactory
from agent360_models.agent360.invoicing.factories import InvoiceFactory
from agent360_models.agent360.invoicing.models import InvoiceLineItem
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.system.models import SyncLog
from agent360_models.exceptions import LoadError, ReadOnlyTableError
from agent360_models.loading.report import Report
from tests.agent360.salesforce.lines import (
    ACCOUNT_HEADER,
    CAMPAIGN_HEADER,
    OWNER,
    account_line,
    campaign_line,
    counts,
    rejected,
)
from tests.support.agent360 import a_user, sf_id

pytestmark = pytest.mark.django_db


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


def test_a_file_without_a_required_column_is_refused_at_once(export: Callable[..., Path]) -> None:
    """The message names the columns as Salesforce does; the run is logged as failed."""
    (report,) = load([export("Account.csv", "Id,Name", f"{sf_id('001', 1)},Acme")])

    assert "no column for OwnerId, LastModifiedDate, LastModifiedById" in report.refused
    assert counts(report) == {}
    assert SyncLog.objects.get().sl_status == "failed"


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
