"""Admin of the schema ``lead``."""

from typing import Any

from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, register
from agent360_models.hibachi.lead.models import (
    Lead,
    LeadContact,
    LeadContext,
    LeadEvent,
    SocialAccount,
    SocialMediaAccount,
    SocialMessage,
)

__all__ = [
    "LeadAdmin",
    "LeadContactAdmin",
    "LeadContextAdmin",
    "LeadEventAdmin",
    "SocialAccountAdmin",
    "SocialMediaAccountAdmin",
    "SocialMessageAdmin",
]


@register(Lead)
class LeadAdmin(FamilyAdmin):
    """Find a lead by its id or by a contact, letter for letter; a change of the status leaves its event."""

    list_display = ("id", "source", "status", "quality", "score", "assigned_to", "follow_up_at", "created_at")
    list_filter = ("status", "source", "quality", "follow_up_at", "created_at")
    search_fields = ("contacts__value__exact",)
    raw_id_fields = ("assigned_to",)
    readonly_fields = ("customer",)

    def save_model(self, request: HttpRequest, obj: Lead, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Take the status through the method that writes the event."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        if others := [name for name in form.changed_data if name != "status"]:
            obj.save(update_fields=[*others, "updated_at"])
        if "status" in form.changed_data:
            obj.change_status(form.cleaned_data["status"], reason="Changed in the admin.")


@register(LeadContact)
class LeadContactAdmin(FamilyAdmin):
    """Find a contact by the whole address, number or handle."""

    list_display = ("id", "lead", "channel", "verified", "created_at")
    list_filter = ("channel", "verified")
    search_fields = ("value__exact",)
    raw_id_fields = ("lead",)


@register(LeadContext)
class LeadContextAdmin(FamilyAdmin):
    """Find wishes by ZIP code."""

    list_display = ("id", "lead", "service_type", "party_size", "preferred_date")
    list_filter = ("service_type", "preferred_date")
    search_fields = ("zip_code__exact",)
    raw_id_fields = ("lead",)


@register(LeadEvent)
class LeadEventAdmin(FamilyAdmin):
    """Find what happened by type and time."""

    list_display = ("id", "lead", "event_type", "actor", "created_at")
    list_filter = ("event_type", "created_at")
    raw_id_fields = ("lead", "actor")


@register(SocialMediaAccount)
class SocialMediaAccountAdmin(FamilyAdmin):
    """Find a page by the platform's id of it."""

    list_display = ("id", "social_account", "default_assignee", "is_active", "created_at")
    list_filter = ("is_active",)
    search_fields = ("social_account__external_id__exact",)
    raw_id_fields = ("social_account", "default_assignee")


@register(SocialAccount)
class SocialAccountAdmin(FamilyAdmin):
    """Find a profile by the platform's id of it."""

    list_display = ("id", "lead", "platform", "created_at")
    list_filter = ("platform",)
    search_fields = ("external_id__exact",)
    raw_id_fields = ("lead",)


@register(SocialMessage)
class SocialMessageAdmin(FamilyAdmin):
    """Find a message by the platform's id of it, or of who wrote."""

    list_display = ("id", "page", "profile", "direction", "kind", "sent_at")
    list_filter = ("direction", "kind", "sent_at")
    search_fields = ("external_id__exact", "profile__external_id__exact")
    raw_id_fields = ("page", "profile")
