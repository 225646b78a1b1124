"""Admin of ``automate_providers``."""

from django.db import models

from agent360_models.automate.providers.models import (
    ConnectionProfile,
    LLMModelConfig,
    LLMProvider,
    MCPServer,
    MCPTool,
    Prompt,
    PromptVersion,
)
from agent360_models.db.admin import FamilyAdmin, register


@register(LLMProvider)
class LLMProviderAdmin(FamilyAdmin):
    """Say who runs the models, and which provider is the default."""

    list_display = ("id", "name", "provider_type", "is_default", "updated_at")
    list_filter = ("provider_type", "is_default")
    search_fields = ("id__exact", "name")


@register(LLMModelConfig)
class LLMModelConfigAdmin(FamilyAdmin):
    """Say how models are called."""

    list_display = ("id", "model_id", "provider", "max_tokens", "temperature")
    list_filter = ("provider",)
    search_fields = ("id__exact", "model_id")


@register(Prompt)
class PromptAdmin(FamilyAdmin):
    """Name prompts."""

    list_display = ("id", "name", "slug", "category", "updated_at")
    list_filter = ("category",)
    search_fields = ("id__exact", "slug__exact", "name")


@register(PromptVersion)
class PromptVersionAdmin(FamilyAdmin):
    """Word prompts; a version that is saved is read, and not changed."""

    list_display = ("id", "prompt", "version", "engine", "created_at")
    list_filter = ("engine", "created_at")
    search_fields = ("id__exact", "prompt__slug__exact")
    raw_id_fields = ("prompt",)


@register(ConnectionProfile)
class ConnectionProfileAdmin(FamilyAdmin):
    """Say how services are reached."""

    list_display = ("id", "name", "provider", "updated_at")
    list_filter = ("provider",)
    search_fields = ("id__exact", "name")


@register(MCPServer)
class MCPServerAdmin(FamilyAdmin):
    """Name servers, and see how they stand."""

    list_display = ("id", "name", "url", "status", "last_checked_at")
    list_filter = ("status",)
    search_fields = ("id__exact", "name", "url__exact")
    readonly_fields = ("status",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}  # Django 5.2 warns without


@register(MCPTool)
class MCPToolAdmin(FamilyAdmin):
    """See what servers offer."""

    list_display = ("id", "name", "server", "removed_at", "updated_at")
    list_filter = ("server",)
    search_fields = ("id__exact", "name")
    raw_id_fields = ("server",)
