"""Growth with the size of a table: pages, time and memory of each call at 0.1, 1 and 10 million rows.

Run by ``python -m benchmarks.growth --parts runs --rows 10000 100000`` for a quick look. Ten
million rows of each table, one table at a time, need about 15 GB of disk and an hour.

Pages are those that all sessions look at, in the cache or not, writes and catalogue included: the same on a busy
machine as on an idle one. The memory is that of this process over what it had before, and what the server's process
has after the call. The last column is the largest table by the one before it. It should not be more than two.
"""

import argparse
import itertools
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

import django
import psycopg
from django.conf import settings

from agent360_models.families import installed_apps
from agent360_models.testing import postgres
from benchmarks import claims, upsert

ROUNDS = 5
BATCH = 10_000
FAMILIES = ("agent360", "ingestion_orchestration", *claims.APPS)

# A run every fifteen seconds: of any month the log has as many, however many years it holds.
SEEDS = {
    "line items": """
        INSERT INTO invoice_line_items (ili_sf_id, ili_invoice_id, ili_product_id, ili_quantity, ili_unit_price,
            ili_net_price, ili_vat, ili_unique_line_code, ili_status, ili_valid, ili_sf_created_date,
            ili_last_modified_date, ili_last_modified_by_id)
        SELECT 'a0L' || lpad(n::text, 12, '0') || 'AAA', 'a0I' || lpad((n % 1000)::text, 12, '0') || 'AAA',
            '01t' || lpad((n % 100)::text, 12, '0') || 'AAA', 2, 100 + n % 900, 2 * (100 + n % 900), 19,
            'LINE-' || lpad(n::text, 9, '0'), 'Open', true, timestamp '2026-01-01 08:00' + n * interval '1 second',
            timestamp '2026-01-01 08:00' + n * interval '1 second', '005000000000001AAA'
        FROM generate_series(FIRST, LAST) n
    """,
    "accounts": """
        INSERT INTO accounts (acc_sf_id, acc_name, acc_owner_id, acc_account_number, acc_last_modified_date,
            acc_last_modified_by_id)
        SELECT '001' || lpad((n + 10)::text, 12, '0') || 'AAA', 'Account ' || md5(n::text), '005000000000001AAA',
            'A-' || n, now(), '005000000000001AAA'
        FROM generate_series(FIRST, LAST) n
    """,
    "runs": """
        INSERT INTO sync_log (sl_job_name, sl_direction, sl_object_name, sl_status, sl_started_at, sl_completed_at,
            sl_records_queried, sl_records_updated)
        SELECT 'nightly', 'inbound', CASE WHEN n % 20 = 0 THEN 'never_well' ELSE 'table_' || n % 20 END,
            CASE WHEN n % 20 = 0 OR n % 101 = 0 THEN 'failed' WHEN n % 7 = 0 THEN 'skipped' ELSE 'success' END,
            (now() AT TIME ZONE 'UTC') - n * interval '15 seconds', now() AT TIME ZONE 'UTC', 10, 1
        FROM generate_series(FIRST, LAST) n
    """,
    "history": """
        INSERT INTO orchestration.sync_history (crm_source, sync_type, start_time, end_time, status,
            records_processed, records_updated)
        SELECT CASE WHEN n % 20 = 0 THEN 'five9' ELSE 'hubspot' END, 'type_' || n % 20,
            now() - n * interval '15 seconds', now() - n * interval '15 seconds' + interval '5 seconds',
            CASE WHEN n % 20 = 0 OR n % 101 = 0 THEN 'failed' ELSE 'success' END, 10, 1
        FROM generate_series(FIRST, LAST) n
    """,
}


@dataclass(frozen=True)
class Measured:
    """Medians of some rounds of one call."""

    pages: float
    milliseconds: float
    client: float
    server: float


def measure(call: Callable[[], Any], rounds: int) -> Measured:
    """Call once for what only a first call does, and then measure some rounds."""
    call()
    pages, times, client = [], [], []
    for _ in range(rounds):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
        before, read = upsert.peak(), claims.pages_of_the_database()
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
        pages.append(claims.pages_of_the_database() - read)
        client.append(upsert.peak() - before)
    return Measured(median(pages), 1000 * median(times), median(client) / 1024, memory_of_the_server())


def memory_of_the_server() -> float:
    """Return the megabytes that the server's process of this connection has for itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    for text in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if text.startswith("RssAnon:"):
            return int(text.split()[1]) / 1024
    return 0.0


# The calls


def calls_of(part: str, rows: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield what is called over the tables of a part."""
    if part == "line items":
        yield from line_items(rows)
    elif part == "accounts":
        yield from lists("agent360_accounts_account", ["Account 1", f"A-{rows // 2}", "nobody has this name"])
        yield "drift of its table", lambda: command("drift", "agent360_accounts")
    elif part in ("runs", "history"):
        yield "status", lambda: command("status")
        page = "agent360_system/synclog" if part == "runs" else "ingestion_orchestration/synchistory"
        client = reader()
        yield "page of sync health", lambda: see(client, f"/admin/{page}/health/")
        yield "list of runs", lambda: see(client, f"/admin/{page}/")
        if part == "history":
            from agent360_models.ingestion.orchestration._operating import SYNC_HISTORY

            yield "runs that prune keeps", lambda: SYNC_HISTORY.keep and SYNC_HISTORY.keep("default")
    else:
        yield "status", lambda: command("status")


def line_items(rows: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield the calls over line items."""
    from agent360_models.agent360.invoicing.models import InvoiceLineItem
    from agent360_models.bulk import upsert as write

    versions, new, some = itertools.count(1), itertools.count(100_000_000), random.Random(1)  # noqa: S311

    def batch(changed: int, unchanged: int) -> Sequence[Any]:
        """Return rows from all over the table, in no order, and new ones for the rest."""
        version, numbers = next(versions), some.sample(range(rows), changed + unchanged)
        old = [upsert.row(number, version) for number in numbers[:changed]]
        same = [*InvoiceLineItem.objects.filter(pk__in=[upsert.row(n)["ili_sf_id"] for n in numbers[changed:]])]
        fresh = [upsert.row(number) for number in itertools.islice(new, BATCH - changed - unchanged)]
        given = [*old, *({name: getattr(row, name) for name in upsert.COLUMNS} for row in same), *fresh]
        some.shuffle(given)
        return given

    def writing(changed: int, unchanged: int, **options: Any) -> Callable[[], Any]:
        ready = [batch(changed, unchanged) for _ in range(ROUNDS + 1)]
        return lambda: write(InvoiceLineItem, ready.pop(), **options)

    yield f"upsert {BATCH:,}, half new", writing(BATCH // 2, 0)
    yield f"upsert {BATCH:,}, half new, one transaction", writing(BATCH // 2, 0, atomic=True)
    yield f"upsert {BATCH:,}, 95% unchanged", writing(BATCH // 40, BATCH * 95 // 100)
    yield "upsert 100, half new", lambda: write(InvoiceLineItem, batch(BATCH // 2, 0)[:100])
    yield "drift of all tables", lambda: command("drift", "agent360")
    code = f"LINE-{rows // 2:09d}"
    yield from lists("agent360_invoicing_invoicelineitem", [upsert.row(rows // 2)["ili_sf_id"], code, "no such code"])


def lists(model: str, texts: Sequence[str]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield what a reader does with the list of a model in the admin."""
    client, url = reader(), f"/admin/{model.rpartition('_')[0]}/{model.rpartition('_')[2]}/"
    yield "list", lambda: see(client, url)
    yield "list, page 100", lambda: see(client, f"{url}?p=100")
    yield "list of the active", lambda: see(client, f"{url}?active=1")
    if model.endswith("lineitem"):  # which have the indexes of the page
        yield "list of the deleted", lambda: see(client, f"{url}?active=0")
        yield "list of what changed this year", lambda: see(client, f"{url}?ili_last_modified_date__gte=2036-01-01")
        yield "list by net price", lambda: see(client, f"{url}?o=-6")
    for text, what in zip(texts, ("text" if " " in texts[0] else "id", "number", "nothing"), strict=True):
        yield f"search, {what}", lambda text=text: see(client, f"{url}?q={text}")
    yield "form of a row", lambda: see(client, f"{url}{first_key(model)}/change/")


def first_key(model: str) -> Any:
    """Return the key of a row."""
    from django.apps import apps

    label, _, name = model.rpartition("_")
    return apps.get_model(label, name)._base_manager.values_list("pk", flat=True).first()


def reader() -> Any:
    """Return a client of a superuser."""
    from django.contrib.auth.models import User
    from django.test import Client

    user, _ = User.objects.get_or_create(username="reader", is_staff=True, is_superuser=True)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def see(client: Any, url: str) -> None:
    """Ask for a page."""
    answer = client.get(url)
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{url} answered {answer.status_code}.")


def command(*arguments: str) -> None:
    """Run a command of the library, whatever it finds."""
    from django.core.management import call_command

    with suppress(SystemExit):
        call_command("agent360", *arguments, stdout=StringIO(), stderr=StringIO())


# All runs


def seed(part: str, first: int, last: int) -> None:
    """Add rows to the table of a part; of a queue the tables are filled anew."""
    from django.db import connection

    sql = claims.SEEDS.get(part) or SEEDS[part]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no look at what keys point at, row by row
        cursor.execute("SET maintenance_work_mem = '512MB'")
        with without_indexes(cursor, re.findall(r"INSERT INTO ([\w.]+)", sql)):
            if part in claims.SEEDS:
                claims.seed(last, [part], is_behind=True)
            else:
                cursor.execute(sql.replace("FIRST", str(first)).replace("LAST", str(last - 1)))
        cursor.execute("RESET session_replication_role")
        for one in re.findall(r"CREATE INDEX CONCURRENTLY ix_ili_[^;]*;", claims.PAGE.read_text(encoding="utf-8")):
            cursor.execute(one.replace("CONCURRENTLY", "IF NOT EXISTS"))
    claims.vacuum()


@contextmanager
def without_indexes(cursor: Any, tables: Sequence[str]) -> Iterator[None]:
    """Drop the indexes of tables for a while, but for those of constraints: made anew they take a tenth of the time."""
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = ANY (%s::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
        [[*tables]],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, definition in found:
        cursor.execute(definition.replace(" INDEX ", " INDEX IF NOT EXISTS ", 1))


def grow(part: str, sizes: Sequence[int], rounds: int) -> None:
    """Measure the calls of a part at each size, and print a table."""
    found: dict[str, list[Measured | tuple[float, float]]] = {}
    for before, rows in zip((0, *sizes), sizes, strict=False):
        start = time.perf_counter()
        seed(part, before, rows)
        print(f"# {part}: {rows:,} rows after {time.perf_counter() - start:,.0f} s", flush=True)
        for name, call in calls_of(part, rows):
            found.setdefault(name, []).append(measure(call, rounds))
            print(f"#   {name}: {found[name][-1]}", flush=True)
        for name, call in claims.ways([part]) if part in claims.SEEDS else ():
            pages, middle, _ = claims.measured(call, rounds)
            found.setdefault(name, []).append(Measured(pages, middle, 0, memory_of_the_server()))
    heads = [f"{size:,}" for size in sizes]
    print(f"\n{part:48}{'pages':>{12 * len(sizes)}}{'x':>8}{'ms':>{12 * len(sizes)}}{'x':>8}{'MB':>8}{'server':>8}")
    print(f"{'':48}{''.join(f'{head:>12}' for head in heads)}{'':8}{''.join(f'{head:>12}' for head in heads)}")
    for name, ones in found.items():
        cells = ""
        for fact in ("pages", "milliseconds"):
            numbers = [getattr(one, fact) for one in ones]
            ratio = numbers[-1] / max(numbers[-2:][0], 0.001)
            cells += "".join(f"{number:>12,.{fact[0] == 'm':d}f}" for number in numbers) + f"{ratio:>8.2f}"
        print(f"{name:48}{cells}{ones[-1].client:>8.1f}{ones[-1].server:>8.1f}", flush=True)


def main() -> None:
    """Start a server, and for each part fill its table more and more, measure, and print."""
    parts = [*SEEDS, *claims.SEEDS]
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--parts", nargs="+", choices=parts, default=parts)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # Nothing has to survive here, and what autovacuum does in between would be counted.
        unsafe = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
        size = {"shared_buffers": "512MB", "max_wal_size": "4GB", "wal_level": "minimal", "max_wal_senders": "0"}
        with postgres.PostgresServer(folder, options={**unsafe, **size}) as server:
            configure(server.url)
            for part in chosen.parts:
                with psycopg.connect(server.url, autocommit=True) as admin:
                    with_a_copy_of(admin, lambda part=part: grow(part, chosen.rows, chosen.rounds))


def configure(url: str) -> None:
    """Be a project with an admin, whose database is the one that all others are copied from."""
    from tests import settings as project  # not before the temporary folder: that of tests is in memory

    django_apps = ("admin", "auth", "contenttypes", "messages", "postgres", "sessions", "staticfiles")
    entry = postgres.database_settings(url)
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("CREATE DATABASE seed")
    names = ("SECRET_KEY", "ROOT_URLCONF", "PASSWORD_HASHERS", "STATIC_URL", "MIDDLEWARE", "TEMPLATES", "USE_TZ")
    settings.configure(
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in django_apps), *installed_apps(*FAMILIES)],
        DATABASES={"default": {**entry, "NAME": "seed"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        **{name: getattr(project, name) for name in names},
    )
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from agent360_models.tables import reference

    call_command("migrate", verbosity=0)
    reference.install(reference.installable(), using="default")
    with connection.cursor() as cursor:
        cursor.execute(upsert.PARENTS)
    connection.close()


def with_a_copy_of(admin: "psycopg.Connection[Any]", work: Callable[[], None]) -> None:
    """Work on a fresh copy of the database, and drop it: its disk is free again for the next."""
    from django.db import connection

    admin.execute("CREATE DATABASE copy TEMPLATE seed")
    connection.settings_dict["NAME"] = "copy"
    work()
    connection.close()
    admin.execute("DROP DATABASE copy")


if __name__ == "__main__":
    main()
