"""Messages are published with the change, claimed in order, and settled by who holds them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from django.db.models.functions import Now
from django.db.transaction import TransactionManagementError
from pytest_django import DjangoAssertNumQueries

from agent360_models.exceptions import ClaimRefusedError, StaleRowError
from agent360_models.hibachi.events.factories import OutboxMessageFactory
from agent360_models.hibachi.events.models import DomainEvent, OutboxMessage
from agent360_models.hibachi.identity.factories import StationFactory
from agent360_models.migochat.factories import PostFactory

pytestmark = [pytest.mark.django_db(databases=["default", "booking"]), pytest.mark.usefixtures("indexes")]

BOOKING, OTHER = ("core.bookings", uuid4()), ("core.bookings", uuid4())
Status = OutboxMessage.Status


def publish(aggregate: Any = BOOKING, target: str = "calendar", **payload: Any) -> OutboxMessage:
    return OutboxMessage.objects.publish(
        aggregate=aggregate, event_type="booking.changed", target=target, payload=payload
    )


def claim(limit: int = 10, **options: Any) -> list[OutboxMessage]:
    return OutboxMessage.objects.claim(limit, **options)


def claim_one(**options: Any) -> OutboxMessage:
    (message,) = claim(**options)
    return message


def versions(messages: list[OutboxMessage]) -> list[tuple[UUID, int]]:
    return [(message.event.aggregate_id, message.event.version) for message in messages]


def let_time_pass() -> None:
    """Let every delay and every lease be over."""
    OutboxMessage.objects.update(next_attempt_at=Now() - timedelta(seconds=1))


# Moments that Python cannot have


@pytest.mark.parametrize(
    ("table", "column"),
    [("outbox", "next_attempt_at"), ("outbox", "created_at"), ("domain_events", "occurred_at")],
)
def test_a_moment_that_python_cannot_have_stops_no_other_aggregate(table: str, column: str) -> None:
    """The message that SQL gave such a moment stays where it is, and its aggregate waits, as its order demands."""
    publish(BOOKING)
    with connections["booking"].cursor() as cursor:
        cursor.execute(f"UPDATE events.{table} SET {column} = '-infinity'")
    publish(BOOKING)
    other = publish(OTHER)

    assert claim() == [other]


# Publish


def test_an_event_and_its_message_are_numbered_within_the_aggregate() -> None:
    """Each aggregate from 1; numbers go on where the outbox was emptied."""
    for aggregate in (BOOKING, OTHER, BOOKING):
        publish(aggregate, guests=12)
    OutboxMessage.objects.all().delete()
    message = publish(BOOKING, guests=14)

    assert [event.version for event in DomainEvent.objects.of(BOOKING)] == [1, 2, 3]
    assert [event.version for event in DomainEvent.objects.of(OTHER)] == [1]
    assert (message.event.version, message.event.payload, message.payload) == (3, {"guests": 14}, {"guests": 14})


def test_an_aggregate_is_any_row_with_a_uuid() -> None:
    """It is named by its table, as the platform's other applications know it."""
    station = StationFactory.create()

    message = publish(station)

    assert (message.event.aggregate_type, message.event.aggregate_id) == ("identity.stations", station.pk)
    assert list(DomainEvent.objects.of(station)) == [message.event]


def test_a_row_with_another_key_is_no_aggregate() -> None:
    with pytest.raises(TypeError, match=r"migochat.Post cannot be an aggregate: its key is NoneType, not a UUID."):
        publish(PostFactory.build())


def test_an_event_is_recorded_without_a_message() -> None:
    """One that nobody waits for; the next message counts it."""
    DomainEvent.objects.record(aggregate=BOOKING, event_type="booking.viewed")

    assert publish().event.version == 2
    assert versions(claim()) == [(BOOKING[1], 2)]


@pytest.mark.django_db(transaction=True, databases=["booking"])
def test_publishing_stands_or_falls_with_the_change() -> None:
    """Outside of a transaction it is refused, and one that is rolled back publishes nothing and uses no number."""
    with pytest.raises(
        TransactionManagementError, match=r"'booking.changed' was not stored.*atomic\(using='booking'\)"
    ):
        publish()
    with transaction.atomic(using="booking"):
        publish()
        transaction.set_rollback(True, using="booking")
    assert not DomainEvent.objects.exists()
    assert not OutboxMessage.objects.exists()

    with transaction.atomic(using="booking"):
        assert publish().event.version == 1


# Claim


def test_of_each_aggregate_the_first_message_is_claimed() -> None:
    """The next one is due once the first is delivered."""
    for aggregate in (BOOKING, OTHER, BOOKING):
        publish(aggregate)

    first = claim()
    assert versions(first) == [(BOOKING[1], 1), (OTHER[1], 1)]
    assert claim() == []
    assert OutboxMessage.objects.filter(status=Status.PROCESSING, attempts=1).count() == 2

    for message in first:
        message.acknowledge()
    assert versions(claim()) == [(BOOKING[1], 2)]
    assert {message.status for message in first} == {Status.COMPLETED}
    assert None not in {message.completed_at for message in first}


def test_a_claim_that_could_be_rolled_back_is_refused() -> None:
    """Its lease would be gone while the messages are delivered."""
    publish()

    with transaction.atomic(using="booking"), pytest.raises(ClaimRefusedError, match=r"inside atomic\(\)"):
        claim()


def test_a_limit_takes_who_has_waited_longest() -> None:
    old = OutboxMessageFactory.create_batch(3)
    OutboxMessage.objects.filter(pk=old[1].pk).update(next_attempt_at=old[1].next_attempt_at - timedelta(hours=1))
    publish()

    assert claim(1) == [old[1]]
    assert set(claim(2)) == {old[0], old[2]}


def test_a_claim_costs_as_many_queries_for_ten_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries, indexes: str
) -> None:
    """And its messages come with their events."""
    for number in range(10):
        publish(("core.bookings", uuid4()), number=number)

    expected = {"original": 6, "indexed": 8}[indexes]  # a savepoint and its end among them
    with django_assert_num_queries(expected, using="booking"):
        messages = claim()
        assert sorted(message.event.payload["number"] for message in messages) == list(range(10))


def test_a_lease_that_is_over_gives_the_message_back() -> None:
    """In its place: the next of the aggregate still waits."""
    publish()
    publish()
    first = claim_one(lease=timedelta(minutes=1))
    assert claim() == []

    let_time_pass()
    again = claim_one()

    assert (again, again.attempts) == (first, 2)


def test_who_lost_the_claim_cannot_settle_the_message() -> None:
    """Whatever it would do: the row is somebody else's now."""
    publish()
    late = claim_one(lease=timedelta())
    mine = claim_one()
    before = OutboxMessage.objects.values().get()

    for settle in (late.acknowledge, lambda: late.retry("slow"), lambda: late.dead_letter("slow")):
        with pytest.raises(StaleRowError, match=rf"Message {late.pk} was not changed"):
            settle()
    assert OutboxMessage.objects.values().get() == before

    mine.acknowledge()
    assert OutboxMessage.objects.get().status == Status.COMPLETED


def test_a_message_is_settled_once_and_by_its_claim() -> None:
    """A second time, or with a row that was only read, nothing is written."""
    publish()
    claimed, unclaimed = claim_one(), publish(OTHER)

    claimed.retry("later", delay=timedelta(hours=1))

    for message in (claimed, unclaimed):
        with pytest.raises(StaleRowError):
            message.acknowledge()
    assert list(OutboxMessage.objects.values_list("status", flat=True)) == [Status.PENDING, Status.PENDING]


def test_who_lost_the_lease_but_not_the_claim_may_acknowledge() -> None:
    """Nobody else has it, and it is delivered."""
    publish()
    message = claim_one(lease=timedelta())

    message.acknowledge()

    assert claim() == []


# Retry, and give up


def test_a_retry_waits_and_holds_up_its_aggregate_only() -> None:
    for aggregate in (BOOKING, BOOKING, OTHER):
        publish(aggregate)
    mine, other = claim()

    mine.retry(ConnectionError("guests: 12"), delay=timedelta(minutes=5))
    other.acknowledge()
    assert claim() == []
    let_time_pass()
    again = claim_one()

    assert (again.event.version, again.attempts, again.error) == (1, 2, "ConnectionError")


def test_delays_double_and_attempts_end() -> None:
    """Then it is a dead letter."""
    publish()
    delays = []
    for _ in range(OutboxMessage.MAX_ATTEMPTS):
        let_time_pass()
        message = claim_one()
        (start,) = OutboxMessage.objects.annotate(now=Now()).values_list("now", flat=True)
        message.retry("no answer")
        delays.append(round((message.next_attempt_at - start).total_seconds()))

    assert delays[:-1] == [2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert (message.status, message.error) == (Status.FAILED, "no answer")


def test_what_kills_its_workers_becomes_a_dead_letter() -> None:
    """Nobody came so far as to say what went wrong; the aggregate goes on."""
    publish()
    publish()
    for _ in range(OutboxMessage.MAX_ATTEMPTS):
        claim_one(lease=timedelta())

    assert claim() == []
    dead = OutboxMessage.objects.get(status=Status.FAILED)
    assert (dead.event.version, dead.error) == (1, "Claimed max_attempts times, and never settled.")
    assert claim_one().event.version == 2


def test_a_dead_letter_lets_others_pass_and_is_sent_again_by_hand() -> None:
    publish()
    publish()
    claim_one().dead_letter(ValueError("guests: 12"))
    later = claim_one()
    later.acknowledge()

    assert (claim(), later.event.version) == ([], 2)
    assert OutboxMessage.objects.requeue() == 1
    again = claim_one()
    assert (again.event.version, again.error) == (1, "ValueError")
    assert OutboxMessage.objects.requeue() == 0


def test_a_dead_letter_that_is_sent_again_has_all_attempts_and_short_delays_before_it() -> None:
    """And whoever held it before cannot settle it: attempts are never counted from 0 again."""
    publish()
    for _ in range(OutboxMessage.MAX_ATTEMPTS):
        late = claim_one(lease=timedelta())
    assert claim() == []
    OutboxMessage.objects.requeue()

    mine = claim_one()
    (start,) = OutboxMessage.objects.annotate(now=Now()).values_list("now", flat=True)
    assert mine.attempts == OutboxMessage.MAX_ATTEMPTS + 1
    with pytest.raises(StaleRowError):
        late.acknowledge()
    mine.retry("no answer")

    assert mine.status == Status.PENDING
    assert round((mine.next_attempt_at - start).total_seconds()) == 2


def test_each_target_has_its_own_order() -> None:
    """What one of them does not take holds up no other; each hears all."""
    first = publish(target="calendar")
    OutboxMessage.objects.send(first.event, target="mail")
    publish(target="calendar")

    mail = OutboxMessage.objects.filter(target="mail")
    assert versions(mail.claim()) == [(BOOKING[1], 1)]
    held = claim_one()
    assert (held, held.target) == (first, "calendar")
    held.acknowledge()
    assert [(message.target, message.event.version) for message in claim()] == [("calendar", 2)]


def test_what_is_cancelled_is_not_delivered_and_holds_up_nothing() -> None:
    """But not what a worker has."""
    publish()
    publish()
    publish(OTHER)
    held = OutboxMessage.objects.get(event__aggregate_id=OTHER[1])
    (held,) = OutboxMessage.objects.filter(pk=held.pk).claim()

    assert OutboxMessage.objects.filter(event__version=1).cancel() == 1

    assert versions(claim()) == [(BOOKING[1], 2)]
    held.acknowledge()
    assert held.status == Status.COMPLETED


def test_an_error_is_stored_short() -> None:
    publish()
    message = claim_one()

    message.dead_letter("no\0 answer " + "x" * 1000)

    assert message.error is not None
    assert message.error.startswith(r"no\x00 answer x")
    assert len(message.error) == 500


# Hashes


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"guests": 12, "note": "caf\u00e9", "more": [None, True, {"b": 1, "a": 2}]},
        {"numbers": [1.0, 1e2, -0.0, 0.1, 1e22, 12345678901234567890, Decimal("19.90")]},
        {"at": datetime(2026, 3, 1, 9, tzinfo=UTC), "key": UUID(int=7)},
    ],
)
def test_a_stored_event_has_the_hash_of_what_it_was_given(payload: dict[str, Any]) -> None:
    """Though jsonb spells numbers in its own way and sorts keys."""
    publish(**payload)

    event = DomainEvent.objects.get()

    assert event.hash_current == event.computed_hash()


def test_whoever_changes_an_event_breaks_its_hash() -> None:
    for guests in (12, 14):
        publish(guests=guests)
    first, second = DomainEvent.objects.of(BOOKING)
    assert (first.hash_previous, second.hash_previous) == (None, first.hash_current)

    DomainEvent.objects.filter(pk=first.pk).update(payload={"guests": 13})

    first.refresh_from_db()
    assert first.hash_current != first.computed_hash()


# At length


@pytest.mark.parametrize("indexes", ["original"], indirect=True)
def test_a_claim_reads_what_waits_and_nothing_that_was_delivered() -> None:
    """By an index, with 100,000 rows of which every hundredth waits."""
    with connections["booking"].cursor() as cursor:
        cursor.execute("""
            INSERT INTO events.domain_events
                (id, aggregate_id, aggregate_type, event_type, payload, version, hash_current)
            SELECT md5(n::text)::uuid, md5((n % 5000)::text)::uuid, 'core.bookings', 'booking.changed', '{}', n, ''
            FROM generate_series(1, 100000) AS n""")
        # Or the check of the foreign key goes on to read the whole table for each row, as for the few of other tests.
        cursor.execute("ANALYZE events.domain_events")
        cursor.execute("""
            INSERT INTO events.outbox (event_id, target, payload, attempts, max_attempts, status)
            SELECT md5(n::text)::uuid, 'calendar', '{}', 0, 10,
                   CASE WHEN n % 100 = 0 THEN 'pending' ELSE 'completed' END::public.outbox_status
            FROM generate_series(1, 100000) AS n""")
        cursor.execute("ANALYZE events.outbox")

    plan = OutboxMessage.objects.due()[:10].explain()

    assert plan.count("ix_events_outbox_status_next_attempt") >= 1
    assert "Seq Scan on outbox" not in plan
