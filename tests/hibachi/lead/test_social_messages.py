"""Messages of leads on pages of the business."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import RestrictedError

from agent360_models.hibachi.lead.factories import SocialAccountFactory, SocialMediaAccountFactory
from agent360_models.hibachi.lead.models import Lead, SocialAccount, SocialMediaAccount, SocialMessage

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def get_or_record(page: SocialMediaAccount, profile: SocialAccount, **columns: Any) -> tuple[SocialMessage, bool]:
    given: dict[str, Any] = {"direction": "inbound", "external_id": "mid.1", "sent_at": THEN, **columns}
    return SocialMessage.objects.get_or_record(page=page, profile=profile, **given)


def test_a_message_is_stored_and_its_lead_knows_when() -> None:
    page, profile = SocialMediaAccountFactory.create(), SocialAccountFactory.create()

    message, is_new = get_or_record(page, profile, body="Do you cook in Folsom?")

    assert is_new
    assert list(profile.messages.values_list("pk", "body")) == [(message.pk, "Do you cook in Folsom?")]
    assert Lead.objects.get().last_contact_at == THEN


def test_a_message_that_comes_late_turns_no_clock_back() -> None:
    page, profile = SocialMediaAccountFactory.create(), SocialAccountFactory.create()
    get_or_record(page, profile)

    get_or_record(page, profile, external_id="mid.0", sent_at=THEN - timedelta(hours=1))

    assert SocialMessage.objects.count() == 2
    assert Lead.objects.get().last_contact_at == THEN


def test_the_same_id_is_the_same_message_on_one_page_only() -> None:
    page, other = SocialMediaAccountFactory.create_batch(2)
    profile = SocialAccountFactory.create()
    first, _ = get_or_record(page, profile, body="once")

    again, is_new = get_or_record(page, profile, body="twice", sent_at=THEN + timedelta(days=1))

    assert (again, again.body, is_new) == (first, "once", False)
    assert Lead.objects.get().last_contact_at == THEN
    assert get_or_record(other, profile)[1]


def test_a_page_with_messages_stays() -> None:
    page = SocialMediaAccountFactory.create()
    get_or_record(page, SocialAccountFactory.create())

    with pytest.raises(RestrictedError):
        page.delete()
