"""Threads stay in step with their messages; reviews are moderated."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.core.factories import THEN, MessageFactory, MessageThreadFactory, ReviewFactory
from agent360_models.hibachi.core.models import Message, MessageThread, Review
from agent360_models.hibachi.exceptions import InvalidValueError
from agent360_models.hibachi.identity.factories import UserFactory
from tests.hibachi.core.helpers import form_of
from tests.hibachi.helpers import at_once

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


# Threads


def test_a_thread_counts_what_nobody_has_read() -> None:
    thread = MessageThreadFactory.create(closed=True)
    user = UserFactory.create()

    thread.post(direction="inbound", body="Are you free on Saturday?", sent_at=THEN)
    thread.post(direction="inbound", body="At six?", sent_at=THEN + timedelta(minutes=2))
    thread.post(direction="inbound", body="Hello!", sent_at=THEN - timedelta(minutes=1))  # it was late

    stored = MessageThread.objects.get(pk=thread.pk)
    assert (stored.unread_count, stored.status, stored.last_message_at) == (3, "open", THEN + timedelta(minutes=2))
    assert (thread.unread_count, thread.status, thread.last_message_at) == (3, "open", THEN + timedelta(minutes=2))
    assert list(MessageThread.objects.unread()) == [thread]

    thread.mark_read()
    message, is_new = thread.post(direction="outbound", body="Yes.", author=user)

    stored = MessageThread.objects.get(pk=thread.pk)
    assert (stored.unread_count, stored.status, stored.last_message_at) == (0, "waiting", message.sent_at)
    assert (is_new, message.author, message.thread) == (True, user, thread)
    assert thread.messages.count() == 4
    assert list(MessageThread.objects.unread()) == []


def test_a_message_that_comes_twice_is_counted_once() -> None:
    thread = MessageThreadFactory.create()

    first, _ = thread.post(direction="inbound", body="Hello", external_id="SM1")
    again = thread.post(direction="inbound", body="Hello", external_id="SM1")

    assert again == (first, False)
    assert MessageThread.objects.get(pk=thread.pk).unread_count == thread.messages.count() == 1


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_messages_at_once_are_counted_exactly() -> None:
    thread = MessageThreadFactory.create()

    def post(number: int) -> object:
        moment = THEN + timedelta(hours=number)
        return thread.post(direction="inbound", body="Hello", external_id=f"SM{number % 8}", sent_at=moment)

    outcomes = at_once(*[partial(post, number) for number in range(16)])

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    stored = MessageThread.objects.get(pk=thread.pk)
    newest = Message.objects.order_by("sent_at").last()
    assert newest is not None
    assert (stored.unread_count, stored.last_message_at) == (8, newest.sent_at)
    assert thread.messages.count() == 8


def test_the_customer_is_no_author_of_the_station() -> None:
    message = MessageFactory.create()
    message.author = UserFactory.create()

    with pytest.raises(ValidationError, match="no author of the station"):
        message.full_clean()


def test_the_admin_posts_a_message_through_its_thread(admin_client: Client) -> None:
    thread = MessageThreadFactory.create()
    url = reverse("admin:hibachi_core_message_add")

    form = form_of(admin_client, url)
    answer = admin_client.post(url, {**form, "thread": str(thread.pk), "direction": "inbound", "body": "By phone"})

    assert answer.status_code == 302
    stored = MessageThread.objects.get(pk=thread.pk)
    assert (stored.unread_count, stored.last_message_at) == (1, thread.messages.get().sent_at)


# Reviews


def test_moderation_says_who_and_when_and_why() -> None:
    review, moderator = ReviewFactory.create(), UserFactory.create()
    before = timezone.now()
    assert list(Review.objects.pending()) == [review]

    review.reject(moderator, reason="It is about another company.")
    stored = Review.objects.get(pk=review.pk)
    stored.full_clean()
    assert (stored.status, stored.moderated_by) == ("rejected", moderator)
    assert stored.rejection_reason == review.rejection_reason == "It is about another company."
    assert list(Review.objects.approved()) == []

    review.approve()
    stored = Review.objects.get(pk=review.pk)
    stored.full_clean()
    assert (stored.status, stored.moderated_by, stored.rejection_reason) == ("approved", None, None)
    assert before <= stored.moderated_at == review.moderated_at  # type: ignore[operator]  # it is set
    assert list(Review.objects.approved()) == [review]


def test_what_is_decided_already_and_what_has_no_reason_is_refused() -> None:
    review = ReviewFactory.create(approved=True)
    since = review.moderated_at

    with pytest.raises(IllegalTransitionError, match=f"Review {review.pk} is approved already"):
        review.approve(UserFactory.create())
    with pytest.raises(InvalidValueError, match="only with a reason"):
        review.reject(reason=" ")

    assert Review.objects.get(pk=review.pk).moderated_at == since


@pytest.mark.parametrize(
    ("trait", "column", "message"),
    [
        ("approved", "moderated_at", "says when it was moderated"),
        ("rejected", "rejection_reason", "says why"),
    ],
)
def test_a_review_that_contradicts_itself_is_refused(trait: str, column: str, message: str) -> None:
    review = ReviewFactory.create(**{trait: True})
    setattr(review, column, None)

    with pytest.raises(ValidationError, match=message):
        review.full_clean()


def test_the_admin_moderates_and_says_what_was_decided_already(admin_client: Client) -> None:
    pending, approved = ReviewFactory.create(), ReviewFactory.create(approved=True)
    url = reverse("admin:hibachi_core_review_changelist")

    rows = [str(pending.pk), str(approved.pk)]
    answer = admin_client.post(url, {"action": "approve", "_selected_action": rows}, follow=True)

    told = sorted(str(message) for message in answer.context["messages"])
    assert told == ["Moved to Approved: 1.", f"Review {approved.pk} is approved already, so nothing was changed."]
    assert Review.objects.approved().count() == 2
