"""Line items of deals."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["LineItem"]


class LineItem(models.Model):
    """A product within a deal, with its price; written by the HubSpot sync."""

    id = models.CharField(max_length=64, primary_key=True)
    deal = models.ForeignKey(
        "ingestion_hubspot.Deal",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="line_items",
    )
    name = models.CharField(max_length=255, null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    hs_product_id = models.CharField(max_length=64, null=True, blank=True, help_text="The product it was made from.")
    hs_sku = models.CharField(max_length=255, null=True, blank=True)
    quantity = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    price = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True, help_text="Of one unit.")
    discount = models.DecimalField(
        max_digits=20, decimal_places=4, null=True, blank=True, help_text="Taken off the price of one unit."
    )
    hs_discount_percentage = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    tax = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    amount = models.DecimalField(
        max_digits=20, decimal_places=4, null=True, blank=True, help_text="Quantity times price, without discount."
    )
    hs_line_item_currency_code = models.CharField(max_length=255, null=True, blank=True)
    recurringbillingfrequency = models.CharField(max_length=255, null=True, blank=True)
    hs_position_on_quote = models.IntegerField(null=True, blank=True)
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    createdate = models.DateTimeField(null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as HubSpot sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["LineItem"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_lineitem"
        indexes = [
            Index(fields=["deal"], name="idx_hubspot_lineitem_deal_id"),
        ]

    def __str__(self) -> str:
        return self.name or f"Line item {self.id}"
