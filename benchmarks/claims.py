"""Claims of each queue behind a backlog, in tables of several sizes: the pages that one looks at, and its time.

Run by ``tox -e bench``, or ``python -m benchmarks.claims --rows 20000`` for a quick look. Each queue contains this
many rows that cannot be claimed: jobs of another type, jobs and messages with a later next attempt, messages behind
these, and finished ones. Pages are the buffers that finding and locking rows touches, cached or not. Their number is
the same on a busy machine. If an index supports each condition, it does not grow with the table.

"Sorted" is a claim without the indexes of the page "Keep large tables quick". With them, the first claims move
messages behind others; a worker moves all of them, in parts. Later claims skip these messages, though the index keeps
an entry for each until VACUUM. With ``--held``, another transaction stays open, so such entries are not even marked as
dead.
"""

import argparse
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import django
import psycopg
from django.conf import settings

from agent360_models.families import installed_apps
from agent360_models.testing import postgres
from tests.support.buffers import buffers_read

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "tune-large-tables.md"
APPS = ("automate_core", "hibachi_events", "hibachi_newsletter", "hibachi_core")

SEEDS = {
    "jobs": """
        INSERT INTO automate_core_job (id, type, status, params, priority, scheduled_at, max_attempts, attempts,
            error_redacted, progress, cancel_requested, created_at, lease_owner, status_changed_at)
        SELECT gen_random_uuid(), CASE WHEN n % 5 = 0 THEN 'other' WHEN n % 2001 = 1 THEN 'rare' ELSE 'retried' END,
            CASE WHEN n % 7 = 0 THEN 'completed' ELSE 'pending' END, '{}', n % 3,
            now() + CASE WHEN n % 5 = 0 OR n % 2001 = 1 THEN '-1 hour' ELSE '1 day' END::interval, 3, 0, '""', '{}',
            false, now(), '', now()
        FROM generate_series(1, ROWS) n
    """,
    "outbox": """
        WITH made AS (
            INSERT INTO events.domain_events
                (id, aggregate_id, aggregate_type, event_type, payload, version, hash_current)
            SELECT gen_random_uuid(), aggregate.id, 'core.bookings', 'booking.changed', '{}', n, ''
            FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, ROWS / 10)) AS aggregate,
                generate_series(1, 10) n
            RETURNING id, version
        )
        INSERT INTO events.outbox
            (event_id, target, payload, attempts, max_attempts, status, created_at, next_attempt_at)
        SELECT id, CASE WHEN version = 10 THEN 'mail' ELSE 'calendar' END, '{}', 0, 10, 'pending',
            now() - interval '2 hours',
            CASE WHEN version = 1 THEN now() + interval '1 day' ELSE now() - interval '1 hour' * random() END
        FROM made
    """,
    "inbox": """
        INSERT INTO events.inbox (signature, source, payload, processed, created_at)
        SELECT 'stripe:' || n, CASE WHEN n % 1000 = 990 THEN 'rare' ELSE 'stripe' END, '{}', n % 10 > 0,
            now() - interval '1 second' * n
        FROM generate_series(1, ROWS) n
    """,
    "SMS": """
        WITH campaign AS (
            INSERT INTO newsletter.campaigns (name, channel, content, status, total_recipients, created_by)
            VALUES ('benchmark', 'sms', '{}', 'sending', 0, 'benchmark') RETURNING id
        ), subscriber AS (
            INSERT INTO newsletter.subscribers (email_enc, subscribed, sms_consent, email_consent, engagement_score,
                total_emails_sent, total_emails_opened, total_clicks)
            VALUES ('', true, true, true, 0, 0, 0, 0) RETURNING id
        )
        INSERT INTO newsletter.sms_send_queue
            (campaign_id, subscriber_id, phone_number, message_content, priority, status, scheduled_at, next_retry_at)
        SELECT campaign.id, subscriber.id, '+14155550100', 'x', n % 3,
            CASE WHEN n % 3 = 0 THEN 'sent' ELSE 'pending' END::sms_queue_status,
            now() + CASE WHEN n % 2 = 0 THEN interval '1 day' ELSE interval '-1 day' END,
            CASE WHEN n % 2 = 1 THEN now() + interval '1 day' END
        FROM campaign, subscriber, generate_series(1, ROWS) AS n
    """,
}
EMPTY = """
    TRUNCATE automate_core_job, events.domain_events, events.inbox, newsletter.campaigns, newsletter.subscribers CASCADE
"""


def seed(rows: int, queues: list[str]) -> None:
    """Fill the tables, and create the indexes that the docs page recommends."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
        for queue in queues:
            cursor.execute(SEEDS[queue].replace("ROWS", str(rows)))
        for sql in re.findall(r"CREATE INDEX CONCURRENTLY [^;]*;", PAGE.read_text(encoding="utf-8")):
            cursor.execute(sql.replace("CONCURRENTLY", "CONCURRENTLY IF NOT EXISTS"))
    vacuum()


def vacuum() -> None:
    """Run the vacuum that autovacuum would run within a minute or so."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def measured(call: Callable[[], Any], rounds: int) -> str:
    """Return the pages that a call touches, and its time in milliseconds, as median and minimum."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    pages = []
    for _ in range(3):
        with buffers_read() as counts:
            call()
        pages.append(sum(counts))
    return f"{median(pages):12,.0f}{1000 * median(times):10.2f} ms{1000 * min(times):10.2f} ms"


def ways(queues: list[str]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield the claims, by the rows that they have to find."""
    from agent360_models.automate.core.models import Job
    from agent360_models.hibachi.events.models import InboxMessage, OutboxMessage
    from agent360_models.hibachi.newsletter.models import SMSSendQueueItem

    jobs, messages, inbox, numbers = Job.objects, OutboxMessage.objects, InboxMessage.objects, iter(range(10_000))
    if "jobs" in queues:
        key = jobs.values_list("pk", flat=True).first()
        yield "jobs: one by its key", lambda: jobs.get(pk=key)
        yield "jobs: of any type", jobs.claim
        yield "jobs: of a type that waits for its time", lambda: jobs.claim(types=["retried"])
        yield "jobs: of a type without jobs", lambda: jobs.claim(types=["none"])
        yield "jobs: of a rare type", lambda: jobs.claim(types=["rare"])
        yield "jobs: of two types, a rare one and a frequent", lambda: jobs.claim(types=["rare", "other"])
    if "outbox" in queues:
        behind, two = messages.filter(target="calendar"), messages.filter(target__in=["none", "calendar"])
        yield "outbox: all of the target are behind others", lambda: behind.claim(10)
        yield "outbox: of a target without messages", lambda: messages.filter(target="none").claim(10)
        yield (
            "outbox: two of these, beside one with many",
            two.claim,
        )
        yield "outbox: the target of which many are due", lambda: messages.filter(target="mail").claim(10)
        yield "outbox: publish one", publish
        yield "outbox: publish one and claim it", lambda: (publish(), messages.claim(1))
    if "inbox" in queues:
        yield "inbox: the ten that wait longest", lambda: list(inbox.waiting()[:10])
        yield "inbox: of a source without messages", lambda: list(inbox.waiting().filter(source="none")[:10])
        yield "inbox: of a rare source", lambda: list(inbox.waiting().filter(source="rare")[:10])
        yield "inbox: receive one", lambda: inbox.receive(source="stripe", signature=f"new:{next(numbers)}")
        yield "inbox: receive one again", lambda: inbox.receive(source="stripe", signature="stripe:7")
        yield "inbox: process one", lambda: process(f"stripe:{10 * next(numbers)}")
    if "SMS" in queues:
        yield "SMS: none is due", lambda: SMSSendQueueItem.objects.claim(100)
        yield "SMS: one is due", lambda: (due_again(), SMSSendQueueItem.objects.claim(100))


def publish() -> None:
    """Publish a message of a new aggregate."""
    from uuid import uuid4

    from django.db import transaction

    from agent360_models.hibachi.events.models import OutboxMessage

    with transaction.atomic():
        OutboxMessage.objects.publish(
            aggregate=("core.bookings", uuid4()), event_type="booking.changed", target="calendar"
        )


def process(signature: str) -> None:
    """Process a message like a worker."""
    from agent360_models.hibachi.events.models import InboxMessage

    with InboxMessage.objects.process(source="stripe", signature=signature):
        pass


def due_again() -> None:
    """Make one text message due, found by its key."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("""
            UPDATE newsletter.sms_send_queue SET status = 'pending', next_retry_at = NULL, attempts = 0,
                scheduled_at = now() - interval '1 hour'
            WHERE id = (SELECT id FROM newsletter.sms_send_queue ORDER BY id LIMIT 1)
        """)


def drain(rows: int) -> None:
    """Move messages behind others like a worker; print the time, the parts and pages, and the claim afterwards."""
    from agent360_models.hibachi.events._order import FirstMessages
    from agent360_models.hibachi.events.models import OutboxMessage

    parts: list[float] = []
    lock = FirstMessages.lock

    def timed(self: FirstMessages, limit: int) -> list[Any]:
        start = time.perf_counter()
        found = lock(self, limit)
        parts.append(time.perf_counter() - start)
        return found

    messages = OutboxMessage.objects.filter(target="calendar")
    took = seconds(lambda: list(messages.due()[:10]))
    print(f"{'outbox: all behind others, sorted':48}{1000 * took:22,.2f} ms")
    pages, start = pages_of_the_database(), time.perf_counter()
    FirstMessages.lock = timed  # type: ignore[method-assign]  # to time its parts
    try:
        while not messages.claim_some(10)[1]:
            pass
    finally:
        FirstMessages.lock = lock  # type: ignore[method-assign]
    took, moved = time.perf_counter() - start, rows * 8 // 10
    print(
        f"outbox: {moved:,} put behind in {took:.1f} s, {moved / took:,.0f} a second, by"
        f" {(pages_of_the_database() - pages) / moved:.0f} pages each; {len(parts)} parts, median"
        f" {1000 * median(parts):.0f} ms, longest {1000 * max(parts):.0f} ms",
    )
    print(f"{'outbox: the same, before VACUUM':48}{measured(lambda: messages.claim(10), 5)}", flush=True)


def pages_of_the_database() -> int:
    """Return the number of pages touched by all sessions, cached or not."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def seconds(call: Callable[[], Any]) -> float:
    """Return the time that a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


@contextmanager
def held(url: str) -> Iterator[None]:
    """Keep another session's transaction open that has written."""
    with psycopg.connect(url) as other:
        other.execute("SELECT pg_current_xact_id()")
        yield


def main() -> None:
    """Start a server; for each size fill the queues, measure, and print."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    options.add_argument("--rounds", type=int, default=21)
    options.add_argument("--queues", nargs="+", choices=[*SEEDS], default=[*SEEDS])
    options.add_argument("--held", action="store_true", help="keep another transaction open throughout")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.PostgresServer(folder, options={"shared_buffers": "512MB", "fsync": "on"})
        with server, psycopg.connect(server.url, autocommit=True):
            settings.configure(
                INSTALLED_APPS=installed_apps(*APPS),
                DATABASES={"default": postgres.database_settings(server.url)},
                USE_TZ=True,
            )
            django.setup()
            from django.core.management import call_command

            from agent360_models.tables import reference

            call_command("migrate", verbosity=0)
            reference.install(reference.installable(), using="default")
            for rows in chosen.rows:
                print(f"{f'{rows:,} rows in each queue':48}{'pages':>12}{'median':>13}{'least':>13}", flush=True)
                seed(rows, chosen.queues)
                with held(server.url) if chosen.held else contextmanager(lambda: iter([None]))():
                    if "outbox" in chosen.queues:
                        drain(rows)
                        vacuum()
                    for name, call in ways(chosen.queues):
                        print(f"{name:48}{measured(call, chosen.rounds)}", flush=True)


if __name__ == "__main__":
    main()
