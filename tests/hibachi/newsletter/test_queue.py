"""The queue of SMS: what is claimed and in which order, what becomes of it, and to whom nothing goes."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agent360_models.exceptions import ClaimRefusedError, StaleRowError
from agent360_models.hibachi.newsletter._operating import SMS
from agent360_models.hibachi.newsletter.factories import (
    CampaignEventFactory,
    CampaignFactory,
    SMSSendQueueItemFactory,
    SubscriberFactory,
)
from agent360_models.hibachi.newsletter.models import Campaign, SMSDeliveryEvent, SMSSendQueueItem, Subscriber
from agent360_models.operating import facts
from tests.hibachi.helpers import at_once, create_indexes_of_queues
from tests.support.buffers import buffers_read
from tests.support.partitions import partition

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def claim_one() -> SMSSendQueueItem:
    (item,) = SMSSendQueueItem.objects.claim(1)
    return item


def status_of(item: SMSSendQueueItem) -> str:
    return SMSSendQueueItem.objects.get(pk=item.pk).status


# Claims


@pytest.mark.parametrize("column", ["scheduled_at", "next_retry_at", "created_at"])
def test_a_moment_that_python_cannot_have_stops_no_other_message(column: str) -> None:
    """The message that SQL gave such a moment stays where it is."""
    unreadable = SMSSendQueueItemFactory.create(priority=9)
    with connections["booking"].cursor() as cursor:
        cursor.execute(f"UPDATE newsletter.sms_send_queue SET {column} = '-infinity'")
    ours = SMSSendQueueItemFactory.create()

    assert SMSSendQueueItem.objects.claim() == [ours]
    assert SMSSendQueueItem.objects.filter(pk=unreadable.pk, status="pending").exists()


def test_the_highest_priority_goes_first_and_then_what_waits_longest() -> None:
    third = SMSSendQueueItemFactory.create(scheduled_at=THEN)
    second = SMSSendQueueItemFactory.create(scheduled_at=THEN - timedelta(hours=1))
    first = SMSSendQueueItemFactory.create(priority=5)
    last = SMSSendQueueItemFactory.create(priority=None, attempts=None, max_attempts=None)
    SMSSendQueueItemFactory.create(next_retry_at=timezone.now() + timedelta(hours=1))
    SMSSendQueueItemFactory.create(scheduled_at=timezone.now() + timedelta(hours=1))
    for trait in ("claimed", "sent", "failed"):
        SMSSendQueueItemFactory.create(**{trait: True})

    claimed = SMSSendQueueItem.objects.claim(2)

    assert claimed == [first, second]
    stored = SMSSendQueueItem.objects.get(pk=first.pk)
    assert (stored.status, stored.attempts, stored.updated_at) == ("sending", 1, claimed[0].updated_at)
    assert (claimed[0].status, claimed[0].attempts) == ("sending", 1)
    assert SMSSendQueueItem.objects.claim() == [third, last]
    assert SMSSendQueueItem.objects.claim() == []


def test_a_claim_takes_as_many_queries_for_many_as_for_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    SMSSendQueueItemFactory.create_batch(12, campaign=CampaignFactory.create(sms=True))

    for limit in (1, 10):
        with django_assert_num_queries(7, using="booking"):  # two of them the savepoint of the test
            assert len(SMSSendQueueItem.objects.claim(limit)) == limit


def test_a_claim_reads_little_however_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is to be tried later, what is for later and what was sent, with the indexes that the page tells to create.

    So does the status of the queue.
    """
    campaign, subscriber = CampaignFactory.create(sms=True), SubscriberFactory.create()
    create_indexes_of_queues()
    with connections["booking"].cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO newsletter.sms_send_queue
                (campaign_id, subscriber_id, phone_number, message_content, priority, status, scheduled_at,
                 next_retry_at)
            SELECT %s, %s, '+14155550100', 'x', n %% 3,
                   CASE WHEN n < 3000 THEN 'sent' ELSE 'pending' END::sms_queue_status,
                   now() + CASE WHEN n BETWEEN 3000 AND 6000 THEN interval '1 day' ELSE interval '-1 day' END,
                   CASE WHEN n > 6000 THEN now() + interval '1 day' END
            FROM generate_series(1, 9000) AS n""",
            [campaign.pk, subscriber.pk],
        )
        cursor.execute("ANALYZE newsletter.sms_send_queue")

    with buffers_read("booking") as counts:
        assert SMSSendQueueItem.objects.claim() == []
    assert sum(counts) < 100

    due = SMSSendQueueItemFactory.create_batch(5, campaign=campaign, subscriber=subscriber, priority=1)
    monkeypatch.setattr(facts, "COUNTED", 10)
    with buffers_read("booking") as counts:
        status = facts.queue_status(SMS, "booking")
    assert (status.waiting, status.due, status.due_since) == (10, 5, due[0].scheduled_at)
    assert sum(counts) < 100, counts
    with buffers_read("booking") as counts:
        assert SMSSendQueueItem.objects.claim(10) == due
    assert sum(counts) < 100


def test_a_partitioned_queue_is_claimed_in_order() -> None:
    """By when rows were created, which no claim writes and the key holds."""
    partition("newsletter.sms_send_queue", "created_at", "'2026-01-01'", using="booking")
    second, first = (SMSSendQueueItemFactory.create(priority=priority) for priority in (1, 9))
    SMSSendQueueItem.objects.filter(pk=first.pk).update(created_at=THEN - timedelta(days=900))

    assert SMSSendQueueItem.objects.claim() == [first, second]
    assert SMSSendQueueItem.objects.claim() == []


def test_a_claim_that_could_be_rolled_back_is_refused() -> None:
    with transaction.atomic(using="booking"), pytest.raises(ClaimRefusedError, match=r"inside atomic\(\)"):
        SMSSendQueueItem.objects.claim()


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_no_message_is_claimed_twice() -> None:
    items = SMSSendQueueItemFactory.create_batch(60)

    def work() -> list[object]:
        taken: list[object] = []
        while claimed := SMSSendQueueItem.objects.claim(3):
            for number, item in enumerate(claimed):
                taken.append(item.pk)
                item.mark_sent(f"SM{len(taken)}{number}{item.pk.hex}")
        return taken

    outcomes = at_once(*[work] * 8)

    assert [outcome for outcome in outcomes if not isinstance(outcome, list)] == []
    assert Counter(key for taken in outcomes for key in taken) == Counter(item.pk for item in items)  # type: ignore[attr-defined]
    assert set(SMSSendQueueItem.objects.values_list("status", "attempts")) == {("sent", 1)}


# Whom nothing is sent to


@pytest.mark.parametrize("trait", ["by_email_only", "unsubscribed"])
def test_who_does_not_agree_gets_nothing_and_the_next_in_line_is_not_kept_waiting(trait: str) -> None:
    out = SubscriberFactory.create(**{trait: True})
    withheld = SMSSendQueueItemFactory.create_batch(3, subscriber=out, priority=1)
    wanted = SMSSendQueueItemFactory.create()

    assert SMSSendQueueItem.objects.claim(2) == [wanted]

    assert {status_of(item) for item in withheld} == {"cancelled"}
    assert {item.last_error for item in SMSSendQueueItem.objects.filter(subscriber=out)} == {
        "Not sent: the subscriber does not agree to SMS, or the campaign was cancelled."
    }


def test_a_refusal_between_queue_and_claim_is_obeyed_for_good() -> None:
    item = SMSSendQueueItemFactory.create()
    Subscriber.objects.get().agree(sms=False)

    assert SMSSendQueueItem.objects.claim() == []
    Subscriber.objects.get().agree(sms=True)

    assert SMSSendQueueItem.objects.claim() == []
    assert status_of(item) == "cancelled"


def test_a_campaign_that_is_cancelled_sends_no_more() -> None:
    campaign = CampaignFactory.create(sms=True)
    stopped = SMSSendQueueItemFactory.create(campaign=campaign)
    other = SMSSendQueueItemFactory.create()
    Campaign.objects.filter(pk=campaign.pk).update(status="cancelled")

    assert SMSSendQueueItem.objects.claim() == [other]
    assert status_of(stopped) == "cancelled"


# What becomes of a claim


def test_a_message_that_is_sent_has_the_id_and_the_time() -> None:
    SMSSendQueueItemFactory.create(last_error="timeout")

    claim_one().mark_sent("SM1", at=THEN)

    stored = SMSSendQueueItem.objects.get()
    assert (stored.status, stored.message_sid, stored.sent_at) == ("sent", "SM1", THEN)
    assert stored.last_error is None


def test_a_message_that_failed_is_tried_later_and_later_and_then_no_more() -> None:
    SMSSendQueueItemFactory.create(max_attempts=3)
    again, waits = [], []

    for _ in range(3):
        item, before = claim_one(), timezone.now()
        again.append(item.mark_failed("timeout"))
        waits.append(((SMSSendQueueItem.objects.get().next_retry_at or before) - before) // timedelta(minutes=5))
        SMSSendQueueItem.objects.update(next_retry_at=THEN)

    stored = SMSSendQueueItem.objects.get()
    assert (again, waits[:2]) == ([True, True, False], [1, 2])
    assert (stored.status, stored.attempts, stored.last_error) == ("failed", 3, "timeout")
    assert stored.failed_at is not None
    assert SMSSendQueueItem.objects.claim() == []


def test_what_can_never_work_is_not_tried_again() -> None:
    SMSSendQueueItemFactory.create()

    assert claim_one().mark_failed("landline", code="30006", permanent=True) is False

    assert SMSSendQueueItem.objects.values_list("status", "error_code").get() == ("failed", "30006")


def test_a_message_that_is_postponed_has_one_attempt_more() -> None:
    item = SMSSendQueueItemFactory.create()

    claim_one().postpone(timezone.now() + timedelta(hours=8))

    assert SMSSendQueueItem.objects.claim() == []
    item.refresh_from_db()
    assert (item.status, item.attempts, item.max_attempts) == ("pending", 1, 4)


def test_who_comes_back_after_somebody_else_has_settled_the_message_changes_nothing() -> None:
    SMSSendQueueItemFactory.create()
    slow = claim_one()
    (found,) = SMSSendQueueItem.objects.stalled(timezone.now())
    found.mark_failed("sender died")
    SMSSendQueueItem.objects.update(next_retry_at=THEN)
    claim_one()

    for end in (lambda: slow.mark_sent("SM1"), lambda: slow.mark_failed("late"), lambda: slow.postpone(THEN)):
        with pytest.raises(StaleRowError, match="another claim"):
            end()

    assert list(SMSSendQueueItem.objects.values_list("status", "attempts", "last_error")) == [
        ("sending", 2, "sender died")
    ]


def test_stalled_are_old_claims_of_which_nobody_said_how_they_went() -> None:
    old, young, sent = (SMSSendQueueItemFactory.create(**{trait: True}) for trait in ("claimed", "claimed", "sent"))
    for item, minutes in ((old, 0), (young, 9), (sent, 0)):
        SMSSendQueueItem.objects.filter(pk=item.pk).update(updated_at=THEN + timedelta(minutes=minutes))

    assert list(SMSSendQueueItem.objects.stalled(THEN + timedelta(minutes=5))) == [old]


# Deliveries


def test_what_the_provider_reports_goes_forward_only() -> None:
    """A report that comes twice or late changes nothing, and an end stays."""
    event = CampaignEventFactory.create()

    def report(status: str, **columns: str) -> tuple[str, bool]:
        row, is_written = SMSDeliveryEvent.objects.report(
            campaign_event=event, ringcentral_message_id="1", status=status, **columns
        )
        return row.status, is_written

    assert [report("sent"), report("queued"), report("sent")] == [("sent", True), ("sent", False), ("sent", False)]
    assert report("undelivered", carrier_error_code="30003") == ("undelivered", True)
    assert [report("delivered"), report("failed")] == [("undelivered", False)] * 2

    stored = SMSDeliveryEvent.objects.get()
    assert (stored.campaign_event, stored.status, stored.carrier_error_code) == (event, "undelivered", "30003")


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_reports_at_once_make_one_row_with_the_last_status() -> None:
    event = CampaignEventFactory.create()
    reports = ["queued", "sending", "sent", "delivered"] * 3

    outcomes = at_once(
        *[
            lambda status=status: SMSDeliveryEvent.objects.report(
                campaign_event=event, ringcentral_message_id="1", status=status
            )
            for status in reports
        ]
    )

    assert [outcome for outcome in outcomes if not isinstance(outcome, tuple)] == []
    assert SMSDeliveryEvent.objects.get().status == "delivered"
