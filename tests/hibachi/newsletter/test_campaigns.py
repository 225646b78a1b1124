"""Campaigns with what is counted of them, their limits, and the texts they send."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections
from pytest_django import DjangoAssertNumQueries

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.hibachi.identity.factories import UserFactory
from agent360_models.hibachi.newsletter.factories import (
    CampaignFactory,
    CampaignSMSLimitFactory,
    SMSTemplateFactory,
    SubscriberFactory,
)
from agent360_models.hibachi.newsletter.models import (
    Campaign,
    CampaignEvent,
    CampaignSMSLimit,
    SMSTemplate,
    Subscriber,
)
from tests.hibachi.helpers import at_once

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


# Events


def get_or_record(campaign: Campaign, subscriber: Subscriber, **columns: Any) -> tuple[CampaignEvent, bool]:
    given = {"type": "opened", "occurred_at": THEN, **columns}
    return CampaignEvent.objects.get_or_record(campaign=campaign, subscriber=subscriber, **given)


def test_an_event_is_stored_and_counted_once_for_a_subscriber() -> None:
    campaign, other = CampaignFactory.create_batch(2)
    ada, bob = SubscriberFactory.create_batch(2)
    event, is_new = get_or_record(campaign, ada, payload={"client": "Apple Mail"})

    again, is_new_again = get_or_record(campaign, ada)
    get_or_record(campaign, bob)
    get_or_record(campaign, ada, type="clicked")
    get_or_record(campaign, ada, type="replied")

    assert (is_new, again, again.payload, is_new_again) == (True, event, {"client": "Apple Mail"}, False)
    totals = Campaign.objects.values_list("total_opened", "total_clicked", "total_sent")
    assert totals.get(pk=campaign.pk) == (2, 1, 0)
    assert totals.get(pk=other.pk) == (0, 0, 0)


@pytest.mark.parametrize(("event_type", "total"), [("unsubscribed", 1), ("complained", 0)])
def test_who_wants_no_more_is_unsubscribed(event_type: str, total: int) -> None:
    campaign, subscriber = CampaignFactory.create(), SubscriberFactory.create()

    get_or_record(campaign, subscriber, type=event_type)

    stored = Subscriber.objects.get()
    assert (stored.subscribed, stored.unsubscribed_at, stored.consent_updated_at) == (False, THEN, THEN)
    assert Campaign.objects.get().total_unsubscribed == total


def test_nothing_is_counted_where_the_event_is_refused() -> None:
    campaign, subscriber = CampaignFactory.create(), SubscriberFactory.create()
    with connections["booking"].cursor() as cursor:
        cursor.execute("ALTER TABLE newsletter.subscribers ADD CHECK (subscribed)")

    with pytest.raises(IntegrityError):
        get_or_record(campaign, subscriber, type="unsubscribed")

    assert (Campaign.objects.get().total_unsubscribed, CampaignEvent.objects.count()) == (0, 0)


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_a_webhook_that_comes_ten_times_at_once_counts_once() -> None:
    CampaignFactory.create()
    SubscriberFactory.create()

    outcomes = at_once(*[lambda: get_or_record(Campaign.objects.get(), Subscriber.objects.get())[1]] * 10)

    assert Counter(map(str, outcomes)) == {"True": 1, "False": 9}
    assert (Campaign.objects.get().total_opened, CampaignEvent.objects.count()) == (1, 1)


def test_rates_are_percents_of_what_was_sent_and_what_arrived() -> None:
    campaign = CampaignFactory.create(
        total_sent=300, total_delivered=290, total_opened=97, total_clicked=29, total_unsubscribed=1
    )

    campaign.update_rates()

    rates = [getattr(campaign, name) for name in Campaign.RATES]
    assert rates == [Decimal("96.67"), Decimal("33.45"), Decimal("10.00"), Decimal("0.34")]
    assert campaign.last_metrics_updated is not None


@pytest.mark.parametrize(("totals", "rate"), [({}, None), ({"total_delivered": 1, "total_opened": 90}, "999.99")])
def test_a_rate_that_there_is_not_and_one_that_no_column_holds(totals: dict[str, int], rate: str | None) -> None:
    campaign = CampaignFactory.create(**totals)

    campaign.update_rates()

    assert campaign.open_rate_cached == (None if rate is None else Decimal(rate))


# Limits


def test_as_many_are_taken_as_are_left_all_or_none(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    limit = CampaignSMSLimitFactory.create(monthly_sms_limit=5)

    taken = [(limit.take(n, at=THEN), limit.monthly_sms_used, limit.campaign_sms_queued) for n in (3, 3, 2)]

    assert taken == [(True, 3, 3), (False, 3, 3), (True, 5, 5)]
    other = CampaignSMSLimitFactory.create()
    with django_assert_num_queries(2, using="booking") as queries:
        assert other.take(at=THEN)
    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["UPDATE", "SELECT"]


def test_a_new_month_starts_at_nothing_and_an_old_one_that_comes_late_counts_into_it() -> None:
    limit = CampaignSMSLimitFactory.create(used_up=True)
    assert not limit.take(at=THEN)
    assert limit.monthly_limit_exceeded_at is not None

    assert limit.take(at=APRIL)
    stored = CampaignSMSLimit.objects.get()
    assert (stored.current_month, stored.monthly_sms_used, stored.monthly_limit_exceeded_at) == ("2026-04", 1, None)
    assert limit.take(at=THEN)
    assert (limit.current_month, limit.monthly_sms_used) == ("2026-04", 2)


def test_a_month_is_that_of_utc() -> None:
    limit = CampaignSMSLimitFactory.create(used_up=True)

    assert not limit.take(at=datetime.fromisoformat("2026-04-01T01:00:00+02:00"))


def test_the_campaign_has_a_limit_of_its_own() -> None:
    """Of what is sent and what is queued; what failed may be taken again."""
    limit = CampaignSMSLimitFactory.create(campaign_sms_limit=3)
    assert limit.take(3, at=THEN)
    assert not limit.take(at=APRIL)
    assert (limit.campaign_limit_exceeded_at is not None, limit.monthly_limit_exceeded_at) == (True, None)
    assert limit.monthly_sms_used == 3

    limit.settle(sent=1, failed=1)

    assert (limit.campaign_sms_queued, limit.campaign_sms_sent, limit.campaign_sms_failed) == (1, 1, 1)
    assert limit.total_cost_cents == 75
    assert [limit.take(at=THEN), limit.take(at=THEN)] == [True, False]


def test_less_than_one_cannot_be_taken() -> None:
    limit = CampaignSMSLimitFactory.create()

    with pytest.raises(InvalidValueError, match="at least one"):
        limit.take(-1)

    assert CampaignSMSLimit.objects.get().monthly_sms_used == 0


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_fifty_takers_of_twenty_take_exactly_these() -> None:
    """At the turn of a month, so that one of them begins it."""
    CampaignSMSLimitFactory.create(used_up=True, monthly_sms_limit=20)

    outcomes = at_once(*[lambda: CampaignSMSLimit.objects.get().take(at=APRIL)] * 50)

    assert Counter(map(str, outcomes)) == {"True": 20, "False": 30}
    assert CampaignSMSLimit.objects.values_list("monthly_sms_used", "campaign_sms_queued").get() == (20, 20)


# Templates


def test_the_gaps_of_a_text_are_filled() -> None:
    template = SMSTemplateFactory.create(content="{name}: {guests} guests, {name}?", variables=["guests", "name"])

    assert (
        template.render({"name": "Ada {guests}", "guests": 12, "more": 1}) == "Ada {guests}: 12 guests, Ada {guests}?"
    )


def test_a_gap_without_a_value_is_named() -> None:
    template = SMSTemplateFactory.create(content="{name}, {day} at {time}", variables=["name", "day", "time"])

    with pytest.raises(InvalidValueError, match="pass values for day, time"):
        template.render({"name": "Ada"})


@pytest.mark.parametrize(
    ("content", "variables", "field"),
    [
        ("Hi {name}", [], "variables"),
        ("Hi {name}", None, "variables"),
        ("Hi", ["name"], "variables"),
        ("Hi {name}", {"name": 1}, "variables"),
        ("Hi {}", [], "content"),
        ("Hi {user.password}", [], "content"),
    ],
)
def test_a_text_and_its_list_of_gaps_agree(content: str, variables: Any, field: str) -> None:
    template = SMSTemplateFactory.build(content=content, variables=variables)

    with pytest.raises(ValidationError) as refused:
        template.full_clean()

    assert list(refused.value.message_dict) == [field]


def test_a_template_is_approved_or_rejected_once() -> None:
    user = UserFactory.create()
    good, bad = SMSTemplateFactory.create_batch(2, status="pending_approval")
    SMSTemplateFactory.create(approved=True, retired=True)

    good.approve(user)
    bad.reject("Too long.")

    assert list(SMSTemplate.objects.usable()) == [good]
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.approved_by, good.approved_at is not None) == (user, True)
    assert (bad.status, bad.rejection_reason, bad.approved_by) == ("rejected", "Too long.", None)
    moves: list[Callable[[], None]] = [lambda: good.reject("Late."), lambda: bad.approve(user)]
    for move in moves:
        with pytest.raises(IllegalTransitionError, match="is already decided"):
            move()
