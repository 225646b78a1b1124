"""Workers of the outbox and of SMS, as ``manage.py agent360 work`` runs them, and how these queues are watched."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from agent360_models.hibachi.events.handlers import DELIVERIES, delivers
from agent360_models.hibachi.events.models import DomainEvent, InboxMessage, OutboxMessage
from agent360_models.hibachi.newsletter.factories import SMSSendQueueItemFactory, SubscriberFactory
from agent360_models.hibachi.newsletter.handlers import SENDERS, sends_sms
from agent360_models.hibachi.newsletter.models import SMSSendQueueItem
from agent360_models.operating.look import look
from agent360_models.operating.queues import queues
from agent360_models.operating.worker import Limits, Stop, work

pytestmark = pytest.mark.django_db(databases=["default", "booking", "chat"])


@pytest.fixture(autouse=True)
def _no_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    for registry in (DELIVERIES, SENDERS):
        monkeypatch.setattr(registry, "_registered", {})


def publish(number: int = 1, target: str = "calendar") -> None:
    for _ in range(number):
        with transaction.atomic(using="booking"):
            OutboxMessage.objects.publish(aggregate=("core.bookings", uuid4()), event_type="x.changed", target=target)


def command(*options: str) -> str:
    out = StringIO()
    call_command("agent360", "work", *options, stdout=out)
    return out.getvalue()


def an_sms(**columns: Any) -> SMSSendQueueItem:
    item = SMSSendQueueItemFactory.create(subscriber=SubscriberFactory.create(subscribed=True, sms_consent=True))
    SMSSendQueueItem.objects.filter(pk=item.pk).update(scheduled_at=timezone.now() - timedelta(hours=1), **columns)
    return item


class TestOutbox:
    def test_messages_are_delivered(self) -> None:
        """To the targets that have a function; the others wait for another worker."""
        got: list[OutboxMessage] = []
        delivers("calendar")(got.append)
        publish(12)
        publish(1, target="mail")

        assert command("outbox", "--once").startswith("outbox: 12 done, empty,")

        assert {message.event.event_type for message in got} == {"x.changed"}
        assert sorted(OutboxMessage.objects.values_list("status", flat=True)) == [*["completed"] * 12, "pending"]

    def test_a_function_that_raises(self) -> None:
        """The message is retried later, without the text of the error; or given up, where the function says so."""

        @delivers("calendar")
        def refuse(message: OutboxMessage) -> None:
            raise ConnectionError("ada@example.com")

        @delivers("mail")
        def give_up(message: OutboxMessage) -> None:
            message.dead_letter("unknown type")

        publish()
        publish(target="mail")

        command("outbox", "--once")

        retried, dead = OutboxMessage.objects.order_by("target")
        assert (retried.status, retried.attempts, retried.error) == ("pending", 1, "ConnectionError")
        assert retried.next_attempt_at > timezone.now()
        assert (dead.status, dead.error) == ("failed", "unknown type")

    def test_what_was_not_begun_waits_again(self) -> None:
        """At once, with as many attempts as before."""
        stop = Stop()
        delivers("calendar")(lambda _message: stop.ask())
        publish(3)
        (queue,) = (queue for queue in queues() if queue.name == "outbox")

        outcome = work(queue, stop=stop)

        assert (outcome.done, outcome.reason) == (1, "stopped")
        assert len(OutboxMessage.objects.filter(status="pending").claim(10)) == 2
        claimed = OutboxMessage.objects.filter(status="processing")
        left = [message.max_attempts - message.attempts for message in claimed]
        assert left == [9, 9]

    def test_limit(self) -> None:
        delivers("calendar")(lambda _message: None)
        publish(3)
        (queue,) = (queue for queue in queues() if queue.name == "outbox")

        assert work(queue, limits=Limits(messages=2)).done == 2
        assert OutboxMessage.objects.filter(status="pending").count() == 1


class TestSms:
    def test_what_the_function_returns(self) -> None:
        """Is the provider's id."""
        item = an_sms()
        sends_sms(lambda _item: "rc-1")

        assert command("sms", "--once").startswith("sms: 1 done, empty,")

        item.refresh_from_db()
        assert (item.status, item.message_sid) == ("sent", "rc-1")

    def test_a_function_that_raises(self) -> None:
        item = an_sms()

        @sends_sms
        def refuse(item: SMSSendQueueItem) -> str:
            raise ConnectionError(item.phone_number)

        command("sms", "--once")

        item.refresh_from_db()
        assert (item.status, item.last_error) == ("pending", "ConnectionError")

    @pytest.mark.parametrize(
        ("function", "status"),
        [
            (lambda _item: None, "sending"),
            (lambda item: item.postpone(timezone.now() + timedelta(hours=8)), "pending"),
            (lambda item: item.mark_failed("landline", permanent=True) and None, "failed"),
        ],
        ids=["nobody knows", "night", "never"],
    )
    def test_it_may_settle_the_item_itself(
        self, function: Callable[[SMSSendQueueItem], str | None], status: str
    ) -> None:
        """Or leave it, where nobody knows whether it went out: then nothing sends it again."""
        item = an_sms()
        sends_sms(function)

        assert command("sms", "--once").startswith("sms: 1 done,")

        item.refresh_from_db()
        assert item.status == status


class TestWatched:
    def test_numbers_and_alarms(self) -> None:
        """Of three queues, on the alias of the family; nobody's address or text is among what is shown."""
        old = timezone.now() - timedelta(hours=1)
        publish(4)
        keys = list(OutboxMessage.objects.values_list("pk", flat=True))
        OutboxMessage.objects.filter(pk=keys[0]).update(status="failed")
        OutboxMessage.objects.filter(pk=keys[1]).update(status="processing", next_attempt_at=old)
        OutboxMessage.objects.filter(pk=keys[2]).update(next_attempt_at=old)
        OutboxMessage.objects.filter(pk=keys[3]).update(next_attempt_at=timezone.now() + timedelta(hours=1))
        InboxMessage.objects.receive(source="s", signature="1")
        an_sms()
        an_sms(status="sending", updated_at=old)

        report = look()

        found = {queue.name: queue for queue in report.queues}
        outbox, inbox, sms = found["outbox"], found["inbox"], found["sms"]
        assert (outbox.alias, outbox.waiting, outbox.due, outbox.held, outbox.expired, outbox.dead) == (
            "booking",
            2,
            1,
            1,
            1,
            1,
        )
        assert outbox.due_since == old
        assert (inbox.waiting, inbox.due, inbox.held, inbox.dead) == (1, 1, None, None)
        assert (sms.waiting, sms.due, sms.held, sms.expired, sms.dead) == (1, 1, 1, 1, 0)
        assert sorted(report.alarms()) == ["queue outbox: dead-letters", "queue sms: expired"]

    def test_prune(self) -> None:
        """What was delivered and what was processed goes; events stay, and so does what waits."""
        old = timezone.now() - timedelta(days=100)
        publish(2)
        first = OutboxMessage.objects.values_list("pk", flat=True)[0]
        OutboxMessage.objects.filter(pk=first).update(status="completed")
        OutboxMessage.objects.update(created_at=old)
        InboxMessage.objects.receive(source="s", signature="1")
        InboxMessage.objects.receive(source="s", signature="2")
        InboxMessage.objects.filter(signature="1").update(processed=True, processed_at=old)
        out = StringIO()

        call_command("agent360", "prune", "--older-than", "90d", "hibachi", stdout=out)

        assert "events.outbox: 1 rows deleted on alias 'booking'." in out.getvalue()
        assert "events.inbox: 1 rows deleted on alias 'booking'." in out.getvalue()
        assert (OutboxMessage.objects.count(), DomainEvent.objects.count()) == (1, 2)
