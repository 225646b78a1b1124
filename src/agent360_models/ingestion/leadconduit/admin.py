"""Admin of LeadConduit's leads."""

from agent360_models.admin import FamilyAdmin, full_name, register
from agent360_models.ingestion.leadconduit.models import Lead


@register(Lead)
class LeadAdmin(FamilyAdmin):
    """Find a lead by LeadConduit's id or the sender's."""

    list_display = (full_name("first_name", "last_name"), "source", "campaign", "accepted", "created_at")
    list_filter = ("accepted", "created_at")
    search_fields = ("id__exact", "lead_id__exact", "first_name", "last_name")
