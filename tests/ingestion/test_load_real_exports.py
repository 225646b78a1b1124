"""Exports of others, where ``AGENT360_SAMPLE_DATA`` names the folder that holds them."""

import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from agent360_models.ingestion.callrail.models import Call
from agent360_models.ingestion.gsheet.models import MarketingSpend
from agent360_models.ingestion.hubspot.models import Company, Contact, ContactToDealAssociation, Deal
from agent360_models.loading.report import Report
from agent360_models.loading.sources import find_source

SAMPLES = os.environ.get("AGENT360_SAMPLE_DATA")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLES, reason="AGENT360_SAMPLE_DATA does not name a folder of sample exports"),
]

HUBSPOT = Path(SAMPLES or "", "fivetran_hubspot", "integration_tests", "seeds")
CALLRAIL = Path(SAMPLES or "", "pycallrail")
SPEND = Path(SAMPLES or "", "fivetran_google_ads", "integration_tests", "seeds", "campaign_stats_data.csv")


def load(source: str, path: Path, object_name: str | None = None) -> list[Report]:
    reports = [report for report in find_source(source).load([path], object_name=object_name) if not report.skipped]
    assert [report.refused for report in reports if report.refused] == []
    return reports


def counts(reports: list[Report]) -> list[tuple[str, str, int, int, int, int, int]]:
    """Return file, kind, and the rows read, inserted, unchanged, superseded and rejected."""
    return [
        (r.path.stem, r.object_name, r.read, r.inserted, r.unchanged, r.superseded, r.rejected)
        for r in reports
        if r.updated == 0
    ]


def test_every_row_of_hubspot_goes_in_once() -> None:
    """The other fifty files of the warehouse fill no table; a second load changes nothing."""
    first, second = load("hubspot", HUBSPOT), load("hubspot", HUBSPOT)

    rows = [
        ("company_data", "companies", 24),
        ("contact_data", "contacts", 22),
        ("deal_contact_data", "contact_to_deal", 11),
        ("deal_data", "deals", 44),
        ("engagement_meeting_data", "meetings", 100),
    ]
    assert counts(first) == [(*row, row[2], 0, 0, 0) for row in rows]
    assert counts(second) == [(*row, 0, row[2], 0, 0) for row in rows]


def test_values_of_hubspot_arrive_as_they_are() -> None:
    """Merged contacts, long ids, flags, dangling pairs."""
    load("hubspot", HUBSPOT)

    merged = Contact.objects.get(hs_merged_object_ids__isnull=False)
    assert (merged.id, merged.hs_merged_object_ids) == ("78971951", "76340251;46897301;76226001")
    assert Contact.objects.without_merged().count() == 22 - 3
    assert Deal.objects.filter(id="3996516327").exists()
    assert ContactToDealAssociation.objects.dangling("contact", "deal").count() == 11
    company = Company.objects.get(id="2182162682")
    assert (company.country, company.annualrevenue) == ("United States", Decimal(10_000_000))
    assert company.createdate == datetime(2019, 7, 5, 20, 35, 26, tzinfo=UTC)
    assert company.raw_data is not None
    assert company.raw_data["property_hs_all-funky-a9384-syntax"] == "23"
    assert company.raw_data["id"] == "2182162682"
    assert "_fivetran_synced" not in company.raw_data


@pytest.mark.parametrize("warehouse", ["snowflake", "postgres", "databricks"])
def test_a_file_whose_name_says_more_is_named_by_its_object(warehouse: str) -> None:
    """The same companies, as three warehouses spell the columns."""
    (report,) = load("hubspot", HUBSPOT / f"company_data_{warehouse}.csv", object_name="companies")

    assert (report.read, report.inserted) == (24, 24)


def test_every_record_of_callrail_goes_in_once() -> None:
    """One file has records of four kinds, and several records share an id: the latest of them stands."""
    first, second = load("callrail", CALLRAIL), load("callrail", CALLRAIL)

    assert counts(first) == [
        ("account_misc", "companies", 4, 1, 0, 3, 0),
        ("account_misc", "tags", 4, 4, 0, 0, 0),
        ("account_misc", "conversations", 2, 2, 0, 0, 0),
        ("account_misc", "calls", 3, 1, 0, 2, 0),
        ("calls", "calls", 6, 1, 0, 5, 0),
        ("companies", "companies", 1, 0, 0, 1, 0),
        ("form_submissions", "form_submissions", 2, 2, 0, 0, 0),
        ("tags", "tags", 2, 0, 1, 1, 0),
        ("text_messages", "conversations", 1, 1, 0, 0, 0),
    ]
    assert [(r.inserted, r.updated, r.rejected) for r in second] == [(0, 0, 0)] * 9
    call = Call.objects.get(id="456")
    assert (call.recording_duration, call.value, call.tags) == (60, Decimal(100), ["tag1", "tag2"])
    assert call.raw_data is not None
    assert call.raw_data["waveforms"] == [{"time": 0, "value": 0}, {"time": 1, "value": 1}]


def test_spend_of_google_ads_goes_in_once() -> None:
    """By the number of the row."""
    first, second = load("gsheet", SPEND), load("gsheet", SPEND)

    assert counts(first) == [("campaign_stats_data", "spend", 16, 16, 0, 0, 0)]
    assert counts(second) == [("campaign_stats_data", "spend", 16, 0, 16, 0, 0)]
    assert MarketingSpend.objects.values_list("campaign", "amount", "clicks").get(row_number=2) == (
        "9935249409",
        Decimal("36.15"),
        49,
    )
