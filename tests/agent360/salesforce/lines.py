"""Lines of exports of accounts and campaigns, and what a load made of them."""

import csv
from pathlib import Path

from agent360_models.loading.report import Report
from tests.support.agent360 import sf_id

OWNER = sf_id("005", 1)
ACCOUNT_HEADER = (
    "Id,Name,OwnerId,IsDeleted,AccountNumber,Credit_Limit__c,LastModifiedDate,LastModifiedById,SystemModstamp"
)
CAMPAIGN_HEADER = "Id,Name,ParentId,Status,OwnerId,IsActive,StartDate,CreatedDate,LastModifiedDate,LastModifiedById"


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
