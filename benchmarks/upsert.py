"""The speed of ``upsert`` compared with Django's bulk_create, django-pgbulk, raw psycopg and ready-made COPY bytes.

Run by ``python -m benchmarks.upsert``; ``--rows 20000 --rounds 1`` is a quick look. Each run has a
fresh copy of the database and its own process. All methods take turns on the same rows. The medians are compared as
ratios, since absolute times depend on the machine.

mixed: half of the rows are new, the others changed. overlap: 95% exist unchanged, 2.5% are changed, 2.5% new.
The table is ``invoice_line_items`` with its foreign keys, indexes and trigger.
"""

import argparse
import itertools
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from statistics import median
from typing import Any

import django
import psycopg
from django.conf import settings

from agent360_models.families import installed_apps
from agent360_models.testing import postgres

Row = dict[str, Any]
THEN = datetime(2026, 1, 1, 8, tzinfo=UTC)
COLUMNS = (
    "ili_sf_id", "ili_invoice_id", "ili_product_id", "ili_quantity", "ili_unit_price", "ili_net_price", "ili_vat",
    "ili_unique_line_code", "ili_status", "ili_valid", "ili_sf_created_date", "ili_last_modified_date",
    "ili_last_modified_by_id",
)  # fmt: skip
BASE = "bulk_create"
values_of = itemgetter(*COLUMNS)


# The rows


def row(number: int, version: int = 0) -> Row:
    """Return one line item; each version is one change later."""
    made = THEN + timedelta(seconds=number)
    price = Decimal(100 + number % 900 + version)
    values = (
        f"a0L{number:012d}AAA", f"a0I{number % 1000:012d}AAA", f"01t{number % 100:012d}AAA", Decimal("2.00"), price,
        2 * price, Decimal("19.00"), f"LINE-{number:09d}", "Open", True, made, made + timedelta(days=version),
        "005000000000001AAA",
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def rows_of(case: str, count: int, there: int) -> list[Row]:
    """Return the rows of a case in random order; the table contains the numbers below ``there``."""
    if case == "mixed":
        rows = [row(number, 1) for number in range(there - count // 2, there + count // 2)]
    else:
        some = count // 40
        rows = [row(number, int(number >= there - some)) for number in range(there - count + some, there + some)]
    random.Random(1).shuffle(rows)  # noqa: S311  # the same in every run
    return rows


# The methods: each takes the rows and the number of rows per transaction


def bulk_create(rows: list[Row], size: int) -> None:
    """Django's own, with 1,000 rows per statement, which is faster than more."""
    from django.db import transaction

    from agent360_models.agent360.invoicing.models import InvoiceLineItem

    for batch in batches(rows, size):
        with transaction.atomic():
            InvoiceLineItem.objects.bulk_create(
                [InvoiceLineItem(**values) for values in batch],
                batch_size=1000,
                update_conflicts=True,
                unique_fields=["ili_sf_id"],
                update_fields=[*COLUMNS[1:], "ili_updated_at"],
            )


def pgbulk(rows: list[Row], size: int) -> None:
    """django-pgbulk, ignoring unchanged rows."""
    import pgbulk as library
    from django.db import transaction

    from agent360_models.agent360.invoicing.models import InvoiceLineItem

    for batch in batches(rows, size):
        with transaction.atomic():
            for part in batches(batch, 1000):
                instances = [InvoiceLineItem(**values) for values in part]
                columns = [*COLUMNS[1:]]
                library.upsert(InvoiceLineItem, instances, ["ili_sf_id"], columns, ignore_unchanged=True)


def raw_merge(rows: list[Row], size: int) -> None:
    """Write by hand: COPY into a temporary table, then MERGE."""
    by_hand(rows, size, MERGE)


def raw_conflict(rows: list[Row], size: int) -> None:
    """Write by hand, safely next to another writer: COPY, then only the differences with ON CONFLICT."""
    by_hand(rows, size, CONFLICT)


def floor(rows: list[Row], size: int) -> None:
    """Write by hand with ready-made COPY bytes."""
    by_hand(rows, size, CONFLICT)


def ours(rows: list[Row], size: int) -> None:
    """``upsert`` in one transaction per batch."""
    from agent360_models.agent360.invoicing.models import InvoiceLineItem
    from agent360_models.bulk import upsert

    upsert(InvoiceLineItem, rows, batch_size=min(size, 5000), atomic=size >= len(rows))


def growth(first: int, count: int) -> None:
    """``upsert`` of new rows from a generator."""
    from agent360_models.agent360.invoicing.models import InvoiceLineItem
    from agent360_models.bulk import upsert

    upsert(InvoiceLineItem, map(row, range(first, first + count)))


def by_hand(rows: list[Any], size: int, statement: str) -> None:
    """COPY and one statement per batch."""
    from django.db import connection

    connection.ensure_connection()
    raw = connection.connection
    raw.execute(f"CREATE TEMP TABLE stage ON COMMIT DELETE ROWS AS SELECT {LIST} FROM invoice_line_items WITH NO DATA")
    for batch in batches(rows, size):
        with raw.transaction(), raw.cursor() as cursor:
            with cursor.copy(f"COPY stage ({LIST}) FROM STDIN") as copy:
                if isinstance(batch[0], bytes):
                    copy.write(b"".join(batch))
                else:
                    for values in batch:
                        copy.write_row(values_of(values))
            cursor.execute(statement)


METHODS: dict[str, Callable[[list[Any], int], None]] = {
    "bulk_create": bulk_create,
    "pgbulk": pgbulk,
    "raw MERGE": raw_merge,
    "raw ON CONFLICT": raw_conflict,
    "floor": floor,
    "agent360": ours,
}
LIST = ", ".join(COLUMNS)
_NEW, _SET = ", ".join(f"s.{c}" for c in COLUMNS), COLUMNS[1:]


def _differs(one: str, other: str) -> str:
    return "({}) IS DISTINCT FROM ({})".format(*(", ".join(f"{r}.{c}" for c in _SET) for r in (one, other)))


MERGE = (
    f"MERGE INTO invoice_line_items t USING stage s ON t.ili_sf_id = s.ili_sf_id"
    f" WHEN MATCHED AND {_differs('t', 's')} THEN UPDATE SET {', '.join(f'{c} = s.{c}' for c in _SET)}"
    f" WHEN NOT MATCHED THEN INSERT ({LIST}) VALUES ({_NEW})"
)
CONFLICT = (
    f"INSERT INTO invoice_line_items AS t ({LIST}) SELECT {_NEW} FROM stage s LEFT JOIN invoice_line_items o"
    f" ON o.ili_sf_id = s.ili_sf_id WHERE o.ili_sf_id IS NULL OR {_differs('o', 's')} ORDER BY s.ili_sf_id"
    f" ON CONFLICT (ili_sf_id) DO UPDATE SET {', '.join(f'{c} = EXCLUDED.{c}' for c in _SET)}"
    f" WHERE {_differs('t', 'EXCLUDED')}"
)


def batches(rows: Sequence[Any], size: int) -> Iterator[list[Any]]:
    """Yield the rows in lists."""
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


# One run, in its own process


def run(url: str, case: str, method: str, *numbers: str) -> None:
    """Do one run, and print seconds and kilobytes of memory beyond the input."""
    count, size, there = map(int, numbers)
    configure(url)
    rows: list[Any] = [] if case == "growth" else rows_of(case, count, there)
    if method == "floor":
        rows = [line(values) for values in rows]
    warm_up()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak so far is the input's
    before = peak()
    start = time.perf_counter()
    if case == "growth":
        growth(there, count)
    else:
        METHODS[method](rows, size)
    print(json.dumps({"seconds": time.perf_counter() - start, "kilobytes": peak() - before}))


def line(values: Row) -> bytes:
    """Return a row in COPY format."""
    return ("\t".join("t" if value is True else str(value) for value in values.values()) + "\n").encode()


def warm_up() -> None:
    """Connect, and import the modules that a method would import in its first second."""
    from django.db import connection

    from agent360_models.bulk import upsert  # noqa: F401

    connection.ensure_connection()


def peak() -> int:
    """Return the peak memory of the process, in kilobytes."""
    for text in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if text.startswith("VmHWM:"):
            return int(text.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def configure(url: str) -> None:
    """Configure Django for this server."""
    settings.configure(
        INSTALLED_APPS=installed_apps("agent360"), DATABASES={"default": postgres.database_settings(url)}, USE_TZ=True
    )
    django.setup()


# All runs


def main() -> None:
    """Measure, print the tables and draw the picture."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--growth", type=int, default=1_000_000, help="rows of the longest load; 0 for none")
    options.add_argument("--methods", nargs="*", default=[*METHODS], choices=METHODS)
    options.add_argument("--batches", nargs="*", type=int, default=[100, 1000, 5000, 100_000])
    options.add_argument("--picture", type=Path, help="an SVG file")
    options.add_argument("--run", nargs=6, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.run:
        run(*chosen.run)
        return
    results = compare_methods(chosen.rows, chosen.rounds, chosen.methods, chosen.batches, chosen.growth)
    if chosen.picture:
        chosen.picture.write_text(picture(results), encoding="utf-8")


def compare_methods(
    rows: int, rounds: int, methods: Sequence[str], sizes: Sequence[int], growth: int = 0
) -> dict[tuple[str, int], dict[str, dict[str, float]]]:
    """Start a server, make the tables, measure and print; return what was found by case, size and method."""
    with tempfile.TemporaryDirectory() as folder:
        # Durable, like a production server, so that commits have their real cost.
        server = postgres.PostgresServer(folder, options={"shared_buffers": "512MB", "autovacuum": "off"})
        with server, psycopg.connect(server.url, autocommit=True) as admin:
            bench = Bench(server.url, admin, rounds)
            bench.seed(rows)
            results = {}
            for size in sizes:
                count = min(rows, size * 100)  # enough to know
                for case in ("mixed", "overlap"):
                    results[case, size] = bench.compare(case, methods, count, size)
            if growth:
                bench.grow(growth)
    return results


class Bench:
    """Runs methods on fresh copies of one database."""

    def __init__(self, url: str, admin: "psycopg.Connection[Any]", rounds: int) -> None:
        self.url = url
        self.admin = admin
        self.rounds = rounds
        self.there = 0

    def seed(self, count: int) -> None:
        """Make the database that all runs start from."""
        self.there = count
        self.admin.execute("CREATE DATABASE seed")
        configure(self._url_of("seed"))
        from django.db import connection

        from agent360_models.tables import reference

        reference.install(reference.installable(), using="default")
        with connection.cursor() as cursor:
            cursor.execute(PARENTS)
            numbers = random.Random(2).sample(range(count), count)  # noqa: S311
            with cursor.copy(f"COPY invoice_line_items ({LIST}) FROM STDIN") as copy:
                for number in numbers:
                    copy.write(line(row(number)))
            cursor.execute("UPDATE invoice_line_items SET ili_created_at = '2026-01-01'")
            cursor.execute("ALTER TABLE invoice_line_items DISABLE TRIGGER USER")
            cursor.execute("UPDATE invoice_line_items SET ili_updated_at = '2026-01-01'")
            cursor.execute("ALTER TABLE invoice_line_items ENABLE TRIGGER USER")
            cursor.execute("CREATE EXTENSION pgstattuple")
            cursor.execute("VACUUM (FULL, FREEZE, ANALYZE)")
        connection.close()

    def compare(self, case: str, methods: Sequence[str], count: int, size: int) -> dict[str, dict[str, float]]:
        """Run all methods, some rounds in changing order, and print the medians."""
        runs: dict[str, list[dict[str, float]]] = {method: [] for method in methods}
        for number in range(self.rounds):
            for method in random.Random(number).sample(methods, len(methods)):  # noqa: S311
                runs[method].append(self.measure(case, method, count, size))
        found = {method: {fact: median(one[fact] for one in ones) for fact in ones[0]} for method, ones in runs.items()}
        base, hand = found.get(BASE), found.get("raw MERGE")
        print(f"\n{case}: {count:,} rows, {size:,} in a transaction")
        heads = ("s", f"x {BASE}", "x raw MERGE", "WAL MB", "dead", "moved", "catalog", "MB")
        print(f"{'':18}{''.join(f'{head:>14}' for head in heads)}")
        for method, one in sorted(found.items(), key=lambda item: item[1]["seconds"]):
            cells = [
                f"{one['seconds']:.2f}",
                *(f"{one['seconds'] / other['seconds']:.2f}" if other else "" for other in (base, hand)),
                f"{one['wal'] / 1e6:,.0f}",
                *(f"{one[fact]:,.0f}" for fact in ("dead", "moved", "catalog")),
                f"{one['kilobytes'] / 1024:.1f}",
            ]
            print(f"{method:18}{''.join(f'{cell:>14}' for cell in cells)}", flush=True)
        return found

    def measure(self, case: str, method: str, count: int, size: int) -> dict[str, float]:
        """Do one run on a fresh copy, and look at what it left behind."""
        self._copy_seed()
        with psycopg.connect(self._url_of("run"), autocommit=True) as look:
            catalog = self._catalog(look)
            look.execute("CHECKPOINT")
            start = self._one(look, "SELECT pg_current_wal_lsn()")
            return {
                **self._run(case, method, count, size),
                "wal": float(self._one(look, "SELECT pg_current_wal_lsn() - %s::pg_lsn", start)),
                "dead": self._one(look, "SELECT dead_tuple_count FROM pgstattuple('invoice_line_items')"),
                "catalog": self._catalog(look) - catalog,
                "moved": self._one(
                    look,
                    "SELECT count(*) FROM invoice_line_items"
                    " WHERE ili_created_at = '2026-01-01' AND ili_updated_at > '2026-01-01'",
                ),
            }

    def grow(self, most: int) -> None:
        """Load more and more new rows from a generator."""
        print(f"\n{'growth, rows':18}{'s':>14}{'rows/s':>14}{'MB':>14}")
        for count in (most // 100, most // 10, most):
            self._copy_seed()
            one = self._run("growth", "agent360", count, 0)
            cells = (f"{one['seconds']:.2f}", f"{count / one['seconds']:,.0f}", f"{one['kilobytes'] / 1024:.1f}")
            print(f"{count:<18,}{''.join(f'{cell:>14}' for cell in cells)}", flush=True)

    def _run(self, case: str, method: str, count: int, size: int) -> dict[str, float]:
        numbers = map(str, (count, size, self.there))
        command = [sys.executable, __file__, "--run", self._url_of("run"), case, method, *numbers]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        found: dict[str, float] = json.loads(done.stdout)
        return found

    def _copy_seed(self) -> None:
        self.admin.execute("DROP DATABASE IF EXISTS run WITH (FORCE)")
        self.admin.execute("CREATE DATABASE run TEMPLATE seed")

    def _url_of(self, database: str) -> str:
        return self.url.rpartition("/")[0] + f"/{database}"

    @staticmethod
    def _one(look: "psycopg.Connection[Any]", sql: str, *params: Any) -> Any:
        found = look.execute(sql, params).fetchone()
        return found and found[0]

    def _catalog(self, look: "psycopg.Connection[Any]") -> int:
        """Return how many dead rows the catalogue has where temporary tables leave them."""
        tables = ("pg_class", "pg_attribute", "pg_type", "pg_depend", "pg_statistic")
        return sum(self._one(look, "SELECT dead_tuple_count FROM pgstattuple(%s)", table) for table in tables)


PARENTS = """
INSERT INTO users (usr_sf_id, usr_username, usr_email, usr_last_name, usr_name, usr_is_active, usr_time_zone,
    usr_language, usr_sf_created_date, usr_last_modified_date, usr_last_modified_by_id)
VALUES ('005000000000001AAA', 'u', 'u', 'u', 'u', true, 'UTC', 'en', now(), now(), 'x');
INSERT INTO accounts (acc_sf_id, acc_name, acc_owner_id, acc_last_modified_date, acc_last_modified_by_id)
VALUES ('001000000000001AAA', 'a', '005000000000001AAA', now(), 'x');
INSERT INTO products (prd_sf_id, prd_name, prd_sf_created_date, prd_last_modified_date, prd_last_modified_by_id)
SELECT '01t' || lpad(n::text, 12, '0') || 'AAA', 'p', now(), now(), 'x' FROM generate_series(0, 99) n;
INSERT INTO invoices (inv_sf_id, inv_name, inv_account_id, inv_invoice_date, inv_invoice_type, inv_status,
    inv_net_price, inv_sf_created_date, inv_last_modified_date, inv_last_modified_by_id)
SELECT 'a0I' || lpad(n::text, 12, '0') || 'AAA', 'i', '001000000000001AAA', now(), 't', 's', 1, now(), now(), 'x'
FROM generate_series(0, 999) n;
"""


def picture(results: dict[tuple[str, int], dict[str, dict[str, float]]]) -> str:
    """Return bars as SVG: how long each method takes, as a part of what bulk_create takes."""
    lines, y = [], 0
    for (case, size), found in results.items():
        y += 34
        lines.append(f'<text x="10" y="{y}" font-weight="bold">{case}, {size:,} rows in a transaction</text>')
        for method, one in sorted(found.items(), key=lambda item: item[1]["seconds"]):
            y += 20
            ratio = one["seconds"] / found[BASE]["seconds"]
            colour = "#2563eb" if method == "agent360" else "#9ca3af"
            lines.append(f'<text x="130" y="{y}" text-anchor="end">{method}</text>')
            lines.append(f'<rect x="140" y="{y - 12}" width="{200 * ratio:.0f}" height="15" fill="{colour}"/>')
            lines.append(f'<text x="{146 + 200 * ratio:.0f}" y="{y}">{ratio:.2f}</text>')
    size = f'width="640" height="{y + 20}" font-family="sans-serif" font-size="13"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    return "\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *lines, "</svg>", ""])


if __name__ == "__main__":
    main()
