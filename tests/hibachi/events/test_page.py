"""The page "Publish events": its functions do what it says."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, transaction

from agent360_models.hibachi.events.models import DomainEvent, InboxMessage, OutboxMessage
from agent360_models.hibachi.identity.factories import StationFactory
from tests.docs.test_snippets import ROOT
from tests.support.endurance import trials
from tests.support.sessions import Stopped, end_session

PAGE = ROOT / "docs" / "how-to" / "publish-events.md"

pytestmark = pytest.mark.django_db(databases=["booking"])


@pytest.fixture
def page() -> dict[str, Any]:
    """Return what the blocks of the page define."""
    namespace: dict[str, Any] = {"INSTALLED_APPS": []}  # as settings.py has it
    for block in re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        exec(block, namespace)  # noqa: S102
    return namespace


def test_a_change_arrives_once(page: dict[str, Any]) -> None:
    """Though the first delivery fails after it arrived, as when the answer is lost."""
    station = StationFactory.create()
    handled: list[InboxMessage] = []

    def send(event: DomainEvent) -> None:
        page["receive"]({"id": str(event.pk), "type": event.event_type}, handled.append)
        if OutboxMessage.objects.get().attempts == 1:
            raise ConnectionError

    page["close"](station)
    assert page["deliver_some"](send, "calendar") == 1
    assert page["deliver_some"](send, "calendar") == 0
    OutboxMessage.objects.update(next_attempt_at=station.created_at)
    assert page["deliver_some"](send, "calendar") == 1

    assert [message.payload["type"] for message in handled] == ["station.closed"]
    assert OutboxMessage.objects.get().status == "completed"


@pytest.mark.django_db(transaction=True, databases=["booking"])
def test_its_loop_gets_over_sessions_that_end(page: dict[str, Any]) -> None:
    """Idle ones cost nothing, and others one turn; messages of all turns arrive."""
    turns = trials(6, 20)
    failed = 0
    stations = StationFactory.create_batch(turns)
    sent: set[Any] = set()

    def send(event: DomainEvent) -> None:
        sent.add(event.aggregate_id)
        if len(sent) % 2:
            end_session("booking")  # the delivery took longer than the server waits

    def one_more() -> None:
        if stations:
            page["close"](stations.pop())

    stopped = Stopped(3 * turns, "booking", one_more)
    while not stopped.is_set():
        try:
            delivered = page["deliver_some"](send, "calendar")
        except OperationalError:
            failed, delivered = failed + 1, 0
        if not delivered:
            stopped.wait()

    assert (len(sent), stations) == (turns, [])
    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {"completed"}
    assert 0 < failed < 2 * turns


def test_a_change_that_fails_is_not_told(page: dict[str, Any]) -> None:
    station = StationFactory.create()
    with transaction.atomic(using="booking"):
        page["close"](station)
        transaction.set_rollback(True, using="booking")

    station.refresh_from_db()
    assert (station.status, DomainEvent.objects.count()) == ("active", 0)


def test_what_was_delivered_long_ago_goes_and_the_events_stay(page: dict[str, Any]) -> None:
    station = StationFactory.create()
    page["close"](station)
    page["deliver_some"](lambda _: None, "calendar")
    OutboxMessage.objects.update(created_at=station.created_at)

    call_command("agent360", "prune", "--older-than", "30d", "hibachi_events")

    assert (OutboxMessage.objects.count(), DomainEvent.objects.of(station).count()) == (0, 1)
    assert InboxMessage.objects.count() == 0


def test_events_go_by_their_name_but_for_the_last_and_what_is_on_its_way() -> None:
    """So the numbers and the hashes of an aggregate go on."""
    station = StationFactory.create()
    with transaction.atomic(using="booking"):
        for _ in range(2):
            DomainEvent.objects.record(aggregate=station, event_type="station.closed")
        OutboxMessage.objects.publish(aggregate=station, event_type="station.closed", target="calendar")
        DomainEvent.objects.record(aggregate=station, event_type="station.closed")
    DomainEvent.objects.update(created_at=station.created_at)

    call_command("agent360", "prune", "--older-than", "30d", "events.domain_events")

    assert [*DomainEvent.objects.of(station).values_list("version", flat=True)] == [3, 4]
