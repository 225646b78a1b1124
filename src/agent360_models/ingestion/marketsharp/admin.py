"""Admin of MarketSharp's leads."""

from agent360_models.admin import FamilyAdmin, register
from agent360_models.ingestion.marketsharp.models import Data


@register(Data)
class DataAdmin(FamilyAdmin):
    """Find a record by its id or its lead's id."""

    list_display = ("customer_name", "lead_id", "status", "created_date")
    list_filter = ("created_date",)
    search_fields = ("id__exact", "lead_id__exact", "customer_name")
