"""Admin of usage and requests."""

from agent360_models.admin import LogAdmin, register
from agent360_models.automate.llm.models import LLMRequest, LLMUsage


@register(LLMUsage)
class LLMUsageAdmin(LogAdmin):
    """View usage, newest first."""

    list_display = ("model", "tenant_id", "tokens_in", "tokens_out", "cost", "created_at")
    list_filter = ("created_at",)
    search_fields = ("id__exact", "tenant_id__exact")


@register(LLMRequest)
class LLMRequestAdmin(LogAdmin):
    """View requests and their results, newest first."""

    list_display = ("model", "prompt_slug", "success", "latency_ms", "created_at")
    list_filter = ("success", "created_at")
    search_fields = ("id__exact", "prompt_slug__exact", "model__exact")
