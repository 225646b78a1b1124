"""Chats that expire, and their messages in order."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agent360_models.automate.datachat.factories import DataChatMessageFactory, DataChatSessionFactory
from agent360_models.automate.datachat.models import DataChatMessage, DataChatSession
from agent360_models.automate.exceptions import ChatExpiredError

pytestmark = pytest.mark.django_db


def test_messages_come_back_in_the_order_in_which_they_were_added(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    session = DataChatSessionFactory.create()
    rows = [{"month": date(2026, 2, 1), "total": Decimal("1204.50")}]

    session.add_message("user", "How much in February?")
    with django_assert_num_queries(1):
        answer = session.add_message(
            "assistant", "1,204.50", sql="SELECT sum(total) FROM orders", data=rows, chart={"type": "bar"}
        )
    session.add_message("user", "And in March?")

    assert list(session.messages.values_list("role", "content")) == [
        ("user", "How much in February?"),
        ("assistant", "1,204.50"),
        ("user", "And in March?"),
    ]
    stored = DataChatMessage.objects.get(pk=answer.pk)
    assert (stored.sql, stored.data) == (
        "SELECT sum(total) FROM orders",
        [{"month": "2026-02-01", "total": "1204.50"}],
    )


@pytest.mark.django_db(databases=["default", "crm"])
def test_messages_go_to_the_alias_of_their_session() -> None:
    with connections["crm"].schema_editor() as editor:
        editor.create_model(DataChatSession)
        editor.create_model(DataChatMessage)
    session = DataChatSession.objects.using("crm").create(user="ada")

    message = session.add_message("user", "How much?")

    assert DataChatMessage.objects.using("crm").get() == message
    assert not DataChatMessage.objects.exists()


def test_an_expired_session_takes_no_message() -> None:
    session = DataChatSessionFactory.create(expired=True)

    with pytest.raises(ChatExpiredError, match=rf"Data chat {session.pk} expired at 2026-03-01.*Open a new session"):
        session.add_message("user", "Still there?")

    assert not session.messages.exists()


def test_live_and_expired_are_told_apart_when_the_query_runs() -> None:
    live, expired = DataChatSession.objects.live(), DataChatSession.objects.expired()
    session = DataChatSessionFactory.create(expires_at=timezone.now() + timedelta(hours=1))
    over = DataChatSessionFactory.create(expired=True)
    DataChatMessageFactory.create(session=over)

    assert (list(live), list(expired)) == ([session], [over])
    assert (session.is_live, over.is_live) == (True, False)

    expired.all().delete()
    assert list(DataChatSession.objects.all()) == [session]


def test_a_session_lasts_a_day_unless_somebody_says_otherwise() -> None:
    session = DataChatSession.objects.create(user="ada")

    assert timedelta(hours=23) < session.expires_at - timezone.now() < timedelta(hours=25)


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"role": "system"}, "role"),
        ({"content": ""}, "content"),
        ({"content": "a\0b"}, "content"),
        ({"content": "half \ud83d"}, "content"),
        ({"sql": "SELECT '\0'"}, "sql"),
        ({"data": {"a": "a\0b"}}, "data"),
        ({"data": ["\\\0"]}, "data"),
        ({"data": float("nan")}, "data"),
        ({"data": [float("inf")]}, "data"),
        ({"data": b"no JSON"}, "data"),
        ({"chart": {"title": "\udc00"}}, "chart"),
    ],
    ids=str,
)
def test_what_cannot_be_stored_is_refused_before_the_database_quotes_it(columns: dict[str, Any], field: str) -> None:
    session = DataChatSessionFactory.create()

    with pytest.raises(ValidationError) as refused:
        session.add_message(**{"role": "user", "content": "Hello", **columns})

    assert list(refused.value.message_dict) == [field]


def test_a_backslash_before_u0000_is_text_like_any_other() -> None:
    message = DataChatSessionFactory.create().add_message("assistant", "Done", data=["\\u0000", "C:\\u0000"])

    assert DataChatMessage.objects.get(pk=message.pk).data == ["\\u0000", "C:\\u0000"]


def test_what_was_said_is_in_no_name_and_no_list(client: Client, admin_user: Any) -> None:
    client.force_login(admin_user)
    message = DataChatMessageFactory.create(content="salaries", sql="SELECT pay FROM staff", data=["4711"])

    texts = [
        str(message),
        repr(message),
        str(message.session),
        client.get(reverse("admin:automate_datachat_datachatmessage_changelist")).content.decode(),
    ]

    assert [text for text in texts if any(word in text for word in ("salaries", "SELECT", "4711"))] == []


def test_a_session_expires_at_the_very_time_it_names() -> None:
    then = datetime(2026, 3, 1, tzinfo=UTC)
    DataChatSessionFactory.create(expires_at=then)

    assert DataChatSession.objects.live().count() == 0
