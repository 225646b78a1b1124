"""Admin of Five9's contacts."""

from agent360_models.admin import FamilyAdmin, full_name, register
from agent360_models.ingestion.five9.models import Contact


@register(Contact)
class ContactAdmin(FamilyAdmin):
    """Find a contact by its id."""

    list_display = (full_name("first_name", "last_name"), "division", "status", "created_date")
    list_filter = ("created_date",)
    search_fields = ("id__exact", "first_name", "last_name")
