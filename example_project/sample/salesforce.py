"""Exports of the fictional wholesaler in Salesforce's formats: one file for each object.

The same seed always gives the same bytes. All persons, companies and addresses are fictional.
"""

import csv
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from sample.drawing import Row
from sample.service import Service


class Style(NamedTuple):
    """The format of one export tool; the files use them in turn."""

    timestamp: str
    true: str
    false: str
    delimiter: str
    encoding: str


STYLES = (
    Style("%Y-%m-%dT%H:%M:%S.000+0000", "true", "false", ",", "utf-8"),
    Style("%Y-%m-%dT%H:%M:%SZ", "TRUE", "FALSE", ",", "utf-8-sig"),
    Style("%Y-%m-%d %H:%M:%S", "1", "0", ";", "utf-8"),
)


def write_sample(folder: Path, seed: int = 360) -> None:
    """Write one CSV file for each object into ``folder``, which is created if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for (name, rows), style in zip(Sample(seed).objects().items(), cycle(STYLES), strict=False):
        write_file(folder / f"{name}.csv", rows, style)


def write_file(path: Path, rows: list[Row], style: Style) -> None:
    """Write the rows of one object."""
    with path.open("w", encoding=style.encoding, newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=style.delimiter)
        writer.writeheader()
        writer.writerows({field: cell(value, style) for field, value in row.items()} for row in rows)


def cell(value: object, style: Style) -> object:
    """Return ``value`` in the format of the style; ``None`` is an empty cell."""
    match value:
        case bool():
            return style.true if value else style.false
        case datetime():
            return value.strftime(style.timestamp)
    return value


class Sample(Service):
    """The rows of each object, parents before children."""

    def objects(self) -> dict[str, list[Row]]:
        """Return the rows of all objects under their API names."""
        roles = self.roles()
        self.users = self.people(roles)
        self.sellers = [user for user in self.users if user["Title"].startswith("Sales")]
        types = self.record_types()
        brands = self.brands()
        self.products = self.goods(brands)
        self.accounts = self.customers()
        agreements = self.agreements()
        invoices, lines = self.invoices(agreements)
        targets = self.targets(agreements, invoices)
        campaigns = self.campaigns(types)
        cases = self.cases()
        return {
            "UserRole": roles,
            "User": self.users,
            "RecordType": types,
            "Product_Brand__c": brands,
            "Product2": self.products,
            "Account": self.accounts,
            "Account_Plan__c": self.plans(),
            "Frame_Agreement__c": agreements,
            "Target__c": targets,
            "Campaign": campaigns,
            "Invoice__c": invoices,
            "Invoice_Line_Item__c": lines,
            "Case": cases,
            "CaseHistory": self.history(cases),
            "CaseComment": self.comments(cases),
            "Task": self.tasks(campaigns, cases),
            "ARF_Rolling_Forecast__c": self.forecasts(),
        }
