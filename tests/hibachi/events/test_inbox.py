"""A message is received and processed once, however often and however close together it comes."""

import threading
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from agent360_models.hibachi.events.factories import InboxMessageFactory
from agent360_models.hibachi.events.models import InboxMessage
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.hibachi.identity.factories import StationFactory
from agent360_models.hibachi.identity.models import Station
from tests.faults.database import wait_for
from tests.hibachi.events.helpers import SECONDS, other_sessions, waiting_for_locks
from tests.hibachi.helpers import create_indexes_of_queues
from tests.support.buffers import buffers_read

pytestmark = pytest.mark.django_db(databases=["booking"])


def process(name: str, **options: Any) -> bool:
    """Make a station of the message; tell whether it was the first time."""
    with InboxMessage.objects.process(source="stripe", signature="stripe:evt_1", **options) as message:
        if message is not None:
            StationFactory.create(code=name)
    return message is not None


def stations() -> list[str]:
    return list(Station.objects.order_by("code").values_list("code", flat=True))


def test_a_message_is_received_once() -> None:
    """The first payload stands."""
    first, is_new = InboxMessage.objects.receive(
        source="stripe", signature="stripe:evt_1", payload={"amount": "250.00"}
    )
    again, is_new_again = InboxMessage.objects.receive(
        source="stripe", signature="stripe:evt_1", payload={"amount": "1.00"}
    )
    InboxMessage.objects.receive(source="plaid", signature="plaid:evt_1")

    assert (is_new, is_new_again, again) == (True, False, first)
    assert again.payload == {"amount": "250.00"}
    assert [message.source for message in InboxMessage.objects.waiting()] == ["stripe", "plaid"]


def test_what_waits_is_found_by_an_index_however_much_there_is() -> None:
    """Of all sources and of one, with the indexes that the page tells to create."""
    create_indexes_of_queues()
    with connections["booking"].cursor() as cursor:
        cursor.execute("""
            INSERT INTO events.inbox (signature, source, payload, processed, created_at)
            SELECT 'm' || n, CASE WHEN n > 4990 THEN 'plaid' ELSE 'stripe' END, '{}', n < 2000,
                   now() - interval '1 hour' + interval '1 second' * n
            FROM generate_series(1, 5000) AS n""")
        cursor.execute("ANALYZE events.inbox")

    waiting = InboxMessage.objects.waiting()
    for messages, found in ((waiting, 5), (waiting.filter(source="plaid"), 5), (waiting.filter(source="none"), 0)):
        with buffers_read("booking") as counts:
            assert len(messages[:5]) == found
        assert sum(counts) < 20


def test_a_signature_of_another_source_is_refused_and_nothing_is_taken_for_processed() -> None:
    """The database knows signatures over all sources: the second message would be lost without a word."""
    InboxMessageFactory.create(signature="evt_1")

    with pytest.raises(InvalidValueError, match=r"of 'plaid' has the same signature as message .* of 'stripe'"):
        InboxMessage.objects.receive(source="plaid", signature="evt_1")
    with pytest.raises(InvalidValueError), InboxMessage.objects.process(source="plaid", signature="evt_1"):
        pass

    assert InboxMessage.objects.waiting().count() == 1


def test_a_message_is_processed_once() -> None:
    """Whether it was received before or not."""
    InboxMessage.objects.receive(source="stripe", signature="stripe:evt_1", payload={"amount": "250.00"})

    assert [process("first"), process("second")] == [True, False]
    assert stations() == ["first"]
    stored = InboxMessage.objects.get()
    assert stored.payload == {"amount": "250.00"}
    assert (stored.processed, stored.processed_at is not None) == (True, True)
    assert not InboxMessage.objects.waiting().exists()


def test_a_handler_that_fails_leaves_nothing() -> None:
    """The message waits as it did before, and the next delivery is processed."""
    waiting = InboxMessageFactory.create(signature="stripe:evt_1")
    InboxMessageFactory.create(signature="stripe:evt_2", processed_before=True)

    def fail() -> None:
        with InboxMessage.objects.process(source="stripe", signature="stripe:evt_1"):
            StationFactory.create(code="first")
            with transaction.atomic(using="booking"):
                StationFactory.create(code="first")

    with pytest.raises(IntegrityError):
        fail()
    assert (list(InboxMessage.objects.waiting()), stations()) == ([waiting], [])
    assert process("second")
    assert stations() == ["second"]


@pytest.mark.django_db(transaction=True, databases=["booking"])
@pytest.mark.parametrize("is_received", [True, False])
def test_of_deliveries_at_once_one_is_processed(is_received: bool) -> None:
    """The others wait for it; where it fails, one of them takes over."""
    inside, go_on = threading.Event(), threading.Event()
    if is_received:
        InboxMessage.objects.receive(source="stripe", signature="stripe:evt_1")

    def fail() -> None:
        with InboxMessage.objects.process(source="stripe", signature="stripe:evt_1"):
            StationFactory.create(code="failed")
            inside.set()
            assert go_on.wait(SECONDS)
            raise LookupError

    with other_sessions() as start:
        failing = start(fail)
        assert inside.wait(SECONDS)
        others = [start(partial(process, name)) for name in "abcd"]
        wait_for(lambda: waiting_for_locks() == len(others))
        go_on.set()

        assert isinstance(failing.exception(SECONDS), LookupError)
        processed = [other.result(SECONDS) for other in others]
    assert sorted(processed) == [False, False, False, True]
    assert stations() == ["abcd"[processed.index(True)]]
    assert InboxMessage.objects.count() == 1
