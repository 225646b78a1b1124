"""Who agreed and who refused: the last word stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from agent360_models.hibachi.core.factories import CustomerFactory
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.hibachi.newsletter.factories import SubscriberPreferenceFactory
from agent360_models.hibachi.newsletter.models import SubscriberPreference

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
LATER = THEN + timedelta(days=1)
PHONE = "+19165550100"

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def test_the_first_word_makes_a_row_with_time_and_source() -> None:
    customer = CustomerFactory.create()

    row = SubscriberPreference.objects.opt_in(
        "sms", PHONE, source="web_form", at=THEN, consent_text="Text me offers.", customer=customer
    )

    stored = SubscriberPreference.objects.get()
    assert row == stored
    assert (stored.opted_in, stored.opted_in_at, stored.opted_out_at) == (True, THEN, None)
    assert (stored.source, stored.consent_text, stored.customer) == ("web_form", "Text me offers.", customer)


def test_who_changes_their_mind_keeps_one_row_with_both_times() -> None:
    SubscriberPreference.objects.opt_in("email", "ada@example.com", source="booking", at=THEN)

    SubscriberPreference.objects.opt_out("email", "ada@example.com", source="email_link", at=LATER)

    stored = SubscriberPreference.objects.get()
    assert (stored.opted_in, stored.opted_in_at, stored.opted_out_at) == (False, THEN, LATER)
    assert (stored.source, stored.said_at) == ("email_link", LATER)


def test_an_old_list_that_is_imported_late_brings_nobody_back() -> None:
    SubscriberPreference.objects.opt_out("sms", PHONE, source="sms_keyword", at=LATER)

    row = SubscriberPreference.objects.opt_in("sms", PHONE, source="import", at=THEN)

    assert (row.opted_in, row.source, SubscriberPreference.objects.get().opted_in) == (False, "sms_keyword", False)


@pytest.mark.parametrize(
    ("channel", "first", "second"),
    [("email", "Ada@Example.com ", "ada@example.COM"), ("sms", "+1 (916) 555-0100", "+1.916.555.0100")],
)
def test_one_address_in_two_spellings_is_one_row(channel: str, first: str, second: str) -> None:
    SubscriberPreference.objects.opt_in(channel, first, source="web_form", at=THEN)

    SubscriberPreference.objects.opt_out(channel, second, source="staff", at=LATER)

    assert SubscriberPreference.objects.get().opted_in is False


def test_a_phone_without_its_country_code_is_refused_and_not_repeated() -> None:
    with pytest.raises(InvalidValueError, match="country code") as refused:
        SubscriberPreference.objects.opt_out("sms", "916 234 0100", source="staff")

    assert "234" not in str(refused.value)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"opted_in": False}, "ck_subscriber_preferences_times"),
        ({"opted_in_at": None}, "ck_subscriber_preferences_times"),
        ({"address": "Ada@example.com"}, "ck_subscriber_preferences_address"),
        ({"channel": "sms"}, "ck_subscriber_preferences_address"),
    ],
)
def test_the_database_refuses_what_nobody_could_prove_or_find(columns: dict[str, Any], constraint: str) -> None:
    row = SubscriberPreferenceFactory.create()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(using="booking"):
        SubscriberPreference.objects.filter(pk=row.pk).update(**columns)


def test_those_who_agreed_are_found_by_channel() -> None:
    agreed = SubscriberPreferenceFactory.create(sms=True)
    SubscriberPreferenceFactory.create(sms=True, opted_out=True)
    SubscriberPreferenceFactory.create()

    assert list(SubscriberPreference.objects.opted_in("sms")) == [agreed]
