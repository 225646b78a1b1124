"""Admin of the schema ``lead``."""

from typing import Any

from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, LogAdmin, register
from agent360_models.hibachi.lead.models import (
    Lead,
    LeadContact,
    LeadContext,
    LeadEvent,
    SocialAccount,
    SocialIdentity,
    SocialMediaAccount,
    SocialMessage,
    SocialThread,
)


@register(Lead)
class LeadAdmin(FamilyAdmin):
    """Find a lead by its id or by an exact contact; a change of the status also writes its event."""

    list_display = ("__str__", "customer", "quality", "score", "assigned_to", "follow_up_date")
    list_filter = ("status", "source", "quality", "follow_up_date", "created_at")
    search_fields = ("customer__first_name", "customer__last_name", "contacts__handle_or_address__exact")
    readonly_fields = ("customer",)

    def save_model(self, request: HttpRequest, obj: Lead, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Change the status through the method that also writes the event."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        if others := [name for name in form.changed_data if name != "status"]:
            obj.save(update_fields=[*others, "updated_at"])
        if "status" in form.changed_data:
            obj.change_status(form.cleaned_data["status"], reason="Changed in the admin.", by=str(request.user))


@register(LeadContact)
class LeadContactAdmin(FamilyAdmin):
    """Find a contact by the complete address, number or handle."""

    list_display = ("__str__", "lead", "verified")
    list_filter = ("channel", "verified")
    search_fields = ("handle_or_address__exact",)


@register(LeadContext)
class LeadContextAdmin(FamilyAdmin):
    """Find wishes by ZIP code."""

    list_display = (
        "__str__",
        "lead",
        "service_type",
        "party_size_adults",
        "party_size_kids",
        "event_date_pref",
        "estimated_budget_cents",
    )
    list_filter = ("event_date_pref",)
    search_fields = ("zip_code__exact",)


@register(LeadEvent)
class LeadEventAdmin(LogAdmin):
    """Find events by time, or by the lead's id."""

    list_display = ("__str__", "lead")
    list_filter = ("occurred_at",)
    search_fields = ("lead__id__exact",)


@register(SocialAccount)
class SocialAccountAdmin(FamilyAdmin):
    """Find a page by its id on the platform, or by its name."""

    list_display = ("page_name", "platform", "webhook_verified", "is_active", "last_sync_at")
    list_filter = ("is_active", "webhook_verified")
    search_fields = ("page_id__exact", "page_name")


@register(SocialIdentity)
class SocialIdentityAdmin(FamilyAdmin):
    """Find a person by the complete handle."""

    list_display = ("__str__", "confidence_score", "verification_status", "last_active_at")
    list_filter = ("last_active_at",)
    search_fields = ("handle__exact",)


@register(SocialThread)
class SocialThreadAdmin(FamilyAdmin):
    """Find a conversation by its id on the platform."""

    list_display = ("__str__", "lead", "status", "priority", "message_count", "last_message_at")
    list_filter = ("platform", "status", "last_message_at")
    search_fields = ("thread_ref__exact",)


@register(SocialMediaAccount)
class SocialMediaAccountAdmin(FamilyAdmin):
    """Find a page by its id on the platform."""

    list_display = ("__str__", "social_account", "default_assignee", "is_active")
    list_filter = ("is_active",)
    search_fields = ("social_account__page_id__exact",)


@register(SocialMessage)
class SocialMessageAdmin(LogAdmin):
    """Find a message by its id on the platform."""

    list_display = ("__str__", "thread")
    list_filter = ("direction", "kind", "sent_at")
    search_fields = ("message_ref__exact",)
