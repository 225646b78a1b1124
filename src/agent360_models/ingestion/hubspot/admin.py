"""Admin of HubSpot: contacts, deals, companies, custom objects and associations."""

from typing import Any

from django.http import HttpRequest

from agent360_models.admin import FamilyAdmin, full_name, register
from agent360_models.ingestion._admin import PhoneAdmin
from agent360_models.ingestion.hubspot.models import (
    Appointment,
    Company,
    Contact,
    ContactToCompanyAssociation,
    ContactToDealAssociation,
    Deal,
    Division,
    GeniusUser,
    LineItem,
    Zipcode,
)
from agent360_models.typed import override


@register(Contact)
class ContactAdmin(PhoneAdmin):
    """Find a contact by id, e-mail address, phone number, or lead id."""

    phone_columns, other_model = ("phone", "mobilephone"), "ingestion_callrail.Call"
    list_display = (full_name("firstname", "lastname"), "division", "lead_status", "createdate", "archived")
    list_filter = ("archived", "createdate")
    search_fields = ("id__exact", "email__exact", "phone__exact", "lead_id__exact", "firstname", "lastname")

    @override
    def is_flag(self, field: Any) -> bool:
        """Recognise the flags of Genius, which are 1 or 0."""
        return str(field.name).startswith("lead_is_")


@register(Deal)
class DealAdmin(FamilyAdmin):
    """Find a deal by its id or its company's id."""

    list_display = ("dealname", "amount", "pipeline", "dealstage", "company", "closedate", "archived")
    list_filter = ("archived", "hs_is_closed", "hs_is_closed_won", "closedate")
    search_fields = ("id__exact", "company_id__exact", "dealname")


@register(GeniusUser)
class GeniusUserAdmin(FamilyAdmin):
    """Find a user of Genius by id or e-mail."""

    list_display = (full_name("firstname", "lastname"), "division_name", "is_active", "archived")
    list_filter = ("is_active", "archived")
    search_fields = ("id__exact", "email__exact", "user_id__exact", "firstname", "lastname")


@register(Division)
class DivisionAdmin(FamilyAdmin):
    """Find a division by id, code or name."""

    list_display = ("name", "code", "archived")
    list_filter = ("archived",)
    search_fields = ("id__exact", "code__exact", "name")


@register(Zipcode)
class ZipcodeAdmin(FamilyAdmin):
    """Find the division that serves a zipcode."""

    list_display = ("zipcode", "city", "state", "division", "archived")
    list_filter = ("archived", "state")
    search_fields = ("id__exact", "zipcode__exact")


@register(Appointment)
class AppointmentAdmin(FamilyAdmin):
    """Find an appointment by its id, or by its contact's or deal's id."""

    list_display = ("subject", "start_time", "meeting_outcome", "contact", "deal", "archived")
    list_filter = ("archived", "start_time")
    search_fields = ("id__exact", "contact_id__exact", "deal_id__exact", "subject")


@register(Company)
class CompanyAdmin(FamilyAdmin):
    """Find a company by id or domain."""

    list_display = ("name", "domain", "industry", "parent", "createdate", "archived")
    list_filter = ("archived", "createdate")
    search_fields = ("id__exact", "domain__exact", "name")


@register(LineItem)
class LineItemAdmin(FamilyAdmin):
    """Find a line item by its id or its deal's id."""

    list_display = ("name", "deal", "quantity", "price", "amount", "archived")
    list_filter = ("archived",)
    search_fields = ("id__exact", "deal_id__exact", "name")


class _PairAdmin(FamilyAdmin):
    """Reads both rows of an association with it, for its name."""

    @override
    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*self.get_list_select_related(request))


@register(ContactToDealAssociation)
class ContactToDealAssociationAdmin(_PairAdmin):
    """Find the deals of a contact and the contacts of a deal; shows the id of a missing row."""

    list_display = ("__str__", "contact", "deal", "label")
    search_fields = ("id__exact", "contact_id__exact", "deal_id__exact")


@register(ContactToCompanyAssociation)
class ContactToCompanyAssociationAdmin(_PairAdmin):
    """Find the companies of a contact and the contacts of a company; shows the id of a missing row."""

    list_display = ("__str__", "contact", "company", "label")
    search_fields = ("id__exact", "contact_id__exact", "company_id__exact")
