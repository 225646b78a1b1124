"""Conversations on social platforms: each message is stored and counted once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from agent360_models.hibachi.core.factories import CustomerFactory
from agent360_models.hibachi.lead.factories import (
    SocialAccountFactory,
    SocialIdentityFactory,
    SocialMediaAccountFactory,
    SocialThreadFactory,
)
from agent360_models.hibachi.lead.models import Lead, SocialMediaAccount, SocialMessage, SocialThread
from tests.hibachi.helpers import at_once

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


def get_or_record(thread: SocialThread, **columns: Any) -> tuple[SocialMessage, bool]:
    given: dict[str, Any] = {"direction": "in", "message_ref": "mid.1", "sent_at": THEN, **columns}
    return SocialMessage.objects.get_or_record(thread=thread, **given)


def test_a_message_is_stored_and_thread_and_lead_know_when() -> None:
    thread = SocialThreadFactory.create()

    message, is_new = get_or_record(thread, body="Do you cook in Folsom?")

    assert is_new
    assert list(thread.messages.values_list("pk", "body")) == [(message.pk, "Do you cook in Folsom?")]
    assert (thread.message_count, thread.last_message_at, thread.last_response_at) == (1, THEN, None)
    assert Lead.objects.get().last_contact_date == THEN


def test_an_answer_is_the_last_response() -> None:
    thread = SocialThreadFactory.create()

    get_or_record(thread, direction="out")

    stored = SocialThread.objects.get()
    assert (stored.last_message_at, stored.last_response_at) == (THEN, THEN)


def test_a_message_that_comes_late_is_counted_and_turns_no_clock_back() -> None:
    thread = SocialThreadFactory.create()
    get_or_record(thread, direction="out")

    get_or_record(thread, direction="out", message_ref="mid.0", sent_at=THEN - timedelta(hours=1))

    assert (thread.message_count, thread.last_message_at, thread.last_response_at) == (2, THEN, THEN)
    assert Lead.objects.get().last_contact_date == THEN


def test_the_same_id_is_the_same_message_in_one_thread_only() -> None:
    thread, other = SocialThreadFactory.create_batch(2)
    first, _ = get_or_record(thread, body="once")

    again, is_new = get_or_record(thread, body="twice", sent_at=THEN + timedelta(days=1))

    assert (again, again.body, is_new, thread.message_count) == (first, "once", False, 1)
    assert get_or_record(other)[1]


def test_a_thread_of_no_lead_is_counted_too() -> None:
    thread = SocialThreadFactory.create(of_a_customer=True)

    thread.count_message("in")

    assert SocialThread.objects.get().message_count == 1


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_messages_at_once_are_all_counted() -> None:
    SocialThreadFactory.create()

    at_once(*[lambda n=n: get_or_record(SocialThread.objects.get(), message_ref=f"mid.{n % 5}") for n in range(20)])

    assert SocialMessage.objects.count() == SocialThread.objects.get().message_count == 5


@pytest.mark.parametrize(
    ("factory", "columns"),
    [
        (SocialAccountFactory, ("platform", "page_id")),
        (SocialIdentityFactory, ("platform", "handle")),
        (SocialThreadFactory, ("platform", "thread_ref")),
    ],
)
def test_what_a_platform_names_is_there_once(factory: Any, columns: tuple[str, str]) -> None:
    row = factory.create()

    with pytest.raises(IntegrityError, match=columns[1]), transaction.atomic(using="booking"):
        factory.create(**{name: getattr(row, name) for name in columns})


def test_the_database_takes_care_of_rows_that_only_the_document_names() -> None:
    """Django asks for none of them, since the original has no such tables."""
    page = SocialMediaAccountFactory.create(assigning=True)
    thread = SocialThreadFactory.create(customer=CustomerFactory.create())
    get_or_record(thread)
    assert page.default_assignee is not None
    with connections["booking"].execute_wrapper(refuse("social_media_accounts", "social_messages")):
        page.default_assignee.delete()
        thread.delete()

    assert SocialMediaAccount.objects.get().default_assignee is None
    assert not SocialMessage.objects.exists()


def refuse(*tables: str) -> Any:
    def wrapper(execute: Any, sql: str, *arguments: Any) -> Any:
        assert not any(table in sql for table in tables), sql
        return execute(sql, *arguments)

    return wrapper
