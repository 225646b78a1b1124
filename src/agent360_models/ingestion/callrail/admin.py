"""Admin of CallRail: calls, forms, text messages, and the numbers that received them."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.ingestion._admin import PhoneAdmin
from agent360_models.ingestion.callrail.models import (
    Account,
    Call,
    Company,
    FormSubmission,
    Tag,
    TextMessage,
    Tracker,
    User,
)


@register(Call)
class CallAdmin(PhoneAdmin):
    """Find a call by its id, or by the customer's phone number."""

    phone_columns, other_model = ("customer_phone_number",), "ingestion_hubspot.Contact"
    list_display = ("__str__", "customer_name", "customer_phone_number", "company", "answered", "duration", "source")
    list_filter = ("direction", "answered", "voicemail", "start_time")
    search_fields = ("id__exact", "customer_phone_number__exact", "customer_name")


@register(Company)
class CompanyAdmin(FamilyAdmin):
    """Find a company by id or name."""

    list_display = ("name", "status", "account", "time_zone", "created_at")
    list_filter = ("status",)
    search_fields = ("id__exact", "name")


@register(Tracker)
class TrackerAdmin(FamilyAdmin):
    """Find a tracker by its id, name or number."""

    list_display = ("name", "company", "tracking_number", "destination_number", "source", "status")
    list_filter = ("status",)
    search_fields = ("id__exact", "tracking_number__exact", "name")


@register(Account)
class AccountAdmin(FamilyAdmin):
    """Find an account by id or name."""

    list_display = ("name", "numeric_id", "created_at")
    search_fields = ("id__exact", "name")


@register(FormSubmission)
class FormSubmissionAdmin(FamilyAdmin):
    """Find a form submission by its id or its company's id."""

    list_display = ("__str__", "company", "form_name", "source", "lead_status", "value")
    list_filter = ("submitted_at",)
    search_fields = ("id__exact", "company_id__exact", "customer_name")


@register(TextMessage)
class TextMessageAdmin(FamilyAdmin):
    """Find a thread by its id or its company's id."""

    list_display = ("__str__", "company", "current_tracker", "state", "lead_status")
    list_filter = ("last_message_at",)
    search_fields = ("id__exact", "company_id__exact")


@register(User)
class UserAdmin(FamilyAdmin):
    """Find a user by id or e-mail."""

    list_display = ("name", "role", "accepted", "account")
    list_filter = ("accepted",)
    search_fields = ("id__exact", "email__exact", "name")


@register(Tag)
class TagAdmin(FamilyAdmin):
    """Find a tag by id or name."""

    list_display = ("name", "tag_level", "status", "company")
    list_filter = ("status", "tag_level")
    search_fields = ("id__exact", "name")
