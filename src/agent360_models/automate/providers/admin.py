"""Admin of ``automate_providers``."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, register
from agent360_models.admin._outcomes import row_action
from agent360_models.automate.providers.models import (
    ConnectionProfile,
    LLMModelConfig,
    LLMProvider,
    MCPServer,
    MCPTool,
    Prompt,
    PromptVersion,
)

_SYNCED = "{} added, {} updated, {} removed, {} unchanged."


def _said(ok: bool, said: str) -> str:  # noqa: FBT001  # the first two of a result
    """Return the message of a service, raising it as an error on failure."""
    if not ok:
        raise ValidationError(said)
    return said


@register(LLMProvider)
class LLMProviderAdmin(FamilyAdmin):
    """Set up providers of language models, and choose the default."""

    list_display = ("name", "slug", "provider_type", "is_default")
    list_filter = ("provider_type", "is_default")
    search_fields = ("slug__exact", "name")
    actions = ("make_default",)

    @admin.action(description="Make the provider the default", permissions=["change"])
    def make_default(self, request: HttpRequest, queryset: QuerySet[LLMProvider]) -> None:
        """Make one provider the default."""
        if len(providers := list(queryset[:2])) > 1:
            self.message_user(request, "Only one provider can be the default. Select one.", messages.ERROR)
            return
        providers[0].make_default()
        self.message_user(request, f"{providers[0]} is the default.", messages.SUCCESS)


@register(LLMModelConfig)
class LLMModelConfigAdmin(FamilyAdmin):
    """Set how models are called."""

    list_display = ("model_id", "provider", "max_tokens", "temperature")
    list_filter = ("provider",)
    search_fields = ("id__exact", "model_id")


@register(Prompt)
class PromptAdmin(FamilyAdmin):
    """Name prompts."""

    list_display = ("name", "slug", "category")
    list_filter = ("category",)
    search_fields = ("id__exact", "slug__exact", "name")


@register(PromptVersion)
class PromptVersionAdmin(FamilyAdmin):
    """Write prompts; a saved version is read-only."""

    list_display = ("__str__", "prompt", "engine")
    list_filter = ("engine", "created_at")
    search_fields = ("id__exact", "prompt__slug__exact")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Make a stored version read-only."""
        fixed = [field.name for field in self.opts.concrete_fields] if obj is not None else []
        return list(dict.fromkeys([*super().get_readonly_fields(request, obj), *fixed]))


@register(ConnectionProfile)
class ConnectionProfileAdmin(FamilyAdmin):
    """Set how services are reached."""

    list_display = ("name", "provider", "created_at")
    list_filter = ("provider",)
    search_fields = ("id__exact", "name")
    actions = ("test_connection",)
    test_connection = row_action(
        "Test the connection", "Reached", lambda profile: _said(*profile.test_connection()[:2])
    )


@register(MCPServer)
class MCPServerAdmin(FamilyAdmin):
    """Set up servers, and view their status."""

    list_display = ("name", "url", "status", "last_synced")
    list_filter = ("status",)
    search_fields = ("id__exact", "name", "url__exact")
    readonly_fields = ("status",)
    actions = ("sync_tools", "check_health")
    sync_tools = row_action("Sync the tools", "Synced", lambda server: _SYNCED.format(*server.sync_tools()))
    check_health = row_action("Check the health", "Healthy", lambda server: _said(*server.health_check()[:2]))


@register(MCPTool)
class MCPToolAdmin(FamilyAdmin):
    """View the tools of servers."""

    list_display = ("name", "server", "discovered_at", "removed_at")
    list_filter = ("server",)
    search_fields = ("id__exact", "name")
