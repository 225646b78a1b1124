"""Admin of Google Sheets."""

from agent360_models.admin import FamilyAdmin, full_name, register
from agent360_models.ingestion.gsheet.models import MarketingLead, MarketingSpend


@register(MarketingLead)
class MarketingLeadAdmin(FamilyAdmin):
    """Find a lead by its row number or its person."""

    list_display = (full_name("first_name", "last_name"), "date", "source", "campaign")
    list_filter = ("date",)
    search_fields = ("id__exact", "row_number__exact", "last_name", "email__exact", "phone__exact", "first_name")


@register(MarketingSpend)
class MarketingSpendAdmin(FamilyAdmin):
    """Find the spend of a campaign."""

    list_display = ("campaign", "channel", "date", "amount", "clicks", "conversions")
    list_filter = ("date",)
    search_fields = ("id__exact", "row_number__exact", "channel", "campaign")
