"""Admin of the schema ``support``."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.hibachi.support.models import Escalation

__all__ = ["EscalationAdmin"]


@register(Escalation)
class EscalationAdmin(FamilyAdmin):
    """Find an escalation by its id; what it is about is on its own page only."""

    list_display = ("id", "reason", "status", "priority", "customer", "assigned_to", "opened_at", "resolved_at")
    list_filter = ("status", "priority", "reason", "opened_at")
    search_fields = ("id__exact",)
    raw_id_fields = ("thread", "customer", "booking", "assigned_to")
