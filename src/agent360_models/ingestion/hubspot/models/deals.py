"""Deals."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Deal"]


class Deal(models.Model):
    """A sale in progress or closed; written by the HubSpot sync."""

    id = models.CharField(
        verbose_name="HubSpot id", max_length=64, primary_key=True, help_text="A number, kept as text."
    )
    dealname = models.CharField(verbose_name="Name", max_length=255, null=True, blank=True)
    amount = models.DecimalField(
        verbose_name="Amount",
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Value of the deal, in the currency of deal_currency_code.",
    )
    dealstage = models.CharField(
        verbose_name="Stage", max_length=255, null=True, blank=True, help_text="Id of the stage in its pipeline."
    )
    closedate = models.DateTimeField(
        verbose_name="Close date", null=True, blank=True, help_text="When it was, or is expected to be, closed."
    )
    pipeline = models.CharField(
        verbose_name="Pipeline", max_length=255, null=True, blank=True, help_text="Id of the pipeline."
    )
    createdate = models.DateTimeField(
        verbose_name="Created", null=True, blank=True, help_text="When the deal was made in HubSpot."
    )
    hs_lastmodifieddate = models.DateTimeField(
        verbose_name="Last modified",
        null=True,
        blank=True,
        help_text="A time of HubSpot's; of two versions of a deal the later one is kept.",
    )
    company = models.ForeignKey(
        "ingestion_hubspot.Company",
        verbose_name="Company",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="deals",
        help_text="The first, where HubSpot names several; the row may be missing here.",
    )
    description = models.TextField(verbose_name="Description", null=True, blank=True)
    dealtype = models.CharField(verbose_name="Type", max_length=255, null=True, blank=True)
    deal_currency_code = models.CharField(
        verbose_name="Currency", max_length=255, null=True, blank=True, help_text="Three letters, such as USD."
    )
    division = models.CharField(
        verbose_name="Division",
        max_length=255,
        null=True,
        blank=True,
        help_text="Part of the business, as somebody typed or chose it; not a key.",
    )
    closed_lost_reason = models.TextField(
        verbose_name="Reason for losing", null=True, blank=True, help_text="Free text, of a deal that nobody bought."
    )
    closed_won_reason = models.TextField(
        verbose_name="Reason for winning", null=True, blank=True, help_text="Free text, of a deal that somebody bought."
    )
    hs_is_closed = models.BooleanField(
        verbose_name="Closed", null=True, blank=True, help_text="Whether the deal is decided, won or lost."
    )
    hs_is_closed_won = models.BooleanField(
        verbose_name="Won", null=True, blank=True, help_text="Whether the deal is closed and somebody bought."
    )
    hs_deal_stage_probability = models.FloatField(
        verbose_name="Probability",
        null=True,
        blank=True,
        help_text="How likely the deal is to be won by its stage, from 0 to 1.",
    )
    hubspot_owner_id = models.CharField(
        verbose_name="Owner", max_length=64, null=True, blank=True, help_text="The HubSpot user in charge."
    )
    hs_object_id = models.CharField(
        verbose_name="Object id",
        max_length=64,
        null=True,
        blank=True,
        help_text="HubSpot's internal id of the record; usually the same as the key.",
    )
    hs_merged_object_ids = models.TextField(
        verbose_name="Merged deals",
        null=True,
        blank=True,
        help_text="Ids, joined by semicolons, of the deals that were merged into this one.",
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

    units = {"amount": "deal_currency_code"}
    personal_fields = ("dealname", "description", "closed_lost_reason", "closed_won_reason", "raw_data")

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
