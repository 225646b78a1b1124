"""Calls, and webhooks of social platforms that are processed once."""

import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agent360_models.hibachi.integra.factories import CallSessionFactory, PaymentEventFactory, SocialInboxItemFactory
from agent360_models.hibachi.integra.models import CallSession, PaymentEvent, SocialInboxItem
from tests.faults.database import wait_for
from tests.hibachi.events.helpers import SECONDS, other_sessions, waiting_for_locks

WEBHOOK: dict[str, Any] = {
    "signature": "sha256=1",
    "platform": "instagram",
    "webhook_type": "messages",
    "body": b'{"text": "Hello"}',
}

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def test_a_call_goes_in_or_out() -> None:
    call = CallSessionFactory.build(unknown=True, direction="up")

    with pytest.raises(ValidationError, match="not a valid choice"):
        call.full_clean()
    with pytest.raises(IntegrityError, match="check_call_direction"), transaction.atomic(using="booking"):
        call.save()


def test_a_call_outlives_its_customer() -> None:
    call = CallSessionFactory.create()
    assert call.customer is not None

    call.customer.delete()

    assert CallSession.objects.get().customer is None


def test_a_webhook_that_comes_twice_is_one_row_without_what_it_said() -> None:
    item, is_new = SocialInboxItem.objects.get_or_record(**WEBHOOK)
    again, is_new_again = SocialInboxItem.objects.get_or_record(**WEBHOOK)

    assert (is_new, is_new_again, again) == (True, False, item)
    assert item.payload_hash == "77283e86178dc1ffdf456de592fb2de2834a66f4f1200ba0dcc6bd8c63306a57"
    assert [row for row in SocialInboxItem.objects.values() if "Hello" in str(row)] == []


def process(signature: str = "sha256=1", *, fails: bool = False) -> bool:
    """Store a payment of the webhook; tell whether it was the first time."""
    with SocialInboxItem.objects.process(signature) as item:
        if item is not None:
            PaymentEventFactory.create(provider_id="evt_1")
        if fails:
            raise LookupError("Hello")
    return item is not None


def test_a_webhook_is_processed_once() -> None:
    SocialInboxItemFactory.create(signature="sha256=1")

    assert [process(), process()] == [True, False]
    stored = SocialInboxItem.objects.get()
    assert (stored.processed, stored.processing_attempts, stored.processed_at is not None) == (True, 1, True)
    assert not SocialInboxItem.objects.waiting().exists()


def test_a_failure_is_counted_and_leaves_nothing_else() -> None:
    """Of its text nothing is stored; the next attempt may succeed."""
    waiting = SocialInboxItemFactory.create(signature="sha256=1")

    with pytest.raises(LookupError):
        process(fails=True)

    waiting.refresh_from_db()
    assert (waiting.processed, waiting.processing_attempts, waiting.last_error) == (False, 1, "LookupError")
    assert (PaymentEvent.objects.count(), list(SocialInboxItem.objects.waiting())) == (0, [waiting])
    assert process()
    waiting.refresh_from_db()
    assert (waiting.processing_attempts, waiting.last_error) == (2, None)


def test_a_webhook_that_was_not_recorded_is_not_processed() -> None:
    with pytest.raises(SocialInboxItem.DoesNotExist):
        process("sha256=2")


@pytest.mark.django_db(transaction=True, databases=["default", "booking"])
def test_of_two_at_once_one_processes() -> None:
    SocialInboxItemFactory.create(signature="sha256=1")
    inside, go_on = threading.Event(), threading.Event()

    def stay() -> None:
        with SocialInboxItem.objects.process("sha256=1"):
            inside.set()
            assert go_on.wait(SECONDS)

    with other_sessions() as start:
        staying = start(stay)
        assert inside.wait(SECONDS)
        other = start(process)
        wait_for(lambda: waiting_for_locks() == 1)
        go_on.set()

        staying.result(SECONDS)
        assert other.result(SECONDS) is False
    assert SocialInboxItem.objects.get().processing_attempts == 1
