import pytest
from django.db import IntegrityError, transaction

from agent360_models.agent360.ai_assistant.factories import AiChatMessageFactory, AiChatThreadFactory
from agent360_models.agent360.ai_assistant.models import (
    AiBusinessRule,
    AiChatMessage,
    AiChatThread,
    AiQueryExample,
)


def test_active_rules_come_in_the_order_in_which_they_are_read(db: None) -> None:
    for key, order, is_active in (("c", 1, True), ("b", 2, True), ("a", 2, True), ("d", 0, False)):
        AiBusinessRule.objects.create(
            abr_rule_key=key,
            abr_category="x",
            abr_rule_text="x",
            abr_sort_order=order,
            abr_is_active=is_active,
        )
    assert [rule.abr_rule_key for rule in AiBusinessRule.objects.active()] == ["c", "a", "b"]


def test_active_examples(db: None) -> None:
    on, _off = (
        AiQueryExample.objects.create(aqe_question="?", aqe_sql="SELECT 1", aqe_is_active=is_active)
        for is_active in (True, False)
    )
    assert list(AiQueryExample.objects.active()) == [on]


def test_a_user_has_one_thread_per_account(db: None) -> None:
    thread = AiChatThreadFactory.create()
    AiChatMessageFactory.create(acm_thread=thread)
    with pytest.raises(IntegrityError), transaction.atomic():
        AiChatThreadFactory.create(act_user=thread.act_user, act_account=thread.act_account)
    assert [message.acm_role for message in thread.messages.all()] == ["user"]


def test_str_shows_no_text() -> None:
    assert str(AiChatThread(act_id=3, act_title="Secret")) == "Thread 3"
    assert str(AiChatMessage(acm_id=4, acm_role="user", acm_content="Secret")) == "Message 4 (user)"
    assert str(AiQueryExample(aqe_id=5, aqe_question="Secret")) == "Example 5"
