"""Rows of ``ai_chat_threads``, ``ai_chat_messages``, ``ai_business_rules`` and two more for tests."""

from datetime import timedelta

from agent360_models.agent360.accounts.factories import AccountFactory
from agent360_models.agent360.ai_assistant.models import (
    AiBusinessRule,
    AiChatMessage,
    AiChatThread,
    AiQueryExample,
    AiSchemaConfig,
)
from agent360_models.agent360.core.factories import UserFactory
from agent360_models.agent360.factories import created_date, modified_date
from agent360_models.testing.factories import (
    Faker,
    FamilyFactory,
    LazyAttribute,
    RelatedFactory,
    SelfAttribute,
    Sequence,
    SubFactory,
    Trait,
)

__all__ = [
    "AiBusinessRuleFactory",
    "AiChatMessageFactory",
    "AiChatThreadFactory",
    "AiQueryExampleFactory",
    "AiSchemaConfigFactory",
]


class AiChatThreadFactory(FamilyFactory[AiChatThread]):
    """An empty thread of the account's owner; with ``with_messages``, a question and its answer."""

    act_user = SelfAttribute("act_account.acc_owner")
    act_account = SubFactory(AccountFactory)
    act_title = Faker("random_element", elements=("Open invoices", "Rebate of this year", "Sales by quarter"))
    act_created_at = created_date()

    class Meta:
        model = AiChatThread

    class Params:
        with_messages = Trait(
            act_message_count=2,
            act_last_message_at=modified_date(),
            question=RelatedFactory(
                "agent360_models.agent360.ai_assistant.factories.AiChatMessageFactory",
                factory_related_name="acm_thread",
                acm_created_at=LazyAttribute(lambda row: row.acm_thread.act_last_message_at - timedelta(seconds=5)),
            ),
            reply=RelatedFactory(
                "agent360_models.agent360.ai_assistant.factories.AiChatMessageFactory",
                factory_related_name="acm_thread",
                answer=True,
                acm_created_at=SelfAttribute("acm_thread.act_last_message_at"),
            ),
        )
        synced = Trait(act_sf_synced=True, act_sf_synced_at=modified_date())


class AiChatMessageFactory(FamilyFactory[AiChatMessage]):
    """A user's question; with ``answer``, the assistant's answer; with ``failed``, a failed answer."""

    acm_thread = SubFactory(
        AiChatThreadFactory, act_message_count=1, act_last_message_at=SelfAttribute("..acm_created_at")
    )
    acm_role = AiChatMessage.Role.USER.value
    acm_content = Faker("sentence")
    acm_created_at = modified_date()

    class Meta:
        model = AiChatMessage

    class Params:
        answer = Trait(
            acm_role=AiChatMessage.Role.ASSISTANT.value,
            acm_generated_sql="SELECT sum(inv_net_price) FROM invoices WHERE inv_active = 1",
            acm_sql_result_summary="1 row",
            acm_model_used="example-model-1",
            acm_tokens_in=Faker("random_int", min=500, max=5_000),
            acm_tokens_out=Faker("random_int", min=50, max=500),
            acm_latency_ms=Faker("random_int", min=300, max=4_000),
        )
        failed = Trait(
            answer=True, acm_sql_result_summary=None, acm_error="canceling statement due to statement timeout"
        )


class AiBusinessRuleFactory(FamilyFactory[AiBusinessRule]):
    """An active rule; with ``inactive``, one that the assistant does not get."""

    abr_rule_key = Sequence(lambda number: f"rule_{number + 1}")
    abr_category = Faker("random_element", elements=("invoices", "rebates", "sales"))
    abr_rule_text = Faker("sentence")
    abr_sort_order = Sequence(lambda number: number)
    abr_updated_by = SubFactory(UserFactory)

    class Meta:
        model = AiBusinessRule

    class Params:
        inactive = Trait(abr_is_active=False)


class AiQueryExampleFactory(FamilyFactory[AiQueryExample]):
    """An active example; with ``inactive``, one that the assistant does not get."""

    aqe_question = "How many accounts are there?"
    aqe_sql = "SELECT count(*) FROM accounts WHERE acc_active = 1"
    aqe_explanation = Faker("sentence")
    aqe_category = "accounts"

    class Meta:
        model = AiQueryExample

    class Params:
        inactive = Trait(aqe_is_active=False)


class AiSchemaConfigFactory(FamilyFactory[AiSchemaConfig]):
    """A text that describes a table."""

    asc_config_key = Sequence(lambda number: f"table_{number + 1}")
    asc_config_value = Faker("sentence")

    class Meta:
        model = AiSchemaConfig
