"""Admin of invoices and their line items."""

from agent360_models.admin import register
from agent360_models.agent360._admin import SyncedAdmin
from agent360_models.agent360.invoicing.models import Invoice, InvoiceLineItem


@register(Invoice)
class InvoiceAdmin(SyncedAdmin):
    """Find an invoice by name, id or status."""

    list_display = (
        "inv_name",
        "inv_account",
        "inv_invoice_date",
        "inv_status",
        "inv_net_price",
        "inv_total_invoice_value",
    )
    list_filter = ("inv_status", "inv_valid", "inv_invoice_date")
    search_fields = ("inv_sf_id__exact", "inv_name", "inv_status__exact", "inv_account__acc_name__exact")


@register(InvoiceLineItem)
class InvoiceLineItemAdmin(SyncedAdmin):
    """Find a line item by code, id or status, or by the name of its invoice."""

    list_display = (
        "ili_unique_line_code",
        "ili_invoice",
        "ili_product",
        "ili_quantity",
        "ili_unit_price",
        "ili_net_price",
    )
    list_filter = ("ili_valid",)
    search_fields = (
        "ili_sf_id__exact",
        "ili_unique_line_code__exact",
        "ili_status__exact",
        "ili_invoice__inv_name__exact",
    )
