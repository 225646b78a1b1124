"""Loading sheets as Google Sheets downloads them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from agent360_models.ingestion.gsheet.factories import MarketingSpendFactory
from agent360_models.ingestion.gsheet.models import MarketingLead, MarketingSpend
from agent360_models.ingestion.orchestration.models import SyncHistory
from tests.support.exports import Folder, counts

pytestmark = pytest.mark.django_db

HEADER = "Date,Channel,Campaign,Amount,Impressions,Clicks,Conversions"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path, "gsheet")


def test_leads_are_read_by_their_headers(folder: Folder) -> None:
    """The name of the file says nothing; a new line in a cell is no new row."""
    folder.write(
        "Marketing 2026 - Sheet1.csv",
        "\ufeffDate,Lead Source,Campaign Name,First Name,Last Name,E-mail,PHONE NUMBER,Comments,Score",
        '3/1/2026,Home show,Spring,Ada,Lovelace,ada@example.com,(555) 010-0100,"two\r\nlines",7',
        "2026-03-02,,,Bob,,,,=HYPERLINK(),",
    )

    (report,) = folder.load()

    assert counts(report) == {"leads": {"read": 2, "inserted": 2}}
    assert report.ignored_columns == ["Score"]
    names = ("row_number", "date", "source", "campaign", "first_name", "email", "phone", "notes")
    assert list(MarketingLead.objects.order_by("row_number").values_list(*names)) == [
        (2, date(2026, 3, 1), "Home show", "Spring", "Ada", "ada@example.com", "(555) 010-0100", "two\r\nlines"),
        (3, date(2026, 3, 2), None, None, "Bob", None, None, "=HYPERLINK()"),
    ]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1234.5", "1234.50"),
        ('"$1,234.50"', "1234.50"),
        ('"1,234"', "1234.00"),
        ('"-$1,234.50"', "-1234.50"),
        ('"($1,234.50)"', "-1234.50"),
        ('"USD 1,234.50"', "1234.50"),
        ("€99", "99.00"),
        ("12.5%", "0.13"),
        ("1.5E3", "1500.00"),
        (".5", "0.50"),
        (" 7 ", "7.00"),
        ("", None),
        ('"1.234,50"', "reject"),
        ('"12,34"', "reject"),
        ("free", "reject"),
        ("$", "reject"),
    ],
)
def test_money_is_read_as_people_type_it(folder: Folder, cell: str, amount: str | None) -> None:
    """In the spelling of the United States; what could be another one is rejected."""
    folder.write("spend.csv", HEADER, f"2026-03-01,Search,Spring,{cell},1,1,0")

    folder.load()

    found = list(MarketingSpend.objects.values_list("amount", flat=True))
    assert found == ([] if amount == "reject" else [None if amount is None else Decimal(amount)])


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-03-01 17:23:34", date(2026, 3, 1)),
        ("3/1/2026", date(2026, 3, 1)),
        ("03/01/26", date(2026, 3, 1)),
        ('"Mar 1, 2026"', date(2026, 3, 1)),
        ('"March 1, 2026"', date(2026, 3, 1)),
        ("1-Mar-2026", date(2026, 3, 1)),
        ("12/31/9999", date(9999, 12, 31)),
        ("31/12/2026", None),
        ("someday", None),
    ],
)
def test_days_are_read_as_people_type_them(folder: Folder, cell: str, day: date | None) -> None:
    """Month first; a day that comes first is rejected where it can be told."""
    folder.write("spend.csv", HEADER, f"{cell},Search,Spring,1,1,1,0")

    folder.load()

    assert list(MarketingSpend.objects.values_list("date", flat=True)) == ([] if day is None else [day])


def test_empty_rows_are_none_and_keep_the_count(folder: Folder) -> None:
    """At the end, and in between."""
    folder.write("spend.csv", HEADER, "2026-03-01,Search,A,1,1,1,0", ",,,,,,", "2026-03-02,Search,B,1,1,1,0", ",,,,,,")

    (report,) = folder.load()

    assert counts(report) == {"spend": {"read": 2, "inserted": 2}}
    assert set(MarketingSpend.objects.values_list("row_number", "campaign")) == {(2, "A"), (4, "B")}


def test_the_table_follows_the_sheet(folder: Folder) -> None:
    """Through a row in the middle, one that was taken out, and one that was emptied: nothing is counted twice."""
    a, b, c = (f"2026-03-0{day},Search,{name},{day},1,1,0" for day, name in enumerate("ABC", start=1))
    sheet = folder.write("spend.csv", HEADER, a, b, c)
    folder.load()
    reports = {}
    for change, lines in {"inserted": (a, a, b, c), "shorter": (b, c), "emptied": (b, ",,,,,,", c)}.items():
        sheet.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
        reports[change] = counts(*folder.load())["spend"]

    assert reports == {
        "inserted": {"read": 4, "inserted": 1, "updated": 2, "unchanged": 1},
        "shorter": {"read": 2, "updated": 2, "removed": 2},
        "emptied": {"read": 2, "inserted": 1, "unchanged": 1, "removed": 1},
    }
    assert set(MarketingSpend.objects.values_list("row_number", "campaign")) == {(2, "B"), (4, "C")}
    assert SyncHistory.objects.filter(performance_metrics__deleted=1).count() == 1


def test_a_bad_row_is_not_taken_for_one_that_is_gone(folder: Folder) -> None:
    """What was there before stays until it is mended."""
    MarketingSpendFactory.create(row_number=2, campaign="before")
    folder.write("spend.csv", HEADER, "someday,Search,after,1,1,1,0")

    assert counts(*folder.load()) == {"spend": {"read": 1, "rejected": 1}}
    assert MarketingSpend.objects.get().campaign == "before"


def test_a_damaged_file_removes_nothing(folder: Folder) -> None:
    """Which row it is that cannot be read is not known; its kind is, by the header."""
    MarketingSpendFactory.create(row_number=3)
    folder.write(
        "Sheet1.csv", HEADER, "2026-03-01,Search,A,1,1,1,0", "2026-03-02,Search", "2026-03-03,Search,C,1,1,1,0"
    )

    assert counts(*folder.load()) == {"spend": {"read": 3, "inserted": 2, "rejected": 1}}
    assert MarketingSpend.objects.count() == 3


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("spend.csv", "Datum,Betrag\n2026-03-01,7"),
        ("spend.json", '{"range": "A1:B2", "values": [["Date"], ["2026-03-01"]]}'),
    ],
)
def test_a_sheet_of_which_nothing_is_known_is_refused(folder: Folder, name: str, text: str) -> None:
    """Empty rows would take the place of all others."""
    MarketingSpendFactory.create(row_number=2, campaign="before")
    folder.write(name, text)

    (report,) = folder.load()

    assert report.refused == "none of its columns fills one of gsheet_marketing_spend"
    assert MarketingSpend.objects.get().campaign == "before"


def test_two_sheets_for_one_table_are_refused(folder: Folder) -> None:
    """Each would take the place of the other."""
    folder.write("a.csv", HEADER, "2026-03-01,Search,A,1,1,1,0")
    folder.write("b.csv", HEADER, "2026-03-01,Search,B,1,1,1,0")

    first, second = folder.load()

    assert first.inserted == 1
    assert second.refused == "another file of this load contains all of spend"
    assert MarketingSpend.objects.get().campaign == "A"


@pytest.mark.parametrize("lines", [(), (HEADER,), (HEADER, ",,,,,,")])
def test_a_file_without_rows_removes_nothing(folder: Folder, lines: tuple[str, ...]) -> None:
    """It may be the wrong one."""
    MarketingSpendFactory.create()
    folder.write("spend.csv", *lines)

    assert counts(*folder.load()) == {"spend": {}}
    assert MarketingSpend.objects.count() == 1


def test_a_report_of_google_ads_is_read(folder: Folder) -> None:
    """Its cost is in millionths."""
    folder.write(
        "campaign_stats.csv",
        "date,ad_network_type,id,cost_micros,clicks,impressions,conversions",
        "2026-02-01,SEARCH,9935249409,36150000,49,166,0.5",
    )

    folder.load()

    names = ("date", "channel", "campaign", "amount", "clicks", "impressions", "conversions")
    assert MarketingSpend.objects.values_list(*names).get() == (
        date(2026, 2, 1),
        "SEARCH",
        "9935249409",
        Decimal("36.15"),
        49,
        166,
        Decimal("0.5"),
    )
