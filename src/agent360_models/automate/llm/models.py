"""Tables ``automate_llm_llmusage`` and ``automate_llm_llmrequest``."""

from django.db import models
from django.utils import timezone

from agent360_models.automate.keys import KeyedModel
from agent360_models.automate.llm.querysets import LLMRequestQuerySet, LLMUsageQuerySet
from agent360_models.base import TenantScopedModel
from agent360_models.indexes import Index
from agent360_models.units import with_unit

__all__ = ["LLMRequest", "LLMUsage"]


class LLMUsage(KeyedModel, TenantScopedModel):
    """The tokens and cost of one answer of a language model; written by the code that called it, and never changed."""

    # Redefined, since the indexes also cover the time.
    tenant_id = models.CharField(
        verbose_name="Tenant",
        max_length=255,
        default="",
        blank=True,
        editable=False,
        help_text="For whom the model was asked; given by use_tenant(). Empty: no tenant was current.",
    )
    model = models.CharField(verbose_name="Model", max_length=100, help_text="As its provider names it.")
    tokens_in = models.IntegerField(
        verbose_name="Tokens in", default=0, help_text="Of the input that the request sent."
    )
    tokens_out = models.IntegerField(
        verbose_name="Tokens out", default=0, help_text="Of the output, which is the answer."
    )
    cost = models.DecimalField(
        verbose_name="Cost",
        max_digits=12,
        decimal_places=6,
        default=0,
        help_text="Estimated, in the currency of the project.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at",
        default=timezone.now,
        editable=False,
        help_text="When the use was recorded; reports by day go by it.",
    )

    units = {"tokens_in": "tokens", "tokens_out": "tokens"}

    objects = LLMUsageQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_llm_llmusage"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tokens_in__gte=0, tokens_out__gte=0, cost__gte=0),
                name="automate_llm_llmusage_not_negative",
            )
        ]
        indexes = [
            Index(fields=["created_at"], name="idx_automate_llm_llmusage_created"),
            Index(fields=["tenant_id", "created_at"], name="idx_automate_llm_llmusage_tenant_created"),
        ]
        verbose_name = "LLM usage"
        verbose_name_plural = "LLM usage"

    def __str__(self) -> str:
        return f"{self.model}: {self.tokens_in} tokens in, {self.tokens_out} out"


class LLMRequest(models.Model):
    """One request to a language model, answered or failed; written by ``LLMRequest.objects.recording()``.

    It contains no text of a prompt or an answer.
    """

    id = models.BigAutoField(verbose_name="Id", primary_key=True, help_text="Given by this database.")
    prompt_slug = models.CharField(
        verbose_name="Prompt", max_length=255, blank=True, help_text="Slug of the prompt. Empty: it has no name."
    )
    model = models.CharField(verbose_name="Model", max_length=100, help_text="As its provider names it.")
    latency_ms = models.IntegerField(verbose_name="Latency", help_text="How long the answer took, in milliseconds.")
    success = models.BooleanField(verbose_name="Success", help_text="Off where the request ended in an error.")
    error = models.TextField(
        verbose_name="Error",
        default="",
        blank=True,
        help_text="Kind and beginning of the error. Empty: there was none.",
    )
    created_at = models.DateTimeField(
        verbose_name="Created at", default=timezone.now, editable=False, help_text="When the request was recorded."
    )

    units = {"latency_ms": "milliseconds"}

    objects = LLMRequestQuerySet.as_manager()

    class Meta:
        managed = True
        db_table = "automate_llm_llmrequest"
        indexes = [
            Index(fields=["created_at"], name="idx_automate_llm_llmrequest_created"),
            Index(fields=["model", "created_at"], name="idx_automate_llm_llmrequest_model_created"),
            Index(fields=["prompt_slug", "created_at"], name="idx_automate_llm_llmrequest_prompt_created"),
        ]
        verbose_name = "LLM request"

    def __str__(self) -> str:
        return f"{self.model} {'answered' if self.success else 'failed'} after {with_unit(self, 'latency_ms')}"
