"""Admin of chats and widgets."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from agent360_models.admin import FamilyAdmin, register
from agent360_models.automate.datachat.models import ChatEmbed, DataChatMessage, DataChatSession


@register(DataChatSession)
class DataChatSessionAdmin(FamilyAdmin):
    """View who has a chat, and until when."""

    list_display = ("__str__", "user", "expires_at")
    list_filter = ("expires_at",)
    search_fields = ("id__exact", "user__exact")


@register(DataChatMessage)
class DataChatMessageAdmin(FamilyAdmin):
    """Messages of chats. Their texts are on the page of each message, never in a list."""

    list_display = ("__str__", "session")
    list_filter = ("role",)
    search_fields = ("id__exact", "session__id__exact")
    ordering = ("-id",)


@register(ChatEmbed)
class ChatEmbedAdmin(FamilyAdmin):
    """Widgets. A new key is shown once, on a page that is not stored; only its hash is kept."""

    list_display = ("name", "key_prefix", "rate_limit", "has_key")
    search_fields = ("name", "key_prefix__exact")
    ordering = ("name",)
    actions = ("rotate_key",)

    @admin.display(description="Has a key", boolean=True)
    def has_key(self, embed: ChatEmbed) -> bool:
        """Tell whether the widget has a key."""
        return bool(embed.api_key)

    def save_model(self, request: HttpRequest, obj: ChatEmbed, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        """Create the key of a new widget."""
        if not change:
            request.new_chat_key = obj.take_new_key()  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: ChatEmbed, post_url_continue: str | None = None) -> HttpResponse:
        """Show the key of the new widget."""
        return self._show(request, obj, request.new_chat_key)  # type: ignore[attr-defined]

    @admin.action(description="Replace the key of the selected widget", permissions=["change"])
    def rotate_key(self, request: HttpRequest, queryset: QuerySet[ChatEmbed]) -> HttpResponse | None:
        """Replace the key of one widget, and show the new one."""
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            self.message_user(request, "Select exactly one widget. Its old key stops working.", messages.ERROR)
            return None
        (embed,) = chosen
        key = embed.rotate_key()
        self.log_change(request, embed, "Replaced the key.")
        return self._show(request, embed, key)

    def _show(self, request: HttpRequest, embed: ChatEmbed, key: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "The key of the widget",
            "embed": embed,
            "key": key,
        }
        return TemplateResponse(request, "admin/automate_datachat/chatembed/key.html", context)
