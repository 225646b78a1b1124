"""Campaigns with what is counted of them, their limits, and the texts they send."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from pytest_django import DjangoAssertNumQueries

from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.hibachi.newsletter.factories import (
    CampaignFactory,
    CampaignSMSLimitFactory,
    SMSTemplateFactory,
)
from agent360_models.hibachi.newsletter.models import (
    Campaign,
    CampaignEvent,
    CampaignSMSLimit,
    SMSTemplate,
    SubscriberPreference,
)
from tests.hibachi.helpers import at_once

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


# Events


def get_or_record(campaign: Campaign, **columns: Any) -> tuple[CampaignEvent, bool]:
    given = {"event_type": "opened", "recipient": "ada@example.com", "provider_event_id": "evt_1", "occurred_at": THEN}
    return CampaignEvent.objects.get_or_record(campaign=campaign, **{**given, **columns})


def test_an_event_is_stored_and_counted_once() -> None:
    campaign, other = CampaignFactory.create_batch(2)
    event, is_new = get_or_record(campaign, payload={"client": "Apple Mail"})

    again, is_new_again = get_or_record(campaign)
    get_or_record(campaign, provider_event_id="evt_2", event_type="clicked")

    assert (is_new, again, again.payload, is_new_again) == (True, event, {"client": "Apple Mail"}, False)
    totals = Campaign.objects.values_list("opened_total", "clicked_total", "sent_total")
    assert totals.get(pk=campaign.pk) == (1, 1, 0)
    assert totals.get(pk=other.pk) == (0, 0, 0)


@pytest.mark.parametrize(
    ("columns", "recipient", "source"),
    [({}, "Ada@example.com", "email_link"), ({"sms": True}, "+1 916 555 0100", "sms_keyword")],
)
def test_who_unsubscribes_is_opted_out_of_the_channel(columns: dict[str, Any], recipient: str, source: str) -> None:
    campaign = CampaignFactory.create(**columns)

    event, _ = get_or_record(campaign, event_type="unsubscribed", recipient=recipient)

    preference = SubscriberPreference.objects.get()
    assert (preference.channel, preference.address) == (campaign.channel, event.recipient)
    assert (preference.opted_in, preference.opted_out_at, preference.source) == (False, THEN, source)


def test_nothing_is_counted_where_the_event_is_refused() -> None:
    campaign = CampaignFactory.create()
    with connections["booking"].cursor() as cursor:
        cursor.execute("ALTER TABLE newsletter.subscriber_preferences ADD CHECK (opted_in)")

    with pytest.raises(IntegrityError):
        get_or_record(campaign, event_type="unsubscribed")

    assert (Campaign.objects.get().unsubscribed_total, CampaignEvent.objects.count()) == (0, 0)


# Limits


def test_as_many_are_taken_as_are_left_all_or_none(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    limit = CampaignSMSLimitFactory.create(sms_limit=5)

    assert [limit.take(3), limit.used, limit.take(3), limit.used, limit.take(2), limit.used] == [
        True,
        3,
        False,
        3,
        True,
        5,
    ]

    with django_assert_num_queries(2, using="booking") as queries:
        assert not limit.take()
    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["UPDATE", "SELECT"]


def test_less_than_one_cannot_be_taken() -> None:
    limit = CampaignSMSLimitFactory.create(used=3)

    with pytest.raises(InvalidValueError, match="one or more"):
        limit.take(-1)

    assert CampaignSMSLimit.objects.get().used == 3


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_fifty_takers_of_twenty_take_exactly_these() -> None:
    CampaignSMSLimitFactory.create(sms_limit=20)

    outcomes = at_once(*[lambda: CampaignSMSLimit.objects.get().take()] * 50)

    assert Counter(map(str, outcomes)) == {"True": 20, "False": 30}
    assert CampaignSMSLimit.objects.get().used == 20


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"used": 101}, "ck_campaign_sms_limits_used"),
        ({"campaign": None}, "ck_campaign_sms_limits_scope"),
    ],
)
def test_the_database_keeps_the_limit(columns: dict[str, Any], constraint: str) -> None:
    CampaignSMSLimitFactory.create()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(using="booking"):
        CampaignSMSLimit.objects.update(**columns)


def test_a_day_has_one_limit_for_all_campaigns() -> None:
    CampaignSMSLimitFactory.create(of_a_day=True, day=date(2026, 3, 2))

    with pytest.raises(ValidationError, match="already"):
        CampaignSMSLimitFactory.build(of_a_day=True, day=date(2026, 3, 2)).full_clean()
    with pytest.raises(IntegrityError):
        CampaignSMSLimitFactory.create(of_a_day=True, day=date(2026, 3, 2))


# Templates


def test_the_gaps_of_a_text_are_filled() -> None:
    template = SMSTemplateFactory.create(body="{name}: {guests} guests, {name}?", variables=["guests", "name"])

    assert (
        template.render({"name": "Ada {guests}", "guests": 12, "more": 1}) == "Ada {guests}: 12 guests, Ada {guests}?"
    )


def test_a_gap_without_a_value_is_named() -> None:
    template = SMSTemplateFactory.create(body="{name}, {day} at {time}", variables=["name", "day", "time"])

    with pytest.raises(InvalidValueError, match="no value for day, time"):
        template.render({"name": "Ada"})


@pytest.mark.parametrize(
    ("body", "variables", "field"),
    [
        ("Hi {name}", [], "variables"),
        ("Hi", ["name"], "variables"),
        ("Hi {}", [], "body"),
        ("Hi {user.password}", [], "body"),
    ],
)
def test_a_text_and_its_list_of_gaps_agree(body: str, variables: list[str], field: str) -> None:
    template = SMSTemplateFactory.build(body=body, variables=variables)

    with pytest.raises(ValidationError) as refused:
        template.full_clean()

    assert list(refused.value.message_dict) == [field]


def test_the_current_version_is_the_newest_that_is_active() -> None:
    SMSTemplateFactory.create(key="hello")
    second = SMSTemplateFactory.create(key="hello", version=2)
    SMSTemplateFactory.create(key="hello", version=3, retired=True)

    assert SMSTemplate.objects.current("hello") == second
    with pytest.raises(SMSTemplate.DoesNotExist):
        SMSTemplate.objects.current("bye")
