"""What subscribers agreed to: the last word stands."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.hibachi.newsletter.factories import SubscriberFactory
from agent360_models.hibachi.newsletter.models import Subscriber

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def test_an_agreement_has_its_time_and_leaves_the_other_channel() -> None:
    subscriber = SubscriberFactory.create(by_email_only=True)

    assert subscriber.agree(sms=True, at=THEN + DAY, ip_address="192.0.2.7")

    stored = Subscriber.objects.get()
    assert (stored.sms_consent, stored.email_consent, stored.consent_ip_address) == (True, True, "192.0.2.7")
    assert stored.consent_updated_at == subscriber.consent_updated_at == THEN + DAY


def test_who_unsubscribes_is_not_brought_back_by_what_was_said_before() -> None:
    """But by what is said later; to withdraw a consent subscribes nobody."""
    subscriber = SubscriberFactory.create()

    assert subscriber.unsubscribe(at=THEN + DAY)
    assert not subscriber.agree(sms=True, email=True, at=THEN + DAY / 2)
    assert subscriber.agree(email=False, at=THEN + DAY)
    stored = Subscriber.objects.get()
    assert (stored.subscribed, stored.unsubscribed_at, stored.email_consent) == (False, THEN + DAY, False)

    assert subscriber.agree(sms=True, at=THEN + 2 * DAY)
    assert (subscriber.subscribed, subscriber.unsubscribed_at) == (True, None)
    assert not subscriber.unsubscribe(at=THEN + DAY)
    assert Subscriber.objects.get().subscribed


def test_reachable_are_those_who_are_subscribed_and_agreed() -> None:
    both, email = SubscriberFactory.create(), SubscriberFactory.create(by_email_only=True)
    SubscriberFactory.create(unsubscribed=True)

    assert list(Subscriber.objects.reachable("sms")) == [both]
    assert set(Subscriber.objects.reachable("email")) == {both, email}
    with pytest.raises(InvalidValueError, match="pass 'email' or 'sms'"):
        Subscriber.objects.reachable("both")


def test_an_address_stays_the_bytes_that_the_platform_wrote() -> None:
    SubscriberFactory.create(email_enc=b"\x00\xff\x01")

    assert bytes(Subscriber.objects.get().email_enc) == b"\x00\xff\x01"


def test_the_database_keeps_the_score_within_bounds() -> None:
    with pytest.raises(IntegrityError, match="engagement"), transaction.atomic(using="booking"):
        SubscriberFactory.create(engagement_score=101)
