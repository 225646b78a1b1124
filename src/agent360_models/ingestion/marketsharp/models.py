"""The table of MarketSharp's leads."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Data"]


class Data(models.Model):
    """A customer or lead, as MarketSharp last reported it; written by the MarketSharp sync."""

    id = models.CharField(max_length=255, primary_key=True)
    lead_id = models.CharField(max_length=255, null=True, blank=True, help_text="MarketSharp's id of the lead.")
    customer_name = models.CharField(max_length=255, null=True, blank=True)
    address = models.CharField(max_length=255, null=True, blank=True)
    city = models.CharField(max_length=255, null=True, blank=True)
    state = models.CharField(max_length=255, null=True, blank=True)
    zip = models.CharField(max_length=255, null=True, blank=True)
    phone = models.CharField(max_length=255, null=True, blank=True)
    email = models.CharField(max_length=255, null=True, blank=True)
    status = models.CharField(max_length=255, null=True, blank=True)
    created_date = models.DateTimeField(null=True, blank=True, help_text="When it was created in MarketSharp.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as MarketSharp sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("customer_name", "address", "city", "zip", "phone", "email", "raw_data")

    objects = IngestedQuerySet["Data"].as_manager()

    class Meta:
        managed = True
        db_table = "marketsharp_data"
        indexes = [Index(fields=["lead_id"], name="idx_marketsharp_data_lead_id")]
        verbose_name_plural = "data"

    def __str__(self) -> str:
        return f"Record {self.id}"
