"""An outbox and an inbox that are partitioned, by a column that their keys hold and no claim writes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from agent360_models.hibachi.events.models import InboxMessage, OutboxMessage
from tests.support.databases import query
from tests.support.partitions import partition

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def publish(target: str, number: int) -> list[OutboxMessage]:
    """Publish messages of one aggregate."""
    aggregate = ("core.bookings", uuid4())
    return [
        OutboxMessage.objects.publish(aggregate=aggregate, event_type="booking.changed", target=target)
        for _ in range(number)
    ]


@pytest.mark.usefixtures("indexes")
def test_a_claim_of_a_partitioned_outbox_takes_and_puts_behind_what_it_means() -> None:
    """And nothing that lies at the same place of another partition."""
    partition("events.outbox", "created_at", "'2026-01-01'", using="booking")
    others = [publish("mail", 1)[0] for _ in range(3)]
    first, second = publish("calendar", 2)
    calendar, mail = (OutboxMessage.objects.filter(target=target) for target in ("calendar", "mail"))
    calendar.update(created_at=Now() - timedelta(days=900), next_attempt_at=Now())
    places = query("SELECT count(*), count(DISTINCT ctid) FROM events.outbox", using="booking")
    assert places == [(5, 3)]

    (claimed,) = calendar.claim()
    assert claimed == first
    assert calendar.claim() == []
    assert set(mail.claim()) == {*others}

    claimed.acknowledge()
    (following,) = calendar.claim()
    assert following == second
    following.retry("not yet")
    assert calendar.cancel() == 1


def test_a_message_is_received_and_processed_once() -> None:
    """The unique signature holds the column by which the inbox is partitioned: it is that itself."""
    partition("events.inbox", "signature", "'m'", using="booking")

    for signature in ("a", "z"):
        _, is_new = InboxMessage.objects.receive(source="stripe", signature=signature)
        assert is_new
        assert not InboxMessage.objects.receive(source="stripe", signature=signature)[1]
        with InboxMessage.objects.process(source="stripe", signature=signature) as message:
            assert message is not None
        with InboxMessage.objects.process(source="stripe", signature=signature) as message:
            assert message is None
    assert query(
        "SELECT tableoid::regclass::text, count(*) FROM events.inbox GROUP BY 1 ORDER BY 1", using="booking"
    ) == [
        ("events.inbox_new", 1),
        ("events.inbox_old", 1),
    ]
