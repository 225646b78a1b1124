"""Admin of invoices and their line items."""

from agent360_models.admin import register
from agent360_models.agent360._admin import ActiveFilter, SyncedAdmin
from agent360_models.agent360.invoicing.models import Invoice, InvoiceLineItem


@register(Invoice)
class InvoiceAdmin(SyncedAdmin):
    """Find an invoice by name, id or status."""

    list_display = ("inv_sf_id", "inv_name", "inv_account", "inv_invoice_date", "inv_status", "inv_active")
    list_filter = (ActiveFilter, "inv_valid", "inv_invoice_date", "inv_last_modified_date")
    search_fields = ("inv_sf_id__exact", "inv_name", "inv_status__exact")
    raw_id_fields = ("inv_account", "inv_frame_agreement")


@register(InvoiceLineItem)
class InvoiceLineItemAdmin(SyncedAdmin):
    """Find a line item by code, id or status."""

    list_display = (
        "ili_sf_id",
        "ili_unique_line_code",
        "ili_invoice",
        "ili_product",
        "ili_net_price",
        "ili_active",
    )
    list_filter = (ActiveFilter, "ili_valid", "ili_last_modified_date")
    search_fields = ("ili_sf_id__exact", "ili_unique_line_code__exact", "ili_status__exact")
    raw_id_fields = ("ili_invoice", "ili_product")
