"""Admin of the schema ``support``."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.hibachi.support.models import Escalation


@register(Escalation)
class EscalationAdmin(FamilyAdmin):
    """Find an escalation by its conversation or the whole phone; who it is about is on its own page only."""

    list_display = ("__str__", "priority", "method", "resolved_at")
    list_filter = ("status", "priority", "method", "created_at")
    search_fields = ("conversation_id__exact", "customer_phone__exact")
