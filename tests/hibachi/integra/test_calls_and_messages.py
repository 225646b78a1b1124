"""Calls, and messages that wait for somebody."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agent360_models.hibachi.integra.factories import THEN, CallSessionFactory, SocialInboxItemFactory
from agent360_models.hibachi.integra.models import CallSession, SocialInboxItem

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"duration_seconds": -1}, "0 seconds or more"),
        ({"ended_at": None}, "Only a call that has ended"),
        ({"ended_at": THEN - timedelta(seconds=1)}, "ends after it started"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(columns: dict[str, object], message: str) -> None:
    call = CallSessionFactory.build(unknown=True, **columns)

    with pytest.raises(ValidationError, match=message):
        call.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic(using="booking"):
        call.save()


def test_a_call_outlives_its_customer() -> None:
    call = CallSessionFactory.create()
    assert call.customer is not None

    call.customer.delete()

    assert CallSession.objects.get().customer is None


def test_a_message_that_comes_twice_waits_once() -> None:
    """The same id on another platform is another message."""
    item, created = SocialInboxItem.objects.get_or_record(
        platform="instagram", external_id="mid.1", sender_external_id="17", body="Hello"
    )
    again = SocialInboxItem.objects.get_or_record(platform="instagram", external_id="mid.1", sender_external_id="17")
    _, elsewhere = SocialInboxItem.objects.get_or_record(
        platform="facebook", external_id="mid.1", sender_external_id="17"
    )

    assert (created, again, elsewhere) == (True, (item, False), True)
    assert (again[0].body, item.kind) == ("Hello", "direct_message")


def test_what_is_answered_waits_no_more() -> None:
    SocialInboxItemFactory.create(answered=True)
    later = SocialInboxItemFactory.create(assigned=True, received_at=THEN + timedelta(hours=1))
    first = SocialInboxItemFactory.create()

    assert list(SocialInboxItem.objects.waiting()) == [first, later]
    with pytest.raises(ValidationError, match="has the time of it"):
        SocialInboxItemFactory.build(thread=None, status="answered").full_clean()
