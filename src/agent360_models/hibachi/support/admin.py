"""Admin of the schema ``support``."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.hibachi.support.models import Escalation


@register(Escalation)
class EscalationAdmin(FamilyAdmin):
    """Find an escalation by its conversation or complete phone number; only the detail page names the customer."""

    list_display = ("__str__", "priority", "method", "resolved_at")
    list_filter = ("status", "priority", "method", "created_at")
    search_fields = ("conversation_id__exact", "customer_phone__exact")
