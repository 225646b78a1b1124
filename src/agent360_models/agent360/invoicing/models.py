"""Tables ``invoices`` and ``invoice_line_items``."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField

__all__ = ["Invoice", "InvoiceLineItem"]


class Invoice(ActiveModel):
    """An invoice to one account, under a frame agreement or without one; written by the Salesforce sync."""

    active_column = "inv_active"

    inv_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    inv_name = models.CharField(max_length=255)
    inv_account = models.ForeignKey(
        "agent360_accounts.Account",
        on_delete=models.CASCADE,
        db_column="inv_account_id",
        db_constraint=False,
        related_name="invoices",
    )
    inv_frame_agreement = models.ForeignKey(
        "agent360_accounts.FrameAgreement",
        on_delete=models.SET_NULL,
        db_column="inv_frame_agreement_id",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="invoices",
    )
    inv_invoice_date = models.DateField()
    inv_invoice_year = models.CharField(max_length=10, null=True, blank=True, help_text="Text, not a number.")
    inv_invoice_type = models.CharField(max_length=100)
    inv_status = models.CharField(max_length=100)
    inv_net_price = models.DecimalField(max_digits=18, decimal_places=2)
    inv_total_vat = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    inv_total_invoice_value = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    inv_valid = models.BooleanField(
        null=True, blank=True, help_text="A flag of Salesforce's; see inv_active for deletion."
    )
    inv_currency_iso_code = models.CharField(max_length=10, null=True, blank=True)
    inv_sf_created_date = MomentField()
    inv_last_modified_date = MomentField()
    inv_last_modified_by_id = models.CharField(max_length=18)
    inv_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    inv_created_at = MomentField(auto_now_add=True)
    inv_updated_at = MomentField(auto_now=True)

    objects = ActiveQuerySet["Invoice"].as_manager()

    class Meta:
        managed = False
        db_table = "invoices"

    def __str__(self) -> str:
        return self.inv_name


class InvoiceLineItem(ActiveModel):
    """One product on one invoice; written by the Salesforce sync."""

    active_column = "ili_active"

    ili_sf_id = models.CharField(max_length=18, primary_key=True, validators=[validate_salesforce_id])
    ili_invoice = models.ForeignKey(
        "agent360_invoicing.Invoice",
        on_delete=models.CASCADE,
        db_column="ili_invoice_id",
        db_constraint=False,
        related_name="line_items",
    )
    ili_product = models.ForeignKey(
        "agent360_catalog.Product",
        on_delete=models.PROTECT,
        db_column="ili_product_id",
        db_constraint=False,
        related_name="invoice_line_items",
    )
    ili_quantity = models.DecimalField(max_digits=18, decimal_places=2)
    ili_unit_price = models.DecimalField(max_digits=18, decimal_places=2)
    ili_net_price = models.DecimalField(max_digits=18, decimal_places=2)
    ili_vat = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    ili_unique_line_code = models.CharField(max_length=255, unique=True)
    ili_status = models.CharField(max_length=100)
    ili_valid = models.BooleanField(help_text="A flag of Salesforce's; see ili_active for deletion.")
    ili_sf_created_date = MomentField()
    ili_last_modified_date = MomentField()
    ili_last_modified_by_id = models.CharField(max_length=18)
    ili_active = models.SmallIntegerField(default=1, help_text="0 once the row is deleted in Salesforce.")
    ili_created_at = MomentField(auto_now_add=True)
    ili_updated_at = MomentField(auto_now=True)

    objects = ActiveQuerySet["InvoiceLineItem"].as_manager()

    class Meta:
        managed = False
        db_table = "invoice_line_items"

    def __str__(self) -> str:
        return self.ili_unique_line_code
