"""The table of MarketSharp's leads."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet
from agent360_models.units import moment

__all__ = ["Data"]


class Data(models.Model):
    """A customer or lead, as MarketSharp last reported it; written by the MarketSharp sync."""

    id = models.CharField(
        verbose_name="MarketSharp id",
        max_length=255,
        primary_key=True,
        help_text="Text; HubSpot's marketsharp_id and SalesPro's crm_source_id name it.",
    )
    lead_id = models.CharField(
        verbose_name="Lead id", max_length=255, null=True, blank=True, help_text="MarketSharp's id of the lead."
    )
    customer_name = models.CharField(verbose_name="Customer name", max_length=255, null=True, blank=True)
    address = models.CharField(
        verbose_name="Address",
        max_length=255,
        null=True,
        blank=True,
        help_text="The street; city, state and zip code stand by themselves.",
    )
    city = models.CharField(verbose_name="City", max_length=255, null=True, blank=True)
    state = models.CharField(verbose_name="State", max_length=255, null=True, blank=True)
    zip = models.CharField(
        verbose_name="Zip code", max_length=255, null=True, blank=True, help_text="Text, so that leading zeros stay."
    )
    phone = models.CharField(
        verbose_name="Phone",
        max_length=255,
        null=True,
        blank=True,
        help_text="As MarketSharp sends it; normalize_phone() makes one form of any notation.",
    )
    email = models.CharField(verbose_name="Email", max_length=255, null=True, blank=True)
    status = models.CharField(
        verbose_name="Status",
        max_length=255,
        null=True,
        blank=True,
        help_text="How far the lead is, in MarketSharp's words; no list of the values is kept here.",
    )
    created_date = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When it was created in MarketSharp."
    )
    raw_data = models.JSONField(
        verbose_name="Raw data", null=True, blank=True, help_text="The record as MarketSharp sent it."
    )
    sync_created_at = models.DateTimeField(
        verbose_name="First synced", auto_now_add=True, help_text="When the row was first written here."
    )
    sync_updated_at = models.DateTimeField(
        verbose_name="Last synced", auto_now=True, help_text="When the row was last written here."
    )

    personal_fields = ("customer_name", "address", "city", "zip", "phone", "email", "raw_data")

    objects = IngestedQuerySet["Data"].as_manager()

    class Meta:
        managed = True
        db_table = "marketsharp_data"
        indexes = [Index(fields=["lead_id"], name="idx_marketsharp_data_lead_id")]
        verbose_name_plural = "data"

    def __str__(self) -> str:
        return f"Record of {moment(self.created_date)}"
