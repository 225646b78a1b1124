"""Tables ``ai_chat_threads``, ``ai_chat_messages``, ``ai_business_rules`` and two more.

The other two are ``ai_query_examples`` and ``ai_schema_config``.
"""

from django.db import models

from agent360_models.agent360.ai_assistant.querysets import AiBusinessRuleQuerySet, AiQueryExampleQuerySet
from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import MomentField

__all__ = ["AiBusinessRule", "AiChatMessage", "AiChatThread", "AiQueryExample", "AiSchemaConfig"]


class AiChatThread(models.Model):
    """Everything that one user and the assistant said about one account; written by the assistant."""

    act_id = models.AutoField(primary_key=True)
    act_user = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.CASCADE,
        db_column="act_user_sf_id",
        db_constraint=False,
        related_name="chat_threads",
    )
    act_account = models.ForeignKey(
        "agent360_accounts.Account",
        on_delete=models.CASCADE,
        db_column="act_account_sf_id",
        db_constraint=False,
        db_index=False,
        related_name="chat_threads",
    )
    act_title = models.CharField(max_length=255, null=True, blank=True)
    act_message_count = models.IntegerField(default=0)
    act_last_message_at = MomentField(null=True, blank=True)
    act_sf_synced = models.BooleanField(default=False, help_text="Whether Salesforce has the thread.")
    act_sf_synced_at = MomentField(null=True, blank=True)
    act_created_at = MomentField(auto_now_add=True)
    act_updated_at = MomentField(auto_now=True)

    personal_fields = ("act_title",)

    objects = BulkQuerySet["AiChatThread"].as_manager()

    class Meta:
        managed = False
        db_table = "ai_chat_threads"
        unique_together = [("act_user", "act_account")]
        verbose_name = "AI chat thread"

    def __str__(self) -> str:
        return f"Thread {self.act_id}"


class AiChatMessage(models.Model):
    """One message of a thread, with what it cost; written by the assistant, never changed afterwards."""

    class Role(models.TextChoices):
        """Speakers of a chat."""

        USER = "user", "User"
        ASSISTANT = "assistant", "Assistant"
        SYSTEM = "system", "System"

    acm_id = models.AutoField(primary_key=True)
    acm_thread = models.ForeignKey(
        "agent360_ai_assistant.AiChatThread",
        on_delete=models.CASCADE,
        db_column="acm_thread_id",
        db_constraint=False,
        related_name="messages",
    )
    acm_role = models.CharField(max_length=20, choices=Role)
    acm_content = models.TextField()
    acm_generated_sql = models.TextField(
        null=True, blank=True, help_text="The query that the assistant wrote to find its answer."
    )
    acm_sql_result_summary = models.TextField(null=True, blank=True)
    acm_model_used = models.CharField(
        max_length=100, null=True, blank=True, help_text="The language model that answered."
    )
    acm_tokens_in = models.IntegerField(null=True, blank=True)
    acm_tokens_out = models.IntegerField(null=True, blank=True)
    acm_latency_ms = models.IntegerField(null=True, blank=True)
    acm_error = models.TextField(null=True, blank=True)
    acm_sf_synced = models.BooleanField(default=False, help_text="Whether Salesforce has the message.")
    acm_created_at = MomentField(auto_now_add=True)

    personal_fields = ("acm_content", "acm_generated_sql", "acm_sql_result_summary")

    objects = BulkQuerySet["AiChatMessage"].as_manager()

    class Meta:
        managed = False
        db_table = "ai_chat_messages"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(acm_role__in=["user", "assistant", "system"]),
                name="chk_acm_role",
                violation_error_message="A message is from the user, the assistant or the system.",
            ),
        ]
        verbose_name = "AI chat message"

    def __str__(self) -> str:
        return f"Message {self.acm_id} ({self.acm_role})"


class AiBusinessRule(models.Model):
    """A fact about the business that the assistant is told; written by administrators."""

    abr_id = models.AutoField(primary_key=True)
    abr_rule_key = models.CharField(max_length=100, unique=True)
    abr_category = models.CharField(max_length=50)
    abr_rule_text = models.TextField()
    abr_is_active = models.BooleanField(default=True, help_text="Whether the assistant is told.")
    abr_sort_order = models.IntegerField(default=0)
    abr_created_at = MomentField(auto_now_add=True)
    abr_updated_at = MomentField(auto_now=True)
    abr_updated_by = models.ForeignKey(
        "agent360_core.User",
        on_delete=models.SET_NULL,
        db_column="abr_updated_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="updated_business_rules",
    )

    objects = AiBusinessRuleQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "ai_business_rules"
        verbose_name = "AI business rule"

    def __str__(self) -> str:
        return self.abr_rule_key


class AiQueryExample(models.Model):
    """A question with the query that answers it, shown to the assistant; written by administrators."""

    aqe_id = models.AutoField(primary_key=True)
    aqe_question = models.TextField()
    aqe_sql = models.TextField(help_text="The query that answers the question.")
    aqe_explanation = models.TextField(null=True, blank=True)
    aqe_category = models.CharField(max_length=50, null=True, blank=True)
    aqe_is_active = models.BooleanField(default=True, help_text="Whether the assistant is given the example.")
    aqe_created_at = MomentField(auto_now_add=True)
    aqe_updated_at = MomentField(auto_now=True)

    objects = AiQueryExampleQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "ai_query_examples"
        verbose_name = "AI query example"

    def __str__(self) -> str:
        return f"Example {self.aqe_id}"


class AiSchemaConfig(models.Model):
    """A named text that describes the database to the assistant; generated by the assistant's set-up."""

    asc_id = models.AutoField(primary_key=True)
    asc_config_key = models.CharField(max_length=100, unique=True)
    asc_config_value = models.TextField()
    asc_version = models.IntegerField(default=1)
    asc_generated_at = MomentField(auto_now_add=True)
    asc_updated_at = MomentField(auto_now=True)

    objects = BulkQuerySet["AiSchemaConfig"].as_manager()

    class Meta:
        managed = False
        db_table = "ai_schema_config"
        verbose_name = "AI schema config"

    def __str__(self) -> str:
        return self.asc_config_key
