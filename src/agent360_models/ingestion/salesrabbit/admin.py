"""Admin of leads and users of SalesRabbit."""

from agent360_models.admin import FamilyAdmin, full_name, register
from agent360_models.ingestion.salesrabbit.models import Lead, User


@register(Lead)
class LeadAdmin(FamilyAdmin):
    """Find a lead by its id or hash."""

    list_display = ("prospect_name", "disposition_id", "appointment_type", "created_by", "source_created_at")
    list_filter = ("source_created_at", "last_modified")
    search_fields = ("id__exact", "lead_hash__exact", "prospect_name")


@register(User)
class UserAdmin(FamilyAdmin):
    """Find a user by id or name."""

    list_display = (full_name("first_name", "last_name"), "team_id", "active")
    list_filter = ("active",)
    search_fields = ("id__exact", "first_name", "last_name", "team_id__exact")
