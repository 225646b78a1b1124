"""Data of HubSpot, CallRail and a spreadsheet about the same fictional wholesaler, each in its own format.

The same seed gives the same bytes within an hour. All persons and phone numbers are fictional: 555-0100 to 555-0199 are
reserved for that.
"""

import csv
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, Any]

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
FIRST = ("Ava", "Ben", "Chloé", "Dario", "Eve", "Farid", "Grace", "Hana")
LAST = ("Abbott", "Brøgger", "Castellanos", "Dvořák", "Eriksen")
CITIES = ("Denver", "Boulder", "Golden", "Aurora")
COMPANY = "COM8154748ae6bd4e278a7cddd38a662f4f"
SOURCES_OF_CALLS = ("Google Ads", "Google Business Profile", "Direct")
CAMPAIGNS = ("Spring beans", "Office machines", "Café openings")


def write_hubspot(folder: Path, seed: int = 360) -> None:
    """Write pages of contacts in the format of version 3 of HubSpot's API."""
    draw = random.Random(seed)  # noqa: S311  # keeps no secret
    people = [(first, last) for last in LAST for first in FIRST]
    for page in range(2):
        results = [
            contact(draw, 100 * page + number, *person)
            for number, person in enumerate(people[20 * page : 20 * page + 20])
        ]
        write_json(folder / f"contacts_{page + 1}.json", {"results": results, "paging": {}})


def contact(draw: random.Random, number: int, first: str, last: str) -> Row:
    """Return one contact."""
    created = NOW - timedelta(hours=draw.randint(1, 4000))
    changed = created + timedelta(hours=draw.randint(0, 400))
    return {
        "id": str(7_634_025_100 + number),
        "properties": {
            "firstname": first,
            "lastname": last,
            "email": f"{first}.{last}@example.com".lower(),
            "phone": phone(number),
            "city": draw.choice(CITIES),
            "campaign_name": draw.choice(CAMPAIGNS),
            "favourite_roast": draw.choice(("light", "medium", "dark")),
        },
        "createdAt": created.isoformat().replace("+00:00", "Z"),
        "updatedAt": changed.isoformat().replace("+00:00", "Z"),
        "archived": draw.random() < 0.05,  # noqa: PLR2004
    }


def phone(number: int) -> str:
    """Return a phone number in one of the formats that people type."""
    digits = 100 + number % 100
    return (f"(303) 555-0{digits}", f"303.555.0{digits}", f"+1 303 555 0{digits}")[number % 3]


def write_callrail(folder: Path, seed: int = 360) -> None:
    """Write a page of calls in the format of CallRail's API; some callers are contacts of HubSpot."""
    draw = random.Random(seed)  # noqa: S311  # keeps no secret
    write_json(folder / "calls.json", {"page": 1, "total_pages": 1, "calls": list(calls(draw))})


def calls(draw: random.Random) -> Iterator[Row]:
    """Yield the calls of the last seven days."""
    for number in range(60):
        start = NOW - timedelta(minutes=draw.randint(1, 10_000))
        answered = draw.random() < 0.8  # noqa: PLR2004
        yield {
            "id": f"CAL{number:032x}",
            "company_id": COMPANY,
            "customer_phone_number": f"+13035550{100 + draw.randint(0, 60)}",
            "tracking_phone_number": "+13035550199",
            "start_time": start.isoformat(),
            "source": draw.choice(SOURCES_OF_CALLS),
            "duration": draw.randint(20, 900) if answered else 0,
            "answered": answered,
            "direction": "inbound",
            "tags": draw.sample(("beans", "machines", "complaint"), k=draw.randint(0, 2)),
            "value": f"{draw.randint(0, 4)}00.00",
        }


def write_sheet(folder: Path, seed: int = 360) -> None:
    """Write a spreadsheet of marketing spend."""
    draw = random.Random(seed)  # noqa: S311  # keeps no secret
    with (folder / "marketing_spend.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Date", "Channel", "Campaign", "Amount", "Impressions", "Clicks", "Conversions"])
        for week in range(12):
            for campaign in CAMPAIGNS:
                day = NOW - timedelta(weeks=week)
                spent = f"${draw.randint(80, 2500):,}.00"
                clicks = draw.randint(20, 900)
                writer.writerow(
                    [f"{day:%m/%d/%Y}", "Search", campaign, spent, f"{clicks * 31:,}", clicks, clicks // 40]
                )


def write_json(path: Path, content: object) -> None:
    """Write a file, and create its folder if it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")


SOURCES = {"hubspot": write_hubspot, "callrail": write_callrail, "gsheet": write_sheet}
