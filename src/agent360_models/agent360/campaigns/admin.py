"""Admin of campaigns."""

from agent360_models.admin import register
from agent360_models.agent360._admin import SyncedAdmin
from agent360_models.agent360.campaigns.models import Campaign


@register(Campaign)
class CampaignAdmin(SyncedAdmin):
    """Find a campaign by name, id or status."""

    list_display = ("cmp_name", "cmp_account", "cmp_status", "cmp_start_date", "cmp_budgeted_cost", "cmp_actual_cost")
    list_filter = ("cmp_status", "cmp_is_active", "cmp_start_date")
    search_fields = ("cmp_sf_id__exact", "cmp_name", "cmp_status__exact", "cmp_account__acc_name__exact")
