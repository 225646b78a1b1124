"""Tables ``invoices`` and ``invoice_line_items``."""

from django.db import models

from agent360_models.agent360.salesforce.ids import validate_salesforce_id
from agent360_models.agent360.two_way import ActiveModel, ActiveQuerySet
from agent360_models.fields import MomentField

__all__ = ["Invoice", "InvoiceLineItem"]


class Invoice(ActiveModel):
    """An invoice to one account, optionally under a frame agreement; written by the Salesforce sync."""

    active_column = "inv_active"

    inv_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    inv_name = models.CharField(verbose_name="Name", max_length=255, help_text="Salesforce's Name field; not unique.")
    inv_account = models.ForeignKey(
        "agent360_accounts.Account",
        verbose_name="Account",
        on_delete=models.CASCADE,
        db_column="inv_account_id",
        db_constraint=False,
        related_name="invoices",
        help_text="Customer that is billed; deleting it deletes the invoice.",
    )
    inv_frame_agreement = models.ForeignKey(
        "agent360_accounts.FrameAgreement",
        verbose_name="Frame agreement",
        on_delete=models.SET_NULL,
        db_column="inv_frame_agreement_id",
        db_constraint=False,
        null=True,
        blank=True,
        related_name="invoices",
        help_text="Terms under which it was billed; NULL for an invoice without any.",
    )
    inv_invoice_date = models.DateField(
        verbose_name="Invoice date", help_text="Day of issue; always there, unlike inv_invoice_year."
    )
    inv_invoice_year = models.CharField(
        verbose_name="Invoice year",
        max_length=10,
        null=True,
        blank=True,
        help_text="Text, not a number, and may be NULL; inv_invoice_date is surer.",
    )
    inv_invoice_type = models.CharField(
        verbose_name="Invoice type", max_length=100, help_text="Set in Salesforce; the database allows any text."
    )
    inv_status = models.CharField(
        verbose_name="Status", max_length=100, help_text="Set in Salesforce; the database allows any text."
    )
    inv_net_price = models.DecimalField(
        verbose_name="Net price",
        max_digits=18,
        decimal_places=2,
        help_text="Before VAT, in inv_currency_iso_code; stored, not summed up from the line items.",
    )
    inv_total_vat = models.DecimalField(
        verbose_name="Total VAT",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Amount of value-added tax, in inv_currency_iso_code.",
    )
    inv_total_invoice_value = models.DecimalField(
        verbose_name="Total invoice value",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="In inv_currency_iso_code; stored as Salesforce has it, not worked out here.",
    )
    inv_valid = models.BooleanField(
        verbose_name="Valid", null=True, blank=True, help_text="A flag of Salesforce's; see inv_active for deletion."
    )
    inv_currency_iso_code = models.CharField(
        verbose_name="Currency",
        max_length=10,
        null=True,
        blank=True,
        help_text="ISO 4217 code such as EUR, for the amounts of this row.",
    )
    inv_sf_created_date = MomentField(
        verbose_name="Created in Salesforce",
        help_text="When the record was created there, in UTC; the row here may be younger.",
    )
    inv_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    inv_last_modified_by_id = models.CharField(
        verbose_name="Last modified by", max_length=18, help_text="Salesforce id of a user, without a foreign key."
    )
    inv_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    inv_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    inv_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    units = dict.fromkeys(("inv_net_price", "inv_total_vat", "inv_total_invoice_value"), "inv_currency_iso_code")

    objects = ActiveQuerySet["Invoice"].as_manager()

    class Meta:
        managed = False
        db_table = "invoices"

    def __str__(self) -> str:
        return self.inv_name


class InvoiceLineItem(ActiveModel):
    """One product on one invoice; written by the Salesforce sync."""

    active_column = "ili_active"

    ili_sf_id = models.CharField(
        verbose_name="Salesforce id",
        max_length=18,
        primary_key=True,
        validators=[validate_salesforce_id],
        help_text="Id of the record, 18 characters; ids that differ by case are different records.",
    )
    ili_invoice = models.ForeignKey(
        "agent360_invoicing.Invoice",
        verbose_name="Invoice",
        on_delete=models.CASCADE,
        db_column="ili_invoice_id",
        db_constraint=False,
        related_name="line_items",
        help_text="Bill that the line is on, which has its currency; deleting it deletes the line.",
    )
    ili_product = models.ForeignKey(
        "agent360_catalog.Product",
        verbose_name="Product",
        on_delete=models.PROTECT,
        db_column="ili_product_id",
        db_constraint=False,
        related_name="invoice_line_items",
        help_text="What was sold; cannot be deleted while a line has it.",
    )
    ili_quantity = models.DecimalField(
        verbose_name="Quantity",
        max_digits=18,
        decimal_places=2,
        help_text="How much of the product; fractions are possible.",
    )
    ili_unit_price = models.DecimalField(
        verbose_name="Unit price", max_digits=18, decimal_places=2, help_text="Price of one, in the invoice's currency."
    )
    ili_net_price = models.DecimalField(
        verbose_name="Net price",
        max_digits=18,
        decimal_places=2,
        help_text="Before VAT, in the invoice's currency; stored, not worked out here.",
    )
    ili_vat = models.DecimalField(
        verbose_name="VAT",
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Amount of value-added tax in the invoice's currency, not a rate.",
    )
    ili_unique_line_code = models.CharField(
        verbose_name="Unique line code",
        max_length=255,
        unique=True,
        help_text="No other line of any invoice has the same.",
    )
    ili_status = models.CharField(
        verbose_name="Status", max_length=100, help_text="Set in Salesforce; the database allows any text."
    )
    ili_valid = models.BooleanField(
        verbose_name="Valid", help_text="A flag of Salesforce's; see ili_active for deletion."
    )
    ili_sf_created_date = MomentField(
        verbose_name="Created in Salesforce",
        help_text="When the record was created there, in UTC; the row here may be younger.",
    )
    ili_last_modified_date = MomentField(
        verbose_name="Last modified", help_text="When the record last changed in Salesforce, in UTC."
    )
    ili_last_modified_by_id = models.CharField(
        verbose_name="Last modified by", max_length=18, help_text="Salesforce id of a user, without a foreign key."
    )
    ili_active = models.SmallIntegerField(
        verbose_name="Active row", default=1, help_text="0 once the row is deleted in Salesforce."
    )
    ili_created_at = MomentField(
        verbose_name="Created", auto_now_add=True, help_text="When this database first had the row, in UTC."
    )
    ili_updated_at = MomentField(
        verbose_name="Updated",
        auto_now=True,
        help_text="When the row last changed in this database, in UTC; a trigger sets it.",
    )

    units = dict.fromkeys(("ili_unit_price", "ili_net_price", "ili_vat"), "ili_invoice__inv_currency_iso_code")

    objects = ActiveQuerySet["InvoiceLineItem"].as_manager()

    class Meta:
        managed = False
        db_table = "invoice_line_items"

    def __str__(self) -> str:
        return self.ili_unique_line_code
