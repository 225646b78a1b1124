"""The speed of large reads: ``copy_to`` compared with CSV through the ORM, ``iterate_by_key`` with OFFSET.

Run by ``tox -e bench``, or ``python benchmarks/reads.py --rows 20000 --rounds 1`` for a quick look. All ways read the
same table, ``invoice_line_items``, in turn and in one process per round. Medians are compared as ratios.
"""

import argparse
import csv
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from upsert import Bench

from agent360_models.testing import postgres

PAGE = 2_000


def line_items() -> Any:
    """Return the rows that all ways read, ordered by key."""
    from agent360_models.agent360.invoicing.models import InvoiceLineItem

    return InvoiceLineItem.objects.order_by("pk")


def csv_by_copy_to() -> None:
    """``copy_to``: the server writes the CSV."""
    from agent360_models.bulk import copy_to

    copy_to(line_items(), os.devnull)


def csv_of_instances() -> None:
    """Instances from ``iterator()``, written by ``csv``."""
    rows = line_items()
    names = [field.attname for field in rows.model._meta.concrete_fields]
    with Path(os.devnull).open("w", encoding="utf-8") as file:
        csv.writer(file).writerows([getattr(row, name) for name in names] for row in rows.iterator(PAGE))


def csv_of_values() -> None:
    """Tuples from ``values_list().iterator()``, written by ``csv``."""
    with Path(os.devnull).open("w", encoding="utf-8") as file:
        csv.writer(file).writerows(line_items().values_list().iterator(PAGE))


def rows_by_key() -> None:
    """Read by ``iterate_by_key``."""
    from agent360_models.bulk import iterate_by_key

    exhaust(iterate_by_key(line_items(), batch_size=PAGE))


def rows_by_offset() -> None:
    """Slices of the queryset, as a paginator reads them."""
    start = 0
    while page := list(line_items()[start : start + PAGE]):
        exhaust(iter(page))
        start += PAGE


def rows_by_cursor() -> None:
    """Read by ``iterator()``, which keeps a cursor open."""
    exhaust(line_items().iterator(PAGE))


def exhaust(rows: Iterator[Any]) -> None:
    """Read all rows."""
    for _ in rows:
        pass


COMPARED: dict[str, tuple[Callable[[], None], ...]] = {
    "into a CSV": (csv_by_copy_to, csv_of_values, csv_of_instances),
    "row by row": (rows_by_key, rows_by_cursor, rows_by_offset),
}


def seconds(way: Callable[[], None]) -> float:
    """Return the time that one way takes."""
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def main() -> None:
    """Start a server, fill the table, measure, and print ratios to the library's way."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.PostgresServer(folder, options={"shared_buffers": "512MB", "autovacuum": "off"})
        with server, psycopg.connect(server.url, autocommit=True) as admin:
            Bench(server.url, admin, chosen.rounds).seed(chosen.rows)
            for title, ways in COMPARED.items():
                found = {way: median(seconds(way) for _ in range(chosen.rounds)) for way in ways}
                print(f"\n{title}: {chosen.rows:,} rows")
                for way, took in found.items():
                    print(f"{way.__name__:20}{took:8.2f} s{took / found[ways[0]]:8.2f}x")


if __name__ == "__main__":
    main()
