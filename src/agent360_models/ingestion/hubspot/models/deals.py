"""Deals."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Deal"]


class Deal(models.Model):
    """Something that is being sold to somebody; written by the HubSpot sync."""

    id = models.CharField(max_length=64, primary_key=True)
    dealname = models.CharField(max_length=255, null=True, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    dealstage = models.CharField(max_length=255, null=True, blank=True, help_text="Id of the stage in its pipeline.")
    closedate = models.DateTimeField(null=True, blank=True, help_text="When it was, or is expected to be, closed.")
    pipeline = models.CharField(max_length=255, null=True, blank=True, help_text="Id of the pipeline.")
    createdate = models.DateTimeField(null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    company = models.ForeignKey(
        "ingestion_hubspot.Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="deals",
    )
    description = models.TextField(null=True, blank=True)
    dealtype = models.CharField(max_length=255, null=True, blank=True)
    deal_currency_code = models.CharField(max_length=255, null=True, blank=True)
    division = models.CharField(max_length=255, null=True, blank=True)
    closed_lost_reason = models.TextField(null=True, blank=True)
    closed_won_reason = models.TextField(null=True, blank=True)
    hs_is_closed = models.BooleanField(null=True, blank=True)
    hs_is_closed_won = models.BooleanField(null=True, blank=True)
    hs_deal_stage_probability = models.FloatField(null=True, blank=True)
    hubspot_owner_id = models.CharField(max_length=64, null=True, blank=True, help_text="The HubSpot user in charge.")
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    hs_merged_object_ids = models.TextField(
        null=True, blank=True, help_text="Ids, joined by semicolons, of the deals that were merged into this one."
    )
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as HubSpot sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    objects = IngestedQuerySet["Deal"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_deal"
        indexes = [
            Index(fields=["company"], name="idx_hubspot_deal_company_id"),
            Index(fields=["createdate"], name="idx_hubspot_deal_createdate"),
            Index(fields=["closedate"], name="idx_hubspot_deal_closedate"),
        ]

    def __str__(self) -> str:
        return self.dealname or f"Deal {self.id}"
