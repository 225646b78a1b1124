"""Admin of customers, their messages and the messages' origins, and of the application's settings."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.migochat.models import AdCampaign, AppSettings, Conversation, LeadActivity, Message, Post, User


def _isolated(text: str | None) -> SafeString:
    """Return text in its own direction, so that right-to-left text does not reorder the text next to it."""
    return format_html('<bdi dir="auto">{}</bdi>', text or "")


@register(User)
class UserAdmin(FamilyAdmin):
    """Find a customer by name or psid; a change of stage, label, type or score also writes its activity."""

    list_display = ("name", "platform", "lead_stage", "customer_label", "lead_score", "last_message_at")
    list_filter = ("platform", "lead_stage", "customer_label", "customer_type", "governorate", "is_active")
    search_fields = ("first_name", "last_name", "psid__exact")

    @admin.display(description="name")
    def name(self, obj: User) -> SafeString:
        """Show the name in its own direction."""
        return _isolated(str(obj))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Change stage, label, type and score through the methods that also write the activity."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        obj.save(update_fields=[name for name in form.changed_data if name not in LeadActivity.TYPE_OF])
        changes: dict[str, Callable[..., object]] = {
            "lead_stage": obj.change_stage,
            "customer_label": obj.change_label,
            "customer_type": obj.change_type,
            "lead_score": obj.change_score,
        }
        for name, method in changes.items():
            if name in form.changed_data:
                method(form.cleaned_data[name], reason="Changed in the admin.")


@register(Message)
class MessageAdmin(FamilyAdmin):
    """Find a message by its text or id, or by the customer's psid."""

    list_display = ("__str__", "user", "message_text", "status", "message_source", "post", "ad_campaign")
    list_filter = ("direction", "status", "message_source", "platform", "timestamp")
    search_fields = (
        "message_text",
        "user__first_name",
        "user__last_name",
        "facebook_message_id__exact",
        "user__psid__exact",
    )


@register(Conversation)
class ConversationAdmin(FamilyAdmin):
    """Find a conversation by the customer's psid."""

    list_display = ("__str__", "user", "is_active", "message_count", "last_activity")
    list_filter = ("is_active", "last_activity")
    search_fields = ("user__first_name", "user__last_name", "user__psid__exact")


@register(LeadActivity)
class LeadActivityAdmin(LogAdmin):
    """Find a change by the customer's psid."""

    list_display = ("__str__", "user", "old_value", "new_value", "automated")
    list_filter = ("activity_type", "automated", "timestamp")
    search_fields = ("user__first_name", "user__last_name", "user__psid__exact")


@register(Post)
class PostAdmin(FamilyAdmin):
    """Find a post by its id or its text."""

    list_display = ("__str__", "content", "is_active")
    list_filter = ("post_type", "is_active", "created_at")
    search_fields = ("facebook_post_id__exact", "post_content")

    @admin.display(description="content")
    def content(self, obj: Post) -> SafeString:
        """Show the beginning of the text in its own direction."""
        return _isolated((obj.post_content or "")[:60])


@register(AdCampaign)
class AdCampaignAdmin(FamilyAdmin):
    """Find a campaign by its id or name."""

    list_display = ("name", "facebook_ad_id", "status", "created_at")
    list_filter = ("status", "created_at")
    search_fields = ("facebook_ad_id__exact", "campaign_name")

    @admin.display(description="campaign name", ordering="campaign_name")
    def name(self, obj: AdCampaign) -> SafeString:
        """Show the name in its own direction."""
        return _isolated(str(obj))


@register(AppSettings)
class AppSettingsAdmin(FamilyAdmin):
    """Find a setting by its key. A secret is never shown; a typed value replaces it."""

    list_display = ("key", "category", "masked_value", "is_sensitive", "updated_at", "updated_by")
    list_filter = ("category", "is_sensitive")
    search_fields = ("key",)
    masks = ("value",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  # Django's
        """Give a secret an empty field; if it is left empty, the stored value is kept."""
        if obj is not None and obj.is_sensitive:
            kwargs["form"] = _SecretForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Show asterisks to users who may only view."""
        fields = super().get_fields(request, obj)
        if not _is_secret(obj) or self.has_change_permission(request, obj):
            return fields
        return ["masked_value" if name == "value" else name for name in fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Make the key and ``is_sensitive`` of a secret read-only: unticked, or as a greeting, it would be shown."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "key", "is_sensitive"] if _is_secret(obj) else fields


class _SecretValue(forms.CharField):
    """Whatever is typed is a change, even the stored value: otherwise the history would tell that a guess is right."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return data not in self.empty_values


class _SecretForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes no parameter at run time
    value = _SecretValue(
        required=False,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text="Not shown. Leave it empty to keep what is there.",
    )

    def clean_value(self) -> str | None:
        """Return the stored value if nothing was typed."""
        typed: str = self.cleaned_data["value"]
        stored: str | None = self.instance.value
        return typed or stored


def _is_secret(obj: Model | None) -> bool:
    return isinstance(obj, AppSettings) and obj.is_sensitive
