"""The time of the drift check on 26 and on 1,000 tables, compared with Django's introspection and pg_dump.

Run by ``tox -e bench``. It prints ratios of medians within one run, since absolute times depend on the machine.
"""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

import django
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agent360_models.families import installed_apps
from agent360_models.testing import postgres

ROUNDS = 5
MANY = 1_000


def main() -> None:
    """Start a server, create the tables, measure, and print a table."""
    url = postgres.database_url()
    settings.configure(
        INSTALLED_APPS=installed_apps("agent360"), DATABASES={"default": postgres.database_settings(url)}, USE_TZ=True
    )
    django.setup()
    from agent360_models import catalog
    from agent360_models.drift._compare import compare
    from agent360_models.drift._declared import declare
    from agent360_models.tables import reference

    labels = reference.installable()
    reference.install(labels, using="default")
    few = declare(labels, using="default")
    accounts = next(table for table in few if table.name == "accounts")
    many = [replace(accounts, name=f"accounts_{number}") for number in range(MANY)]
    with connection.cursor() as cursor:
        for table in many:
            cursor.execute(f"CREATE TABLE {table.name} (LIKE accounts INCLUDING ALL)")
        cursor.execute("ANALYZE")

    print(f"{'tables':>8} {'what':32} {'queries':>8} {'median ms':>10} {'ratio':>7}")
    for declared in (few, many[:160], many):
        names = [table.name for table in declared]

        def ours(names: list[str] = names, declared: list[object] = declared) -> None:  # type: ignore[assignment]
            compare(declared, catalog.read(names, using="default"))  # type: ignore[arg-type]

        def djangos(names: list[str] = names) -> None:
            with connection.cursor() as cursor:
                for name in names:
                    connection.introspection.get_table_description(cursor, name)
                    connection.introspection.get_constraints(cursor, name)

        def dump(names: list[str] = names) -> None:
            command = [str(postgres.find_binaries() / "pg_dump"), "--schema-only", "--dbname", url]
            environment = {**os.environ, "LC_ALL": "C"}
            only = [f"--table={name}" for name in names]
            subprocess.run([*command, *only], check=True, stdout=subprocess.DEVNULL, env=environment)

        base = measure(ours)
        row(len(names), "drift", base, base, queries(ours))
        row(len(names), "Django's introspection", measure(djangos), base, queries(djangos))
        row(len(names), "pg_dump --schema-only", measure(dump), base)


def measure(work: Callable[[], None]) -> float:
    """Return the median of some rounds in milliseconds, after a warm-up round."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken)


def queries(work: Callable[[], None]) -> int:
    """Return the number of queries that the work sends."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def row(tables: int, what: str, milliseconds: float, base: float, sent: int | None = None) -> None:
    """Print one line of the table."""
    print(
        f"{tables:>8,} {what:32} {'' if sent is None else sent:>8} {milliseconds:>10.1f} {milliseconds / base:>6.1f}x"
    )


if __name__ == "__main__":
    main()
