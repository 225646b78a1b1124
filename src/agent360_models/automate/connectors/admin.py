"""Admin of ``automate_connectors``."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.automate.connectors.models import ConnectorInstance


@register(ConnectorInstance)
class ConnectorInstanceAdmin(FamilyAdmin):
    """Set up connectors; stored credentials are never shown."""

    list_display = ("name", "connector_type", "status", "updated_at")
    list_filter = ("status",)
    search_fields = ("id__exact", "name", "connector_type__exact")
