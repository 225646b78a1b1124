"""Publishers and workers whose transactions are open at the same time."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction

from agent360_models.hibachi.events.models import OutboxMessage
from tests.faults.database import wait_for
from tests.hibachi.events.helpers import SECONDS, other_sessions, waiting_for_locks

BOOKING, OTHER = ("core.bookings", uuid4()), ("core.bookings", uuid4())

pytestmark = [pytest.mark.django_db(transaction=True, databases=["booking"]), pytest.mark.usefixtures("indexes")]


def publish(aggregate: tuple[str, UUID]) -> int:
    """Publish in a transaction, and return the number."""
    with transaction.atomic(using="booking"):
        return OutboxMessage.objects.publish(
            aggregate=aggregate, event_type="booking.changed", target="calendar"
        ).event.version


def test_a_worker_passes_by_what_another_is_claiming() -> None:
    """It does not wait, not even for a transaction that stays open, and gets the rest."""
    for aggregate in (BOOKING, OTHER):
        publish(aggregate)
    claimed, go_on = threading.Event(), threading.Event()

    def stay(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        answer = execute(sql, *arguments)
        if sql.startswith("UPDATE"):
            claimed.set()
            assert go_on.wait(SECONDS)
        return answer

    def claim_and_stay() -> list[OutboxMessage]:
        with connections["booking"].execute_wrapper(stay):
            return OutboxMessage.objects.claim(1)

    with other_sessions() as start:
        staying = start(claim_and_stay)
        assert claimed.wait(SECONDS)
        try:
            with connections["booking"].cursor() as cursor:
                cursor.execute("SET lock_timeout = '1ms'")
            mine = OutboxMessage.objects.claim(10)
        finally:
            go_on.set()
            connections["booking"].close()  # and with it the setting
        hers = staying.result(SECONDS)

    assert [message.event.aggregate_id for message in (*hers, *mine)] == [BOOKING[1], OTHER[1]]


@pytest.mark.parametrize(("fails", "number"), [(True, 1), (False, 2)])
def test_publishers_of_one_aggregate_wait_for_each_other_and_no_others(fails: bool, number: int) -> None:
    """So that a number is never that of a transaction which is still open, and one that fails leaves no gap."""
    published, go_on = threading.Event(), threading.Event()

    def publish_and_stay() -> int:
        with transaction.atomic(using="booking"):
            first = publish(BOOKING)
            published.set()
            assert go_on.wait(SECONDS)
            transaction.set_rollback(fails, using="booking")
        return first

    with other_sessions() as start:
        staying = start(publish_and_stay)
        assert published.wait(SECONDS)
        waiting = start(lambda: publish(BOOKING))
        wait_for(lambda: waiting_for_locks() == 1)
        assert publish(OTHER) == 1
        go_on.set()

        assert (staying.result(SECONDS), waiting.result(SECONDS)) == (1, number)
    assert OutboxMessage.objects.count() == number + 1
