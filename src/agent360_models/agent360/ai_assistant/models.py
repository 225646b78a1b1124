"""Tables ``ai_chat_threads``, ``ai_chat_messages``, ``ai_business_rules`` and two more.

The other two are ``ai_query_examples`` and ``ai_schema_config``.
"""

from typing import Self

from django.db import models

from agent360_models.bulk import BulkQuerySet
from agent360_models.fields import MomentField

__all__ = [
    "AiBusinessRule",
    "AiBusinessRuleQuerySet",
    "AiChatMessage",
    "AiChatThread",
    "AiQueryExample",
    "AiQueryExampleQuerySet",
    "AiSchemaConfig",
]


class AiChatThread(models.Model):
    """One user's conversation with the assistant about one account; written by the assistant."""

    act_id = models.AutoField(
        verbose_name="Id", primary_key=True, help_text="Number that this database gives; it has none in Salesforce."
    )
    act_user = models.ForeignKey(
        "agent360_core.User",
        verbose_name="User",
        on_delete=models.CASCADE,
        db_column="act_user_sf_id",
        db_constraint=False,
        related_name="chat_threads",
        help_text="Who talks with the assistant; has one thread for each account.",
    )
    act_account = models.ForeignKey(
        "agent360_accounts.Account",
        verbose_name="Account",
        on_delete=models.CASCADE,
        db_column="act_account_sf_id",
        db_constraint=False,
        db_index=False,
        related_name="chat_threads",
        help_text="Customer that the talk is about; deleting it deletes the thread.",
    )
    act_title = models.CharField(
        verbose_name="Title",
        max_length=255,
        null=True,
        blank=True,
        help_text="May repeat what was asked; NULL for a thread without one.",
    )
    act_message_count = models.IntegerField(
        verbose_name="Message count", default=0, help_text="A plain number: whoever adds a message raises it."
    )
    act_last_message_at = MomentField(
        verbose_name="Last message",
        null=True,
        blank=True,
        help_text="In UTC, set by whoever adds a message; NULL while there is none.",
    )
    act_sf_synced = models.BooleanField(
        verbose_name="Synced", default=False, help_text="Whether Salesforce has the thread."
    )
    act_sf_synced_at = MomentField(
        verbose_name="Synced at", null=True, blank=True, help_text="In UTC; NULL until Salesforce has the thread."
    )
    act_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    act_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

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

    acm_id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that this database gives; later messages have higher ones.",
    )
    acm_thread = models.ForeignKey(
        "agent360_ai_assistant.AiChatThread",
        verbose_name="Thread",
        on_delete=models.CASCADE,
        db_column="acm_thread_id",
        db_constraint=False,
        related_name="messages",
        help_text="Talk that the message belongs to; deleting it deletes its messages.",
    )
    acm_role = models.CharField(
        verbose_name="Role", max_length=20, choices=Role, help_text="Who speaks: user, assistant or system."
    )
    acm_content = models.TextField(verbose_name="Content", help_text="What was said; may be personal or confidential.")
    acm_generated_sql = models.TextField(
        verbose_name="Generated SQL",
        null=True,
        blank=True,
        help_text="Query that the assistant wrote to find its answer; nothing in this library runs it.",
    )
    acm_sql_result_summary = models.TextField(
        verbose_name="SQL result summary",
        null=True,
        blank=True,
        help_text="What the query of acm_generated_sql found, as text; may name people.",
    )
    acm_model_used = models.CharField(
        verbose_name="Model used",
        max_length=100,
        null=True,
        blank=True,
        help_text="The language model that answered; NULL where none was asked.",
    )
    acm_tokens_in = models.IntegerField(
        verbose_name="Tokens in",
        null=True,
        blank=True,
        help_text="How many the language model read; NULL where none was asked.",
    )
    acm_tokens_out = models.IntegerField(
        verbose_name="Tokens out",
        null=True,
        blank=True,
        help_text="How many the language model wrote; NULL where none was asked.",
    )
    acm_latency_ms = models.IntegerField(
        verbose_name="Latency",
        null=True,
        blank=True,
        help_text="Milliseconds until the answer was there; NULL where none was asked for.",
    )
    acm_error = models.TextField(
        verbose_name="Error",
        null=True,
        blank=True,
        help_text="Why the assistant could not answer; NULL where nothing went wrong.",
    )
    acm_sf_synced = models.BooleanField(
        verbose_name="Synced", default=False, help_text="Whether Salesforce has the message."
    )
    acm_created_at = MomentField(
        verbose_name="Created",
        auto_now_add=True,
        help_text="When the message was stored, in UTC; it is never changed afterwards.",
    )

    units = {"acm_latency_ms": "milliseconds", "acm_tokens_in": "tokens", "acm_tokens_out": "tokens"}
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


class AiBusinessRuleQuerySet(BulkQuerySet["AiBusinessRule"]):
    """Rules that can be switched off."""

    def active(self) -> Self:
        """Return the rules that are switched on, in the order in which the assistant reads them."""
        return self.filter(abr_is_active=True).order_by("abr_sort_order", "abr_rule_key")


class AiBusinessRule(models.Model):
    """A business fact for the assistant; written by administrators."""

    abr_id = models.AutoField(verbose_name="Id", primary_key=True, help_text="Number that this database gives.")
    abr_rule_key = models.CharField(
        verbose_name="Rule key",
        max_length=100,
        unique=True,
        help_text="Short name by which people know the rule; no two have the same.",
    )
    abr_category = models.CharField(
        verbose_name="Category", max_length=50, help_text="Subject that the rule is filed under; any text."
    )
    abr_rule_text = models.TextField(
        verbose_name="Rule text", help_text="What the assistant is told about the business."
    )
    abr_is_active = models.BooleanField(verbose_name="Active", default=True, help_text="Whether the assistant is told.")
    abr_sort_order = models.IntegerField(
        verbose_name="Sort order",
        default=0,
        help_text="The assistant reads low numbers first, and equal ones by their key.",
    )
    abr_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    abr_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )
    abr_updated_by = models.ForeignKey(
        "agent360_core.User",
        verbose_name="Updated by",
        on_delete=models.SET_NULL,
        db_column="abr_updated_by",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="updated_business_rules",
        help_text="User who last changed the rule; NULL where unknown, or that user was deleted.",
    )

    objects = AiBusinessRuleQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "ai_business_rules"
        verbose_name = "AI business rule"

    def __str__(self) -> str:
        return self.abr_rule_key


class AiQueryExampleQuerySet(BulkQuerySet["AiQueryExample"]):
    """Examples that can be switched off."""

    def active(self) -> Self:
        """Return the examples that are switched on, in the order of their keys."""
        return self.filter(aqe_is_active=True).order_by("aqe_id")


class AiQueryExample(models.Model):
    """A question with the query that answers it, shown to the assistant; written by administrators."""

    aqe_id = models.AutoField(
        verbose_name="Id",
        primary_key=True,
        help_text="Number that this database gives; the assistant reads low ones first.",
    )
    aqe_question = models.TextField(verbose_name="Question", help_text="In words, as somebody would ask the assistant.")
    aqe_sql = models.TextField(
        verbose_name="SQL", help_text="The query that answers the question; nothing in this library runs it."
    )
    aqe_explanation = models.TextField(
        verbose_name="Explanation",
        null=True,
        blank=True,
        help_text="In words, how the query comes to its answer; NULL for none.",
    )
    aqe_category = models.CharField(
        verbose_name="Category",
        max_length=50,
        null=True,
        blank=True,
        help_text="Subject that the example is filed under; any text, NULL for none.",
    )
    aqe_is_active = models.BooleanField(
        verbose_name="Active", default=True, help_text="Whether the assistant is given the example."
    )
    aqe_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    aqe_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    objects = AiQueryExampleQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "ai_query_examples"
        verbose_name = "AI query example"

    def __str__(self) -> str:
        return f"Example {self.aqe_id}"


class AiSchemaConfig(models.Model):
    """A named text that describes the database to the assistant; generated by the assistant's set-up."""

    asc_id = models.AutoField(verbose_name="Id", primary_key=True, help_text="Number that this database gives.")
    asc_config_key = models.CharField(
        verbose_name="Key",
        max_length=100,
        unique=True,
        help_text="Name under which the text is found; no two have the same.",
    )
    asc_config_value = models.TextField(
        verbose_name="Text", help_text="Describes tables and columns to the assistant; written by a program."
    )
    asc_version = models.IntegerField(verbose_name="Version", default=1)
    asc_generated_at = MomentField(
        verbose_name="Generated",
        auto_now_add=True,
        help_text="When the row was first written, in UTC; asc_updated_at moves on.",
    )
    asc_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    objects = BulkQuerySet["AiSchemaConfig"].as_manager()

    class Meta:
        managed = False
        db_table = "ai_schema_config"
        verbose_name = "AI schema config"

    def __str__(self) -> str:
        return self.asc_config_key
