"""Companies."""

from django.db import models

from agent360_models.indexes import Index
from agent360_models.ingestion.querysets import IngestedQuerySet

__all__ = ["Company"]


class Company(models.Model):
    """A company that buys, or for which contacts work; written by the HubSpot sync."""

    id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=255, null=True, blank=True)
    domain = models.CharField(max_length=255, null=True, blank=True)
    website = models.TextField(null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    industry = models.CharField(max_length=255, null=True, blank=True)
    type = models.CharField(max_length=255, null=True, blank=True)
    phone = models.CharField(max_length=255, null=True, blank=True)
    address = models.TextField(null=True, blank=True)
    address2 = models.TextField(null=True, blank=True)
    city = models.CharField(max_length=255, null=True, blank=True)
    state = models.CharField(max_length=255, null=True, blank=True)
    zip = models.CharField(max_length=255, null=True, blank=True)
    country = models.CharField(max_length=255, null=True, blank=True)
    annualrevenue = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    numberofemployees = models.BigIntegerField(null=True, blank=True)
    lifecyclestage = models.CharField(max_length=255, null=True, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.DO_NOTHING,
        db_column="hs_parent_company_id",
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="children",
    )
    hubspot_owner_id = models.CharField(max_length=64, null=True, blank=True, help_text="The HubSpot user in charge.")
    hs_object_id = models.CharField(max_length=64, null=True, blank=True)
    hs_merged_object_ids = models.TextField(
        null=True, blank=True, help_text="Ids, joined by semicolons, of the companies that were merged into this one."
    )
    createdate = models.DateTimeField(null=True, blank=True)
    hs_lastmodifieddate = models.DateTimeField(null=True, blank=True)
    archived = models.BooleanField(default=False, db_default=False, help_text="Whether HubSpot has deleted it.")
    raw_data = models.JSONField(null=True, blank=True, help_text="The record as HubSpot sent it.")
    sync_created_at = models.DateTimeField(auto_now_add=True)
    sync_updated_at = models.DateTimeField(auto_now=True)

    personal_fields = ("phone", "address", "address2", "raw_data")

    objects = IngestedQuerySet["Company"].as_manager()

    class Meta:
        managed = True
        db_table = "hubspot_company"
        indexes = [
            Index(fields=["domain"], name="idx_hubspot_company_domain"),
            Index(fields=["parent"], name="idx_hubspot_company_hs_parent_company_id"),
        ]
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name or f"Company {self.id}"
