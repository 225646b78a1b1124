"""Messages that wait for an earlier one are put behind, with the index by which a claim sees that they do."""

import threading
import time
from collections import defaultdict
from datetime import timedelta
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.db.models import F
from django.db.models.functions import Now

from agent360_models.hibachi.events import _order
from agent360_models.hibachi.events.handlers import DELIVERIES
from agent360_models.hibachi.events.models import OutboxMessage
from tests.hibachi.helpers import at_once
from tests.support.buffers import buffers_read

pytestmark = [
    pytest.mark.django_db(databases=["default", "booking"]),
    pytest.mark.usefixtures("indexes"),
    pytest.mark.parametrize("indexes", ["indexed"], indirect=True),
]

AGGREGATE = ("core.bookings", uuid4())
BEHIND = "Behind an earlier message of the aggregate."
Status = OutboxMessage.Status


def fill(aggregates: int, messages: int, target: str = "calendar") -> None:
    """Have each aggregate publish messages, in an hour that is over, with no order between their times."""
    with connections["booking"].cursor() as cursor:
        cursor.execute(
            """
            WITH made AS (
                INSERT INTO events.domain_events
                    (id, aggregate_id, aggregate_type, event_type, payload, version, hash_current)
                SELECT gen_random_uuid(), gen.id, 'core.bookings', 'booking.changed', '{}', v, ''
                FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, %s)) AS gen, generate_series(1, %s) AS v
                RETURNING id
            )
            INSERT INTO events.outbox
                (event_id, target, payload, attempts, max_attempts, status, next_attempt_at, created_at)
            SELECT id, %s, '{}', 0, 10, 'pending', now() - interval '1 hour' * (1 + random()), now() - interval '1 day'
            FROM made""",
            [aggregates, messages, target],
        )


def a_receiver_is_down(aggregates: int) -> None:
    """Have each aggregate's first message be tried later, with nine behind it; another message is the last in line."""
    fill(aggregates, 10)
    OutboxMessage.objects.filter(event__version=1).update(attempts=1, next_attempt_at=Now() + timedelta(hours=1))
    fill(1, 1, "mail")
    OutboxMessage.objects.filter(target="mail").update(next_attempt_at=Now())


def publish_two() -> tuple[OutboxMessage, OutboxMessage]:
    """Publish two messages of one aggregate, and have the second meet a claim of the first."""
    first, second = (
        OutboxMessage.objects.publish(aggregate=AGGREGATE, event_type="booking.changed", target="calendar")
        for _ in range(2)
    )
    OutboxMessage.objects.update(created_at=Now() - timedelta(minutes=30))
    (claimed,) = OutboxMessage.objects.claim()
    assert claimed == first
    return claimed, second


@pytest.mark.django_db(transaction=True, databases=["booking"])
def test_an_empty_claim_reads_little_however_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """All firsts are to be tried later: what is behind them is met once, and not each time."""
    monkeypatch.setattr(_order, "_PATIENCE", 60)
    a_receiver_is_down(aggregates=300)
    with connections["booking"].cursor() as cursor:
        cursor.execute("ANALYZE events.outbox")
        cursor.execute("ANALYZE events.domain_events")

    with buffers_read("booking") as counts:
        assert OutboxMessage.objects.filter(target="none").claim() == []
    assert sum(counts) < 100
    (message,) = OutboxMessage.objects.claim()
    assert message.target == "mail"
    assert OutboxMessage.objects.filter(error=BEHIND).count() == 2700
    # A claim marks the entries of the index that nobody needs, once no older transaction of the server is open.
    until = time.monotonic() + 60
    while (read := reads_of_an_empty_claim()) >= 100 and time.monotonic() < until:
        time.sleep(0.05)
    assert read < 100


def reads_of_an_empty_claim() -> int:
    """Return how many buffers a claim reads that finds nothing."""
    with buffers_read("booking") as counts:
        assert OutboxMessage.objects.claim() == []
    return sum(counts)


@pytest.mark.django_db(transaction=True, databases=["booking"])
def test_a_claim_is_over_soon_and_finds_what_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much it meets for the first time; a worker meets the rest at once, and somebody else a part each time."""
    monkeypatch.setattr(_order, "_PATIENCE", 0)
    a_receiver_is_down(aggregates=30)
    behind = OutboxMessage.objects.filter(error=BEHIND)

    (message,) = OutboxMessage.objects.claim()
    assert (message.target, behind.count()) == ("mail", 20)
    message.give_back()

    monkeypatch.setattr(DELIVERIES, "_registered", {"calendar": print, "mail": print})
    call_command("agent360", "work", "outbox", "--once", stdout=(out := StringIO()))
    assert out.getvalue().startswith("outbox: 1 done, empty")
    assert (OutboxMessage.objects.get(target="mail").status, behind.count()) == ("completed", 270)


@pytest.mark.django_db(transaction=True, databases=["booking"])
def test_a_backlog_is_read_once_also_beside_an_older_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """That transaction keeps what the index has of the moved ones from being marked: each part would read all of it."""
    monkeypatch.setattr(_order, "_PATIENCE", 60)
    monkeypatch.setattr(_order, "_MOST", 100)
    monkeypatch.setattr(_order, "_AHEAD", 100)
    a_receiver_is_down(aggregates=100)
    with connections["booking"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) events.outbox, events.domain_events")
    older = connections["booking"].copy()
    try:
        with older.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_current_xact_id()")

        with buffers_read("booking", having="UNION ALL") as counts:
            (message,) = OutboxMessage.objects.claim()
    finally:
        older.close()

    assert (message.target, OutboxMessage.objects.filter(error=BEHIND).count()) == ("mail", 900)
    assert max(counts) < 400  # for a hundred keys


@pytest.mark.django_db(transaction=True, databases=["booking"])
def test_messages_that_are_due_at_one_moment_are_all_met(monkeypatch: pytest.MonkeyPatch) -> None:
    """As those that one statement has inserted, also where somebody else holds many of them."""
    monkeypatch.setattr(_order, "_PATIENCE", 60)
    monkeypatch.setattr(_order, "_MOST", 7)
    monkeypatch.setattr(_order, "_AHEAD", 7)
    fill(40, 3)
    OutboxMessage.objects.update(next_attempt_at=Now() - timedelta(hours=1))
    firsts = list(OutboxMessage.objects.filter(event__version=1).values_list("pk", flat=True))
    fill(1, 1, "mail")
    OutboxMessage.objects.filter(target="mail").update(next_attempt_at=Now())
    locked = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic("booking"):
            list(OutboxMessage.objects.filter(pk__in=firsts).select_for_update())
            locked[0].set()
            locked[1].wait(60)

    def claim() -> None:
        locked[0].wait(60)
        try:
            assert [message.target for message in OutboxMessage.objects.claim()] == ["mail"]
        finally:
            locked[1].set()

    assert at_once(hold, claim) == [None, None]
    assert len(OutboxMessage.objects.claim(100)) == 40


def test_a_claim_for_several_targets_reads_nothing_of_another() -> None:
    fill(3000, 1)
    OutboxMessage.objects.update(next_attempt_at=Now() - timedelta(days=1))
    fill(1000, 1, "mail")
    with connections["booking"].cursor() as cursor:
        cursor.execute("ANALYZE events.outbox")
        cursor.execute("ANALYZE events.domain_events")

    for asked, found in (
        ({"target__in": ["mail", "sms"]}, 10),
        ({"target__in": ["sms", "push"]}, 0),
        ({"target": "mail"}, 10),
    ):
        with buffers_read("booking", having="ORDER BY") as counts:
            messages = OutboxMessage.objects.filter(**asked).claim()
        assert [message.target for message in messages] == ["mail"] * found
        assert counts[0] < 100, asked


def test_a_claim_of_a_target_reads_nothing_of_another_though_the_planner_takes_that_for_its_own() -> None:
    """By the statistics a part of each target is due, while of one all are behind others."""
    fill(300, 10)
    fill(500, 1, "mail")
    OutboxMessage.objects.filter(target="calendar").update(next_attempt_at=Now() + timedelta(hours=1))
    with connections["booking"].cursor() as cursor:
        cursor.execute("ANALYZE events.outbox")

    behind = OutboxMessage.objects.filter(target="calendar", status__in=OutboxMessage.UNSETTLED)
    (part,) = _order._ordered(behind.filter(next_attempt_at__lte=Now()))
    plan = part.order_by("next_attempt_at")[:20].explain()

    assert "ix_events_outbox_target" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize("settle", ["acknowledge", "dead_letter", "cancel", "wear out"])
def test_whoever_settles_the_earlier_one_has_the_next_one_due_at_once(settle: str) -> None:
    """It waited as long as it did, and nothing is said of it any more."""
    first, second = publish_two()
    second.refresh_from_db()
    assert (second.status, second.error, second.attempts) == (Status.PENDING, BEHIND, 0)

    if settle == "acknowledge":
        first.acknowledge()
    elif settle == "dead_letter":
        first.dead_letter("unknown type")
    elif settle == "cancel":
        first.retry("no answer", delay=timedelta(days=1))
        assert OutboxMessage.objects.filter(event__version=1).cancel() == 1
    else:
        OutboxMessage.objects.filter(pk=first.pk).update(attempts=10, next_attempt_at=Now())
        assert OutboxMessage.objects.claim(1) == []

    (again,) = OutboxMessage.objects.claim()
    assert (again, again.error) == (second, None)
    assert OutboxMessage.objects.get(pk=second.pk).error is None


def test_a_retry_wakes_nobody() -> None:
    first, second = publish_two()

    first.retry("no answer", delay=timedelta(hours=1))

    assert OutboxMessage.objects.claim() == []
    second.refresh_from_db()
    assert second.error == BEHIND


def test_where_another_program_settles_the_earlier_one_the_next_is_due_after_a_while() -> None:
    """After as long as it had waited, and no more than twice that."""
    first, second = publish_two()
    OutboxMessage.objects.filter(pk=first.pk).update(status=Status.COMPLETED)

    rest = OutboxMessage.objects.filter(pk=second.pk).values_list(F("next_attempt_at") - Now(), flat=True).get()
    assert timedelta(minutes=29) < rest < timedelta(minutes=61)
    OutboxMessage.objects.filter(pk=second.pk).update(next_attempt_at=Now())
    (again,) = OutboxMessage.objects.claim()
    assert (again, again.error) == (second, None)


def test_a_message_that_was_tried_before_keeps_its_error() -> None:
    """A dead letter that is sent again comes before it, and it is told why it failed."""
    first, second = publish_two()
    first.dead_letter("unknown type")
    (claimed,) = OutboxMessage.objects.claim()
    claimed.retry("no answer", delay=timedelta())
    OutboxMessage.objects.filter(pk=first.pk).requeue()

    assert OutboxMessage.objects.claim() == [first]

    second.refresh_from_db()
    assert second.error == "no answer"


@pytest.mark.django_db(transaction=True, databases=["booking"])
def test_many_workers_deliver_each_message_once_and_in_order() -> None:
    """And none stays behind: each was published a day ago, and would be due again in an hour."""
    fill(12, 10)
    delivered: dict[UUID, list[int]] = defaultdict(list)

    def work() -> None:
        empty = 0
        while empty < 20:
            messages = OutboxMessage.objects.claim(3)
            empty = 0 if messages else empty + 1
            for message in messages:
                delivered[message.event.aggregate_id].append(message.event.version)
                message.acknowledge()

    outcomes = at_once(*[work] * 6)

    assert outcomes == [None] * 6
    assert set(OutboxMessage.objects.values_list("status", "attempts")) == {(Status.COMPLETED, 1)}
    assert [*delivered.values()] == [list(range(1, 11))] * 12
