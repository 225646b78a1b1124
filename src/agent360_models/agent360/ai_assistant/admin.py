"""Admin of chats, rules, example queries and schema texts."""

from agent360_models.admin import LogAdmin, register
from agent360_models.agent360._admin import SyncedAdmin
from agent360_models.agent360.ai_assistant.models import (
    AiBusinessRule,
    AiChatMessage,
    AiChatThread,
    AiQueryExample,
    AiSchemaConfig,
)


@register(AiChatThread)
class AiChatThreadAdmin(SyncedAdmin):
    """Find a thread by its id, or the id of its user or account."""

    list_display = ("__str__", "act_user", "act_account", "act_message_count", "act_last_message_at", "act_sf_synced")
    list_filter = ("act_sf_synced", "act_last_message_at")
    search_fields = ("act_id__exact", "act_user__usr_sf_id__exact", "act_account__acc_sf_id__exact")


@register(AiChatMessage)
class AiChatMessageAdmin(LogAdmin, SyncedAdmin):
    """Find a message by its id or the thread's id."""

    list_display = (
        "__str__",
        "acm_thread",
        "acm_model_used",
        "acm_tokens_in",
        "acm_tokens_out",
        "acm_latency_ms",
        "acm_created_at",
    )
    list_filter = ("acm_role", "acm_sf_synced", "acm_created_at")
    search_fields = ("acm_id__exact", "acm_thread__act_id__exact")


@register(AiBusinessRule)
class AiBusinessRuleAdmin(SyncedAdmin):
    """Find a rule by key or id."""

    list_display = (
        "abr_rule_key",
        "abr_category",
        "abr_sort_order",
        "abr_is_active",
        "abr_updated_by",
        "abr_updated_at",
    )
    list_filter = ("abr_is_active", "abr_updated_at")
    search_fields = ("abr_id__exact", "abr_rule_key__exact")


@register(AiQueryExample)
class AiQueryExampleAdmin(SyncedAdmin):
    """Find an example by id or category."""

    list_display = ("__str__", "aqe_category", "aqe_is_active", "aqe_created_at", "aqe_updated_at")
    list_filter = ("aqe_is_active", "aqe_updated_at")
    search_fields = ("aqe_id__exact", "aqe_category__exact")


@register(AiSchemaConfig)
class AiSchemaConfigAdmin(SyncedAdmin):
    """Find a text by key or id."""

    list_display = ("asc_config_key", "asc_version", "asc_generated_at", "asc_updated_at")
    list_filter = ("asc_generated_at", "asc_updated_at")
    search_fields = ("asc_id__exact", "asc_config_key__exact")
