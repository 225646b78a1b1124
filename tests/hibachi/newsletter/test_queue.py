"""The queue of SMS: what is claimed and in which order, what becomes of it, and to whom nothing goes."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agent360_models.exceptions import ClaimRefusedError, StaleRowError
from agent360_models.hibachi.newsletter.factories import (
    CampaignFactory,
    SMSSendQueueItemFactory,
    SubscriberPreferenceFactory,
)
from agent360_models.hibachi.newsletter.models import Campaign, SMSDeliveryEvent, SMSSendQueueItem, SubscriberPreference
from tests.hibachi.helpers import at_once

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def claim_one() -> SMSSendQueueItem:
    (item,) = SMSSendQueueItem.objects.claim(1)
    return item


def status_of(item: SMSSendQueueItem) -> str:
    return SMSSendQueueItem.objects.get(pk=item.pk).status


# Claims


def test_the_highest_priority_goes_first_and_then_what_waits_longest() -> None:
    third = SMSSendQueueItemFactory.create(scheduled_at=THEN)
    second = SMSSendQueueItemFactory.create(scheduled_at=THEN - timedelta(hours=1))
    first = SMSSendQueueItemFactory.create(priority=5)
    SMSSendQueueItemFactory.create(scheduled_at=timezone.now() + timedelta(hours=1))
    for trait in ("claimed", "sent", "failed"):
        SMSSendQueueItemFactory.create(**{trait: True})

    claimed = SMSSendQueueItem.objects.claim(2)

    assert claimed == [first, second]
    stored = SMSSendQueueItem.objects.get(pk=first.pk)
    assert (stored.status, stored.attempts, stored.claimed_at) == ("sending", 1, claimed[0].claimed_at)
    assert (claimed[0].status, claimed[0].attempts) == ("sending", 1)
    assert SMSSendQueueItem.objects.claim() == [third]
    assert SMSSendQueueItem.objects.claim() == []


def test_a_claim_takes_as_many_queries_for_many_as_for_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    SMSSendQueueItemFactory.create_batch(12, campaign=CampaignFactory.create(sms=True))

    for limit in (1, 10):
        with django_assert_num_queries(6, using="booking"):  # two of them the savepoint of the test
            assert len(SMSSendQueueItem.objects.claim(limit)) == limit


def test_a_claim_that_could_be_rolled_back_is_refused() -> None:
    with transaction.atomic(using="booking"), pytest.raises(ClaimRefusedError, match="outside atomic"):
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


def test_a_phone_that_opted_out_gets_nothing_and_the_next_in_line_is_not_kept_waiting() -> None:
    out = SubscriberPreferenceFactory.create(sms=True, opted_out=True)
    agreed = SubscriberPreferenceFactory.create(sms=True)
    withheld = SMSSendQueueItemFactory.create_batch(3, phone=out.address, priority=1)
    wanted = SMSSendQueueItemFactory.create(phone=agreed.address)

    assert SMSSendQueueItem.objects.claim(2) == [wanted]

    assert {status_of(item) for item in withheld} == {"suppressed"}


def test_an_opt_out_between_queue_and_claim_is_obeyed_for_good() -> None:
    item = SMSSendQueueItemFactory.create()
    SubscriberPreference.objects.opt_out("sms", item.phone, source="sms_keyword")

    assert SMSSendQueueItem.objects.claim() == []
    SubscriberPreference.objects.opt_in("sms", item.phone, source="sms_keyword")

    assert SMSSendQueueItem.objects.claim() == []
    assert status_of(item) == "suppressed"


def test_an_e_mail_address_that_opted_out_stops_no_sms() -> None:
    SubscriberPreferenceFactory.create(opted_out=True)
    item = SMSSendQueueItemFactory.create()

    assert SMSSendQueueItem.objects.claim() == [item]


def test_a_campaign_that_is_cancelled_sends_no_more() -> None:
    campaign = CampaignFactory.create(sms=True)
    stopped = SMSSendQueueItemFactory.create(campaign=campaign)
    other = SMSSendQueueItemFactory.create(of_a_campaign=True)
    Campaign.objects.filter(pk=campaign.pk).update(status="cancelled")

    assert SMSSendQueueItem.objects.claim() == [other]
    assert status_of(stopped) == "suppressed"


# What becomes of a claim


def test_a_message_that_is_sent_has_the_id_and_the_time() -> None:
    SMSSendQueueItemFactory.create(last_error="timeout")

    claim_one().mark_sent("SM1", at=THEN)

    stored = SMSSendQueueItem.objects.get()
    assert (stored.status, stored.provider_message_id, stored.sent_at) == ("sent", "SM1", THEN)
    assert stored.last_error == ""


def test_a_message_that_failed_is_tried_later_and_later_and_then_no_more() -> None:
    SMSSendQueueItemFactory.create(max_attempts=3)
    again, waits = [], []

    for _ in range(3):
        item, before = claim_one(), timezone.now()
        again.append(item.mark_failed("timeout"))
        waits.append((SMSSendQueueItem.objects.get().scheduled_at - before) // timedelta(minutes=5))
        SMSSendQueueItem.objects.update(scheduled_at=THEN)

    stored = SMSSendQueueItem.objects.get()
    assert (again, waits[:2]) == ([True, True, False], [1, 2])
    assert (stored.status, stored.attempts, stored.last_error) == ("failed", 3, "timeout")
    assert SMSSendQueueItem.objects.claim() == []


def test_what_can_never_work_is_not_tried_again() -> None:
    SMSSendQueueItemFactory.create()

    assert claim_one().mark_failed("30006 landline", permanent=True) is False

    assert SMSSendQueueItem.objects.get().status == "failed"


def test_a_message_that_is_postponed_has_lost_no_attempt() -> None:
    item = SMSSendQueueItemFactory.create()

    claim_one().postpone(timezone.now() + timedelta(hours=8))

    assert SMSSendQueueItem.objects.claim() == []
    assert SMSSendQueueItem.objects.values_list("status", "attempts").get(pk=item.pk) == ("queued", 0)


def test_who_comes_back_after_somebody_else_has_settled_the_message_changes_nothing() -> None:
    SMSSendQueueItemFactory.create()
    slow = claim_one()
    (found,) = SMSSendQueueItem.objects.stalled(timezone.now())
    found.mark_failed("sender died")
    SMSSendQueueItem.objects.update(scheduled_at=THEN)
    claim_one()

    for end in (lambda: slow.mark_sent("SM1"), lambda: slow.mark_failed("late"), lambda: slow.postpone(THEN)):
        with pytest.raises(StaleRowError, match="another claim"):
            end()

    assert list(SMSSendQueueItem.objects.values_list("status", "attempts", "last_error")) == [
        ("sending", 2, "sender died")
    ]


def test_stalled_are_old_claims_of_which_nobody_said_how_they_went() -> None:
    old = SMSSendQueueItemFactory.create(claimed=True)
    SMSSendQueueItemFactory.create(claimed=True, claimed_at=THEN + timedelta(minutes=9))
    SMSSendQueueItemFactory.create(sent=True)

    assert list(SMSSendQueueItem.objects.stalled(THEN + timedelta(minutes=5))) == [old]


# Deliveries


def test_what_the_provider_reports_is_stored_once() -> None:
    item = SMSSendQueueItemFactory.create(sent=True, provider_message_id="SM1")
    get_or_record = SMSDeliveryEvent.objects.get_or_record
    first, _ = get_or_record(provider_message_id="SM1", status="undelivered", error_code="30003")

    again, is_new = get_or_record(provider_message_id="SM1", status="undelivered")
    get_or_record(provider_message_id="SM1", status="sent", occurred_at=THEN)

    assert (again, again.error_code, is_new) == (first, "30003", False)
    assert set(item.delivery_events.values_list("status", flat=True)) == {"undelivered", "sent"}
    with pytest.raises(SMSSendQueueItem.DoesNotExist):
        get_or_record(provider_message_id="SM2", status="sent")
