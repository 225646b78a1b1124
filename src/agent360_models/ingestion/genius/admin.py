"""Admin of leads, prospects, appointments and users of Genius."""

from agent360_models.admin import FamilyAdmin, full_name, register
from agent360_models.ingestion.genius.models import (
    Appointment,
    Contact,
    Division,
    DivisionGroup,
    Lead,
    MarketingSource,
    Prospect,
    User,
)


@register(Lead)
class LeadAdmin(FamilyAdmin):
    """Find a lead by its id or its contact's id."""

    list_display = (full_name("firstname", "lastname"), "status", "source", "division", "agent", "created")
    list_filter = ("created", "modified")
    search_fields = ("lead_id__exact", "contact_id__exact", "firstname", "lastname")


@register(Prospect)
class ProspectAdmin(FamilyAdmin):
    """Find a prospect by its id."""

    list_display = (full_name("firstname", "lastname"), "status", "source", "division")
    list_filter = ("sync_updated_at",)
    search_fields = ("prospect_id__exact", "firstname", "lastname")


@register(Appointment)
class AppointmentAdmin(FamilyAdmin):
    """Find an appointment by its id, or by its lead's or user's id."""

    list_display = ("__str__", "appointment_date", "appointment_time", "status", "lead", "user")
    list_filter = ("appointment_date",)
    search_fields = ("appointment_id__exact", "lead_id__exact", "user_id__exact")


@register(User)
class UserAdmin(FamilyAdmin):
    """Find a user by id or name."""

    list_display = (full_name("firstname", "lastname"), "role", "division", "is_active")
    list_filter = ("is_active",)
    search_fields = ("user_id__exact", "firstname", "lastname")


@register(Division)
class DivisionAdmin(FamilyAdmin):
    """Find a division by id, name or code."""

    list_display = ("label", "abbreviation", "group", "is_inactive")
    list_filter = ("is_inactive",)
    search_fields = ("id__exact", "label", "abbreviation__exact")


@register(Contact)
class ContactAdmin(FamilyAdmin):
    """Find a contact by its id."""

    list_display = (full_name("firstname", "lastname"), "created", "modified")
    list_filter = ("created", "modified")
    search_fields = ("contact_id__exact", "firstname", "lastname")


@register(DivisionGroup)
class DivisionGroupAdmin(FamilyAdmin):
    """Find a group by id or name."""

    list_display = ("group_label", "is_active")
    list_filter = ("is_active",)
    search_fields = ("id__exact", "group_label")


@register(MarketingSource)
class MarketingSourceAdmin(FamilyAdmin):
    """Find a source by id or name."""

    list_display = ("label", "type_id", "is_active")
    list_filter = ("is_active", "type_id")
    search_fields = ("id__exact", "label")
