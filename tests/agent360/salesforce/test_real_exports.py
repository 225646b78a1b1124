"""Real exports of others, where ``AGENT360_SAMPLE_DATA`` names the folder that holds them."""

import csv
import os
from pathlib import Path

import pytest

from agent360_models.agent360.campaigns.models import Campaign
from agent360_models.agent360.core.models import User
from agent360_models.agent360.salesforce.load import load
from agent360_models.agent360.support.models import Case, Task
from agent360_models.loading.report import Report

SAMPLES = os.environ.get("AGENT360_SAMPLE_DATA")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLES, reason="AGENT360_SAMPLE_DATA does not name a folder of sample exports"),
]

WORKSHOP = Path(SAMPLES or "", "sfdc_assets_data_cloud_workshop", "data")
DEMO = Path(SAMPLES or "", "sfdc_assets_gen_ai_demo", "data")
FIVETRAN = Path(SAMPLES or "", "fivetran_salesforce", "integration_tests", "seeds")


def counts(reports: list[Report]) -> dict[str, tuple[int, int, int, int]]:
    return {
        report.object_name: (report.read, report.inserted, report.unchanged, report.rejected)
        for report in reports
        if not report.skipped and not report.refused
    }


@pytest.mark.parametrize(
    ("folder", "rows"),
    [
        (WORKSHOP, {"Account": 22, "Task": 75, "Campaign": 8, "Case": 40}),
        (DEMO, {"Account": 94, "Case": 40}),
        (FIVETRAN, {"Product2": 2, "Task": 10}),
    ],
    ids=["workshop", "demo", "fivetran"],
)
def test_every_row_goes_in_once(folder: Path, rows: dict[str, int]) -> None:
    """With stubs for the parents that no file holds; a second load changes nothing."""
    first = list(load([folder], missing_parents="stub"))
    second = list(load([folder], missing_parents="stub"))

    assert counts(first) == {name: (number, number, 0, 0) for name, number in rows.items()}
    assert counts(second) == {name: (number, 0, number, 0) for name, number in rows.items()}


def test_rows_without_their_parents_are_explained(tmp_path: Path) -> None:
    """No file of the set holds users, so no row has its owner."""
    rejects = tmp_path / "rejects.csv"

    reports = list(load([WORKSHOP], rejects=rejects))

    with rejects.open(newline="", encoding="utf-8") as file:
        reasons = {(row["object"], row["column"], row["reason"]) for row in csv.DictReader(file)}
    assert counts(reports) == {
        "Account": (22, 0, 0, 22),
        "Task": (75, 0, 0, 75),
        "Campaign": (8, 0, 0, 8),
        "Case": (40, 0, 0, 40),
    }
    assert reasons == {
        ("Account", "OwnerId", "no such row in users"),
        ("Task", "OwnerId", "no such row in users"),
        ("Campaign", "OwnerId", "no such row in users"),
        ("Case", "OwnerId", "no such row in users"),
        ("Case", "AccountId", "no such row in accounts"),
    }


def test_values_arrive_as_they_are() -> None:
    """Leading zeros, ids that differ by case alone, a checkbox of 1 and nothing, the polymorphic reference."""
    list(load([WORKSHOP], missing_parents="stub"))

    case = Case.objects.get(cs_case_number="00001014")
    assert (case.cs_status, case.cs_priority, case.cs_active) == ("Closed", "Medium", 1)
    assert Task.objects.filter(pk__in=["00TEc00000Co1XAMAZ", "00TEc00000Co1XaMAJ"]).count() == 2
    assert Campaign.objects.get(cmp_name="Credit Card Rewards - June 2023").cmp_is_active is False
    assert set(User.objects.values_list("usr_active", flat=True)) == {0}


def test_a_file_that_lacks_what_a_table_requires_is_refused() -> None:
    """A tree file without ids: an id is never invented."""
    (report,) = load([Path(SAMPLES or "", "trailhead_ebikes", "data", "Accounts.json")])

    assert report.refused.startswith("it has no column for Id, OwnerId, LastModifiedDate, LastModifiedById")
