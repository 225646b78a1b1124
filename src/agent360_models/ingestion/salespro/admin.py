"""Admin of customers, estimates, credit applications and results of SalesPro."""

from agent360_models.admin import FamilyAdmin, full_name, register
from agent360_models.ingestion.salespro.models import CreditApplication, Customer, Estimate, LeadResult


@register(CreditApplication)
class CreditApplicationAdmin(FamilyAdmin):
    """Find an application by its id, or by its customer's or estimate's id."""

    list_display = ("__str__", "customer", "estimate", "credit_app_vendor", "credit_app_status", "credit_limit")
    list_filter = ("created_at",)
    search_fields = ("id__exact", "customer_id__exact", "estimate_id__exact")


@register(Customer)
class CustomerAdmin(FamilyAdmin):
    """Find a customer by its id in SalesPro or in the system of origin."""

    list_display = (full_name("customer_first_name", "customer_last_name"), "crm_source", "crm_source_id")
    list_filter = ("created_at",)
    search_fields = ("customer_id__exact", "crm_source_id__exact", "customer_first_name", "customer_last_name")


@register(Estimate)
class EstimateAdmin(FamilyAdmin):
    """Find an estimate by its id or its customer's id."""

    list_display = ("__str__", "customer", "total_amount", "status", "created_at")
    list_filter = ("created_at",)
    search_fields = ("estimate_id__exact", "customer_id__exact")


@register(LeadResult)
class LeadResultAdmin(FamilyAdmin):
    """Find a result by its id or its lead's id."""

    list_display = ("__str__", "result_type", "result_date", "lead_id")
    list_filter = ("result_date",)
    search_fields = ("id__exact", "lead_id__exact")
