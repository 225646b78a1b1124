"""Messages, the conversations that count them, and what brought them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connections
from pytest_django import DjangoAssertNumQueries

from agent360_models.migochat.factories import (
    AdCampaignFactory,
    ConversationFactory,
    MessageFactory,
    PostFactory,
    UserFactory,
)
from agent360_models.migochat.models import AdCampaign, Conversation, Message, Post, User
from tests.migochat.helpers import at_once

THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
PAGE = "100000000000001"

pytestmark = pytest.mark.django_db(databases=["default", "chat"])


def get_or_record(user: User, **columns: Any) -> tuple[Message, bool]:
    given: dict[str, Any] = {"direction": "INBOUND", "sender_id": user.psid, "recipient_id": PAGE, **columns}
    return Message.objects.get_or_record(user=user, **given)


# Conversations


def test_the_first_message_opens_a_conversation_and_the_next_is_counted_in_it() -> None:
    user = UserFactory.create()

    first, is_new = get_or_record(user, message_text="مرحبا", timestamp=THEN)
    get_or_record(user, direction="OUTBOUND", timestamp=THEN + timedelta(minutes=5))

    conversation = Conversation.objects.get()
    assert is_new
    assert Message.objects.get(pk=first.pk).message_text == "مرحبا"
    assert (conversation.user, conversation.message_count, conversation.is_active) == (user, 2, True)
    assert (conversation.started_at, conversation.last_activity) == (THEN, THEN + timedelta(minutes=5))
    assert User.objects.get().last_message_at == user.last_message_at == THEN + timedelta(minutes=5)


def test_a_message_that_comes_late_turns_no_clock_back() -> None:
    user = UserFactory.create()
    get_or_record(user, timestamp=THEN)

    get_or_record(user, timestamp=THEN - timedelta(hours=1))

    conversation = Conversation.objects.get()
    assert (conversation.message_count, conversation.last_activity) == (2, THEN)
    assert User.objects.get().last_message_at == THEN


def test_a_conversation_that_is_over_stays_so() -> None:
    user = UserFactory.create()
    over = ConversationFactory.create(user=user, ended=True, message_count=7)

    get_or_record(user)

    assert list(Conversation.objects.order_by("pk").values_list("is_active", "message_count")) == [
        (False, 7),
        (True, 1),
    ]
    assert Conversation.objects.get(pk=over.pk).last_activity == over.last_activity


def test_a_conversation_of_somebody_else_is_left_alone() -> None:
    ConversationFactory.create()

    get_or_record(UserFactory.create())

    assert sorted(Conversation.objects.values_list("message_count", flat=True)) == [0, 1]


def test_the_same_webhook_twice_gives_one_message() -> None:
    user = UserFactory.create()
    first, _ = get_or_record(user, facebook_message_id="mid.1", message_text="once")

    again, is_new = get_or_record(user, facebook_message_id="mid.1", message_text="twice")

    assert (again, again.message_text, is_new) == (first, "once", False)
    assert Message.objects.count() == Conversation.objects.get().message_count == 1


def test_messages_without_an_id_are_all_different() -> None:
    user = UserFactory.create()

    assert [get_or_record(user)[1], get_or_record(user)[1]] == [True, True]


def test_nothing_is_written_where_the_message_is_refused() -> None:
    user = UserFactory.create()

    with pytest.raises(DatabaseError), connections["chat"].cursor():
        get_or_record(user, direction="SIDEWAYS")

    assert (Message.objects.count(), Conversation.objects.count()) == (0, 0)
    assert User.objects.get().last_message_at is None


def test_a_user_that_is_gone_gets_no_message() -> None:
    user = UserFactory.create()
    User.objects.all().delete()

    with pytest.raises(User.DoesNotExist):
        get_or_record(user)


@pytest.mark.django_db(databases=["default", "chat"], transaction=True)
def test_messages_at_once_are_counted_exactly() -> None:
    user = UserFactory.create()
    calls = [
        lambda minute=minute: get_or_record(User.objects.get(), timestamp=THEN + timedelta(minutes=minute))
        for minute in range(12)
    ]

    outcomes = at_once(*calls)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    conversation = Conversation.objects.get()
    assert conversation.message_count == Message.objects.filter(user=user).count() == 12
    assert conversation.last_activity == User.objects.get().last_message_at == THEN + timedelta(minutes=11)


@pytest.mark.django_db(databases=["default", "chat"], transaction=True)
def test_a_webhook_that_comes_many_times_at_once_gives_one_message() -> None:
    user = UserFactory.create()

    outcomes = at_once(*[lambda: get_or_record(User.objects.get(), facebook_message_id="mid.1")[1]] * 8)

    assert sorted(map(str, outcomes)) == ["False"] * 7 + ["True"]
    assert Message.objects.filter(user=user).count() == Conversation.objects.get().message_count == 1


# Attribution


def test_messages_know_what_brought_them() -> None:
    MessageFactory.create()
    from_post, from_ad = MessageFactory.create(from_post=True), MessageFactory.create(from_ad=True)

    assert list(Message.objects.from_posts()) == [from_post]
    assert list(Message.objects.from_ads()) == [from_ad]
    assert list(Message.objects.from_ads().filter(platform="whatsapp")) == []


def test_posts_and_campaigns_are_counted_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user, campaign, post = UserFactory.create(), AdCampaignFactory.create(), PostFactory.create()
    AdCampaignFactory.create()
    MessageFactory.create_batch(3, user=user, ad_campaign=campaign)
    MessageFactory.create(ad_campaign=campaign, post=post)

    with django_assert_num_queries(1, using="chat"):
        campaigns = [(row.message_total, row.user_total) for row in AdCampaign.objects.with_counts().order_by("pk")]
    assert campaigns == [(4, 2), (0, 0)]
    assert [(row.message_total, row.user_total) for row in Post.objects.with_counts()] == [(1, 1)]


def test_a_row_that_others_refer_to_is_not_deleted() -> None:
    from django.db.models import ProtectedError

    message = MessageFactory.create(from_ad=True)

    for parent in (message.user, message.ad_campaign):
        assert parent is not None
        with pytest.raises(ProtectedError):
            parent.delete()
