"""Admin of leads, prospects, appointments and users of Genius."""

from agent360_models.admin import FamilyAdmin, register
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
    """Find a lead by its id or by that of its contact."""

    list_display = ("lead_id", "status", "source", "division", "agent", "created", "modified")
    list_filter = ("created", "modified")
    search_fields = ("lead_id__exact", "contact_id__exact")
    raw_id_fields = ("contact", "division", "agent")


@register(Prospect)
class ProspectAdmin(FamilyAdmin):
    """Find a prospect by its id."""

    list_display = ("prospect_id", "status", "source", "division", "sync_updated_at")
    list_filter = ("sync_updated_at",)
    search_fields = ("prospect_id__exact",)
    raw_id_fields = ("division",)


@register(Appointment)
class AppointmentAdmin(FamilyAdmin):
    """Find an appointment by its id, or by that of its lead or user."""

    list_display = ("appointment_id", "appointment_date", "appointment_time", "status", "lead", "user")
    list_filter = ("appointment_date",)
    search_fields = ("appointment_id__exact", "lead_id__exact", "user_id__exact")
    raw_id_fields = ("lead", "user")


@register(User)
class UserAdmin(FamilyAdmin):
    """Find a user by id or name."""

    list_display = ("user_id", "firstname", "lastname", "role", "division", "is_active")
    list_filter = ("is_active",)
    search_fields = ("user_id__exact", "firstname", "lastname")
    raw_id_fields = ("division",)


@register(Division)
class DivisionAdmin(FamilyAdmin):
    """Find a division by id, name or code."""

    list_display = ("id", "label", "abbreviation", "group", "is_inactive")
    list_filter = ("is_inactive",)
    search_fields = ("id__exact", "label", "abbreviation__exact")
    raw_id_fields = ("group",)


@register(Contact)
class ContactAdmin(FamilyAdmin):
    """Find a contact by its id."""

    list_display = ("contact_id", "firstname", "lastname", "created", "modified")
    list_filter = ("created", "modified")
    search_fields = ("contact_id__exact",)


@register(DivisionGroup)
class DivisionGroupAdmin(FamilyAdmin):
    """Find a group by id or name."""

    list_display = ("id", "group_label", "is_active")
    list_filter = ("is_active",)
    search_fields = ("id__exact", "group_label")


@register(MarketingSource)
class MarketingSourceAdmin(FamilyAdmin):
    """Find a source by id or name."""

    list_display = ("id", "label", "type_id", "is_active")
    list_filter = ("is_active", "type_id")
    search_fields = ("id__exact", "label")
