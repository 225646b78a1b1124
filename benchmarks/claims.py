"""How fast a claim is behind a backlog, beside one row read by its primary key.

Run by ``tox -e bench``, or ``python benchmarks/claims.py --rows 20000`` for a quick look. Each queue holds so many rows
that are not to be claimed: jobs of another type, jobs and messages whose next attempt is still to come, and messages
behind these. "Sorted" is a claim without the index of the page "Keep large tables quick". With it a first claim puts
some messages behind, a worker all others at once, and the later ones do not meet them.
"""

import argparse
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import django
import psycopg
from django.conf import settings

from agent360_models.families import installed_apps
from agent360_models.testing import postgres

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "tune-large-tables.md"

JOBS = """
    INSERT INTO automate_core_job (id, type, status, params, priority, scheduled_at, max_attempts, attempts,
        error_redacted, progress, cancel_requested, created_at, lease_owner, status_changed_at)
    SELECT gen_random_uuid(), CASE WHEN n % 5 = 0 THEN 'other' WHEN n % 100001 = 1 THEN 'rare' ELSE 'retried' END,
        'pending', '{}', n % 3, now() + CASE WHEN n % 5 = 0 THEN '-1 hour' ELSE '1 day' END::interval, 3, 0, '""', '{}',
        false, now(), '', now()
    FROM generate_series(1, ROWS) n
"""
MESSAGES = """
    WITH made AS (
        INSERT INTO events.domain_events
            (id, aggregate_id, aggregate_type, event_type, payload, version, hash_current)
        SELECT gen_random_uuid(), aggregate.id, 'core.bookings', 'booking.changed', '{}', n, ''
        FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, ROWS / 10)) AS aggregate,
            generate_series(1, 10) n
        RETURNING id, version
    )
    INSERT INTO events.outbox (event_id, target, payload, attempts, max_attempts, status, created_at, next_attempt_at)
    SELECT id, 'calendar', '{}', 0, 10, 'pending', now() - interval '2 hours',
        CASE WHEN version = 1 THEN now() + interval '1 day' ELSE now() - interval '1 hour' * random() END
    FROM made
"""


def seed(rows: int) -> None:
    """Make the tables and fill them."""
    from django.core.management import call_command
    from django.db import connection

    from agent360_models.tables import reference

    call_command("migrate", verbosity=0)
    reference.install(reference.installable(), using="default")
    indexes = re.findall(r"CREATE INDEX CONCURRENTLY [^;]* ON events\.outbox [^;]*;", PAGE.read_text(encoding="utf-8"))
    with connection.cursor() as cursor:
        for sql in (JOBS, MESSAGES):
            cursor.execute(sql.replace("ROWS", str(rows)))
        for sql in indexes:
            cursor.execute(sql)
        cursor.execute("VACUUM (ANALYZE)")


def milliseconds(call: Callable[[], Any], rounds: int) -> float:
    """Return how long a call takes, as the median of some."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return 1000 * median(times)


def put_behind(messages: Any) -> None:
    """Claim as a worker does, until all that is due was looked at."""
    while not messages.claim_some(10)[1]:
        pass


def main() -> None:
    """Start a server, fill the queues, measure, and print ratios to one row by its key."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=21)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.PostgresServer(folder, options={"shared_buffers": "512MB", "fsync": "on"})
        with server, psycopg.connect(server.url, autocommit=True):
            settings.configure(
                INSTALLED_APPS=installed_apps("automate_core", "hibachi_events"),
                DATABASES={"default": postgres.database_settings(server.url)},
                USE_TZ=True,
            )
            django.setup()
            seed(chosen.rows)
            from agent360_models.automate.core.models import Job
            from agent360_models.hibachi.events.models import OutboxMessage

            jobs, messages = Job.objects, OutboxMessage.objects
            key = jobs.values_list("pk", flat=True).first()
            ways: dict[str, Callable[[], Any]] = {
                "one job by its key": lambda: jobs.get(pk=key),
                "a job of any type": jobs.claim,
                "a type whose jobs wait for their time": lambda: jobs.claim(types=["retried"]),
                "a type of which there is none": lambda: jobs.claim(types=["none"]),
                "two types, one of them far behind": lambda: jobs.claim(types=["rare", "other"]),
                "all messages behind others, sorted": lambda: list(messages.due()[:10]),
                "all messages behind others, first claim": lambda: messages.claim(10),
                "the same, what a worker puts behind": lambda: put_behind(messages),
                "all messages behind others, later": lambda: messages.claim(10),
                "a target of which there is none": lambda: messages.filter(target="none").claim(10),
            }
            base = None
            print(f"{chosen.rows:,} rows in each queue")
            for name, call in ways.items():
                took = milliseconds(
                    call, 1 if name.endswith(("first claim", "sorted", "puts behind")) else chosen.rounds
                )
                base = base or took
                print(f"{name:42}{took:12.2f} ms{took / base:10.1f}x", flush=True)


if __name__ == "__main__":
    main()
