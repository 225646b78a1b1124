"""Line items of deals."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["LineItem"]


class LineItem(models.Model):
    """A product within a deal, with its price; written by the HubSpot sync."""

    id = models.CharField(
        verbose_name="HubSpot id", max_length=64, primary_key=True, help_text="A number, kept as text."
    )
    deal = models.ForeignKey(
        "ingestion_hubspot.Deal",
        verbose_name="Deal",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="line_items",
        help_text="The first, where HubSpot names several; the row may be missing here.",
    )
    name = models.CharField(verbose_name="Name", max_length=255, null=True, blank=True)
    description = models.TextField(verbose_name="Description", null=True, blank=True)
    hs_product_id = models.CharField(
        verbose_name="Product id", max_length=64, null=True, blank=True, help_text="The product it was made from."
    )
    hs_sku = models.CharField(
        verbose_name="SKU",
        max_length=255,
        null=True,
        blank=True,
        help_text="The stock keeping unit: a number of the seller's for the product.",
    )
    quantity = models.DecimalField(verbose_name="Quantity", max_digits=20, decimal_places=4, null=True, blank=True)
    price = models.DecimalField(
        verbose_name="Price", max_digits=20, decimal_places=4, null=True, blank=True, help_text="Of one unit."
    )
    discount = models.DecimalField(
        verbose_name="Discount",
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Taken off the price of one unit.",
    )
    hs_discount_percentage = models.DecimalField(
        verbose_name="Discount percentage",
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Taken off the price of one unit, 10 for a tenth.",
    )
    tax = models.DecimalField(verbose_name="Tax", max_digits=20, decimal_places=4, null=True, blank=True)
    amount = models.DecimalField(
        verbose_name="Amount",
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Quantity times price, less the discount.",
    )
    hs_line_item_currency_code = models.CharField(
        verbose_name="Currency", max_length=255, null=True, blank=True, help_text="Three letters, such as USD."
    )
    recurringbillingfrequency = models.CharField(
        verbose_name="Billing frequency",
        max_length=255,
        null=True,
        blank=True,
        help_text="How often it is charged, such as monthly; empty where it is charged once.",
    )
    hs_position_on_quote = models.IntegerField(
        verbose_name="Position on quote", null=True, blank=True, help_text="Order of the lines."
    )
    hs_object_id = models.CharField(
        verbose_name="Object id",
        max_length=64,
        null=True,
        blank=True,
        help_text="HubSpot's internal id of the record; usually the same as the key.",
    )
    createdate = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the line item was made in HubSpot."
    )
    hs_lastmodifieddate = models.DateTimeField(
        verbose_name="Last modified",
        null=True,
        blank=True,
        help_text="A time of HubSpot's; of two versions of a line item the later one is kept.",
    )
    archived = models.BooleanField(
        verbose_name="Archived", default=False, db_default=False, help_text="Whether HubSpot has deleted it."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as HubSpot sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    units = {
        **dict.fromkeys(("price", "discount", "tax", "amount"), "hs_line_item_currency_code"),
        "hs_discount_percentage": "%",
    }

    objects = IngestedQuerySet["LineItem"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_lineitem"
        indexes = [
            Index(fields=["deal"], name="idx_hubspot_lineitem_deal_id"),
        ]

    def __str__(self) -> str:
        return self.name or f"Line item {self.id}"
