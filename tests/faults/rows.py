"""Brands, as rows and as an export, and what the table holds of them."""

import csv
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from agent360_models.agent360.catalog.models import ProductBrand
from agent360_models.agent360.salesforce.ids import to_18
from tests.support.agent360 import THEN

HEADER = ("Id", "Name", "Brand_Code__c", "Description__c", "CreatedDate", "LastModifiedDate")
TRAP = "trap"  # the code of a brand whose writing the test can hold up


def brand_id(number: int) -> str:
    return to_18(f"a0B{number:012d}")


def brand(number: int, version: int = 1, **values: Any) -> dict[str, Any]:
    """Return one version of a brand."""
    return {
        "pb_sf_id": brand_id(number),
        "pb_name": f"Brand {number}, version {version}",
        "pb_brand_code": None,
        "pb_description": None,
        "pb_sf_created_date": THEN,
        "pb_last_modified_date": THEN + timedelta(days=version),
        **values,
    }


def trap(number: int, version: int = 1) -> dict[str, Any]:
    return brand(number, version, pb_brand_code=TRAP)


def content(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return what ``stored`` returns when these rows, and no others, are in the table."""
    return {row["pb_sf_id"]: row["pb_name"] for row in rows}


def stored(using: str) -> dict[str, str]:
    """Return the names of the brands in the table, by id."""
    return dict(ProductBrand.objects.using(using).values_list("pb_sf_id", "pb_name"))


def pages(rows: list[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def write_export(folder: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """Write rows as an export of Salesforce."""
    path = folder / "Product_Brand__c.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(row.values() for row in rows)
    return path
