"""Threads stay in step with their messages; reviews are answered."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agent360_models.exceptions import IllegalTransitionError
from agent360_models.hibachi.core.factories import (
    THEN,
    MessageThreadFactory,
    ReviewFactory,
    SocialThreadFactory,
)
from agent360_models.hibachi.core.models import MessageThread, Review, SocialMessage, SocialThread
from agent360_models.hibachi.enums import ThreadStatus
from agent360_models.hibachi.exceptions import InvalidValueError
from tests.hibachi.helpers import at_once

pytestmark = pytest.mark.django_db(databases=["default", "booking"])


# With customers


def test_a_thread_says_who_is_next() -> None:
    thread = MessageThreadFactory.create(closed=True)

    def post(direction: str, minutes: int) -> tuple[str, int]:
        sender = "customer" if direction == "inbound" else "agent"
        moment = THEN + timedelta(minutes=minutes)
        thread.post(direction=direction, content="Hello", sender_type=sender, created_at=moment)
        stored = MessageThread.objects.get(pk=thread.pk)
        assert (thread.status, thread.last_message_at) == (stored.status, stored.last_message_at)
        return stored.status, (stored.last_message_at - THEN).seconds // 60

    assert post("inbound", 2) == ("active", 2)
    assert post("inbound", 1) == ("active", 2)  # it was late
    assert post("outbound", 3) == ("waiting", 3)
    assert post("inbound", 4) == ("active", 4)
    assert thread.messages.count() == 4


@pytest.mark.parametrize("status", [ThreadStatus.ESCALATED, ThreadStatus.URGENT])
def test_a_message_takes_no_thread_from_who_decides(status: str) -> None:
    thread = MessageThreadFactory.create(status=status)

    thread.post(direction="inbound", content="Hello", sender_type="customer")
    thread.post(direction="outbound", content="Hello", sender_type="ai")

    assert MessageThread.objects.get().status == thread.status == status


# On social platforms


def test_a_social_thread_counts_what_nobody_has_read() -> None:
    thread = SocialThreadFactory.create()

    thread.post(direction="in", kind="dm", body="Are you free on Saturday?", sent_at=THEN)
    thread.post(direction="in", kind="dm", body="Hello!", sent_at=THEN - timedelta(minutes=1))  # it was late
    stored = SocialThread.objects.get()
    assert (stored.message_count, stored.unread_count, stored.status, stored.last_message_at) == (2, 2, "open", THEN)
    assert list(SocialThread.objects.unread()) == [thread]

    thread.mark_read()
    answer, is_new = thread.post(direction="out", kind="reply", body="Yes.", sent_at=THEN + timedelta(minutes=2))

    stored = SocialThread.objects.get()
    assert (is_new, stored.message_count, stored.unread_count, stored.status) == (True, 3, 0, "pending")
    assert stored.last_response_at == stored.last_message_at == answer.sent_at
    assert list(SocialThread.objects.unread()) == []


def test_a_thread_that_is_resolved_is_opened_by_a_new_message() -> None:
    thread = SocialThreadFactory.create()

    thread.resolve()
    resolved = SocialThread.objects.get()
    thread.post(direction="in", kind="comment")

    assert (resolved.status, resolved.resolved_at is not None) == ("resolved", True)
    assert (SocialThread.objects.get().status, SocialThread.objects.get().resolved_at) == ("open", None)


@pytest.mark.django_db(databases=["default", "booking"], transaction=True)
def test_messages_at_once_are_counted_exactly_and_once() -> None:
    """Each comes twice, as webhooks do."""
    thread = SocialThreadFactory.create()

    def post(number: int) -> object:
        moment = THEN + timedelta(hours=number)
        return thread.post(direction="in", kind="dm", message_ref=f"m{number % 8}", sent_at=moment)

    outcomes = at_once(*[partial(post, number) for number in range(16)])

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    stored, newest = SocialThread.objects.get(), SocialMessage.objects.order_by("sent_at").last()
    assert newest is not None
    assert (stored.unread_count, stored.message_count, stored.last_message_at) == (8, 8, newest.sent_at)
    assert thread.messages.count() == 8


# Reviews


def test_a_review_is_acknowledged_answered_and_closed() -> None:
    review = ReviewFactory.create()
    before = timezone.now()

    review.acknowledge()
    review.escalate(reason="It is about another company.")
    review.respond()
    stored = Review.objects.get()
    stored.full_clean()
    review.close()

    assert (stored.status, stored.escalation_reason) == ("responded", "It is about another company.")
    assert stored.responded_at is not None
    assert before <= stored.responded_at <= timezone.now()
    assert Review.objects.get().status == review.status == "closed"


def test_what_is_done_already_and_what_has_no_reason_is_refused() -> None:
    review = ReviewFactory.create(responded=True)
    since = review.responded_at

    for step in (review.respond, review.acknowledge):
        with pytest.raises(IllegalTransitionError, match=f"Review {review.pk} cannot go from responded"):
            step()
    with pytest.raises(InvalidValueError, match="pass a reason"):
        review.escalate(reason=" ")

    assert Review.objects.get().responded_at == since


def test_reviews_that_should_have_been_answered() -> None:
    late = ReviewFactory.create()
    later = ReviewFactory.create(response_due_at=THEN + timedelta(days=1))
    ReviewFactory.create(responded=True)
    ReviewFactory.create(response_due_at=None)
    ReviewFactory.create(response_due_at=THEN + timedelta(days=9))

    assert list(Review.objects.response_overdue(THEN + timedelta(days=3))) == [later, late]


def test_the_admin_moves_reviews_and_says_what_was_done_already(admin_client: Client) -> None:
    new, answered = ReviewFactory.create(), ReviewFactory.create(responded=True)
    url = reverse("admin:hibachi_core_review_changelist")

    rows = [str(new.pk), str(answered.pk)]
    answer = admin_client.post(url, {"action": "respond", "_selected_action": rows}, follow=True)

    told = sorted(str(message) for message in answer.context["messages"])
    assert told == [
        f"Moved to Responded: {Review.objects.get(pk=new.pk)}.",
        f"Not done: {answered}: cannot go from responded to responded. Nothing was changed.",
    ]
