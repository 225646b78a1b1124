"""The speed of ``load``, compared with a bare COPY and one INSERT, and with rows that collide on a unique column.

Run by ``tox -e bench``, or ``python benchmarks/load.py --rows 20000`` for a quick look. Each load has a fresh copy of
the database. Only the ratios within one run count, since absolute times depend on the machine.

The first table has a load of line items, a second load that changes nothing, and a load with ``--jobs 2``. The baseline
is COPY of the same file into a bare table and one ``INSERT ... SELECT`` into the real table.

In the second table, 5% of the rows violate a unique constraint: half of them with another row of the file, half with a
row in the table. Line items come from a Salesforce export, contacts from a HubSpot export. The benchmark makes the
contacts' address unique.
"""

import argparse
import csv
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import django
import psycopg
from django.conf import settings

from agent360_models.agent360.salesforce.ids import to_18
from agent360_models.families import installed_apps
from agent360_models.testing import postgres

STORED = 1_000  # rows in the table whose values collide with rows of the files
DATE = "2026-01-01T08:00:00.000Z"
_ITEM = ("Id", "Invoice__c", "Product__c", "Quantity__c", "Unit_Price__c", "Net_Price__c", "VAT__c",
         "Unique_Line_Code__c", "Status__c", "Valid__c", "CreatedDate", "LastModifiedDate",
         "LastModifiedById")  # fmt: skip
_CONTACT = ("id", "email", "firstname", "lastname", "phone", "city", "lastmodifieddate")
HEADERS = {"salesforce": _ITEM, "hubspot": _CONTACT}
FILES = {"salesforce": "Invoice_Line_Item__c.csv", "hubspot": "contacts.csv"}


def rows_of(source: str, count: int, *, share: float) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a file; a share of them collides."""
    every = round(1 / share) if share else count + 1
    for number in range(STORED, STORED + count):
        unique = number
        if share and number % every == every - 1:
            unique = number - 1 if number // every % 2 else number % STORED
        yield row(source, number, unique)


def row(source: str, number: int, unique: int) -> tuple[Any, ...]:
    """Return one row with a unique value."""
    if source == "hubspot":
        return number, f"c{unique}@example.com", "Ada", f"Lovelace {number}", "+49 30 123", "Berlin", DATE
    return (
        to_18(f"a0L{number:012d}"), to_18(f"a0I{number % 1000:012d}"), to_18(f"01t{number % 100:012d}"), "2.00",
        f"{number % 900}", "200", "19.00", f"LINE-{unique:09d}", "Open", "true", DATE, DATE, to_18("005000000000001"),
    )  # fmt: skip


class Bench:
    """Loads into fresh copies of one database."""

    def __init__(self, url: str, admin: "psycopg.Connection[Any]", folder: Path) -> None:
        self.admin = admin
        self.folder = folder
        entry = postgres.database_settings(url)
        settings.configure(
            INSTALLED_APPS=["django.contrib.contenttypes", *installed_apps("agent360", "ingestion")],
            DATABASES={"default": {**entry, "NAME": "seed"}},
            USE_TZ=True,
        )
        admin.execute("CREATE DATABASE seed")
        django.setup()

    def seed(self) -> None:
        """Create the database that all loads start from."""
        from django.core.management import call_command
        from django.db import connection

        from agent360_models.tables import reference

        reference.install(reference.installable(), using="default")
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("CREATE UNIQUE INDEX ON hubspot_contact (email)")
        for source in HEADERS:
            path = self.file(source, (row(source, number, number) for number in range(STORED)))
            self.load(source, path, **({"missing_parents": "stub"} if source == "salesforce" else {}))
        connection.close()

    def file(self, source: str, rows: Iterator[tuple[Any, ...]]) -> Path:
        """Write a file."""
        path = self.folder / FILES[source]
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADERS[source])
            writer.writerows(rows)
        return path

    def load(self, source: str, path: Path, **options: Any) -> int:
        """Load a file; return the number of rejected rows."""
        from agent360_models.loading.sources import find_source

        (report,) = find_source(source).load([path], rejects=self.folder / "rejects", **options)
        if report.refused:
            raise RuntimeError(report.refused)
        return report.rejected

    def anew(self) -> None:
        """Connect to a fresh copy."""
        from django.db import connection

        connection.close()
        self.admin.execute("DROP DATABASE IF EXISTS copy WITH (FORCE)")
        self.admin.execute("CREATE DATABASE copy TEMPLATE seed")
        connection.settings_dict["NAME"] = "copy"
        connection.ensure_connection()

    def measure(self, source: str, path: Path, **options: Any) -> tuple[float, int]:
        """Load a file; return the seconds and the number of rejected rows."""
        start = time.perf_counter()
        rejected = self.load(source, path, **options)
        return time.perf_counter() - start, rejected

    def bare(self, path: Path) -> float:
        """Copy line items into a bare table, insert them into the real one, and return the seconds."""
        from django.db import connection

        from agent360_models.agent360.invoicing.mapping import OBJECTS

        (fields,) = (known.fields for known in OBJECTS if known.model.endswith(".InvoiceLineItem"))
        columns = ", ".join(fields[name] for name in _ITEM)
        start = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE bare AS SELECT {columns} FROM invoice_line_items WITH NO DATA")
            with cursor.copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy, path.open("rb") as file:
                while block := file.read(1 << 20):
                    copy.write(block)
            cursor.execute(f"INSERT INTO invoice_line_items ({columns}, ili_active) SELECT {columns}, 1 FROM bare")
        return time.perf_counter() - start

    def beside_copy(self, count: int, rounds: int) -> list[float]:
        """Return the seconds of the bare way, the first load, the second load, and a load with two jobs."""
        path = self.file("salesforce", rows_of("salesforce", count, share=0))
        found = []
        for _ in range(rounds):
            self.anew()
            bare = self.bare(path)
            self.anew()
            first, second = (self.measure("salesforce", path)[0] for _ in range(2))
            self.anew()
            found.append((bare, first, second, self.measure("salesforce", path, jobs=2)[0]))
        return [median(times) for times in zip(*found, strict=True)]


def main() -> None:
    """Start a server, create the tables, measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rows", type=int, nargs="*", default=[25_000, 50_000, 100_000, 200_000])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--sources", nargs="*", default=[*HEADERS], choices=HEADERS)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.PostgresServer(Path(folder) / "data", options={"shared_buffers": "512MB"})
        with server, psycopg.connect(server.url, autocommit=True) as admin:
            bench = Bench(server.url, admin, Path(folder))
            bench.seed()
            print(f"{'rows':>10}{'copy':>10}{'first':>10}{'ratio':>8}{'second':>10}{'jobs 2':>10}{'ratio':>8}")
            for count in chosen.rows:
                bare, first, second, by_two = bench.beside_copy(count, chosen.rounds)
                print(
                    f"{count:>10,}{bare:>10.2f}{first:>10.2f}{first / bare:>8.2f}{second:>10.2f}{by_two:>10.2f}"
                    f"{by_two / bare:>8.2f}",
                    flush=True,
                )
            print(f"{'source':12}{'rows':>10}{'rejected':>10}{'s without':>12}{'s with':>10}{'ratio':>8}")
            for source in chosen.sources:
                for count in chosen.rows:
                    found: dict[float, list[tuple[float, int]]] = {0: [], 0.05: []}
                    for _ in range(chosen.rounds):
                        for share, seconds in found.items():
                            path = bench.file(source, rows_of(source, count, share=share))
                            bench.anew()
                            seconds.append(bench.measure(source, path))
                    plain, colliding = (median(taken for taken, _ in one) for one in found.values())
                    print(
                        f"{source:12}{count:>10,}{found[0.05][0][1]:>10,}{plain:>12.2f}{colliding:>10.2f}"
                        f"{colliding / plain:>8.2f}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
